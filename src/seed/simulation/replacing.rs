//! What is deleted and created again.

use super::*;
use crate::parameter::tier::Tier;

const REPLACING: Asked = Asked {
    intent: Intent { replaces: true, only_compares: false },
    prunes: false,
    reads_nothing: false,
};

fn advanced(name: &str) -> Parameter {
    Parameter { tier: Some(Tier::Advanced), tags: tags(&[("theirs", "1")]), ..wanted(name, "old") }
}

fn standard(name: &str) -> Parameter {
    Parameter { tier: Some(Tier::Standard), ..wanted(name, "new") }
}

async fn filled(parameters: Vec<Parameter>) -> Simulated {
    let simulated = Simulated::new(false);
    let open = Ssm::nearby(&simulated.open());
    seed(&manifest(None, parameters), Asked::default(), &open).await.unwrap();
    simulated
}

#[tokio::test(start_paused = true)]
async fn it_is_tried_for_as_long_as_aws_wants_half_a_minute_in_between() {
    let simulated = filled(vec![advanced("/r/a")]).await;
    let script = r#"[{"operation": "PutParameter", "calls": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], "fault": "too-many-updates"}]"#;
    let store = store(&simulated, None, Some(script));
    let rate = store.writes_a_second();

    let ran = seed(&manifest(None, vec![standard("/r/a")]), REPLACING, &store).await.unwrap();

    assert_eq!(ran.done["/r/a"], Done::Replaced(1));
    assert!(ran.took > Duration::from_secs(15), "{:?}", ran.took);
    assert_eq!(
        store.writes_a_second(),
        rate,
        "one parameter is no reason to be slower with others"
    );
    let after = stored(&simulated, "/r").await;
    assert_eq!(after["/r/a"].value, Secret::new("new"));
    assert_eq!(tags_below(&simulated, "/r").await["/r/a"]["theirs"], "1");
}

#[tokio::test(start_paused = true)]
async fn between_the_two_nobody_is_listened_to() {
    let simulated = filled(vec![advanced("/r/a"), advanced("/r/b")]).await;
    let script = r#"[{"operation": "PutParameter", "calls": [1, 2, 3], "fault": "throttling"}]"#;
    let store = store(&simulated, None, Some(script));
    let manifest = manifest(None, vec![standard("/r/a")]);
    let plan = plan(&manifest, REPLACING, &store).await.unwrap();
    let (sender, mut listener) = Listener::deaf();
    let mut terminal = Terminal::stdio(ColorChoice::Never, &Environment::of(&[]));

    let interrupt = async {
        tokio::time::sleep(Duration::from_millis(1)).await;
        sender.send(true).unwrap();
    };
    let (done, ()) =
        tokio::join!(apply::apply(&plan, &store, &mut listener, &mut terminal), interrupt);

    assert_eq!(done, [Done::Replaced(1)]);
    assert_eq!(outcome(&done, true), Outcome::Yes, "all was done before the end");
}

#[tokio::test(start_paused = true)]
async fn what_was_deleted_and_cannot_be_created_is_said_and_the_next_run_creates_it() {
    let simulated = filled(vec![advanced("/r/a")]).await;
    let script = r#"[{"operation": "PutParameter", "fault": "access-denied"}]"#;
    let denied = store(&simulated, None, Some(script));
    let manifest = manifest(None, vec![standard("/r/a")]);

    let ran = seed(&manifest, REPLACING, &denied).await.unwrap();

    let Done::Failed(reason) = &ran.done["/r/a"] else { panic!("{ran:?}") };
    assert!(reason.starts_with("deleted, and then: AccessDeniedException"), "{reason}");
    assert!(stored(&simulated, "/r").await.is_empty());
    let ran = seed(&manifest, Asked::default(), &store(&simulated, None, None)).await.unwrap();
    assert_eq!(ran.done["/r/a"], Done::Created(1));
}

#[tokio::test(start_paused = true)]
async fn what_has_moved_since_the_plan_is_not_deleted() {
    let simulated = filled(vec![advanced("/r/a")]).await;
    let store = store(&simulated, None, None);
    let manifest = manifest(None, vec![standard("/r/a")]);
    let plan = plan(&manifest, REPLACING, &store).await.unwrap();
    put(&simulated, "/r/a", "theirs", true).await;

    let ran = apply(&plan, &store).await;

    assert!(matches!(ran.done["/r/a"], Done::Conflict(_)), "{ran:?}");
    assert_eq!(stored(&simulated, "/r").await["/r/a"].value, Secret::new("theirs"));
}

#[tokio::test(start_paused = true)]
async fn an_interrupt_ends_the_rest_and_the_next_run_completes_it() {
    let simulated = Simulated::new(false);
    let store = store(&simulated, Some(Quotas::Default), None);
    let names: Vec<String> = (0..30).map(|number| format!("/r/p{number:02}")).collect();
    let manifest = manifest(None, names.iter().map(|name| wanted(name, "x")).collect());
    let plan = plan(&manifest, Asked::default(), &store).await.unwrap();
    let (sender, mut listener) = Listener::deaf();
    let mut terminal = Terminal::stdio(ColorChoice::Never, &Environment::of(&[]));

    let interrupt = async {
        tokio::time::sleep(Duration::from_secs(3)).await;
        sender.send(true).unwrap();
    };
    let (done, ()) =
        tokio::join!(apply::apply(&plan, &store, &mut listener, &mut terminal), interrupt);

    let created = done.iter().take_while(|done| **done == Done::Created(1)).count();
    assert!((8..=14).contains(&created), "{done:?}");
    assert!(done[created..].iter().all(|done| *done == Done::NotTried), "{done:?}");
    assert_eq!(outcome(&done, true), Outcome::Interrupted);
    assert_eq!(stored(&simulated, "/r").await.len(), created);
    let ran = seed(&manifest, Asked::default(), &store).await.unwrap();
    assert_eq!(ran.outcome, Outcome::Yes);
    assert_eq!(stored(&simulated, "/r").await.len(), 30);
}
