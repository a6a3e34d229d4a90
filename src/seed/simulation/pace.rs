//! How long it takes under an account's quotas, and how many calls.

use super::*;
use crate::credentials::region::RegionOrigin;
use crate::local::simulated::Calls;
use crate::parameter::text::Description;
use crate::seed::report::{Estimate, Report, Target};
use crate::seed::{drift, survey};

fn many(number: usize) -> Manifest {
    let parameters = (0..number).map(|number| wanted(&format!("/many/p{number:04}"), "x"));
    manifest(None, parameters.collect())
}

/// Seeds under quotas, and checks that nothing is lost, hardly anything throttled, and no time wasted.
async fn under(quotas: Quotas, number: usize, rate: f64, burst: usize) {
    let simulated = Simulated::new(quotas == Quotas::High);
    let store = store(&simulated, Some(quotas), None);
    if quotas == Quotas::High {
        store.limit_writes(rate);
    }

    let ran = seed(&many(number), Asked::default(), &store).await.unwrap();

    assert_eq!(ran.outcome, Outcome::Yes, "{ran:?}");
    assert_eq!(stored(&simulated, "/many").await.len(), number);
    let quota = f64::from(u32::try_from(number - burst).unwrap()) / rate;
    let took = ran.took.as_secs_f64();
    let Calls { all, in_vain } = simulated.calls()["PutParameter"];
    assert!(took < quota * 1.15, "{took} s instead of {quota} s");
    assert!(in_vain * 20 < number, "{in_vain} throttled of {all}");
}

#[tokio::test(start_paused = true)]
async fn a_hundred_take_the_time_of_the_quota_and_hardly_one_is_throttled() {
    under(Quotas::Default, 100, 3.0, 10).await;
}

#[tokio::test(start_paused = true)]
async fn a_thousand_take_the_time_of_the_quota_and_hardly_one_is_throttled() {
    under(Quotas::Default, 1000, 3.0, 10).await;
}

#[tokio::test(start_paused = true)]
async fn higher_throughput_is_made_use_of() {
    under(Quotas::High, 300, 10.0, 20).await;
}

#[tokio::test(start_paused = true)]
async fn who_is_too_fast_learns_it_and_loses_nothing() {
    let simulated = Simulated::new(false);
    let store = store(&simulated, Some(Quotas::Default), None);
    // Three times what the account has.
    store.limit_writes(10.0);

    let ran = seed(&many(100), Asked::default(), &store).await.unwrap();

    assert_eq!(ran.outcome, Outcome::Yes, "{ran:?}");
    let Calls { all, in_vain } = simulated.calls()["PutParameter"];
    assert!(in_vain > 0, "{all}");
    assert!(in_vain < 50, "{in_vain} of {all}");
    assert!(ran.took < Duration::from_secs(45), "{:?}", ran.took);
}

#[tokio::test(start_paused = true)]
async fn a_store_on_this_machine_is_as_fast_as_it_is_unless_it_has_quotas() {
    let simulated = Simulated::new(false);
    let free = Ssm::nearby(&simulated.behind(None, None));
    let ran = seed(&many(300), Asked::default(), &free).await.unwrap();
    assert_eq!((ran.outcome, ran.took), (Outcome::Yes, Duration::ZERO));

    let simulated = Simulated::new(false);
    let throttled = Ssm::nearby(&simulated.behind(Some(Quotas::Default), None));
    let ran = seed(&many(60), Asked::default(), &throttled).await.unwrap();
    assert_eq!(ran.outcome, Outcome::Yes, "{ran:?}");
    assert!(ran.took < Duration::from_secs(30), "{:?}", ran.took);
}

