//! Requests that every store refuses, whatever is in it.

use serde_json::{Value, json};

use super::model::Request;

/// Returns one of them.
pub(super) fn request(which: usize) -> Request {
    let mut all = requests();
    let (operation, arguments) = all.swap_remove(which % all.len());
    Request::new(operation, arguments)
}

/// Returns all of them.
pub(super) fn requests() -> Vec<(&'static str, Value)> {
    let string = |name: &str| json!({"Name": name, "Value": "x", "Type": "String"});
    let eleven: Vec<String> = (0..11).map(|number| format!("/w/{number}")).collect();
    let tags_of = |kind: &str, name: &str| json!({"ResourceType": kind, "ResourceId": name});
    let with = |mut request: Value, field: &str, value: Value| {
        request[field] = value;
        request
    };
    let filters = |filters: Value| json!({ "ParameterFilters": filters });
    let tag = json!([{"Key": "a", "Value": "b"}]);
    vec![
        ("PutParameter", with(string("/w/empty"), "Value", json!(""))),
        ("PutParameter", json!({"Name": "/w/no-type", "Value": "x"})),
        ("PutParameter", with(string("/w/bad-type"), "Type", json!("Bogus"))),
        (
            "PutParameter",
            with(with(string("/w/tags"), "Overwrite", json!(true)), "Tags", tag.clone()),
        ),
        ("PutParameter", string("/aws/reserved/name")),
        ("PutParameter", string("/awsome/name")),
        ("PutParameter", string("awsome")),
        ("PutParameter", string("SSM-x")),
        ("PutParameter", string("/ssm/x")),
        ("GetParameter", json!({"Name": "/w/none"})),
        ("GetParameter", json!({"Name": "/w/none:1"})),
        ("GetParameters", json!({"Names": eleven})),
        ("GetParametersByPath", json!({"Path": "/w", "MaxResults": 11})),
        ("GetParameterHistory", json!({"Name": "/w/none"})),
        ("GetParameterHistory", json!({"Name": "/w/none", "MaxResults": 51})),
        ("DeleteParameter", json!({"Name": "/w/none"})),
        ("ListTagsForResource", tags_of("Parameter", "/w/none")),
        ("AddTagsToResource", with(tags_of("Parameter", "/w/none"), "Tags", tag)),
        ("RemoveTagsFromResource", with(tags_of("Parameter", "/w/none"), "TagKeys", json!(["a"]))),
        ("DescribeParameters", filters(json!([{"Key": "Bogus", "Values": ["x"]}]))),
        ("DescribeParameters", filters(json!([{"Key": "Label", "Values": ["x"]}]))),
        ("DescribeParameters", filters(json!([{"Key": "Name"}]))),
        (
            "DescribeParameters",
            filters(json!([{"Key": "Path", "Option": "Equals", "Values": ["/w"]}])),
        ),
        ("DescribeParameters", filters(json!([{"Key": "Path", "Values": ["w"]}]))),
        ("DescribeParameters", filters(json!([{"Key": "Path", "Values": ["/aws/x"]}]))),
        (
            "DescribeParameters",
            filters(
                json!([{"Key": "Type", "Values": ["String"]}, {"Key": "Type", "Values": ["String"]}]),
            ),
        ),
        (
            "DescribeParameters",
            with(
                filters(json!([{"Key": "Type", "Values": ["String"]}])),
                "Filters",
                json!([{"Key": "Type", "Values": ["String"]}]),
            ),
        ),
        (
            "GetParametersByPath",
            with(filters(json!([{"Key": "Name", "Values": ["x"]}])), "Path", json!("/w")),
        ),
    ]
}
