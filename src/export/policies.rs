//! The policies of a parameter, by name, as a manifest says them.

use serde_json::{Map, Value};

use super::yaml;
use crate::parameter::policy::Policies;

/// Writes each policy as an item of a list; nothing when one of them has what a manifest cannot say.
pub(super) fn lines(policies: &str) -> Option<Vec<String>> {
    Policies::parse(policies).ok()?;
    let Ok(Value::Array(values)) = serde_json::from_str(policies) else { return None };
    let is_something = |value: &&Value| value.as_object().is_none_or(|object| !object.is_empty());
    values.iter().filter(is_something).map(line).collect()
}

fn line(policy: &Value) -> Option<String> {
    let policy = policy.as_object()?;
    let attributes = policy.get("Attributes")?.as_object()?;
    let is_known = |field: &String| ["Type", "Version", "Attributes"].contains(&field.as_str());
    if !policy.keys().all(is_known) {
        return None;
    }
    match policy.get("Type")?.as_str()? {
        "Expiration" if has_only(attributes, &["Timestamp"]) => {
            Some(format!("expiration: {}", yaml::text(attributes.get("Timestamp")?.as_str()?)))
        }
        "ExpirationNotification" if has_only(attributes, &["Before", "Unit"]) => {
            Some(format!("expiration_notification: {}", period(attributes, "Before", "before")?))
        }
        "NoChangeNotification" if has_only(attributes, &["After", "Unit"]) => {
            Some(format!("no_change_notification: {}", period(attributes, "After", "after")?))
        }
        _ => None,
    }
}

fn has_only(attributes: &Map<String, Value>, known: &[&str]) -> bool {
    attributes.keys().all(|attribute| known.contains(&attribute.as_str()))
}

fn period(attributes: &Map<String, Value>, attribute: &str, field: &str) -> Option<String> {
    let number = match attributes.get(attribute)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let unit = match attributes.get("Unit")?.as_str()? {
        "Days" => "days",
        "Hours" => "hours",
        _ => return None,
    };
    Some(format!("{{ {field}: {number}, unit: {unit} }}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_policy_is_said_by_its_name() {
        let policies = r#"[
            {"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2999-12-31T00:00:00.000Z"}},
            {"Type":"ExpirationNotification","Version":"1.0","Attributes":{"Before":"15","Unit":"Days"}},
            {"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"20","Unit":"Hours"}}]"#;

        assert_eq!(
            lines(policies).unwrap(),
            [
                r#"expiration: "2999-12-31T00:00:00.000Z""#,
                "expiration_notification: { before: 15, unit: days }",
                "no_change_notification: { after: 20, unit: hours }",
            ]
        );
    }

    #[test]
    fn what_cannot_be_said_is_not_said_in_part() {
        for policies in [
            "nonsense",
            r#"[{"Type":"Rotation","Version":"1.0","Attributes":{}}]"#,
            r#"[{"Type":"Expiration","Version":"2.0","Attributes":{"Timestamp":"2999-12-31T00:00:00.000Z"}}]"#,
            r#"[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2999-12-31T00:00:00.000Z","Grace":"1"}}]"#,
            r#"[{"Type":"ExpirationNotification","Attributes":{"Before":"15","Unit":"Days"},"Extra":1}]"#,
        ] {
            assert_eq!(lines(policies), None, "{policies}");
        }
    }
}
