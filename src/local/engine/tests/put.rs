//! `PutParameter`: what is refused without looking at what is there, and what a new parameter is.

use serde_json::{Value, json};

use super::{ACCEPTED, Store, with};
use crate::local::engine::operation::Operation::{DescribeParameters, GetParameter, PutParameter};

const VALIDATION: &str = "ValidationException";

fn put(changes: &Value) -> Value {
    with(json!({ "Name": "/a", "Value": "v", "Type": "String" }), changes)
}

fn named(name: &str) -> Value {
    put(&json!({ "Name": name }))
}

#[test]
fn names() {
    let deep = |levels: usize| named(&"/x".repeat(levels));
    let long = |length: usize| named(&format!("/{}", "x".repeat(length)));
    Store::new().check(
        PutParameter,
        &[
            ("a name is there", put(&json!({ "Name": null })), VALIDATION),
            ("a name is not empty", named(""), VALIDATION),
            ("nor only spaces", named("  "), VALIDATION),
            ("spaces at the ends are removed", named("  /a  "), ACCEPTED),
            ("spaces inside are not", named("/a b"), VALIDATION),
            ("all signs that there are", named("/aZ0._-/x"), ACCEPTED),
            ("no other letters", named("/é"), VALIDATION),
            ("no ARN", named("arn:aws:ssm:eu-west-1:000000000000:parameter/a"), VALIDATION),
            ("no version", named("/a:1"), VALIDATION),
            ("no slash is needed at the top", named("a"), ACCEPTED),
            ("a slash inside needs one in front", named("a/b"), VALIDATION),
            ("no empty level", named("/a//b"), VALIDATION),
            ("no slash at the end", named("/a/"), VALIDATION),
            ("a slash is no name", named("/"), VALIDATION),
            ("15 levels", deep(15), ACCEPTED),
            ("16 levels", deep(16), "HierarchyLevelLimitExceededException"),
            ("an ARN of 1011 characters", long(966), ACCEPTED),
            ("an ARN of 1012 characters", long(967), VALIDATION),
            ("more than the model has", long(2048), VALIDATION),
            ("aws as a path", named("/aws/x"), "AccessDeniedException"),
            ("aws as a prefix of a path", named("/awsome/x"), "AccessDeniedException"),
            ("in large letters", named("/AWS"), "AccessDeniedException"),
            ("aws without a slash", named("aws"), VALIDATION),
            ("aws as a prefix", named("AwsX"), VALIDATION),
            ("ssm as a path", named("/ssm/x"), VALIDATION),
            ("ssm as a prefix", named("SSM-x"), VALIDATION),
            ("aws further inside", named("/my/aws"), ACCEPTED),
        ],
    );
}

#[test]
fn the_longest_name_depends_on_the_region() {
    let long = |length: usize| named(&"x".repeat(length));
    for (region, longest) in [("eu-west-1", 966), ("ap-southeast-1", 961), ("us-gov-east-1", 955)] {
        Store::of_region(region).check(
            PutParameter,
            &[
                ("the longest", long(longest), ACCEPTED),
                ("one too many", long(longest + 1), VALIDATION),
            ],
        );
    }
}

#[test]
fn values() {
    let sized =
        |count: usize, tier: &str| put(&json!({ "Value": "é".repeat(count), "Tier": tier }));
    let value = |value: &str| put(&json!({ "Value": value }));
    Store::new().check(
        PutParameter,
        &[
            ("a value is there", put(&json!({ "Value": null })), VALIDATION),
            ("a value is not empty", value(""), VALIDATION),
            ("a value is a text", put(&json!({ "Value": 1 })), "SerializationException"),
            ("4096 characters, whatever the bytes", sized(4096, "Standard"), ACCEPTED),
            ("4097 characters", sized(4097, "Standard"), VALIDATION),
            ("8192 characters", sized(8192, "Advanced"), ACCEPTED),
            ("8193 characters", sized(8193, "Advanced"), VALIDATION),
            ("8192 characters, tiered by itself", sized(8192, "Intelligent-Tiering"), ACCEPTED),
            ("8193 characters, tiered by itself", sized(8193, "Intelligent-Tiering"), VALIDATION),
            ("more than any request carries", sized(32_769, "Advanced"), VALIDATION),
            ("no reference", value("x {{ssm:/b}}"), VALIDATION),
            ("no empty reference", value("{{}}"), VALIDATION),
            ("other braces", value("{{x}}"), ACCEPTED),
            ("lines", value("a\nb\n"), ACCEPTED),
        ],
    );
}

