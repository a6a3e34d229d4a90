//! What a policy says of keys: only keys of one's own have to be allowed.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Resources, Statement, Subject};
use crate::parameter::Parameter;
use crate::parameter::kind::ParameterType;
use crate::parameter::text::KeyId;
use crate::parameter::tier::Tier;

/// AWS's own key: every principal of the account may use it by way of Systems Manager.
const AWS_KEY: &str = "alias/aws/ssm";

/// What is done with a key.
#[derive(Debug, Clone, Copy, Default)]
struct Uses {
    encrypt: bool,
    data_key: bool,
}

/// Allows each key that is named.
pub(super) fn statements(subject: &Subject<'_>, resources: &Resources<'_>) -> Vec<Statement> {
    let mut keys: BTreeMap<&str, Uses> = BTreeMap::new();
    for parameter in subject.parameters.iter().filter(|parameter| is_secure(parameter)) {
        let Some(key) = parameter.key_id.as_ref().map(KeyId::as_str) else { continue };
        if alias(key) == Some(AWS_KEY) {
            continue;
        }
        let uses = keys.entry(key).or_default();
        // Without a tier the account decides; intelligent tiering comes to either.
        uses.encrypt |= parameter.tier != Some(Tier::Advanced);
        uses.data_key |= parameter.tier != Some(Tier::Standard);
    }
    let numbers = 1..;
    let statement = |((key, uses), number)| statement(key, uses, number, subject, resources);
    keys.into_iter().zip(numbers).map(statement).collect()
}

fn statement(
    key: &str,
    uses: Uses,
    number: usize,
    subject: &Subject<'_>,
    resources: &Resources<'_>,
) -> Statement {
    let actions = [
        ("kms:Decrypt", !subject.only_writes),
        ("kms:Encrypt", uses.encrypt),
        ("kms:GenerateDataKey", uses.data_key),
    ];
    let actions: Vec<&'static str> =
        actions.into_iter().filter_map(|(action, is_used)| is_used.then_some(action)).collect();
    let sid = if number == 1 { "UseKey".to_owned() } else { format!("UseKey{number}") };
    let resource = vec![resource(key, resources)];
    let why = "values are encrypted with it (Encrypt; GenerateDataKey in the tier Advanced) and compared (Decrypt)";
    Statement::new(&sid, &actions, resource, why).when(condition(key, resources))
}

/// Names a key. An alias is no resource of these actions: it is a condition on all keys.
fn resource(key: &str, resources: &Resources<'_>) -> String {
    match key.strip_prefix("arn:").and_then(|_| key.rsplit_once(':')) {
        Some((place, name)) if name.starts_with("alias/") => format!("{place}:key/*"),
        Some(_) => key.to_owned(),
        None if key.starts_with("alias/") => resources.key("*"),
        None => resources.key(key),
    }
}

fn alias(key: &str) -> Option<&str> {
    key.rsplit(':').next().filter(|name| name.starts_with("alias/"))
}

fn condition(key: &str, resources: &Resources<'_>) -> Option<Value> {
    let mut condition = Map::new();
    if let Some(alias) = alias(key) {
        let named = json!({ "kms:ResourceAliases": alias });
        condition.insert("ForAnyValue:StringEquals".to_owned(), named);
    }
    if let Some(service) = resources.systems_manager() {
        let operator = if service.contains('*') { "StringLike" } else { "StringEquals" };
        condition.insert(operator.to_owned(), json!({ "kms:ViaService": service }));
    }
    (!condition.is_empty()).then_some(Value::Object(condition))
}

fn is_secure(parameter: &Parameter) -> bool {
    parameter.kind == ParameterType::SecureString
}

/// Says what a manifest does not tell of keys.
pub(super) fn remark(subject: &Subject<'_>) -> Option<&'static str> {
    subject.parameters.iter().any(|parameter| is_secure(parameter)).then_some(
        "keys: AWS's own, `alias/aws/ssm`, needs no statement; a parameter that is there under \
         another key than the manifest says needs that key, too",
    )
}
