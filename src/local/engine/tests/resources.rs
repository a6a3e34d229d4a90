//! `GetResources` of the tagging API.

use serde_json::{Value, json};

use super::{ACCEPTED, Store, each};
use crate::local::engine::operation::Operation::{DeleteParameter, GetResources};
use crate::local::engine::page;

const INVALID: &str = "InvalidParameterException";
const PREFIX: &str = "arn:aws:ssm:eu-west-1:000000000000:parameter/";

fn store() -> Store {
    let mut store = Store::new();
    for name in ["/a", "/b", "/c", "/untagged"] {
        store.string(name, "v");
    }
    store.tag("/a", &[("team", "core"), ("stage", "prod")]);
    store.tag("/b", &[("team", "web")]);
    store.tag("/c", &[("stage", "prod")]);
    store
}

fn arns(count: usize) -> Value {
    (0..count).map(|number| format!("{PREFIX}x{number}")).collect()
}

#[test]
fn requests() {
    let filters = |count: usize| json!({ "TagFilters": vec![json!({ "Key": "k" }); count] });
    let values =
        |count: usize| json!({ "TagFilters": [{ "Key": "k", "Values": vec!["v"; count] }] });
    let typed = |word: &str| json!({ "ResourceTypeFilters": [word] });
    store().check(
        GetResources,
        &[
            ("everything", json!({}), ACCEPTED),
            ("100 ARNs", json!({ "ResourceARNList": arns(100) }), ACCEPTED),
            ("101 ARNs", json!({ "ResourceARNList": arns(101) }), INVALID),
            ("no ARNs", json!({ "ResourceARNList": [] }), INVALID),
            ("no ARN", json!({ "ResourceARNList": ["/a"] }), INVALID),
            (
                "a long ARN",
                json!({ "ResourceARNList": [format!("arn:{}", "x".repeat(1008))] }),
                INVALID,
            ),
            (
                "ARNs and tags",
                json!({ "ResourceARNList": arns(1), "TagFilters": [{ "Key": "k" }] }),
                INVALID,
            ),
            (
                "ARNs and types",
                json!({ "ResourceARNList": arns(1), "ResourceTypeFilters": ["ssm"] }),
                INVALID,
            ),
            (
                "ARNs and pages",
                json!({ "ResourceARNList": arns(1), "ResourcesPerPage": 1 }),
                INVALID,
            ),
            (
                "ARNs and pages of tags",
                json!({ "ResourceARNList": arns(1), "TagsPerPage": 100 }),
                INVALID,
            ),
            (
                "ARNs and a token",
                json!({ "ResourceARNList": arns(1), "PaginationToken": page::FIRST }),
                INVALID,
            ),
            ("50 filters", filters(50), ACCEPTED),
            ("51 filters", filters(51), INVALID),
            ("20 values", values(20), ACCEPTED),
            ("21 values", values(21), INVALID),
            ("a filter has a key", json!({ "TagFilters": [{ "Values": ["v"] }] }), INVALID),
            ("of 128 characters", json!({ "TagFilters": [{ "Key": "k".repeat(128) }] }), ACCEPTED),
            ("of 129 characters", json!({ "TagFilters": [{ "Key": "k".repeat(129) }] }), INVALID),
            (
                "257 characters of value",
                json!({ "TagFilters": [{ "Key": "k", "Values": ["v".repeat(257)] }] }),
                INVALID,
            ),
            ("a service", typed("ssm"), ACCEPTED),
            ("another service", typed("ec2:instance"), ACCEPTED),
            ("an empty type", typed(""), INVALID),
            ("no type", typed("ssm:"), INVALID),
            ("a page of 1", json!({ "ResourcesPerPage": 1 }), ACCEPTED),
            ("a page of 100", json!({ "ResourcesPerPage": 100 }), ACCEPTED),
            ("a page of 0", json!({ "ResourcesPerPage": 0 }), INVALID),
            ("a page of 101", json!({ "ResourcesPerPage": 101 }), INVALID),
            ("100 tags a page", json!({ "TagsPerPage": 100 }), ACCEPTED),
            ("500 tags a page", json!({ "TagsPerPage": 500 }), ACCEPTED),
            ("150 tags a page", json!({ "TagsPerPage": 150 }), INVALID),
            ("600 tags a page", json!({ "TagsPerPage": 600 }), INVALID),
            ("an empty token", json!({ "PaginationToken": "" }), ACCEPTED),
            ("no token", json!({ "PaginationToken": "nonsense" }), INVALID),
            ("less without more", json!({ "ExcludeCompliantResources": true }), INVALID),
        ],
    );
}

