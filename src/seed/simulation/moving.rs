//! What moves while we wait for our turn, and answers that say less than they should.

use super::*;
use crate::parameter::text::Description;

async fn described(simulated: &Simulated, name: &str, value: &str, description: &str) {
    let store = Ssm::nearby(&simulated.open());
    let write = Write {
        name: name.parse().unwrap(),
        kind: ParameterType::String,
        value: Secret::new(value),
        overwrite: true,
        details: Described { description: Some(description.to_owned()), ..Described::default() },
        tags: Tags::default(),
    };
    store.put(store.turn_to_write().await, &write).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_somebody_wrote_before_our_second_try_is_not_written_over() {
    for fault in ["throttling", "too-many-updates", "internal-server-error", "cut-before"] {
        let simulated = Simulated::new(false);
        put(&simulated, "/m/a", "old", false).await;
        let script =
            format!(r#"[{{"operation": "PutParameter", "calls": [1], "fault": "{fault}"}}]"#);
        let store = store(&simulated, None, Some(&script));
        let manifest = manifest(None, vec![wanted("/m/a", "ours")]);
        let plan = plan(&manifest, Asked::default(), &store).await.unwrap();

        let theirs = async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            put(&simulated, "/m/a", "theirs", true).await
        };
        let (ran, _) = tokio::join!(apply(&plan, &store), theirs);

        assert!(matches!(ran.done["/m/a"], Done::Conflict(_)), "{fault}: {ran:?}");
        assert_eq!(stored(&simulated, "/m").await["/m/a"].value, Secret::new("theirs"));
    }
}

#[tokio::test(start_paused = true)]
async fn what_somebody_wrote_while_we_waited_for_our_turn_is_not_written_over() {
    let simulated = Simulated::new(false);
    let names = ["/m/a", "/m/b", "/m/c"];
    for name in names {
        put(&simulated, name, "old", false).await;
    }
    let store = store(&simulated, None, None);
    store.limit_writes(0.1);
    let manifest = manifest(None, names.map(|name| wanted(name, "ours")).into());
    let plan = plan(&manifest, Asked::default(), &store).await.unwrap();

    let theirs = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        put(&simulated, "/m/c", "theirs", true).await
    };
    let (ran, _) = tokio::join!(apply(&plan, &store), theirs);

    assert_eq!(ran.done["/m/b"], Done::Updated(Some(2)));
    assert!(matches!(ran.done["/m/c"], Done::Conflict(_)), "{ran:?}");
    assert_eq!(stored(&simulated, "/m").await["/m/c"].value, Secret::new("theirs"));
}

#[tokio::test(start_paused = true)]
async fn the_same_value_with_another_description_is_not_ours() {
    let simulated = Simulated::new(false);
    put(&simulated, "/m/a", "same", false).await;
    let ours = Parameter {
        description: Some(Description::parse("ours").unwrap()),
        ..wanted("/m/a", "same")
    };
    let script = r#"[{"operation": "PutParameter", "calls": [1], "fault": "cut-before"}]"#;
    let store = store(&simulated, None, Some(script));
    let plan = plan(&manifest(None, vec![ours]), Asked::default(), &store).await.unwrap();

    let theirs = async {
        tokio::time::sleep(Duration::from_millis(1)).await;
        described(&simulated, "/m/a", "same", "theirs").await;
    };
    let (ran, ()) = tokio::join!(apply(&plan, &store), theirs);

    assert!(matches!(ran.done["/m/a"], Done::Conflict(_)), "{ran:?}");
}

