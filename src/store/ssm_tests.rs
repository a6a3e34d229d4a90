//! The calls, against a local store in this process.

use super::*;
use crate::credentials::region::RegionName;
use crate::local;
use crate::parameter::kind::ParameterType;
use crate::parameter::tag::Tags;
use crate::parameter::tier::Tier;
use crate::secret::Secret;
use crate::store::Described;

const EXPIRATION: &str = r#"{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2999-12-31T00:00:00.000Z"}}"#;
const NO_CHANGE: &str =
    r#"{"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"20","Unit":"Days"}}"#;

/// Writes over a parameter, or makes it, and returns how it is described then.
async fn put_and_describe(store: &Ssm, details: Described, overwrite: bool) -> Described {
    let name: ParameterName = "/a".parse().unwrap();
    let write = Write {
        name: name.clone(),
        kind: ParameterType::String,
        value: Secret::new("x"),
        overwrite,
        details,
        tags: Tags::default(),
    };
    store.put(store.turn_to_write().await, &write).await.unwrap();
    store.describe(&[&name]).await.unwrap().remove(&name).unwrap()
}

#[tokio::test]
async fn what_a_parameter_has_can_be_written_again_as_it_is_described() {
    let folder = tempfile::tempdir().unwrap();
    let region: RegionName = "eu-west-1".parse().unwrap();
    let nearby =
        local::store_beside(&folder.path().join("params.yaml"), &region, false).await.unwrap();
    let store = Ssm::nearby(&nearby.session);
    let first = Described {
        description: Some("what it is".to_owned()),
        allowed_pattern: Some("x*".to_owned()),
        tier: Some(Tier::Advanced),
        policies: Some(format!("[{EXPIRATION},{NO_CHANGE}]")),
        ..Described::default()
    };

    let described = put_and_describe(&store, first.clone(), false).await;
    assert_eq!(described.policies, first.policies);
    assert_eq!(put_and_describe(&store, described.clone(), true).await, described);

    // What is sent counts, and not what the store keeps by itself.
    let fewer = Described { policies: Some(format!("[{NO_CHANGE}]")), ..described };
    assert_eq!(put_and_describe(&store, fewer.clone(), true).await, fewer);
}

#[test]
fn what_is_said_beside_the_value_is_hidden_unless_it_is_in_the_name() {
    let mut tags = Tags::default();
    tags.set("key", "canary in a tag").unwrap();
    tags.set("stage", "prod").unwrap();
    let write = Write {
        name: "/shop/prod/a".parse().unwrap(),
        kind: ParameterType::String,
        value: Secret::new("canary in a value"),
        overwrite: false,
        details: Described {
            description: Some("canary in a description".to_owned()),
            allowed_pattern: Some("canary in a pattern".to_owned()),
            ..Described::default()
        },
        tags,
    };
    let failure = Failure::new(
        crate::aws::FailureKind::Denied,
        Some("AccessDeniedException"),
        "no /shop/prod/a with canary in a tag, canary in a value, canary in a description or canary in a pattern",
    );

    let said = hidden(&write).into_iter().fold(failure, Failure::hiding).to_string();

    assert_eq!(said, "AccessDeniedException: no /shop/prod/a with ..., ..., ... or ...");
}
