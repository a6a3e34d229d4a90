//! Other addresses than AWS's own: whoever says whose account it is must be who is written to.

use super::store::{call, values};
use super::{machine, picture, seed};
use crate::peers::moto;
use crate::sandbox::Said;

const SSM: &str = "AWS_ENDPOINT_URL_SSM";
const STS: &str = "AWS_ENDPOINT_URL_STS";
const TAGS: &str = "AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API";
const ALL: &str = "AWS_ENDPOINT_URL";

#[test]
fn services_that_lead_to_different_places_are_refused_before_any_call() {
    let Some(moto) = moto() else { return };
    let (here, there) = (moto.relay(|_| None), moto.relay(|_| None));
    let cases: [(&str, &[(&str, &str)]); 6] = [
        ("another account's STS", &[(STS, &there.url()), (SSM, &here.url()), (TAGS, &here.url())]),
        ("AWS's own STS", &[(SSM, &here.url()), (TAGS, &here.url())]),
        ("AWS's own Systems Manager", &[(STS, &here.url())]),
        ("tags elsewhere", &[(ALL, &here.url()), (TAGS, &there.url())]),
        (
            "the word that all is elsewhere, but for one",
            &[(ALL, &here.url()), (STS, "https://sts.eu-west-1.amazonaws.com")],
        ),
        (
            "another name",
            &[(ALL, &here.url()), (SSM, &here.url().replace("127.0.0.1", "localhost"))],
        ),
    ];
    let mut pictures = Vec::new();
    for (case, variables) in cases {
        let mut sandbox = machine(&here);
        sandbox.unset(ALL);
        for (name, url) in variables {
            sandbox.set(name, *url);
        }

        let said = seed(&sandbox, "version: 1\nparameters: {it-elsewhere: x}", &["--yes"]);

        let named = here.url().replace("127.0.0.1", "localhost");
        let stderr = said.stderr.replace(&here.url(), "http://[HERE]");
        let stderr = stderr.replace(&there.url(), "http://[THERE]");
        let stderr = stderr.replace(&named, "http://[HERE, BY ANOTHER NAME]");
        let said = picture(&sandbox, &Said { stderr, ..said });
        pictures.push(format!("{case}\n{said}"));
    }
    insta::assert_snapshot!(pictures.join("\n\n"), @"
    another account's STS
    error: the services would not be asked in one place: Systems Manager at http://[HERE], STS at http://[THERE], the tagging API at http://[HERE]

    hint: name one place in `AWS_ENDPOINT_URL_SSM`, `AWS_ENDPOINT_URL_STS` and `AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API`, or only in `AWS_ENDPOINT_URL`
    exit code 2

    AWS's own STS
    error: the services would not be asked in one place: Systems Manager at http://[HERE], STS at AWS, the tagging API at http://[HERE]

    hint: name one place in `AWS_ENDPOINT_URL_SSM`, `AWS_ENDPOINT_URL_STS` and `AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API`, or only in `AWS_ENDPOINT_URL`
    exit code 2

    AWS's own Systems Manager
    error: the services would not be asked in one place: Systems Manager at AWS, STS at http://[HERE], the tagging API at AWS

    hint: name one place in `AWS_ENDPOINT_URL_SSM`, `AWS_ENDPOINT_URL_STS` and `AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API`, or only in `AWS_ENDPOINT_URL`
    exit code 2

    tags elsewhere
    error: the services would not be asked in one place: Systems Manager at http://[HERE], STS at http://[HERE], the tagging API at http://[THERE]

    hint: name one place in `AWS_ENDPOINT_URL_SSM`, `AWS_ENDPOINT_URL_STS` and `AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API`, or only in `AWS_ENDPOINT_URL`
    exit code 2

    the word that all is elsewhere, but for one
    error: the services would not be asked in one place: Systems Manager at http://[HERE], STS at AWS, the tagging API at http://[HERE]

    hint: name one place in `AWS_ENDPOINT_URL_SSM`, `AWS_ENDPOINT_URL_STS` and `AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API`, or only in `AWS_ENDPOINT_URL`
    exit code 2

    another name
    error: the services would not be asked in one place: Systems Manager at http://[HERE, BY ANOTHER NAME], STS at http://[HERE], the tagging API at http://[HERE]

    hint: name one place in `AWS_ENDPOINT_URL_SSM`, `AWS_ENDPOINT_URL_STS` and `AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API`, or only in `AWS_ENDPOINT_URL`
    exit code 2
    ");
    assert_eq!((here.requests().len(), there.requests().len()), (0, 0));
}

#[test]
fn services_that_all_lead_to_one_place_are_asked_there() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    call(
        moto,
        "put_parameter",
        &serde_json::json!({"Name": "/it-one-place/b", "Value": "x", "Type": "String"}),
    );
    let manifest =
        "version: 1\npath: /it-one-place\nparameters: {a: x, b: {value: x, tags: {app: x}}}";
    let mut sandbox = machine(&relay);
    sandbox.unset(ALL);
    // The same place, said in three ways.
    sandbox.set(SSM, relay.url());
    sandbox.set(STS, relay.url().replace("http", "HTTP"));
    sandbox.set(TAGS, format!("{}/", relay.url()));

    let said = seed(&sandbox, manifest, &["--yes"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(values(moto, "/it-one-place").len(), 2);
    assert_eq!(relay.calls("GetResources"), 1);
}
