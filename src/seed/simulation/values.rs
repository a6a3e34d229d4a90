//! Values that are not written: made once, kept, whatever they are; and writes without reading.

use super::*;
use crate::local::simulated::Calls;
use crate::parameter::label::Label;
use crate::parameter::{Charset, Recipe};

const BLIND: Asked = Asked {
    intent: Intent { replaces: false, only_compares: false },
    prunes: false,
    reads_nothing: true,
};

fn random(name: &str) -> Parameter {
    let recipe = Recipe { length: 24, charset: Charset::Alphanumeric };
    Parameter {
        kind: ParameterType::SecureString,
        value: WantedValue::Random(recipe),
        ..wanted(name, "")
    }
}

#[tokio::test(start_paused = true)]
async fn a_random_value_is_made_once() {
    let simulated = Simulated::new(false);
    let store = store(&simulated, None, None);
    let manifest = manifest(None, vec![random("/v/a"), random("/v/b")]);

    seed(&manifest, Asked::default(), &store).await.unwrap();
    let first = stored(&simulated, "/v").await;
    let ran = seed(&manifest, Asked::default(), &store).await.unwrap();

    assert_eq!(first["/v/a"].value.expose_secret().len(), 24);
    assert_ne!(first["/v/a"].value, first["/v/b"].value);
    assert_eq!(stored(&simulated, "/v").await, first);
    assert_eq!(ran.done["/v/a"], Done::Unchanged);
}

