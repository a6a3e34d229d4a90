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

#[test]
fn a_pattern_that_fits_nothing_is_told_at_its_place_and_nothing_of_the_environment() {
    let (mut sandbox, _server) = served();
    sandbox.set("SEC", "canary-hunter2");
    sandbox.set("GITHUB_ACTIONS", "true");
    let prune = "prune:\n  keep:\n    - 'run/**'\n    - '${env:SEC}'\n";

    let said = seed(&sandbox, &manifest(&["a"], prune), &["--dry-run", "--prune"]);

    assert_eq!(said.code, Some(1), "{said:?}");
    let about: Vec<&str> =
        said.stderr.lines().filter(|line| line.contains("fits nothing")).collect();
    insta::assert_snapshot!(about.join("\n"), @"
    warning: params.yaml:5:7: `run/**` in `prune.keep` fits nothing that is there
    warning: params.yaml:6:7: this in `prune.keep` fits nothing that is there
    ::warning file=params.yaml,line=5,col=7::`run/**` in `prune.keep` fits nothing that is there
    ::warning file=params.yaml,line=6,col=7::this in `prune.keep` fits nothing that is there
    ");
    assert!(!said.everything().contains("canary"), "{said:?}");

    let id = manifest(&["a"], "prune: {id: 'id-${env:SEC}'}\n");
    sandbox.write("work/params.yaml", &id);
    for arguments in
        [&["seed", "params.yaml", "--dry-run"][..], &["seed", "permissions", "params.yaml"]]
    {
        let said = sandbox.bootstrap(arguments);
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.stderr.contains("params.yaml:3:13: an id stands in tags"), "{said:?}");
        assert!(!said.everything().contains("canary"), "{said:?}");
    }
}

#[test]
fn a_manifest_that_deletes_by_itself_deletes_nothing_until_a_stage_is_chosen() {
    let (sandbox, server) = served();
    let staged =
        |names: &[&str]| manifest(names, "prune: {enabled: true}\nstages: {dev: {}, prod: {}}\n");
    assert_eq!(seed(&sandbox, &staged(&["a", "b"]), &["--yes", "--stage", "dev"]).code, Some(0));

    for arguments in [&["--dry-run"][..], &["--check"], &["--yes"]] {
        let said = seed(&sandbox, &staged(&["a", "c"]), arguments);
        assert_eq!(said.code, Some(i32::from(arguments != ["--yes"])), "{said:?}");
        let remark =
            "params.yaml:3:18: nothing is deleted until a stage is chosen: `--stage NAME`\n";
        assert!(said.stderr.contains(remark), "{said:?}");
    }
    assert_eq!(names(&server), ["/app/a", "/app/b", "/app/c"]);
    let said = seed(&sandbox, &staged(&["a", "c"]), &["--yes", "--prune"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.stderr.contains("choose one: `--stage NAME`, or leave `--prune` out"), "{said:?}");

    let said = seed(&sandbox, &staged(&["a", "c"]), &["--yes", "--stage", "dev"]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""), "{said:?}");
    assert_eq!(names(&server), ["/app/a", "/app/c"]);
}

#[test]
fn who_asked_for_what_cannot_be_deleted_is_known() {
    let (sandbox, _server) = served();
    let root = "version: 1\npath: /\nprune: {enabled: true}\nparameters: {a: x}\n";

    let said = seed(&sandbox, root, &["--yes"]);
    insta::assert_snapshot!(said.stderr, @"
    error: params.yaml:3:18: without a `path` below `/` in the manifest nobody knows what may be deleted

    hint: give the manifest a `path` such as `/my-app`, or take `enabled` out of `prune`, at params.yaml:3:18
    ");
    let said = seed(&sandbox, root, &["--yes", "--prune"]);
    insta::assert_snapshot!(said.stderr, @"
    error: without a `path` below `/` in the manifest nobody knows what may be deleted

    hint: give the manifest a `path` such as `/my-app`, or leave `--prune` out
    ");
}
