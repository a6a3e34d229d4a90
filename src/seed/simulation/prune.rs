//! What is deleted, and what never is.

use proptest::prelude::*;

use super::*;
use crate::seed::prune::{self, Pruning};

/// How a parameter came to be that the manifest does not name.
#[derive(Debug, Clone)]
struct Other {
    name: String,
    owner: Option<&'static str>,
    is_protected: bool,
    is_named: bool,
    /// Whether an earlier manifest has named it and tagged it.
    was_named: bool,
}

fn others() -> impl Strategy<Value = Vec<Other>> {
    let folders =
        prop::sample::select(vec!["/app", "/app/sub", "/app/keep", "/apple", "/other", "/ap"]);
    let owners = prop::sample::select(vec![
        Some("/app"),
        Some("/app"),
        Some("/apple"),
        Some("/app/sub"),
        Some("/app/"),
        Some("app"),
        Some(""),
        None,
    ]);
    let named = (prop::bool::weighted(0.3), prop::bool::weighted(0.5));
    let other = (folders, 0..8_u8, owners, prop::bool::weighted(0.2), named);
    let other = other.prop_map(|(folder, number, owner, is_protected, (is_named, was_named))| {
        Other { name: format!("{folder}/p{number}"), owner, is_protected, is_named, was_named }
    });
    prop::collection::vec(other, 0..30)
}

/// What the rules say, in other words than the program's.
fn may_go(other: &Other) -> bool {
    other.name.starts_with("/app/")
        && other.owner == Some("/app")
        && !other.is_protected
        && !other.is_named
        && !other.name.starts_with("/app/keep/")
}

async fn fill(simulated: &Simulated, others: &[Other]) {
    let store = Ssm::nearby(&simulated.open());
    for other in others {
        put(simulated, &other.name, "x", false).await;
        let mut given =
            other.owner.map(|owner| ("bootstrap:manifest", owner)).into_iter().collect::<Vec<_>>();
        given.extend(other.is_protected.then_some(("bootstrap:protect", "true")));
        if !given.is_empty() {
            store.add_tags(&other.name.parse().unwrap(), &tags(&given)).await.unwrap();
        }
    }
}