#[test]
fn words_and_texts() {
    let store = Store::new();
    let secure = |changes: &Value| with(put(&json!({ "Type": "SecureString" })), changes);
    store.check(
        PutParameter,
        &[
            ("a new parameter has a type", put(&json!({ "Type": null })), VALIDATION),
            ("a type is one of three", put(&json!({ "Type": "Bogus" })), VALIDATION),
            ("in these very letters", put(&json!({ "Type": "string" })), VALIDATION),
            ("a tier is one of three", put(&json!({ "Tier": "Bogus" })), VALIDATION),
            ("a key is for secrets", put(&json!({ "KeyId": "alias/k" })), VALIDATION),
            ("a key for a secret", secure(&json!({ "KeyId": "alias/k" })), ACCEPTED),
            ("256 characters of key", secure(&json!({ "KeyId": "k".repeat(256) })), ACCEPTED),
            ("257 characters of key", secure(&json!({ "KeyId": "k".repeat(257) })), VALIDATION),
            ("a key is not empty", secure(&json!({ "KeyId": "" })), VALIDATION),
            ("a key has no spaces", secure(&json!({ "KeyId": "my key" })), VALIDATION),
            ("1024 of description", put(&json!({ "Description": "é".repeat(1024) })), ACCEPTED),
            ("1025 of description", put(&json!({ "Description": "é".repeat(1025) })), VALIDATION),
            ("an empty description", put(&json!({ "Description": "" })), ACCEPTED),
            ("overwrite is a truth", put(&json!({ "Overwrite": "yes" })), "SerializationException"),
            ("overwriting nothing makes it", put(&json!({ "Overwrite": true })), ACCEPTED),
            ("unknown members", put(&json!({ "Later": { "x": 1 } })), ACCEPTED),
        ],
    );
}

#[test]
fn patterns_and_data_types() {
    let pattern =
        |pattern: &str, value: &str| put(&json!({ "AllowedPattern": pattern, "Value": value }));
    let typed = |word: &str, value: &str, tier: &str| {
        put(&json!({ "DataType": word, "Value": value, "Tier": tier }))
    };
    Store::new().check(
        PutParameter,
        &[
            ("a value that matches", pattern("^[0-9]+$", "12"), ACCEPTED),
            ("one that does not", pattern("^[0-9]+$", "x"), "ParameterPatternMismatchException"),
            ("looking around", pattern("^(?!a)", "b"), ACCEPTED),
            ("no expression", pattern("(", "v"), "InvalidAllowedPatternException"),
            (
                "no end in sight",
                pattern(r"^(a|aa)+\1b$", &"a".repeat(60)),
                "InvalidAllowedPatternException",
            ),
            ("1024 characters", pattern(&"x?".repeat(512), "v"), ACCEPTED),
            ("1025 characters", pattern(&"x".repeat(1025), "v"), VALIDATION),
            ("no pattern", pattern("", "v"), ACCEPTED),
            ("a data type is one of sixteen", typed("number", "1", "Standard"), VALIDATION),
            ("none is not one of them", typed("", "1", "Standard"), VALIDATION),
            ("text", typed("text", "anything", "Standard"), ACCEPTED),
            ("a number", typed("integer", "12", "Standard"), ACCEPTED),
            ("no number", typed("integer", "x", "Standard"), VALIDATION),
            ("json costs", typed("json", "{}", "Standard"), VALIDATION),
            ("json paid", typed("json", "{}", "Advanced"), ACCEPTED),
            ("json settled", typed("json", "{}", "Intelligent-Tiering"), ACCEPTED),
            ("no json", typed("json", "{", "Advanced"), VALIDATION),
        ],
    );
}

