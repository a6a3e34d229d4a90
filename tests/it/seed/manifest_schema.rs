//! The JSON Schema is current, and every example of the repository is as it says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::peers::peers;
use crate::sandbox::Sandbox;

const SCHEMA: &str = "schema/bootstrap-seed.v1.schema.json";

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_schema_that_is_committed_is_current() {
    let said = Sandbox::empty().bootstrap(&["seed", "schema"]);

    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    let path = repository().join(SCHEMA);
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(&path, &said.stdout).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        committed, said.stdout,
        "`UPDATE_SCHEMA=1 cargo test --test it schema` writes it anew"
    );
}

/// Returns all manifests that the repository shows to somebody, with their names.
fn examples() -> Vec<(String, String)> {
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let mut examples = Vec::new();
    for page in ["README.md", "templates/api/README.md.tmpl"] {
        let text = read(&repository().join(page));
        let blocks = text.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
        let manifests = blocks.filter(|block| block.contains("version: 1"));
        examples.extend(
            manifests
                .enumerate()
                .map(|(number, block)| (format!("{page} {number}"), block.to_owned())),
        );
    }
    let sandbox = Sandbox::empty();
    assert_eq!(sandbox.bootstrap(&["new", "my-app", "--no-git"]).code, Some(0));
    examples.push(("a new project".to_owned(), read(&sandbox.work().join("my-app/params.yaml"))));
    for file in fs::read_dir(repository().join("tests/manifests/good")).unwrap() {
        let path = file.unwrap().path();
        examples.push((path.display().to_string(), read(&path)));
    }
    examples
}

/// Asks the real `jsonschema` about manifests, and returns what it says of each: nothing where it has no objection.
fn objections(manifests: &[String]) -> Option<Vec<String>> {
    let python = peers()?.program("python");
    let sandbox = Sandbox::empty();
    let folder = sandbox.work();
    let paths: Vec<PathBuf> =
        (0..manifests.len()).map(|number| folder.join(number.to_string())).collect();
    paths.iter().zip(manifests).for_each(|(path, text)| fs::write(path, text).unwrap());
    let script = repository().join("tests/it/seed/validate.py");
    let mut command = Command::new(python);
    let output = command.arg(script).arg(repository().join(SCHEMA)).args(&paths).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice::<Vec<String>>(&output.stdout).unwrap())
}

#[test]
fn every_example_is_as_the_schema_says() {
    let examples = examples();
    assert!(examples.len() >= 7, "{}", examples.len());
    let texts: Vec<String> = examples.iter().map(|(_, text)| text.clone()).collect();
    let Some(objections) = objections(&texts) else { return };
    for ((name, _), objection) in examples.iter().zip(objections) {
        assert_eq!(objection, "", "{name}");
    }
}

#[test]
fn the_program_and_the_schema_refuse_the_same_shapes() {
    let wrong = [
        "version: 2\nparameters: {}",
        "parameters: {}",
        "version: 1\nparameter: {}",
        "version: 1\nparameters: [a]",
        "version: 1\nparameters: {a: {x: y}}",
        "version: 1\nparameters: {a: {valeu: x}}",
        "version: 1\nparameters: {a: {value: {x: y}}}",
        "version: 1\nparameters: {a: {value: x, json: y}}",
        "version: 1\nparameters: {a: {value: x, type: Text}}",
        "version: 1\nparameters: {a: {value: x, tier: standard}}",
        "version: 1\nparameters: {a: {value: x, tags: [b]}}",
        "version: 1\nparameters: {a: {value: x, tags: {bootstrap:manifest: /a}}}",
        "version: 1\ndefaults: {tags: {bootstrap:protect: x}}\nparameters: {a: x}",
        "version: 1\nparameters: {a: {value: x, protect: maybe}}",
        "version: 1\nparameters: {a: {value: x, policies: [{expires: y}]}}",
        "version: 1\nparameters: {a: {from: {}}}",
        "version: 1\nparameters: {a: {from: {random: {length: long}}}}",
        "version: 1\nparameters: {a: {from: {command: date}}}",
        "version: 1\nparameters: {b/: x}",
        "version: 1\nparameters: {b/: {c/: {d: {x: y}}}}",
        "version: 1\nstages: {s: {parameters: {a: {x: y}}}}\nparameters: {}",
        "version: 1\naws: {account: x}\nparameters: {}",
        "version: 1\nvars: {'env:HOME': x}\nparameters: {}",
        "version: 1\nvars: {a b: x}\nparameters: {}",
        "version: 1\nstages: {s: {vars: {1st: x}}}\nparameters: {}",
    ];
    let sandbox = Sandbox::empty();
    for manifest in wrong {
        sandbox.write("work/m.yaml", manifest);
        let said = sandbox.bootstrap(&["seed", "render", "m.yaml"]);
        assert_eq!(said.code, Some(2), "{manifest}: {said:?}");
    }
    let Some(objections) = objections(&wrong.map(str::to_owned)) else { return };
    for (manifest, objection) in wrong.iter().zip(objections) {
        assert_ne!(objection, "", "{manifest}");
    }
}

#[test]
fn every_good_example_is_read_and_shown_without_its_values() {
    for (name, text) in examples() {
        let mut sandbox = Sandbox::empty();
        sandbox.set("STAGE", "dev");
        sandbox.write("work/common.yaml", "version: 1\nvars: {shared: x}\n");
        sandbox.write("work/m.yaml", text);

        let said = sandbox.bootstrap(&["seed", "render", "m.yaml", "--format", "json"]);

        assert_eq!(said.code, Some(0), "{name}: {said:?}");
        let document: Value = serde_json::from_str(&said.stdout).unwrap();
        assert_eq!(document["schema"], "bootstrap.render/1");
        assert!(!said.stdout.contains("canary"), "{name}: {said:?}");
    }
}