#[tokio::test(start_paused = true)]
async fn what_has_not_changed_costs_one_call_for_ten_and_no_write() {
    for (number, calls) in [(100, 10), (1000, 100)] {
        let simulated = Simulated::new(false);
        let first = Ssm::nearby(&simulated.open());
        seed(&many(number), Asked::default(), &first).await.unwrap();
        let store = store(&simulated, Some(Quotas::Default), None);
        let started = Instant::now();

        let plan = plan(&many(number), Asked::default(), &store).await.unwrap();
        survey::settle_pace(&arguments(&[]), &plan, &store).await;

        assert!(plan.is_empty());
        let expected = BTreeMap::from([("GetParameters".to_owned(), calls)]);
        let made = simulated.calls().into_iter().map(|(operation, calls)| (operation, calls.all));
        assert_eq!(made.collect::<BTreeMap<_, _>>(), expected);
        assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());
    }
}

/// So many that have a description and tags.
fn rich(number: usize) -> Manifest {
    let mut manifest = many(number);
    for placed in &mut manifest.parameters {
        placed.parameter.description = Some(Description::parse("what it is").unwrap());
        placed.parameter.tags = tags(&[("app", "shop")]);
    }
    manifest
}

fn made(simulated: &Simulated) -> Vec<(String, usize)> {
    simulated.calls().into_iter().map(|(word, calls)| (word, calls.all)).collect()
}

#[tokio::test(start_paused = true)]
async fn details_cost_a_call_for_fifty_and_tags_one_for_a_hundred() {
    for (number, calls) in [(100, [2, 10, 1]), (1000, [20, 100, 10])] {
        let manifest = rich(number);
        let simulated = Simulated::new(false);
        seed(&manifest, Asked::default(), &Ssm::nearby(&simulated.open())).await.unwrap();
        let store = store(&simulated, Some(Quotas::Default), None);

        let plan = plan(&manifest, Asked::default(), &store).await.unwrap();

        assert!(plan.is_empty());
        let words = ["DescribeParameters", "GetParameters", "GetResources"].map(str::to_owned);
        assert_eq!(made(&simulated), words.into_iter().zip(calls).collect::<Vec<_>>());
    }
}

#[tokio::test(start_paused = true)]
async fn who_changed_something_is_read_with_the_description_where_there_is_one() {
    let simulated = Simulated::new(false);
    let open = Ssm::nearby(&simulated.open());
    let mut manifest = many(120);
    seed(&manifest, Asked::default(), &open).await.unwrap();
    for number in 0..50 {
        put(&simulated, &format!("/many/p{number:04}"), "theirs", true).await;
    }
    let store = store(&simulated, None, None);
    let checking = Asked::of(&arguments(&["--check"]), &manifest);

    let surveyed = survey::survey(&manifest, checking, &store).await.unwrap();
    let drift = drift::who(&surveyed.plan, &surveyed.found, &store).await;

    let calls = |described, read| {
        vec![("DescribeParameters".to_owned(), described), ("GetParameters".to_owned(), read)]
    };
    assert_eq!(made(&simulated), calls(1, 12));
    assert!(drift.of(&"/many/p0007".parse().unwrap()).unwrap().by.is_some());
    assert!(drift.of(&"/many/p0100".parse().unwrap()).is_none());

    // One more, and fifty in one call: what is described already is not asked for again.
    manifest.parameters[7].parameter.description = Some(Description::parse("ours").unwrap());
    manifest.parameters[100].parameter.tags = tags(&[("app", "shop")]);
    let surveyed = survey::survey(&manifest, checking, &store).await.unwrap();
    let drift = drift::who(&surveyed.plan, &surveyed.found, &store).await;
    let described = simulated.calls()["DescribeParameters"].all;
    assert_eq!(described, 1 + 2);
    assert!(drift.of(&"/many/p0007".parse().unwrap()).unwrap().by.is_some());
    assert!(drift.of(&"/many/p0100".parse().unwrap()).unwrap().by.is_some());
}

#[tokio::test(start_paused = true)]
async fn what_is_written_each_time_has_not_drifted() {
    let always = Parameter { overwrite: Overwrite::Always, ..wanted("/always", "x") };
    let manifest = manifest(None, vec![always]);
    let simulated = Simulated::new(false);
    let store = store(&simulated, None, None);
    seed(&manifest, Asked::default(), &store).await.unwrap();

    let checking = Asked::of(&arguments(&["--check"]), &manifest);
    assert!(plan(&manifest, checking, &store).await.unwrap().is_empty());
    assert_eq!(plan(&manifest, Asked::default(), &store).await.unwrap().puts(), 1);
}

