//! Looks at a store: at one parameter, at some, at all that is below a path, at everything.

use serde_json::{Value, json};

use super::model::{Model, Request, of};
use super::side::HERE;
use super::steps::{LABELS, NAMES, Reading, Selector};

const PATHS: [&str; 7] = ["/", "/d", "/d/", "/d/a", "/e", "/nothing/here", "/fla"];

/// Makes a request out of a look.
pub(super) fn request(reading: &Reading, model: &Model) -> Request {
    match reading {
        Reading::One { name, selector, by_arn, decrypted } => {
            let name = selected(of(&NAMES, *name), *selector, model);
            let name = if *by_arn { arn(&name) } else { name };
            Request::new("GetParameter", json!({"Name": name, "WithDecryption": decrypted}))
        }
        Reading::Some { names, decrypted } => {
            let mut places = names.clone();
            places.sort_by_key(|(name, _)| name % NAMES.len());
            places.dedup_by_key(|(name, _)| *name % NAMES.len());
            let names: Vec<String> = places
                .into_iter()
                .map(|(name, selector)| selected(of(&NAMES, name), selector, model))
                .collect();
            Request::new("GetParameters", json!({"Names": names, "WithDecryption": decrypted}))
        }
        Reading::Below { path, recursive, decrypted, page, filter } => {
            let mut arguments = json!({
                "Path": of(&PATHS, *path), "Recursive": recursive, "WithDecryption": decrypted,
                "MaxResults": page,
            });
            if let Some(filter) = below_filter(*filter) {
                arguments["ParameterFilters"] = json!([filter]);
            }
            Request::new("GetParametersByPath", arguments)
        }
        Reading::History { name, decrypted, page } => history(of(&NAMES, *name), *decrypted, *page),
        Reading::Described { filters, old_style: true } => {
            let filter = old_filter(filters.first().copied().unwrap_or(0));
            Request::new("DescribeParameters", json!({"Filters": [filter], "MaxResults": 7}))
        }
        Reading::Described { filters, old_style: false } => {
            Request::new("DescribeParameters", json!({"ParameterFilters": new_filters(filters)}))
        }
        Reading::TagsOf { name } => tags_of(of(&NAMES, *name)),
        Reading::Resources { filter, of: None } => {
            Request::new("GetResources", resource_filter(*filter))
        }
        Reading::Resources { of: Some(places), .. } => {
            let mut arns: Vec<_> = places.iter().map(|place| arn(of(&NAMES, *place))).collect();
            arns.sort_unstable();
            arns.dedup();
            Request::new("GetResources", json!({"ResourceARNList": arns}))
        }
    }
}

/// Returns the requests that show everything there is of these names.
pub(super) fn everything(names: impl Iterator<Item = &'static str> + Clone) -> Vec<Request> {
    let below = |decrypted| json!({"Path": "/", "Recursive": true, "WithDecryption": decrypted, "MaxResults": 4});
    let all = [
        Request::new("GetParametersByPath", below(true)),
        Request::new("GetParametersByPath", below(false)),
        Request::new("GetParameters", json!({"Names": NAMES, "WithDecryption": true})),
        Request::new("DescribeParameters", json!({})),
        Request::new("GetResources", json!({"ResourcesPerPage": 2})),
    ];
    let each = names.flat_map(|name| [history(name, true, 3), tags_of(name)]);
    all.into_iter().chain(each).collect()
}

fn history(name: &str, decrypted: bool, page: usize) -> Request {
    let arguments = json!({"Name": name, "WithDecryption": decrypted, "MaxResults": page});
    Request::new("GetParameterHistory", arguments)
}

fn tags_of(name: &str) -> Request {
    let arguments = json!({"ResourceType": "Parameter", "ResourceId": name});
    Request::new("ListTagsForResource", arguments)
}

fn selected(name: &str, selector: Selector, model: &Model) -> String {
    match selector {
        Selector::Latest => name.to_owned(),
        Selector::Version(place) => format!("{name}:{}", model.version(name, place)),
        Selector::Label(place) => format!("{name}:{}", of(&LABELS, place)),
    }
}

fn arn(name: &str) -> String {
    let slash = if name.starts_with('/') { "" } else { "/" };
    format!("{HERE}{slash}{name}")
}

fn below_filter(place: usize) -> Option<Value> {
    match place % 4 {
        0 => Some(json!({"Key": "Type", "Values": ["SecureString", "StringList"]})),
        1 => Some(json!({"Key": "KeyId", "Option": "Equals", "Values": ["alias/team"]})),
        _ => None,
    }
}

fn old_filter(place: usize) -> Value {
    match place % 3 {
        0 => json!({"Key": "Name", "Values": ["/d/a", "/e"]}),
        1 => json!({"Key": "Type", "Values": ["String"]}),
        _ => json!({"Key": "KeyId", "Values": ["alias/aws/ssm"]}),
    }
}

fn new_filters(places: &[usize]) -> Vec<Value> {
    let all = [
        json!({"Key": "Name", "Option": "Equals", "Values": ["/d/a/b", "/e-2/x.y_z", "flat"]}),
        json!({"Key": "Name", "Option": "BeginsWith", "Values": ["/d/"]}),
        json!({"Key": "Name", "Option": "Contains", "Values": ["a"]}),
        json!({"Key": "Type", "Values": ["String", "SecureString"]}),
        json!({"Key": "Path", "Option": "Recursive", "Values": ["/d"]}),
        json!({"Key": "Path", "Option": "OneLevel", "Values": ["/", "/d/a"]}),
        json!({"Key": "KeyId", "Values": ["alias/aws/ssm"]}),
        json!({"Key": "tag:a", "Values": ["x"]}),
        // The last of them (`Difference::StopsAtATagWithoutValues`).
        json!({"Key": "tag:b"}),
    ];
    let mut places: Vec<_> = places.iter().map(|place| place % all.len()).collect();
    places.sort_unstable();
    let mut filters: Vec<Value> = places.into_iter().map(|place| all[place].clone()).collect();
    filters.dedup_by(|one, other| one["Key"] == other["Key"]);
    filters
}

fn resource_filter(place: usize) -> Value {
    match place % 4 {
        0 => json!({"ResourceTypeFilters": ["ssm:parameter"], "ResourcesPerPage": 1}),
        1 => json!({"ResourceTypeFilters": ["ssm"]}),
        2 => json!({"TagFilters": [{"Key": "a"}]}),
        _ => json!({"TagFilters": [{"Key": "a", "Values": ["x", ""]}, {"Key": "b"}]}),
    }
}
