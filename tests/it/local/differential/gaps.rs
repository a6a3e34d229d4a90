//! What the steps leave out, because moto does not look at it: for each, that moto still does not, and that ours does.

use serde_json::{Value, json};

use super::differences::Shown;

const PUT: &str = "PutParameter";
const DESCRIBE: &str = "DescribeParameters";

/// Returns all of them.
pub(super) fn gaps() -> Vec<Shown> {
    [names(), values(), attributes(), tiers_and_policies(), tags(), reading()].concat()
}

/// A put that moto accepts, and AWS does not.
fn put(reason: &'static str, change: &Value, code: &str) -> Shown {
    accepted(reason, vec![], (PUT, parameter(change)), "/Version", json!(1), code)
}

/// An overwrite that moto accepts, and AWS does not.
fn overwrite(reason: &'static str, first: &Value, change: &Value, code: &str) -> Shown {
    let mut ask = parameter(change);
    ask["Overwrite"] = json!(true);
    accepted(reason, vec![(PUT, parameter(first))], (PUT, ask), "/Version", json!(2), code)
}

fn accepted(
    reason: &'static str,
    before: Vec<(&'static str, Value)>,
    ask: (&'static str, Value),
    at: &'static str,
    moto: Value,
    code: &str,
) -> Shown {
    Shown { reason, before, ask, at, moto, ours: json!(code) }
}

/// A `String` with something else about it.
fn parameter(change: &Value) -> Value {
    let mut parameter = json!({"Name": "/gap/x", "Value": "x", "Type": "String"});
    for (field, value) in change.as_object().into_iter().flatten() {
        parameter[field] = value.clone();
    }
    parameter
}

fn names() -> Vec<Shown> {
    let named = |reason, name: &str, code| put(reason, &json!({ "Name": name }), code);
    vec![
        named("a space in a name", "/gap/a b", "ValidationException"),
        named("a letter of another alphabet", "/gap/\u{e4}", "ValidationException"),
        named(
            "a name of too many levels",
            &"/x".repeat(16),
            "HierarchyLevelLimitExceededException",
        ),
        named("a name that is too long", &format!("/{}", "x".repeat(2048)), "ValidationException"),
        named("a name with slashes that does not begin with one", "gap/x", "ValidationException"),
        named("a level without a name", "/gap//x", "ValidationException"),
        named("a slash at the end", "/gap/x/", "ValidationException"),
        named(
            "a name that is an ARN",
            "arn:aws:ssm:eu-west-1:000000000000:parameter/x",
            "ValidationException",
        ),
    ]
}

fn values() -> Vec<Shown> {
    let of = |reason, value: &str, code| put(reason, &json!({ "Value": value }), code);
    let typed = |reason, kind: &str, value: &str| {
        let code = "ValidationException";
        Shown { moto: json!(code), ..put(reason, &json!({"DataType": kind, "Value": value}), code) }
    };
    vec![
        of("a value that is too large for its tier", &"x".repeat(4097), "ValidationException"),
        of("a value that refers to another", "{{ssm:other}}", "ValidationException"),
        put(
            "a value that its pattern does not allow",
            &json!({"AllowedPattern": "^[0-9]+$"}),
            "ParameterPatternMismatchException",
        ),
        put(
            "a pattern that is none",
            &json!({"AllowedPattern": "(x"}),
            "InvalidAllowedPatternException",
        ),
        typed("an integer that is none", "integer", "x"),
        // What is wrong about it in moto is that it has a data type at all.
        Shown { ours: json!(1), ..typed("an integer", "integer", "17") },
    ]
}

fn attributes() -> Vec<Shown> {
    let string = &json!({});
    vec![
        put(
            "a description that is too long",
            &json!({"Description": "x".repeat(1025)}),
            "ValidationException",
        ),
        put("a key for what is not encrypted", &json!({"KeyId": "alias/x"}), "ValidationException"),
        overwrite("a type that is none", string, &json!({"Type": "Bogus"}), "ValidationException"),
    ]
}

fn tiers_and_policies() -> Vec<Shown> {
    let (advanced, standard) = (&json!({"Tier": "Advanced"}), &json!({"Tier": "Standard"}));
    let policies = |tier, policies: &str| json!({"Tier": tier, "Policies": policies});
    let expires = r#"[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2099-01-01T00:00:00.000Z"}}]"#;
    vec![
        put("a tier that is none", &json!({"Tier": "Bogus"}), "ValidationException"),
        overwrite("a way back from the advanced tier", advanced, standard, "ValidationException"),
        Shown {
            reason: "an intelligent tier is one of the other two",
            ..accepted(
                "",
                vec![],
                (PUT, parameter(&json!({"Tier": "Intelligent-Tiering"}))),
                "/Tier",
                json!("Intelligent-Tiering"),
                "Standard",
            )
        },
        put("policies in the standard tier", &policies("Standard", expires), "ValidationException"),
        put("policies that are no JSON", &policies("Advanced", "[{"), "ValidationException"),
    ]
}

fn tags() -> Vec<Shown> {
    let tag = |key: &str| json!({"Key": key, "Value": "x"});
    let many: Vec<Value> = (0..51).map(|number| tag(&format!("k{number}"))).collect();
    let adding =
        |tags: Value| json!({"ResourceType": "Parameter", "ResourceId": "/gap/x", "Tags": tags});
    let add = |reason, tags, code: &str| {
        let before = vec![(PUT, parameter(&json!({})))];
        accepted(reason, before, ("AddTagsToResource", adding(tags)), "/nothing", Value::Null, code)
    };
    vec![
        put("too many tags", &json!({"Tags": many}), "ValidationException"),
        add("too many tags afterwards", json!(many), "TooManyTagsError"),
        add("a tag that is AWS's own", json!([tag("aws:x")]), "ValidationException"),
        add("a key twice", json!([tag("k"), tag("k")]), "ValidationException"),
    ]
}

fn reading() -> Vec<Shown> {
    let three = || {
        let names = ["/gap/a", "/gap/b", "/gap/c"];
        names.map(|name| (PUT, parameter(&json!({ "Name": name })))).to_vec()
    };
    let twelve: Vec<String> = (0..12).map(|number| format!("/gap/{number}")).collect();
    let filter = |filter: Value| json!({"ParameterFilters": [filter]});
    let shown =
        |reason, ask, at, moto, ours| Shown { reason, before: three(), ask, at, moto, ours };
    let setting = "/ssm/parameter-store/high-throughput-enabled";
    vec![
        shown(
            "twelve names to delete at once",
            ("DeleteParameters", json!({"Names": twelve})),
            "/InvalidParameters/0",
            json!("/gap/0"),
            json!("ValidationException"),
        ),
        shown(
            "a filter for tiers",
            (DESCRIBE, filter(json!({"Key": "Tier", "Values": ["Standard"]}))),
            "/Parameters/0/Name",
            Value::Null,
            json!("/gap/a"),
        ),
        shown(
            "a filter for data types",
            (DESCRIBE, filter(json!({"Key": "DataType", "Values": ["text"]}))),
            "/Parameters/0/Name",
            json!("ValidationException"),
            json!("/gap/a"),
        ),
        shown(
            "a path that does not begin with a slash",
            ("GetParametersByPath", json!({"Path": "gap"})),
            "/Parameters/0",
            Value::Null,
            json!("ValidationException"),
        ),
        shown(
            "a token that is none",
            ("GetParametersByPath", json!({"Path": "/gap", "NextToken": "bogus"})),
            "",
            json!("HTTP 500"),
            json!("InvalidNextToken"),
        ),
        shown(
            "the setting for higher throughput",
            ("GetServiceSetting", json!({ "SettingId": setting })),
            "/ServiceSetting/SettingValue",
            json!("HTTP 500"),
            json!("false"),
        ),
    ]
}