#[track_caller]
fn found(store: &mut Store, body: &Value) -> String {
    let answer = store.ask(GetResources, body);
    let arns = each(&answer["ResourceTagMappingList"], "ResourceARN");
    arns.iter().map(|arn| arn.strip_prefix(PREFIX).unwrap()).collect::<Vec<_>>().join(" ")
}

#[test]
fn only_what_has_tags_is_found() {
    let mut store = store();
    let mut found = |body: Value| found(&mut store, &body);
    let tagged = |filters: Value| json!({ "TagFilters": filters });
    let typed = |word: &str| json!({ "ResourceTypeFilters": [word] });

    assert_eq!(found(json!({})), "a b c");
    assert_eq!(found(typed("ssm")), "a b c");
    assert_eq!(found(typed("ssm:parameter")), "a b c");
    assert_eq!(found(typed("ssm:document")), "");
    assert_eq!(found(tagged(json!([{ "Key": "team" }]))), "a b");
    assert_eq!(found(tagged(json!([{ "Key": "team", "Values": ["web", "core"] }]))), "a b");
    assert_eq!(
        found(tagged(json!([{ "Key": "team" }, { "Key": "stage", "Values": ["prod"] }]))),
        "a"
    );
    assert_eq!(found(tagged(json!([{ "Key": "stage", "Values": ["PROD"] }]))), "");
    let arns = json!([
        format!("{PREFIX}c"),
        format!("{PREFIX}untagged"),
        format!("{PREFIX}x"),
        format!("{PREFIX}a")
    ]);
    assert_eq!(found(json!({ "ResourceARNList": arns })), "c a");
}

#[test]
fn tags_are_shown_with_their_arn() {
    let answer = store().ask(GetResources, &json!({ "ResourceARNList": [format!("{PREFIX}a")] }));
    assert_eq!(
        answer,
        json!({
            "PaginationToken": "",
            "ResourceTagMappingList": [{
                "ResourceARN": format!("{PREFIX}a"),
                "Tags": [{ "Key": "stage", "Value": "prod" }, { "Key": "team", "Value": "core" }],
            }],
        })
    );
}

#[test]
fn pages_stay_right_while_parameters_come_and_go() {
    let mut store = store();
    let first = store.ask(GetResources, &json!({ "ResourcesPerPage": 1 }));
    assert_eq!(each(&first["ResourceTagMappingList"], "ResourceARN"), [format!("{PREFIX}a")]);
    store.ask(DeleteParameter, &json!({ "Name": "/a" }));
    store.tag("/untagged", &[("now", "it has")]);

    let rest = json!({ "PaginationToken": first["PaginationToken"] });
    assert_eq!(found(&mut store, &rest), "b c untagged");
}

#[test]
fn everything_is_compliant() {
    let mut store = store();
    let all = store.ask(GetResources, &json!({ "IncludeComplianceDetails": true }));
    assert_eq!(all["ResourceTagMappingList"][0]["ComplianceDetails"]["ComplianceStatus"], true);
    let rest = json!({ "IncludeComplianceDetails": true, "ExcludeCompliantResources": true });
    assert_eq!(found(&mut store, &rest), "");
}