/// Plans to delete three that a manifest made.
async fn forgotten(script: Option<&str>) -> (Simulated, Ssm, Plan) {
    let simulated = Simulated::new(false);
    let all = ["/m/a", "/m/b", "/m/c", "/m/d"].map(|name| wanted(name, "x"));
    let open = Ssm::nearby(&simulated.open());
    seed(&manifest(Some("/m"), all.into()), PRUNING, &open).await.unwrap();
    let store = store(&simulated, None, script);
    let fewer = manifest(Some("/m"), vec![wanted("/m/a", "x")]);
    let plan = plan(&fewer, PRUNING, &store).await.unwrap();
    assert_eq!(plan.deletions(), 3);
    (simulated, store, plan)
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_says_nothing_is_neither_that_it_is_gone_nor_that_it_is_deleted() {
    for script in [
        r#"[{"operation": "GetParameters", "calls": [2], "fault": "empty-page"}]"#,
        r#"[{"operation": "DeleteParameters", "fault": "empty-page"}]"#,
    ] {
        let (simulated, store, plan) = forgotten(Some(script)).await;

        let ran = apply(&plan, &store).await;

        assert_eq!(ran.outcome, Outcome::CouldNotTell, "{ran:?}");
        for name in ["/m/b", "/m/c", "/m/d"] {
            assert!(matches!(ran.done[name], Done::Unknown(_)), "{ran:?}");
        }
        assert_eq!(stored(&simulated, "/m").await.len(), 4);
    }
}

#[tokio::test(start_paused = true)]
async fn what_an_answer_does_not_name_is_not_taken_for_absent() {
    let simulated = Simulated::new(false);
    let script = r#"[{"operation": "GetParameters", "fault": "empty-page"}]"#;
    let store = store(&simulated, None, Some(script));
    let error = plan(&manifest(None, vec![wanted("/m/a", "x")]), Asked::default(), &store).await;
    let error = error.unwrap_err();
    assert_eq!(error.outcome(), Outcome::CouldNotTell);
    assert!(error.to_string().contains("says nothing about `/m/a`"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_the_one_of_the_plan_any_more_is_not_deleted() {
    let (simulated, store, plan) = forgotten(None).await;
    let theirs = Ssm::nearby(&simulated.open());
    // The store's clock is the machine's, and has milliseconds.
    std::thread::sleep(Duration::from_millis(20));
    delete(&simulated, "/m/b").await;
    assert_eq!(put(&simulated, "/m/b", "theirs", false).await, 1, "the same version again");
    let owner = tags(&[("bootstrap:manifest", "/m")]);
    theirs.add_tags(&"/m/b".parse().unwrap(), &owner).await.unwrap();
    let protect = tags(&[("bootstrap:protect", "true")]);
    theirs.add_tags(&"/m/c".parse().unwrap(), &protect).await.unwrap();
    let owner = BTreeSet::from(["bootstrap:manifest".to_owned()]);
    theirs.remove_tags(&"/m/d".parse().unwrap(), &owner).await.unwrap();

    let ran = apply(&plan, &store).await;

    for name in ["/m/b", "/m/c", "/m/d"] {
        assert!(matches!(ran.done[name], Done::Conflict(_)), "{ran:?}");
    }
    assert_eq!(stored(&simulated, "/m").await.len(), 4);
}

#[tokio::test(start_paused = true)]
async fn what_is_deleted_although_the_answer_was_lost_is_deleted() {
    let script = r#"[{"operation": "DeleteParameters", "fault": "cut-after"}]"#;
    let (simulated, store, plan) = forgotten(Some(script)).await;

    let ran = apply(&plan, &store).await;

    assert_eq!(ran.outcome, Outcome::Yes, "{ran:?}");
    assert_eq!(stored(&simulated, "/m").await.len(), 1);
    assert_eq!(simulated.calls()["DeleteParameters"].all, 1, "nothing is deleted twice");
}

#[tokio::test(start_paused = true)]
async fn pages_without_an_end_come_to_one() {
    let simulated = Simulated::new(false);
    put(&simulated, "/m/a", "x", false).await;
    let script = r#"[{"operation": "GetParametersByPath", "fault": "empty-page"}]"#;
    let store = store(&simulated, None, Some(script));
    let error = store.list("/m").await.unwrap_err();
    assert!(error.to_string().contains("pages without an end"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_same_value_without_the_tags_is_not_ours() {
    let simulated = Simulated::new(false);
    let ours = Parameter { tags: tags(&[("app", "shop")]), ..wanted("/m/a", "same") };
    let script = r#"[{"operation": "PutParameter", "calls": [1], "fault": "cut-before"}]"#;
    let store = store(&simulated, None, Some(script));
    let plan = plan(&manifest(None, vec![ours]), Asked::default(), &store).await.unwrap();

    let theirs = async {
        tokio::time::sleep(Duration::from_millis(1)).await;
        put(&simulated, "/m/a", "same", false).await
    };
    let (ran, _) = tokio::join!(apply(&plan, &store), theirs);

    assert!(matches!(ran.done["/m/a"], Done::Conflict(_)), "{ran:?}");
    assert!(tags_below(&simulated, "/m").await["/m/a"].is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_creation_with_tags_whose_answer_was_lost_is_recognised_by_them() {
    let simulated = Simulated::new(false);
    let ours = Parameter { tags: tags(&[("app", "shop")]), ..wanted("/m/a", "x") };
    let script = r#"[{"operation": "PutParameter", "calls": [1], "fault": "cut-after"}]"#;
    let store = store(&simulated, None, Some(script));

    let ran = seed(&manifest(None, vec![ours]), Asked::default(), &store).await.unwrap();

    assert_eq!(ran.done["/m/a"], Done::Created(1));
    assert_eq!(simulated.calls()["PutParameter"].all, 1);
}

#[tokio::test(start_paused = true)]
async fn what_was_read_long_before_the_deletion_is_read_again() {
    // For some seconds nobody says what the tags of one are by now.
    let script = r#"[{"operation": "ListTagsForResource", "name": "/m/c", "calls": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        "fault": "throttling"}]"#;
    let (simulated, store, plan) = forgotten(Some(script)).await;

    let open = Ssm::nearby(&simulated.open());
    let theirs = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let protection = tags(&[("bootstrap:protect", "true")]);
        open.add_tags(&"/m/b".parse().unwrap(), &protection).await.unwrap();
        put(&simulated, "/m/c", "theirs", true).await
    };
    let (ran, _) = tokio::join!(apply(&plan, &store), theirs);

    for name in ["/m/b", "/m/c"] {
        assert!(matches!(ran.done[name], Done::Conflict(_)), "{ran:?}");
    }
    assert_eq!(ran.done["/m/d"], Done::Deleted);
    let left: Vec<String> = stored(&simulated, "/m").await.into_keys().collect();
    assert_eq!(left, ["/m/a", "/m/b", "/m/c"]);
}

#[tokio::test(start_paused = true)]
async fn tags_are_read_in_time_though_their_calls_have_a_pace() {
    let simulated = Simulated::new(false);
    let names: Vec<String> = (0..41).map(|number| format!("/m/p{number:02}")).collect();
    let all = names.iter().map(|name| wanted(name, "x")).collect();
    let open = Ssm::nearby(&simulated.open());
    seed(&manifest(Some("/m"), all), PRUNING, &open).await.unwrap();
    let store = store(&simulated, Some(Quotas::Default), None);
    let fewer = manifest(Some("/m"), vec![wanted("/m/p00", "x")]);

    let ran = seed(&fewer, PRUNING, &store).await.unwrap();

    assert_eq!(ran.outcome, Outcome::Yes, "{ran:?}");
    assert_eq!(stored(&simulated, "/m").await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn where_nobody_answers_in_time_nothing_is_deleted() {
    let (simulated, store, plan) = forgotten(None).await;
    // One that is asked each time after a rest has always something old.
    let script: Vec<String> =
        (1..200).filter(|call| call % 12 != 0).map(|call| call.to_string()).collect();
    let script = format!(
        r#"[{{"operation": "ListTagsForResource", "name": "/m/c", "calls": [{}], "fault": "throttling"}}]"#,
        script.join(", ")
    );
    drop(store);
    let slow = super::store(&simulated, None, Some(&script));

    let ran = apply(&plan, &slow).await;

    for name in ["/m/b", "/m/c", "/m/d"] {
        let Done::Failed(reason) = &ran.done[name] else { panic!("{ran:?}") };
        assert!(
            reason.starts_with("not deleted, for what it is now cannot be read again"),
            "{reason}"
        );
    }
    assert_eq!(stored(&simulated, "/m").await.len(), 4);
}
