//! What somebody else does between the plan and the write.

use super::*;
use crate::parameter::data_type::DataType;
use crate::parameter::label::Label;

#[tokio::test(start_paused = true)]
async fn what_has_moved_since_the_plan_is_not_written_over() {
    let simulated = Simulated::new(false);
    for name in ["/c/changed", "/c/deleted", "/c/left"] {
        put(&simulated, name, "old", false).await;
    }
    let names = ["/c/appeared", "/c/changed", "/c/deleted", "/c/left"];
    let manifest = manifest(None, names.iter().map(|name| wanted(name, "ours")).collect());
    let store = store(&simulated, None, None);
    let plan = plan(&manifest, Asked::default(), &store).await.unwrap();

    put(&simulated, "/c/appeared", "theirs", false).await;
    put(&simulated, "/c/changed", "theirs", true).await;
    delete(&simulated, "/c/deleted").await;
    let ran = apply(&plan, &store).await;

    let conflict = |reason: &str| Done::Conflict(format!("{reason}; run again to compare"));
    assert_eq!(ran.outcome, Outcome::No);
    assert_eq!(ran.done["/c/appeared"], conflict("somebody made it since the plan"));
    assert_eq!(ran.done["/c/changed"], conflict("somebody wrote version 2 since the plan"));
    assert_eq!(ran.done["/c/deleted"], conflict("somebody deleted it since the plan"));
    assert_eq!(ran.done["/c/left"], Done::Updated(Some(2)));
    let after = stored(&simulated, "/c").await;
    assert_eq!(after["/c/changed"].value, Secret::new("theirs"));
    assert_eq!(after["/c/appeared"].value, Secret::new("theirs"));
    assert!(!after.contains_key("/c/deleted"));
}

#[tokio::test(start_paused = true)]
async fn versions_are_read_again_ten_at_a_time() {
    let simulated = Simulated::new(false);
    let names: Vec<String> = (0..25).map(|number| format!("/c/p{number:02}")).collect();
    for name in &names {
        put(&simulated, name, "old", false).await;
    }
    let manifest = manifest(None, names.iter().map(|name| wanted(name, "new")).collect());
    let store = store(&simulated, None, None);

    let ran = seed(&manifest, Asked::default(), &store).await.unwrap();

    assert_eq!(ran.outcome, Outcome::Yes, "{ran:?}");
    let calls = simulated.calls();
    // Three to plan; then three, and one more for each second that the writes have to wait.
    let waited = usize::try_from(ran.took.as_secs()).unwrap();
    assert!(waited < 9, "{:?}", ran.took);
    let reads = calls["GetParameters"].all;
    assert!((6..=6 + waited).contains(&reads), "{reads} in {waited} s");
    assert_eq!(calls["PutParameter"].all, 25);
}

#[tokio::test(start_paused = true)]
async fn what_somebody_wrote_while_our_answer_was_lost_is_not_written_over() {
    let simulated = Simulated::new(false);
    put(&simulated, "/c/a", "old", false).await;
    let script = r#"[{"operation": "PutParameter", "calls": [1], "fault": "cut-before"}]"#;
    let store = store(&simulated, None, Some(script));
    let manifest = manifest(None, vec![wanted("/c/a", "ours")]);
    let plan = plan(&manifest, Asked::default(), &store).await.unwrap();

    // While our write waits for its second try.
    let theirs = async {
        tokio::time::sleep(Duration::from_millis(1)).await;
        put(&simulated, "/c/a", "theirs", true).await
    };
    let (ran, _) = tokio::join!(apply(&plan, &store), theirs);

    assert!(matches!(ran.done["/c/a"], Done::Conflict(_)), "{ran:?}");
    assert_eq!(stored(&simulated, "/c").await["/c/a"].value, Secret::new("theirs"));
}