#[test]
fn policies() {
    let policies = |policies: &str, tier: &str| put(&json!({ "Policies": policies, "Tier": tier }));
    let advanced = |text: &str| policies(text, "Advanced");
    let expiration = r#"{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2030-01-01T00:00:00Z"}}"#;
    let change = r#"{"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"20","Unit":"Days"}}"#;
    let several = |policy: &str, count: usize| format!("[{}]", vec![policy; count].join(","));
    Store::new().check(
        PutParameter,
        &[
            ("an expiration", advanced(&several(expiration, 1)), ACCEPTED),
            ("in the tier Standard", policies(&several(expiration, 1), "Standard"), VALIDATION),
            ("settled", policies(&several(expiration, 1), "Intelligent-Tiering"), ACCEPTED),
            ("none in the tier Standard", policies("[{}]", "Standard"), ACCEPTED),
            ("the text is not empty", advanced(""), VALIDATION),
            ("nor longer than 4096", advanced(&format!("[{}]", " ".repeat(4095))), VALIDATION),
            ("4096 characters", advanced(&format!("[{}]", " ".repeat(4094))), ACCEPTED),
            ("no JSON", advanced("soon"), VALIDATION),
            ("no list", advanced("{}"), VALIDATION),
            ("ten", advanced(&several(change, 10)), ACCEPTED),
            ("eleven", advanced(&several(change, 11)), "PoliciesLimitExceededException"),
            ("of a type", advanced(r#"[{"Type":"Bogus"}]"#), "InvalidPolicyTypeException"),
            (
                "with its attributes",
                advanced(r#"[{"Type":"Expiration"}]"#),
                "InvalidPolicyAttributeException",
            ),
            ("two ends", advanced(&several(expiration, 2)), "IncompatiblePolicyException"),
        ],
    );
}

#[test]
fn tags_come_with_a_new_parameter_only() {
    let tags = |count: usize| -> Value {
        (0..count).map(|number| json!({ "Key": format!("k{number}"), "Value": "v" })).collect()
    };
    let tagged = |tags: &Value| put(&json!({ "Tags": tags }));
    let one = |key: &str, value: &str| tagged(&json!([{ "Key": key, "Value": value }]));
    Store::new().check(
        PutParameter,
        &[
            ("50 tags", tagged(&tags(50)), ACCEPTED),
            ("51 tags", tagged(&tags(51)), VALIDATION),
            ("1001 tags", tagged(&tags(1001)), VALIDATION),
            ("with overwrite", put(&json!({ "Tags": tags(1), "Overwrite": true })), VALIDATION),
            ("none with overwrite", put(&json!({ "Tags": [], "Overwrite": true })), ACCEPTED),
            ("128 of key and 256 of value", one(&"k".repeat(128), &"v".repeat(256)), ACCEPTED),
            ("129 of key", one(&"k".repeat(129), ""), VALIDATION),
            ("257 of value", one("k", &"v".repeat(257)), VALIDATION),
            ("no key", one("", ""), VALIDATION),
            ("no sign", one("k#", ""), VALIDATION),
            ("AWS's own", one("aws:k", ""), VALIDATION),
            ("a value is there", tagged(&json!([{ "Key": "k" }])), VALIDATION),
            ("a key is there", tagged(&json!([{ "Value": "v" }])), VALIDATION),
            (
                "a key is there once",
                tagged(&json!([{ "Key": "k", "Value": "1" }, { "Key": "k", "Value": "2" }])),
                VALIDATION,
            ),
        ],
    );
}

#[test]
fn a_new_parameter_is_what_was_asked_for() {
    let mut store = Store::new();
    let answer = store.put(&json!({
        "Name": " plain ", "Value": "s3cret", "Type": "SecureString", "Description": "what for",
        "AllowedPattern": "^s", "Tier": "Intelligent-Tiering", "DataType": "text",
        "Policies": r#"[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2030-01-01T00:00:00.000Z"}}]"#,
        "Tags": [{ "Key": "team", "Value": "core" }],
    }));
    assert_eq!(answer, json!({ "Version": 1, "Tier": "Advanced" }));

    let read = store.ask(GetParameter, &json!({ "Name": "/plain", "WithDecryption": true }));
    assert_eq!(
        read["Parameter"],
        json!({
            "Name": "plain", "Type": "SecureString", "Value": "s3cret", "Version": 1,
            "LastModifiedDate": 1_800_000_001.0, "DataType": "text",
            "ARN": "arn:aws:ssm:eu-west-1:000000000000:parameter/plain",
        })
    );
    let described = store.ask(DescribeParameters, &json!({}));
    assert_eq!(
        described["Parameters"][0],
        json!({
            "Name": "plain", "ARN": "arn:aws:ssm:eu-west-1:000000000000:parameter/plain",
            "Type": "SecureString", "KeyId": "alias/aws/ssm", "LastModifiedDate": 1_800_000_001.0,
            "LastModifiedUser": "arn:aws:iam::000000000000:user/bootstrap-local",
            "Description": "what for", "AllowedPattern": "^s", "Version": 1, "Tier": "Advanced",
            "DataType": "text",
            "Policies": [{
                "PolicyType": "Expiration", "PolicyStatus": "Pending",
                "PolicyText": r#"{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2030-01-01T00:00:00.000Z"}}"#,
            }],
        })
    );
}
