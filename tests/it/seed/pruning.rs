//! `--prune` and the guard, through the whole program: what is deleted, what is asked, and where nothing is done at all.

use serde_json::json;

use super::store::{call, values};
use super::terminal::{self, Typed};
use super::{machine as at, seed, seed_as_json, steps};
use crate::local::server::{Local, machine};
use crate::loopback::{Meddling, Reply};
use crate::peers::{moto, peers};
use crate::sandbox::Sandbox;

/// A server, and a machine whose calls all go there.
fn served() -> (Sandbox, Local) {
    let mut sandbox = machine();
    let server = Local::start(&sandbox, &["--ephemeral"]);
    for (name, value) in &server.exports {
        sandbox.set(name, value);
    }
    (sandbox, server)
}

fn manifest(names: &[&str], more: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("{name}: x")).collect();
    format!("version: 1\npath: /app\n{more}parameters: {{{}}}\n", names.join(", "))
}

fn names(server: &Local) -> Vec<String> {
    let below = json!({"Path": "/", "Recursive": true});
    let found = server.client().pages("GetParametersByPath", &below, "Parameters");
    found.iter().map(|found| found["Name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_was_made_and_is_not_named_any_more_is_deleted_and_nothing_else() {
    let (sandbox, server) = served();
    let prune = "prune: {keep: ['runtime/**']}\n";
    let all = manifest(&["a", "b", "runtime/c", "/other/d"], prune);
    assert_eq!(seed(&sandbox, &all, &["--yes"]).code, Some(0));
    server.client().put("/app/theirs", "x");

    let said = seed(&sandbox, &manifest(&["a"], prune), &["--yes", "--prune"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains("  delete     String        /app/b\n"), "{said:?}");
    assert!(
        said.stdout.contains("0 to create, 0 to update, 1 to delete, 1 unchanged, 1 kept"),
        "{said:?}"
    );
    assert!(
        said.stdout.contains("0 created, 0 updated, 1 deleted, 1 unchanged, 1 kept"),
        "{said:?}"
    );
    assert_eq!(names(&server), ["/app/a", "/app/runtime/c", "/app/theirs", "/other/d"]);
    // Without being asked for, nothing goes.
    assert_eq!(seed(&sandbox, &manifest(&["new"], prune), &["--yes"]).code, Some(0));
    assert!(names(&server).contains(&"/app/a".to_owned()));
}

#[test]
fn more_than_a_few_must_be_said_and_a_manifest_that_names_nothing_deletes_nothing() {
    let (sandbox, server) = served();
    let many: Vec<String> = (0..12).map(|number| format!("p{number:02}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let prune = "prune: {enabled: true}\n";
    assert_eq!(seed(&sandbox, &manifest(&many, prune), &["--yes"]).code, Some(0));

    for arguments in [&["--yes"][..], &["--dry-run"], &["--yes", "--max-delete", "10"]] {
        let said = seed(&sandbox, &manifest(&["p00"], prune), arguments);
        assert_eq!(said.code, Some(2), "{arguments:?}: {said:?}");
        assert!(
            said.stderr.contains("11 parameters would be deleted, and at most 10 may be"),
            "{said:?}"
        );
        assert!(said.stderr.contains("`--max-delete 11`"), "{said:?}");
    }
    for empty in [
        "version: 1\npath: /app\nparameters: {}\n",
        "version: 1\npath: /app\nparameters: {/other/x: y}\n",
    ] {
        let said = seed(&sandbox, empty, &["--yes", "--prune"]);
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.stderr.contains("the manifest names nothing under `/app`"), "{said:?}");
    }
    let said = seed(&sandbox, "version: 1\nparameters: {x: y}\n", &["--yes", "--prune"]);
    assert!(said.code == Some(2) && said.stderr.contains("without a `path`"), "{said:?}");
    assert_eq!(names(&server).len(), 12);

    let said = seed(&sandbox, &manifest(&["p00"], prune), &["--yes", "--max-delete", "11"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(names(&server), ["/app/p00"]);
}

#[test]
fn a_person_is_asked_and_told_how_many_go() {
    if peers().is_none() {
        return;
    }
    let (sandbox, server) = served();
    let prune = "prune: {enabled: true}\n";
    assert_eq!(seed(&sandbox, &manifest(&["a", "b"], prune), &["--yes"]).code, Some(0));
    sandbox.write("work/params.yaml", manifest(&["a"], prune));

    let said = terminal::seed(&sandbox, &[], Typed::Text("n"));
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.stdout.contains(", and delete 1 parameter? [y/N]"), "{said:?}");
    assert_eq!(names(&server).len(), 2);
    let said = terminal::seed(&sandbox, &[], Typed::Text("y"));
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(names(&server), ["/app/a"]);
}

#[test]
fn a_manifest_for_another_account_or_region_ends_before_any_call_to_systems_manager() {
    let Some(moto) = moto() else { return };
    for (guard, reason) in [
        (
            "account: '111122223333'",
            "is for account ********3333, and these credentials are of account ********9012",
        ),
        ("region: us-east-1", "is for us-east-1, and the Region is eu-west-1"),
    ] {
        let relay = moto.relay(|_| None);
        let manifest = format!("version: 1\naws:\n  {guard}\nparameters: {{it-guarded: x}}\n");

        let said = seed(&at(&relay), &manifest, &["--yes"]);

        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.stderr.contains("params.yaml:3:") && said.stderr.contains(reason), "{said:?}");
        let asked = relay.requests().into_iter().filter(|request| !request.operation().is_empty());
        assert_eq!(asked.count(), 0, "{guard}");
    }
    let relay = moto.relay(|_| None);
    let manifest = "version: 1\naws: {account: '123456789012', region: eu-west-1}\nparameters: {it-guarded: x}\n";
    assert_eq!(seed(&at(&relay), manifest, &["--yes"]).code, Some(0));
}

#[test]
fn what_is_protected_by_now_stays_though_the_index_of_tags_is_behind() {
    let Some(moto) = moto() else { return };
    let arn = |name: &str| format!("arn:aws:ssm:eu-west-1:123456789012:parameter/it-behind/{name}");
    let tagged = |name: &str| json!({"ResourceARN": arn(name), "Tags": [{"Key": "bootstrap:manifest", "Value": "/it-behind"}]});
    let old = json!({"ResourceTagMappingList": [tagged("mine"), tagged("safe"), tagged("theirs")]});
    let relay = moto.relay(move |request| {
        let asks_index = request.operation() == "GetResources";
        asks_index.then(|| Meddling::Instead(Reply::ok(old.to_string())))
    });
    let put = |name: &str, tags: &[(&str, &str)]| {
        let tags: Vec<_> =
            tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect();
        let put = json!({"Name": format!("/it-behind/{name}"), "Value": "x", "Type": "String", "Tags": tags});
        call(moto, "put_parameter", &put);
    };
    let ours = ("bootstrap:manifest", "/it-behind");
    put("mine", &[ours]);
    put("safe", &[ours, ("bootstrap:protect", "true")]);
    put("theirs", &[("bootstrap:manifest", "/another")]);
    let manifest = "version: 1\npath: /it-behind\nparameters: {a: x}\n";

    let (document, said) = seed_as_json(&at(&relay), manifest, &["--yes", "--prune"]);

    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(
        steps(&document),
        [
            "/it-behind/a create created",
            "/it-behind/mine delete deleted",
            "/it-behind/safe delete conflict",
            "/it-behind/theirs delete conflict",
        ]
    );
    let left: Vec<String> = values(moto, "/it-behind").into_keys().collect();
    assert_eq!(left, ["/it-behind/a", "/it-behind/safe", "/it-behind/theirs"]);
}
