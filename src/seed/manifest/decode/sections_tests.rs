//! What a manifest's parameters are known by.

use crate::cli::ReadingArgs;
use crate::environment::Environment;
use crate::seed::manifest::Manifest;
use crate::seed::manifest::fixture::Folder;

fn folder(id: &str) -> Folder {
    let manifest = format!("version: 1\npath: /p\nprune: {{id: {id}}}\nparameters: {{a: x}}");
    Folder::with(&[("m.yaml", &manifest)])
}

#[test]
fn an_id_is_read() {
    let longest = "i".repeat(200);
    for id in ["shop", "a:b/c=d+e-f@g.h_1", &longest] {
        let (arguments, environment) = (ReadingArgs::default(), Environment::of(&[]));
        let manifest = Manifest::outline(&folder(id).path(), &arguments, &environment).unwrap();

        assert_eq!(manifest.prune.unwrap().id.as_deref(), Some(id));
    }
}

#[test]
fn what_cannot_stand_in_a_tag_is_no_id() {
    let problem = |id: &str| folder(id).problems(&ReadingArgs::default());
    let no_id = "m.yaml:3:13: an id has 1 to 200 letters, digits and `_.:/=+-@`";

    let too_long = "i".repeat(201);
    for wrong in ["''", "'a b'", "'a#b'", "ä", "\"a\\n\"", &too_long] {
        assert_eq!(problem(wrong).lines().next(), Some(no_id), "{wrong}");
    }
    assert_eq!(problem("[a]").lines().next(), Some("m.yaml:3:13: id is a text, not a list"));
}
