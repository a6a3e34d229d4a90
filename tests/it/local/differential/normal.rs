//! Makes two answers comparable: order and dates aside, and the known differences, each where it is met.

use serde_json::{Map, Value, json};

use super::model::Request;
use super::side::{HERE, Outcome};

/// Two stores' answers to a request, as far as they must be the same.
pub(super) fn comparable(request: &Request, moto: Outcome, ours: Outcome) -> (Outcome, Outcome) {
    let (Outcome::Done(mut moto), Outcome::Done(mut ours)) = (moto.clone(), ours.clone()) else {
        return (moto, ours);
    };
    for answer in [&mut moto, &mut ours] {
        drop_what_is_empty(answer);
        sort(answer);
    }
    let (theirs, of_ours) = (parameters(&mut moto), parameters(&mut ours));
    for (moto, ours) in theirs.into_iter().zip(of_ours) {
        forgive(request, moto, ours);
    }
    for parameter in parameters(&mut moto).into_iter().chain(parameters(&mut ours)) {
        drop_what_is_their_own(parameter);
    }
    (Outcome::Done(moto), Outcome::Done(ours))
}

/// Takes the known differences out of two answers about the same parameter.
fn forgive(request: &Request, moto: &mut Map<String, Value>, ours: &mut Map<String, Value>) {
    let values_only = request.operation.starts_with("GetParameter") && !is_history(request);
    if values_only {
        // `Difference::TellsTheTierWithValues`.
        moto.remove("Tier");
        moto.remove("Policies");
        // `Difference::LeavesTheSelectorOut`.
        ours.remove("Selector");
    }
    if request.operation == "DescribeParameters" {
        // `Difference::DescribesWithoutArn`.
        let name = moto["Name"].as_str().unwrap_or_default().trim_start_matches('/').to_owned();
        if ours.get("ARN").is_some_and(|arn| *arn == format!("{HERE}/{name}")) {
            ours.remove("ARN");
        }
    }
    // `Difference::ShapesPoliciesOddly`.
    for parameter in [&mut *moto, &mut *ours] {
        let policies = parameter.remove("Policies").map(|policies| flat(&policies));
        if let Some(policies) = policies.filter(|policies| !policies.is_empty()) {
            parameter.insert("Policies".into(), json!(policies));
        }
    }
    forgive_readable_ciphertext(moto, ours);
}

/// `Difference::EncryptsNothing`: a secret that is not decrypted is the value itself behind a word, in moto.
fn forgive_readable_ciphertext(moto: &mut Map<String, Value>, ours: &mut Map<String, Value>) {
    let (Some(Value::String(theirs)), Some(Value::String(of_ours))) =
        (moto.get("Value"), ours.get("Value"))
    else {
        return;
    };
    let plain = theirs.strip_prefix("kms:").filter(|_| moto["Type"] == "SecureString");
    if plain.is_some_and(|plain| plain != of_ours && !plain.ends_with(of_ours.as_str())) {
        moto.remove("Value");
        ours.remove("Value");
    }
}

/// The texts of policies: of an array of objects that have one, which may be an object itself.
fn flat(policies: &Value) -> Vec<Value> {
    let text = |policy: &Value| match &policy["PolicyText"] {
        Value::String(text) => {
            serde_json::from_str(&text.replace('\'', "\"")).unwrap_or_else(|_| json!(text))
        }
        other => other.clone(),
    };
    let texts = policies.as_array().into_iter().flatten().map(text);
    texts.filter(|policy| *policy != json!({})).collect()
}

/// Dates and users differ, but are there.
fn drop_what_is_their_own(parameter: &mut Map<String, Value>) {
    if parameter.remove("LastModifiedDate").is_some_and(|date| !date.is_number()) {
        parameter.insert("LastModifiedDate".into(), json!("not a number"));
    }
    if parameter.remove("LastModifiedUser").is_some_and(|user| !user.is_string()) {
        parameter.insert("LastModifiedUser".into(), json!("not a text"));
    }
}

fn is_history(request: &Request) -> bool {
    request.operation == "GetParameterHistory"
}

/// The parameters of an answer.
fn parameters(answer: &mut Value) -> Vec<&mut Map<String, Value>> {
    let answer = answer.as_object_mut().into_iter().flatten();
    answer
        .filter(|(field, _)| ["Parameter", "Parameters"].contains(&field.as_str()))
        .flat_map(|(_, found)| match found {
            Value::Array(found) => found.iter_mut().collect(),
            one => vec![one],
        })
        .filter_map(Value::as_object_mut)
        .collect()
}

/// Absent, `null`, an empty text and an empty list say the same to every SDK.
fn drop_what_is_empty(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.values_mut().for_each(drop_what_is_empty);
            let keeps = |name: &str| ["Value", "Key"].contains(&name);
            fields.retain(|name, field| {
                keeps(name) || !(field.is_null() || *field == json!("") || *field == json!([]))
            });
        }
        Value::Array(items) => items.iter_mut().for_each(drop_what_is_empty),
        _ => {}
    }
}

/// Neither store promises an order, but for the versions of a history.
fn sort(value: &mut Value) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(sort),
        Value::Array(items) => {
            items.iter_mut().for_each(sort);
            items.sort_by_cached_key(|item| {
                let version = item["Version"].as_u64().unwrap_or(0);
                (item["Name"].to_string(), version, item.to_string())
            });
        }
        _ => {}
    }
}
