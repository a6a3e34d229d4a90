//! What is known of the parameters while the steps go on: as much as makes the next request a valid one.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::differences::Difference;
use super::reading;
use super::side::Outcome;
use super::steps::{KEYS, Kind, LABELS, NAMES, PATTERNS, POLICIES, Step, Tags, Wish};
use super::wrong;

/// A request to both stores.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) operation: &'static str,
    pub(super) arguments: Value,
    /// What is done otherwise for moto, and only for moto.
    pub(super) apart: Option<Difference>,
}

/// The parameters that there are.
#[derive(Debug, Default)]
pub(super) struct Model(BTreeMap<&'static str, Known>);

/// What an overwrite must not change, and what versions there are.
#[derive(Debug, Clone, Copy)]
struct Known {
    kind: Kind,
    advanced: bool,
    version: usize,
}

impl Request {
    pub(super) fn new(operation: &'static str, arguments: Value) -> Self {
        Self { operation, arguments, apart: None }
    }
}

impl Model {
    /// Makes a request out of a step.
    pub(super) fn request(&self, step: &Step) -> Request {
        match step {
            Step::Put { name, wish, overwrite, tags } => {
                self.put(of(&NAMES, *name), wish, *overwrite, tags)
            }
            Step::Delete { name } => {
                Request::new("DeleteParameter", json!({"Name": of(&NAMES, *name)}))
            }
            Step::DeleteSome { names } => {
                Request::new("DeleteParameters", json!({"Names": distinct(&NAMES, names)}))
            }
            Step::Label { name, version, labels } => {
                let (name, labels) = (of(&NAMES, *name), distinct(&LABELS, labels));
                let mut arguments = json!({"Name": name, "Labels": labels});
                if let Some(version) = version {
                    arguments["ParameterVersion"] = self.version(name, *version);
                }
                self.about_a_version("LabelParameterVersion", name, arguments)
            }
            Step::Unlabel { name, version, labels } => {
                let (name, labels) = (of(&NAMES, *name), distinct(&LABELS, labels));
                let version = self.version(name, *version);
                let arguments =
                    json!({"Name": name, "Labels": labels, "ParameterVersion": version});
                self.about_a_version("UnlabelParameterVersion", name, arguments)
            }
            Step::Tag { name, tags } => {
                let arguments = json!({"ResourceType": "Parameter", "ResourceId": of(&NAMES, *name), "Tags": list(tags)});
                Request::new("AddTagsToResource", arguments)
            }
            Step::Untag { name, keys } => {
                let arguments = json!({"ResourceType": "Parameter", "ResourceId": of(&NAMES, *name), "TagKeys": keys});
                Request::new("RemoveTagsFromResource", arguments)
            }
            Step::Read(reading) => reading::request(reading, self),
            Step::Wrong { which } => wrong::request(*which),
        }
    }

    /// Takes over what a request has done.
    pub(super) fn take_over(&mut self, request: &Request, done: &Value) {
        match request.operation {
            "PutParameter" => {
                let name = NAMES.into_iter().find(|name| request.arguments["Name"] == *name);
                let Some(name) = name else { return };
                let advanced = done["Tier"] == "Advanced";
                let version = done["Version"].as_u64().and_then(|version| version.try_into().ok());
                let kind =
                    self.0.get(name).map_or_else(|| kind(&request.arguments), |known| known.kind);
                let version = version.expect("a version is a number");
                self.0.insert(name, Known { kind, advanced, version });
            }
            "DeleteParameter" => self.forget(&request.arguments["Name"]),
            "DeleteParameters" => {
                let names = done["DeletedParameters"].as_array().into_iter().flatten();
                names.for_each(|name| self.forget(name));
            }
            _ => {}
        }
    }

    fn forget(&mut self, name: &Value) {
        self.0.retain(|known, _| name != known);
    }

    /// Returns the requests that show everything there is.
    pub(super) fn everything(&self) -> Vec<Request> {
        reading::everything(self.0.keys().copied())
    }

    pub(super) fn knows(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// A version of a parameter, or the one after the last.
    pub(super) fn version(&self, name: &str, place: usize) -> Value {
        let latest = self.0.get(name).map_or(1, |known| known.version);
        json!(1 + place % (latest + 1))
    }

    fn put(&self, name: &'static str, wish: &Wish, overwrite: bool, tags: &Tags) -> Request {
        let known = self.0.get(name);
        let kind = known.map_or(wish.kind, |known| known.kind);
        let advanced = match known {
            Some(Known { advanced: true, .. }) => wish.tier.map(|_| true),
            _ => wish.tier,
        };
        let is_advanced = advanced.unwrap_or_else(|| known.is_some_and(|known| known.advanced));
        let mut put = json!({"Name": name, "Value": value(kind, wish, is_advanced)});
        if known.is_none() || wish.says_type {
            put["Type"] = json!(type_of(kind));
        }
        if let Some(advanced) = advanced {
            put["Tier"] = json!(if advanced { "Advanced" } else { "Standard" });
        }
        if let Some(description) = &wish.description {
            put["Description"] = json!(description);
        }
        if let Some(pattern) = wish.pattern {
            put["AllowedPattern"] = json!(of(&PATTERNS, pattern));
        }
        if let (Some(key), Kind::Secret) = (wish.key, kind) {
            put["KeyId"] = json!(of(&KEYS, key));
        }
        if let (Some(policies), true) = (wish.policies, is_advanced) {
            put["Policies"] = json!(of(&POLICIES, policies));
        }
        match (overwrite, tags.is_empty()) {
            (true, _) => put["Overwrite"] = json!(true),
            (false, false) => put["Tags"] = list(tags),
            (false, true) => {}
        }
        let apart = (known.is_some() && kind == Kind::Image).then_some(Difference::ForgetsDataType);
        if known.is_none() && kind == Kind::Image {
            put["DataType"] = json!("aws:ec2:image");
        }
        Request { operation: "PutParameter", arguments: put, apart }
    }

    fn about_a_version(&self, operation: &'static str, name: &str, arguments: Value) -> Request {
        let apart = (!self.knows(name)).then_some(Difference::LeavesAGhost);
        Request { operation, arguments, apart }
    }
}

impl Outcome {
    /// What was done, where something was.
    pub(super) fn done(&self) -> Option<&Value> {
        match self {
            Self::Done(done) => Some(done),
            Self::Refused(_) => None,
        }
    }
}

/// Returns an item of a list.
pub(super) fn of(list: &[&'static str], place: usize) -> &'static str {
    list[place % list.len()]
}

/// Returns items of a list, none twice, and no more than any request may have.
fn distinct(list: &[&'static str], places: &[usize]) -> Vec<&'static str> {
    let mut items: Vec<_> = places.iter().map(|place| of(list, *place)).collect();
    items.sort_unstable();
    items.dedup();
    items.truncate(10);
    items
}

fn list(tags: &Tags) -> Value {
    tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect()
}

fn type_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Image => "String",
        Kind::List => "StringList",
        Kind::Secret => "SecureString",
    }
}

/// What a parameter is, by the request that made it.
fn kind(put: &Value) -> Kind {
    match (put["Type"].as_str(), put["DataType"].as_str()) {
        (_, Some("aws:ec2:image")) => Kind::Image,
        (Some("StringList"), _) => Kind::List,
        (Some("SecureString"), _) => Kind::Secret,
        _ => Kind::Text,
    }
}

fn value(kind: Kind, wish: &Wish, is_advanced: bool) -> String {
    match (kind, wish.length) {
        (Kind::Image, _) => format!("ami-{:017x}", wish.text.len()),
        (Kind::List, _) => wish.text.split_whitespace().collect::<Vec<_>>().join(","),
        (_, Some(length)) => "x".repeat(if is_advanced { 2 * length } else { length }),
        (_, None) => wish.text.clone(),
    }
}
