//! How many are deleted at most, from the store's contents to what is gone.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::credentials::region::RegionOrigin;
use crate::seed::consent::{Decision, decide};
use crate::seed::prune;
use crate::seed::report::{Estimate, Report, Target};
use crate::seed::survey::Surveyed;

/// A store in which so many are the manifest's and forgotten, and so many are others'.
fn filled(forgotten: usize, others: usize) -> Simulated {
    let simulated = Simulated::new(false);
    for number in 0..forgotten + others {
        let owner = if number < forgotten { "/app" } else { "/other" };
        let tags = json!([{"Key": "bootstrap:manifest", "Value": owner}]);
        let name = format!("/app/p{number:03}");
        let put = json!({"Name": name, "Value": "x", "Type": "String", "Tags": tags});
        simulated.ask("PutParameter", &put).unwrap();
    }
    simulated
}

/// Does what the command does once the store is open, and returns what it was decided to be.
async fn run(manifest: &Manifest, line: &[&str], store: &Ssm) -> Result<(), Outcome> {
    let arguments = arguments(line);
    let asked = Asked::of(&arguments, manifest);
    let Surveyed { plan, in_scope, .. } = survey(manifest, asked, store).await.unwrap();
    let most = prune::most(arguments.max_delete, in_scope);
    let target = Target::local("eu-west-1".parse().unwrap(), RegionOrigin::Flag, None);
    let report = Report::new(target, &plan, Estimate::of(&plan, None), None);
    let (_sender, mut listener) = Listener::deaf();
    let mut voice = Terminal::stdio(ColorChoice::Never, &Environment::of(&[]));
    match decide(&arguments, &plan, most, &report, false, &mut listener, &mut voice).await {
        Decision::Apply => {
            assert_eq!(apply(&plan, store).await.outcome, Outcome::Yes);
            Ok(())
        }
        Decision::Stop(Ok(outcome)) => Err(outcome),
        Decision::Stop(Err(error)) => Err(error.outcome()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_are_more_deleted_than_ten_or_a_fifth_or_than_is_said(
        forgotten in 0..40_usize,
        others in 0..120_usize,
        said in prop::option::weighted(0.4, 0..45_usize),
        only_looks in prop::bool::weighted(0.2),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let simulated = filled(forgotten, others);
            let named = wanted("/app/named", "x");
            put(&simulated, "/app/named", "x", false).await;
            let said_as_text = said.map(|said| said.to_string());
            let mut line = vec!["--prune", if only_looks { "--dry-run" } else { "--yes" }];
            line.extend(said_as_text.iter().flat_map(|said| ["--max-delete", said.as_str()]));

            let decided = run(&manifest(Some("/app"), vec![named]), &line, &Ssm::nearby(&simulated.open())).await;

            let there = forgotten + others + 1;
            let allowed = said.unwrap_or(if there >= 50 { there / 5 } else { 10 });
            let gone = there - stored(&simulated, "/app").await.len();
            assert!(gone <= allowed, "{gone} of {there}, {said:?}");
            let expected = match (forgotten > allowed, forgotten > 0 && only_looks) {
                (true, _) => (Err(Outcome::AskedWrongly), 0),
                (false, true) => (Err(Outcome::No), 0),
                (false, false) if forgotten == 0 => (Err(Outcome::Yes), 0),
                (false, false) => (Ok(()), forgotten),
            };
            assert_eq!((decided, gone), expected, "{forgotten} of {there}, {said:?}");
        });
    }
}