#[tokio::test(start_paused = true)]
async fn writing_without_a_look_costs_two_and_tags_are_counted_apart() {
    let simulated = Simulated::new(false);
    let store = store(&simulated, None, None);
    let blind = Asked { reads_nothing: true, ..Asked::default() };
    assert_eq!(plan(&many(10), blind, &store).await.unwrap().puts(), 20);
    seed(&many(10), Asked::default(), &store).await.unwrap();
    let mut tagged = many(10);
    for placed in &mut tagged.parameters {
        placed.parameter.tags = tags(&[("app", "shop")]);
    }
    let plan = plan(&tagged, Asked::default(), &store).await.unwrap();
    assert_eq!((plan.puts(), plan.remarks()), (0, 10));
}

#[tokio::test(start_paused = true)]
async fn the_accounts_setting_is_asked_once_and_only_where_it_matters() {
    let script = r#"[{"operation": "GetServiceSetting", "fault": "internal-server-error"}]"#;
    for (line, high, script, asked, rate) in [
        (&[][..], false, None, 1, Some(3.0)),
        (&[][..], true, None, 1, Some(10.0)),
        // Whatever it is that it cannot be asked, it is not asked again.
        (&[][..], true, Some(script), 1, Some(3.0)),
        (&["--tps", "7"][..], true, None, 0, Some(7.0)),
        (&["--local"][..], true, None, 0, Some(3.0)),
        (&["--check"][..], true, None, 0, Some(3.0)),
    ] {
        let simulated = Simulated::new(high);
        let store = store(&simulated, None, script);
        let plan = plan(&many(1), Asked::default(), &store).await.unwrap();

        survey::settle_pace(&arguments(line), &plan, &store).await;

        let calls = simulated.calls().get("GetServiceSetting").map_or(0, |calls| calls.all);
        assert_eq!((calls, store.writes_a_second()), (asked, rate), "{line:?} {high}");
    }
}

#[tokio::test(start_paused = true)]
async fn how_long_it_takes_is_shown_where_one_has_to_wait() {
    let simulated = Simulated::new(false);
    let store = store(&simulated, None, None);
    let shown = async |manifest: &Manifest, rate: Option<f64>| {
        let plan = plan(manifest, Asked::default(), &store).await.unwrap();
        let target = Target::local("eu-west-1".parse().unwrap(), RegionOrigin::Flag, None);
        let report = Report::new(target, &plan, Estimate::of(&plan, rate), None);
        let text = report.plan_text(false);
        let (_, counts) = text.trim_end().rsplit_once('\n').unwrap();
        counts.split_once("; ").map(|(_, estimate)| estimate.to_owned())
    };
    let some = |text: &str| Some(text.to_owned());

    let three = Some(3.0);
    assert_eq!(shown(&many(100), three).await, some("about 33 s at 3 writes a second"));
    assert_eq!(shown(&many(1000), three).await, some("about 5 min 33 s at 3 writes a second"));
    assert_eq!(shown(&many(30), Some(3.0 * 0.7)).await, some("about 14 s at 2.1 writes a second"));
    assert_eq!(shown(&many(1), three).await, None, "nobody has to wait");
    assert_eq!(shown(&many(100), None).await, None, "there is no quota");
    // Tags have a pace of their own, which may be the slower one.
    seed(&many(100), Asked::default(), &Ssm::nearby(&simulated.open())).await.unwrap();
    let mut tagged = many(110);
    for placed in &mut tagged.parameters {
        placed.parameter.tags = tags(&[("app", "shop")]);
    }
    assert_eq!(shown(&tagged, three).await, some("about 20 s at 3 writes a second"));
    tagged.parameters.truncate(100);
    assert_eq!(shown(&tagged, three).await, some("about 20 s"));
}