#[tokio::test(start_paused = true)]
async fn labels_move_with_each_new_version_and_a_run_that_was_cut_is_completed() {
    let simulated = Simulated::new(false);
    let labelled = |value: &str| Parameter {
        labels: ["live", "v1"].map(|label| Label::parse(label).unwrap()).into(),
        ..wanted("/c/a", value)
    };
    let denied = r#"[{"operation": "LabelParameterVersion", "fault": "access-denied"}]"#;
    let versions = async || {
        let store = Ssm::nearby(&simulated.open());
        let (name, label) = ("/c/a".parse().unwrap(), Label::parse("live").unwrap());
        store.labelled(&[(&name, &label)]).await.unwrap().into_values().collect::<Vec<_>>()
    };

    let one = manifest(None, vec![labelled("1")]);
    let cut = store(&simulated, None, Some(denied));
    let ran = seed(&one, Asked::default(), &cut).await.unwrap();
    assert!(
        matches!(&ran.done["/c/a"], Done::Failed(reason) if reason.starts_with("it is created"))
    );
    assert!(versions().await.is_empty());

    let whole = store(&simulated, None, None);
    let ran = seed(&one, Asked::default(), &whole).await.unwrap();
    assert_eq!(ran.done["/c/a"], Done::Updated(None));
    assert_eq!(versions().await, [1]);
    let ran = seed(&manifest(None, vec![labelled("2")]), Asked::default(), &whole).await.unwrap();
    assert_eq!(ran.done["/c/a"], Done::Updated(Some(2)));
    assert_eq!(versions().await, [2]);
    let again = plan(&manifest(None, vec![labelled("2")]), Asked::default(), &whole).await.unwrap();
    assert!(again.is_empty(), "{again:?}");
}

#[tokio::test(start_paused = true)]
async fn an_image_is_waited_for_until_it_is_really_there() {
    let image = Parameter {
        data_type: Some(DataType::Ec2Image),
        ..wanted("/c/image", "ami-0123456789abcdef0")
    };
    let manifest = manifest(None, vec![image]);
    let later = r#"[{"operation": "PutParameter", "fault": "later"}]"#;
    let simulated = Simulated::new(false);
    let ran =
        seed(&manifest, Asked::default(), &store(&simulated, None, Some(later))).await.unwrap();
    assert_eq!(ran.done["/c/image"], Done::Created(1));
    assert!(ran.took >= Duration::from_secs(1), "{:?}", ran.took);

    // The answer to whoever asks is never that it is there: one that AWS does not find.
    let never = r#"[{"operation": "PutParameter", "fault": "later"}]"#;
    let simulated = Simulated::new(false);
    let store = store(&simulated, None, Some(never));
    let plan = plan(&manifest, Asked::default(), &store).await.unwrap();
    let taken = async {
        // Theirs comes first, so that ours never does.
        tokio::time::sleep(Duration::from_millis(500)).await;
        put(&simulated, "/c/image", "x", false).await
    };
    let (ran, _) = tokio::join!(apply(&plan, &store), taken);
    assert!(
        matches!(&ran.done["/c/image"], Done::Failed(reason) if reason.contains("not stored within a minute")),
        "{ran:?}"
    );
    assert!((50..80).contains(&ran.took.as_secs()), "{:?}", ran.took);
}

#[tokio::test(start_paused = true)]
async fn empty_pages_are_not_the_end() {
    let simulated = Simulated::new(false);
    let names: Vec<String> = (0..10).map(|number| format!("/c/p{number}")).collect();
    let all = || manifest(Some("/c"), names.iter().map(|name| wanted(name, "x")).collect());
    let first = Ssm::nearby(&simulated.open());
    assert_eq!(seed(&all(), PRUNING, &first).await.unwrap().outcome, Outcome::Yes);
    let script = r#"[{"operation": "GetResources", "calls": [1], "fault": "empty-page"},
        {"operation": "GetParametersByPath", "calls": [1, 2], "fault": "empty-page"}]"#;
    let empty = store(&simulated, None, Some(script));
    let mut fewer = all();
    fewer.parameters.pop();
    let plan = plan(&fewer, PRUNING, &empty).await.unwrap();
    assert_eq!(plan.deletions(), 1, "{plan:?}");
}