#[tokio::test(start_paused = true)]
async fn a_value_that_is_not_managed_must_be_there_and_stays() {
    let simulated = Simulated::new(false);
    put(&simulated, "/v/any", "theirs", false).await;
    put(&simulated, "/v/ignored", "theirs", false).await;
    put(&simulated, "/v/never", "theirs", false).await;
    let tags = tags(&[("app", "shop")]);
    let any = |name| Parameter { value: WantedValue::Any, tags: tags.clone(), ..wanted(name, "") };
    let manifest = manifest(
        None,
        vec![
            any("/v/any"),
            any("/v/missing"),
            Parameter { ignores_value: true, ..wanted("/v/ignored", "ours") },
            Parameter { ignores_value: true, ..wanted("/v/ignored-new", "ours") },
            Parameter { overwrite: Overwrite::Never, ..wanted("/v/never", "ours") },
        ],
    );

    let ran = seed(&manifest, Asked::default(), &store(&simulated, None, None)).await.unwrap();

    assert_eq!(ran.outcome, Outcome::No);
    assert_eq!(ran.done["/v/any"], Done::Updated(None));
    assert!(
        matches!(&ran.done["/v/missing"], Done::Failed(reason) if reason.starts_with("it is not there"))
    );
    assert_eq!(ran.done["/v/ignored"], Done::Unchanged);
    assert_eq!(ran.done["/v/ignored-new"], Done::Created(1));
    assert_eq!(ran.done["/v/never"], Done::Kept);
    let after = stored(&simulated, "/v").await;
    for name in ["/v/any", "/v/ignored", "/v/never"] {
        assert_eq!(
            (&after[name].value, after[name].version),
            (&Secret::new("theirs"), 1),
            "{name}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn who_may_only_put_puts_and_nothing_else() {
    let simulated = Simulated::new(false);
    put(&simulated, "/v/there", "old", false).await;
    put(&simulated, "/v/never", "old", false).await;
    put(&simulated, "/v/random", "old", false).await;
    let new = Parameter { tags: tags(&[("app", "shop")]), ..wanted("/v/new", "ours") };
    let never = Parameter { overwrite: Overwrite::Never, ..wanted("/v/never", "ours") };
    let parameters = vec![new, wanted("/v/there", "ours"), never, random("/v/random")];
    let store = store(&simulated, None, None);

    let ran = seed(&manifest(None, parameters), BLIND, &store).await.unwrap();

    assert_eq!(ran.outcome, Outcome::Yes, "{ran:?}");
    let made: Vec<_> =
        simulated.calls().into_iter().map(|(operation, calls)| (operation, calls.all)).collect();
    assert_eq!(made, [("PutParameter".to_owned(), 5)]);
    assert_eq!(ran.done["/v/there"], Done::Written(2));
    assert_eq!((&ran.done["/v/never"], &ran.done["/v/random"]), (&Done::Kept, &Done::Kept));
    let after = stored(&simulated, "/v").await;
    assert_eq!(after["/v/there"].value, Secret::new("ours"));
    assert_eq!(after["/v/never"].value, Secret::new("old"));
    assert_eq!(tags_below(&simulated, "/v").await["/v/new"]["app"], "shop");
}

#[tokio::test(start_paused = true)]
async fn a_surplus_tag_goes_where_that_is_wanted_and_ours_stay() {
    let simulated = Simulated::new(false);
    let before = manifest(
        Some("/v"),
        vec![Parameter { tags: tags(&[("app", "shop"), ("old", "1")]), ..wanted("/v/a", "x") }],
    );
    let store = store(&simulated, None, None);
    seed(&before, PRUNING, &store).await.unwrap();
    let after = manifest(
        Some("/v"),
        vec![Parameter { tags: tags(&[("app", "new")]), purges_tags: true, ..wanted("/v/a", "x") }],
    );

    // Without any thought of pruning.
    let plain = Manifest { prune: None, ..after };
    let ran = seed(&plain, Asked::default(), &store).await.unwrap();

    assert_eq!(ran.done["/v/a"], Done::Updated(None));
    let expected = [("app", "new"), ("bootstrap:manifest", "/v")];
    let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(tags_below(&simulated, "/v").await["/v/a"], BTreeMap::from(expected));
}

#[tokio::test(start_paused = true)]
async fn what_is_only_created_gets_its_labels_though_the_first_run_was_cut() {
    let never = Parameter {
        overwrite: Overwrite::Never,
        labels: [Label::parse("live").unwrap()].into(),
        ..wanted("/v/a", "x")
    };
    let manifest = manifest(None, vec![never]);
    let denied = r#"[{"operation": "LabelParameterVersion", "fault": "access-denied"}]"#;
    let simulated = Simulated::new(false);
    let cut = store(&simulated, None, Some(denied));
    let ran = seed(&manifest, Asked::default(), &cut).await.unwrap();
    assert!(matches!(ran.done["/v/a"], Done::Failed(_)), "{ran:?}");

    let whole = store(&simulated, None, None);
    let ran = seed(&manifest, Asked::default(), &whole).await.unwrap();
    assert_eq!(ran.done["/v/a"], Done::Updated(None));
    let ran = seed(&manifest, Asked::default(), &whole).await.unwrap();
    assert_eq!(ran.done["/v/a"], Done::Kept);

    // What others have written since has no label, and gets none.
    put(&simulated, "/v/a", "theirs", true).await;
    let before = simulated.calls();
    let ran = seed(&manifest, Asked::default(), &whole).await.unwrap();
    assert_eq!(ran.done["/v/a"], Done::Kept);
    let labelled = |calls: &BTreeMap<String, Calls>| calls["LabelParameterVersion"].all;
    assert_eq!(labelled(&simulated.calls()), labelled(&before));
}

#[tokio::test(start_paused = true)]
async fn whether_what_is_there_has_its_labels_is_not_known_without_reading() {
    let labelled = Parameter { labels: [Label::parse("live").unwrap()].into(), ..random("/v/a") };
    let script = r#"[{"operation": "PutParameter", "calls": [1], "fault": "cut-after"}]"#;
    let simulated = Simulated::new(false);
    let store = store(&simulated, None, Some(script));

    let ran = seed(&manifest(None, vec![labelled]), BLIND, &store).await.unwrap();

    assert_eq!(ran.outcome, Outcome::CouldNotTell);
    assert!(
        matches!(&ran.done["/v/a"], Done::Unknown(reason) if reason.contains("labels")),
        "{ran:?}"
    );
}