fn app(parameters: Vec<Parameter>) -> Manifest {
    let mut manifest = manifest(Some("/app"), parameters);
    manifest.prune = Some(Prune { keep: kept(&["keep/**"]), ..Prune::default() });
    manifest
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_goes_that_is_not_ours(mut others in others()) {
        others.sort_by(|one, other| one.name.cmp(&other.name));
        others.dedup_by(|one, other| one.name == other.name);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let simulated = Simulated::new(false);
            fill(&simulated, &others).await;
            let once = others.iter().filter(|other| other.was_named).map(|other| Parameter {
                tags: tags(&[("app", "x")]),
                protect: other.is_protected.then_some(true),
                ..wanted(&other.name, "y")
            });
            let once = app(once.chain([wanted("/app/once", "x")]).collect());
            let ran = seed(&once, Asked::default(), &store(&simulated, None, None)).await.unwrap();
            assert_eq!(ran.outcome, Outcome::Yes, "{ran:?}");
            let named = others.iter().filter(|other| other.is_named).map(|other| wanted(&other.name, "x"));
            let manifest = app(named.chain([wanted("/app/always", "x")]).collect());

            let ran = seed(&manifest, PRUNING, &store(&simulated, None, None)).await.unwrap();

            assert_eq!(ran.outcome, Outcome::Yes, "{ran:?}");
            let after = stored(&simulated, "/").await;
            for other in &others {
                assert_eq!(!after.contains_key(&other.name), may_go(other), "{other:?}");
            }
            assert!(!after.contains_key("/app/once"), "that was ours");
        });
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_manifest_made_and_forgot_is_deleted_unless_it_was_protected() {
    let simulated = Simulated::new(false);
    let store = store(&simulated, None, None);
    let first = app(vec![
        wanted("/app/a", "x"),
        wanted("/app/b", "x"),
        Parameter { protect: Some(true), ..wanted("/app/c", "x") },
        wanted("/app/keep/d", "x"),
        wanted("/elsewhere", "x"),
    ]);
    seed(&first, PRUNING, &store).await.unwrap();
    put(&simulated, "/app/theirs", "x", false).await;

    let ran = seed(&app(vec![wanted("/app/a", "x")]), PRUNING, &store).await.unwrap();

    assert_eq!(ran.outcome, Outcome::Yes);
    assert_eq!(ran.done["/app/b"], Done::Deleted);
    assert_eq!((&ran.done["/app/c"], &ran.done["/app/keep/d"]), (&Done::Kept, &Done::Kept));
    let names: Vec<String> = stored(&simulated, "/").await.into_keys().collect();
    assert_eq!(names, ["/app/a", "/app/c", "/app/keep/d", "/app/theirs", "/elsewhere"]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_deleted_when_something_could_not_be_written() {
    let simulated = Simulated::new(false);
    let first = app(vec![wanted("/app/old-name", "x")]);
    seed(&first, PRUNING, &store(&simulated, None, None)).await.unwrap();
    let script = r#"[{"operation": "PutParameter", "fault": "access-denied"}]"#;
    let denied = store(&simulated, None, Some(script));

    let ran = seed(&app(vec![wanted("/app/new-name", "x")]), PRUNING, &denied).await.unwrap();

    assert_eq!(ran.outcome, Outcome::No);
    assert_eq!(ran.done["/app/old-name"], Done::NotTried);
    assert!(stored(&simulated, "/app").await.contains_key("/app/old-name"));
}

#[tokio::test(start_paused = true)]
async fn what_has_moved_since_the_plan_is_not_deleted_and_what_is_gone_is_as_good_as_deleted() {
    let simulated = Simulated::new(false);
    let store = store(&simulated, None, None);
    let names = ["/app/a", "/app/gone", "/app/left", "/app/moved"];
    let first = app(names.iter().map(|name| wanted(name, "x")).collect());
    seed(&first, PRUNING, &store).await.unwrap();
    let plan = plan(&app(vec![wanted("/app/a", "x")]), PRUNING, &store).await.unwrap();
    put(&simulated, "/app/moved", "theirs", true).await;
    delete(&simulated, "/app/gone").await;

    let ran = apply(&plan, &store).await;

    assert_eq!((&ran.done["/app/gone"], &ran.done["/app/left"]), (&Done::Deleted, &Done::Deleted));
    assert!(matches!(ran.done["/app/moved"], Done::Conflict(_)), "{ran:?}");
    assert_eq!(stored(&simulated, "/app").await.len(), 2);
}

#[test]
fn a_manifest_that_names_nothing_there_deletes_nothing() {
    let refused = |manifest: &Manifest| Pruning::of(manifest).unwrap_err().to_string();

    assert!(refused(&app(vec![])).contains("names nothing under `/app`"));
    assert!(refused(&app(vec![wanted("/elsewhere", "x")])).contains("names nothing under `/app`"));
    assert!(refused(&manifest(None, vec![wanted("/a", "x")])).contains("without a `path`"));
    assert!(refused(&manifest(Some("/"), vec![wanted("/a", "x")])).contains("without a `path`"));
    let mut broken = app(vec![wanted("/app/a", "x")]);
    broken.prune = Some(Prune { keep: kept(&["["]), ..Prune::default() });
    assert_eq!(refused(&broken), "params.yaml:1:1: this in `prune.keep` is no pattern");
}

#[test]
fn ten_may_go_or_a_fifth_or_as_many_as_is_said() {
    assert_eq!(prune::most(None, 0), 10);
    assert_eq!(prune::most(None, 50), 10);
    assert_eq!(prune::most(None, 100), 20);
    assert_eq!(prune::most(Some(0), 100), 0);
    assert_eq!(prune::most(Some(70), 100), 70);
}

fn dropping(name: &str) -> (Manifest, Manifest) {
    (app(vec![wanted("/app/a", "x"), wanted(name, "x")]), app(vec![wanted("/app/a", "x")]))
}

#[tokio::test(start_paused = true)]
async fn what_was_there_before_is_never_taken_over() {
    for owner in [None, Some("/other"), Some("/app@prod")] {
        let simulated = Simulated::new(false);
        let name = "/app/theirs".to_owned();
        fill(
            &simulated,
            &[Other { name, owner, is_protected: false, is_named: false, was_named: false }],
        )
        .await;
        let store = store(&simulated, None, None);
        let before = tags_below(&simulated, "/app").await["/app/theirs"].clone();
        let (with, mut without) = dropping("/app/theirs");
        without.prune = Some(Prune::default());

        assert_eq!(seed(&with, PRUNING, &store).await.unwrap().outcome, Outcome::Yes);
        let blind = Asked { prunes: false, reads_nothing: true, ..PRUNING };
        assert_eq!(seed(&with, blind, &store).await.unwrap().outcome, Outcome::Yes);
        assert_eq!(tags_below(&simulated, "/app").await["/app/theirs"], before);
        assert_eq!(seed(&without, PRUNING, &store).await.unwrap().outcome, Outcome::Yes);

        assert!(stored(&simulated, "/app").await.contains_key("/app/theirs"), "{owner:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn neither_stages_nor_manifests_with_an_id_delete_each_others_parameters() {
    let simulated = Simulated::new(false);
    let store = store(&simulated, None, None);
    let of = |id: Option<&str>, stage: Option<&str>, name: &str| Manifest {
        prune: Some(Prune { id: id.map(str::to_owned), ..Prune::default() }),
        stage: stage.map(str::to_owned),
        stages: stage.map(str::to_owned).into_iter().collect(),
        ..manifest(Some("/app"), vec![wanted(name, "x")])
    };
    let all = [
        of(None, None, "/app/plain"),
        of(None, Some("dev"), "/app/dev"),
        of(None, Some("prod"), "/app/prod"),
        of(Some("web"), None, "/app/web"),
        of(Some("web"), Some("dev"), "/app/web-dev"),
    ];
    for manifest in &all {
        assert_eq!(seed(manifest, PRUNING, &store).await.unwrap().outcome, Outcome::Yes);
    }
    assert_eq!(stored(&simulated, "/app").await.len(), 5);
    let owner = &tags_below(&simulated, "/app").await["/app/web-dev"]["bootstrap:manifest"];
    assert_eq!(owner, "web@dev");

    let forgotten = Manifest { stage: None, ..of(None, Some("dev"), "/app/dev") };
    let refused = Pruning::of(&forgotten).unwrap_err();
    assert_eq!(refused.outcome(), Outcome::AskedWrongly);
    assert!(refused.hint(None).contains("--stage"), "{refused}");
}

#[tokio::test(start_paused = true)]
async fn what_is_protected_is_tagged_so_whether_or_not_anything_is_pruned() {
    let simulated = Simulated::new(false);
    let store = store(&simulated, None, None);
    let tagged = async |name: &str| {
        tags_below(&simulated, "/app").await[name].contains_key("bootstrap:protect")
    };
    put(&simulated, "/app/old", "x", false).await;
    let parameter = |name: &str, is_protected| Parameter {
        protect: Some(is_protected),
        tags: tags(&[("app", "x")]),
        ..wanted(name, "x")
    };
    let both = |is_protected| {
        manifest(None, ["/app/new", "/app/old"].map(|name| parameter(name, is_protected)).into())
    };

    assert_eq!(seed(&both(true), Asked::default(), &store).await.unwrap().outcome, Outcome::Yes);
    assert!(tagged("/app/new").await && tagged("/app/old").await);
    assert!(plan(&both(true), Asked::default(), &store).await.unwrap().is_empty());

    assert_eq!(seed(&both(false), Asked::default(), &store).await.unwrap().outcome, Outcome::Yes);
    assert!(!tagged("/app/new").await && !tagged("/app/old").await);
}

#[tokio::test(start_paused = true)]
async fn a_pattern_for_a_level_keeps_what_is_below_it() {
    let simulated = Simulated::new(false);
    let store = store(&simulated, None, None);
    let (with, mut without) = dropping("/app/logs/a/b");
    without.prune = Some(Prune { keep: kept(&["logs"]), ..Prune::default() });
    seed(&with, PRUNING, &store).await.unwrap();

    let ran = seed(&without, PRUNING, &store).await.unwrap();

    assert_eq!(ran.done["/app/logs/a/b"], Done::Kept);
    without.prune = Some(Prune { keep: kept(&["logs", "lgos"]), ..Prune::default() });
    let idle = survey(&without, PRUNING, &store).await.unwrap().idle;
    let idle: Vec<String> = idle.iter().map(ToString::to_string).collect();
    assert_eq!(idle, ["params.yaml:2:1: `lgos` in `prune.keep` fits nothing that is there"]);
}
