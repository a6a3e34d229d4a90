//! The tag calls, and `GetServiceSetting`.

use serde_json::{Value, json};

use super::{ACCEPTED, Settings, Store, with};
use crate::local::engine::Engine;
use crate::local::engine::operation::Operation::{
    AddTagsToResource, GetServiceSetting, ListTagsForResource, RemoveTagsFromResource,
};

const VALIDATION: &str = "ValidationException";
const TOO_MANY: &str = "TooManyTagsError";

fn store() -> Store {
    let mut store = Store::new();
    store.string("/a", "v");
    store
}

fn tags(from: usize, to: usize) -> Value {
    (from..to).map(|number| json!({ "Key": format!("k{number}"), "Value": "v" })).collect()
}

fn add(changes: &Value) -> Value {
    let body = json!({
        "ResourceType": "Parameter", "ResourceId": "/a", "Tags": [{ "Key": "k", "Value": "v" }]
    });
    with(body, changes)
}

#[test]
fn adding() {
    let one = |key: &str, value: &str| add(&json!({ "Tags": [{ "Key": key, "Value": value }] }));
    let mut store = store();
    store.check(
        AddTagsToResource,
        &[("51 at once", add(&json!({ "Tags": tags(0, 51) })), TOO_MANY)],
    );
    store.ask(AddTagsToResource, &add(&json!({ "Tags": tags(0, 49) })));
    store.check(
        AddTagsToResource,
        &[
            ("the 50th", add(&json!({ "Tags": tags(49, 50) })), ACCEPTED),
            ("the 51st", add(&json!({ "Tags": tags(49, 51) })), TOO_MANY),
            ("those that it has", add(&json!({ "Tags": tags(0, 50) })), ACCEPTED),
            ("1001 tags", add(&json!({ "Tags": tags(0, 1001) })), VALIDATION),
            ("none", add(&json!({ "Tags": [] })), ACCEPTED),
            ("no tags", add(&json!({ "Tags": null })), VALIDATION),
            ("AWS's own", one("aws:k", "v"), VALIDATION),
            ("AWS's own in large letters", one("AWS:k", "v"), VALIDATION),
            ("128 of key and 256 of value", one(&"k".repeat(128), &"v".repeat(256)), ACCEPTED),
            ("129 of key", one(&"k".repeat(129), "v"), VALIDATION),
            ("257 of value", one("k", &"v".repeat(257)), VALIDATION),
            ("no key", one("", "v"), VALIDATION),
            ("no sign", one("k", "#"), VALIDATION),
            ("a value is there", add(&json!({ "Tags": [{ "Key": "k" }] })), VALIDATION),
        ],
    );
}

#[test]
fn what_has_tags() {
    let rules = |body: &dyn Fn(Value) -> Value| {
        [
            ("a parameter", body(json!({})), ACCEPTED),
            ("without its slash", body(json!({ "ResourceId": "a" })), ACCEPTED),
            ("an unknown one", body(json!({ "ResourceId": "/x" })), "InvalidResourceId"),
            ("no name", body(json!({ "ResourceId": "/a b" })), "InvalidResourceId"),
            ("an empty name", body(json!({ "ResourceId": "" })), "InvalidResourceId"),
            ("a version", body(json!({ "ResourceId": "/a:1" })), "InvalidResourceId"),
            ("none", body(json!({ "ResourceId": null })), VALIDATION),
            ("another type", body(json!({ "ResourceType": "Document" })), "InvalidResourceType"),
            ("no such type", body(json!({ "ResourceType": "Bogus" })), VALIDATION),
            ("no type", body(json!({ "ResourceType": null })), VALIDATION),
        ]
    };
    let store = store();
    let keys = json!({ "ResourceType": "Parameter", "ResourceId": "/a", "TagKeys": ["k"] });
    let list = json!({ "ResourceType": "Parameter", "ResourceId": "/a" });
    store.check(AddTagsToResource, &rules(&|changes| add(&changes)));
    store.check(RemoveTagsFromResource, &rules(&|changes| with(keys.clone(), &changes)));
    store.check(ListTagsForResource, &rules(&|changes| with(list.clone(), &changes)));
    store.check(
        RemoveTagsFromResource,
        &[
            ("no keys", with(keys.clone(), &json!({ "TagKeys": null })), VALIDATION),
            ("an empty key", with(keys.clone(), &json!({ "TagKeys": [""] })), VALIDATION),
            (
                "a key that is too long",
                with(keys, &json!({ "TagKeys": ["k".repeat(129)] })),
                VALIDATION,
            ),
        ],
    );
}

#[test]
fn tags_are_added_replaced_removed_and_listed() {
    let mut store = store();
    store.tag("/a", &[("b", "1"), ("a", "1")]);
    store.tag("a", &[("b", "2"), ("c", "")]);
    let keys = json!({ "ResourceType": "Parameter", "ResourceId": "/a", "TagKeys": ["a", "x"] });
    assert_eq!(store.ask(RemoveTagsFromResource, &keys), json!({}));
    store.string("/a", "newer");

    let list = json!({ "ResourceType": "Parameter", "ResourceId": "/a" });
    assert_eq!(
        store.ask(ListTagsForResource, &list),
        json!({ "TagList": [{ "Key": "b", "Value": "2" }, { "Key": "c", "Value": "" }] })
    );
}

#[test]
fn settings() {
    const NOT_FOUND: &str = "ServiceSettingNotFound";
    let id = |id: &str| json!({ "SettingId": id });
    Store::new().check(
        GetServiceSetting,
        &[
            ("throughput", id("/ssm/parameter-store/high-throughput-enabled"), ACCEPTED),
            (
                "by its ARN",
                id("arn:aws:ssm:eu-west-1:000000000000:servicesetting/ssm/parameter-store/high-throughput-enabled"),
                ACCEPTED,
            ),
            (
                "of another Region",
                id("arn:aws:ssm:eu-west-2:000000000000:servicesetting/ssm/parameter-store/high-throughput-enabled"),
                NOT_FOUND,
            ),
            ("another setting", id("/ssm/parameter-store/default-parameter-tier"), NOT_FOUND),
            ("an empty id", id(""), VALIDATION),
            ("a long id", id(&"x".repeat(1001)), VALIDATION),
            ("nothing", json!({}), VALIDATION),
        ],
    );
}

#[test]
fn throughput_is_as_it_was_set() {
    for (high_throughput, value, status) in
        [(false, "false", "Default"), (true, "true", "Customized")]
    {
        let mut store = Store::new();
        store.engine = Engine::new("eu-west-1".parse().unwrap(), Settings { high_throughput });
        let id = "/ssm/parameter-store/high-throughput-enabled";
        let setting =
            store.ask(GetServiceSetting, &json!({ "SettingId": id }))["ServiceSetting"].take();
        assert_eq!(setting["SettingId"], id);
        assert_eq!(setting["SettingValue"], value);
        assert_eq!(setting["Status"], status);
        assert_eq!(
            setting["ARN"],
            format!("arn:aws:ssm:eu-west-1:000000000000:servicesetting{id}")
        );
    }
}
