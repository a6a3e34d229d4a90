//! Writes of which nobody can say whether they are done: that is said, and never that they failed.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::store::{call, values};
use super::{machine, picture, seed, seed_as_json, steps};
use crate::loopback::{Meddling, Reply, Server};
use crate::peers::{Moto, moto};

/// A relay that loses the first answer to each write whose body has `part` in it, and lets nobody read after the plan.
fn losing(moto: &Moto, part: &'static str) -> Server {
    let reads = AtomicUsize::new(0);
    let written = Mutex::new(BTreeSet::new());
    moto.relay(move |request| match request.operation() {
        // Versions are read without decrypting anything.
        "GetParameters"
            if request.body.contains(r#""WithDecryption":true"#)
                && reads.fetch_add(1, Ordering::Relaxed) > 0 =>
        {
            Some(Meddling::Instead(Reply::aws_error(400, "AccessDeniedException", "not now")))
        }
        "PutParameter" if request.body.contains(part) => {
            let is_first = written.lock().unwrap().insert(request.body.clone());
            let fault = Reply::aws_error(500, "InternalServerError", "oh");
            is_first.then_some(Meddling::After(fault))
        }
        _ => None,
    })
}

#[test]
fn a_write_that_may_be_done_is_unknown() {
    let Some(moto) = moto() else { return };
    call(moto, "put_parameter", &json!({"Name": "/it-doubt/b", "Value": "old", "Type": "String"}));
    let relay = losing(moto, "");
    let sandbox = machine(&relay);
    let manifest = "version: 1\npath: /it-doubt\nparameters: {a: new, b: new}";

    let said = seed(&sandbox, manifest, &["--yes"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    account ********9012, eu-west-1 (AWS_DEFAULT_REGION), at http://[LOOPBACK]
    user/moto, by environment variables

      create     String        /it-doubt/a
      update     String        /it-doubt/b  (value)
    1 to create, 1 to update, 0 unchanged
      unknown    /it-doubt/a  may have been written: InternalServerError: oh; then reading it failed: `/it-doubt/a`: AccessDeniedException: not now
      unknown    /it-doubt/b  may have been written: InternalServerError: oh; then reading it failed: `/it-doubt/b`: AccessDeniedException: not now
    2 unknown
    what is written stays; run it again for the rest
    exit code 3
    ");
    assert_eq!(values(moto, "/it-doubt")["/it-doubt/a"], ("new".to_owned(), 1));
    assert_eq!(values(moto, "/it-doubt")["/it-doubt/b"], ("new".to_owned(), 2));
}

#[test]
fn programs_are_told_that_it_is_unknown() {
    let Some(moto) = moto() else { return };
    let relay = losing(moto, "/a\"");
    let manifest = "version: 1\npath: /it-doubt-told\nparameters: {a: new, b: new}";

    let (document, said) = seed_as_json(&machine(&relay), manifest, &["--yes"]);

    assert_eq!((said.code, &document["exit_code"]), (Some(3), &3.into()), "{said:?}");
    assert_eq!(
        steps(&document),
        ["/it-doubt-told/a create unknown", "/it-doubt-told/b create created"]
    );
    let reason = document["steps"][0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("may have been written: InternalServerError: oh"), "{reason}");
}

#[test]
fn the_store_has_the_last_word_when_all_answers_are_lost() {
    let Some(moto) = moto() else { return };
    let writes = AtomicUsize::new(0);
    let relay = moto.relay(move |request| {
        let first = || writes.fetch_add(1, Ordering::Relaxed) == 0;
        match request.operation() {
            "PutParameter" if first() => Some(Meddling::After(Reply::Cut)),
            "PutParameter" => Some(Meddling::Instead(Reply::Cut)),
            _ => None,
        }
    });
    let manifest = "version: 1\npath: /it-last-word\nparameters: {a: new}";

    let (document, said) = seed_as_json(&machine(&relay), manifest, &["--yes"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(steps(&document), ["/it-last-word/a create created"]);
}

#[test]
fn tags_that_may_be_written_are_unknown_too() {
    let Some(moto) = moto() else { return };
    let healthy = moto.relay(|_| None);
    let before = "version: 1\npath: /it-doubt-tags\nparameters: {a: old, b: same}";
    assert_eq!(seed(&machine(&healthy), before, &["--yes"]).code, Some(0));
    let relay = moto.relay(|request| {
        (request.operation() == "AddTagsToResource").then_some(Meddling::After(Reply::Cut))
    });
    let manifest =
        "version: 1\npath: /it-doubt-tags\nparameters: {a: {value: new, tags: {app: x}}}";

    let (document, said) = seed_as_json(&machine(&relay), manifest, &["--yes"]);

    assert_eq!(said.code, Some(3), "{said:?}");
    assert_eq!(steps(&document), ["/it-doubt-tags/a update unknown"]);
    let reason = document["steps"][0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("version 2 is written, the tags may be: "), "{reason}");
}
