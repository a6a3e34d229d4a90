//! What is exported says nothing of whose it is: whoever seeds it takes over nothing, and loses no protection.

use super::{beside, made};
use crate::local::server::Local;
use crate::sandbox::{Said, Sandbox};

fn seed(sandbox: &Sandbox, manifest: &str, arguments: &[&str]) -> Said {
    sandbox.write("work/m.yaml", manifest);
    sandbox.bootstrap(&[&["seed", "m.yaml", "--yes", "--tps=10000"], arguments].concat())
}

/// Exports what a manifest makes.
fn exported(manifest: &str, path: &str) -> String {
    let server = Local::ephemeral(&[]);
    let sandbox = beside(&server);
    assert_eq!(seed(&sandbox, manifest, &[]).code, Some(0));
    let said = sandbox.bootstrap(&["export", path, "--reveal", "-o", "exported.yaml"]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""), "{said:?}");
    made(&sandbox, "exported.yaml")
}

#[test]
fn what_is_exported_and_seeded_elsewhere_takes_over_nothing() {
    let team = "version: 1\npath: /team\nparameters: {a: mine, b: mine}\nprune: {}\n";
    let exported = exported(team, "/team");
    let server = Local::ephemeral(&[]);
    let sandbox = beside(&server);
    let theirs = "version: 1\nparameters: {/team/a: mine, /team/b: mine}\n";
    assert_eq!(seed(&sandbox, theirs, &[]).code, Some(0));

    let said = seed(&sandbox, &exported, &[]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.ends_with("0 to create, 0 to update, 2 unchanged\n"), "{said:?}");
    let said = seed(&sandbox, &team.replace(", b: mine", ""), &["--prune"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(server.client().value("/team/b").as_deref(), Some("mine"));
}

#[test]
fn what_is_protected_is_so_in_the_exported_manifest() {
    let manifest = "
version: 1
path: /pr
parameters: {a: {value: x, tier: Advanced, protect: true, tags: {app: shop}}}
prune: {}
";
    let exported = exported(manifest, "/pr");
    insta::assert_snapshot!(exported, @r#"
    # Exported from /pr in eu-west-1, with values, secrets too: whoever reads this reads them.
    # Labels and earlier versions are not part of it.
    version: 1
    path: /pr

    parameters:
      a:
        type: String
        value: "x"
        tier: Advanced
        tags:
          "app": "shop"
        # the tag `bootstrap:manifest` says which manifest has made it
        protect: true
    "#);
    let server = Local::ephemeral(&[]);
    let sandbox = beside(&server);
    assert_eq!(seed(&sandbox, manifest, &[]).code, Some(0));

    let said = seed(&sandbox, &exported.replace("Advanced", "Standard"), &["--replace"]);

    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.stdout.contains("and it is protected"), "{said:?}");
}
