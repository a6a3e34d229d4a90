//! What is at stake when something is replaced, and what would not come through it.

use super::super::tests::{found, plan_of, replacing, wanted};
use super::super::{Action, Found};
use super::*;
use crate::parameter::WantedValue;
use crate::parameter::policy::Policies;
use crate::parameter::text::Description;
use crate::secret::Secret;

const SOON: &str = r#"[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2030-12-02T21:34:33.000Z"}}]"#;

/// A parameter of the tier Advanced that is to be one of the tier Standard, and is there like this.
fn down(details: Described) -> (Parameter, Found) {
    let parameter = wanted("/a");
    let mut there = found(&[&parameter]);
    let details = Described { tier: Some(Tier::Advanced), ..details };
    there.described.insert(parameter.name.clone(), details);
    (Parameter { tier: Some(Tier::Standard), ..parameter }, there)
}

#[track_caller]
fn carried(wanted: &Parameter, there: &Found) -> String {
    let action = replacing(wanted, there);
    let Some(replacement) = action.replacement() else { panic!("{action:?}") };
    assert_eq!(replacement.carried.is_empty(), replacement.carried.to_string().is_empty());
    replacement.carried.to_string()
}

#[track_caller]
fn refusal(wanted: &Parameter, there: &Found) -> &'static str {
    match replacing(wanted, there) {
        Action::Refuse(reason) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_declared_or_comes_by_itself_is_not_at_stake() {
    let usual = Described {
        description: Some(String::new()),
        key_id: Some(USUAL_KEY.to_owned()),
        data_type: Some("text".to_owned()),
        policies: Some("[{}]".to_owned()),
        ..Described::default()
    };
    let (plain, there) = down(usual.clone());
    assert_eq!(carried(&plain, &there), "");

    let (plain, there) = down(Described { description: Some("d".to_owned()), ..usual });
    assert_eq!(carried(&plain, &there), "description");
    let description = Some(Description::parse("e").unwrap());
    assert_eq!(carried(&Parameter { description, ..plain }, &there), "");
}

#[test]
fn tags_are_named_by_their_keys_and_made_harmless() {
    let (mut plain, mut there) = down(Described::default());
    let tags = [("app", "x"), ("aws:x", "y"), ("team", "y")];
    let mut given: std::collections::BTreeMap<String, String> =
        tags.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    plain.tags.set("app", "new").unwrap();
    there.tags.insert("arn:/a".to_owned(), given.clone());
    assert_eq!(carried(&plain, &there), "tag `team`");

    given.insert("one\u{a0}more".to_owned(), "z".to_owned());
    there.tags.insert("arn:/a".to_owned(), given);
    assert!(carried(&plain, &there).starts_with("tags `one"));
    // They go anyway.
    plain.purges_tags = true;
    assert_eq!(carried(&plain, &there), "");
}

#[test]
fn a_type_that_may_be_changed_in_place_has_the_same_at_stake_and_its_tier() {
    let parameter = wanted("/a");
    let mut there = found(&[&parameter]);
    there.stored.get_mut(&parameter.name).unwrap().kind = None;
    let described = there.described.get_mut(&parameter.name).unwrap();
    *described = Described {
        tier: Some(Tier::Advanced),
        policies: Some(SOON.to_owned()),
        ..Described::default()
    };

    assert_eq!(carried(&parameter, &there), "tier, policies");
    let action = plan_of(&[&parameter], &there).steps.remove(0).action;
    assert!(action.replacement().is_none(), "nobody has agreed to it: {action:?}");
}

#[test]
fn a_data_type_is_carried_over_and_that_is_said() {
    let (plain, mut there) = down(Described::default());
    there.stored.get_mut(&plain.name).unwrap().data_type = Some("aws:ssm:integration".to_owned());
    let value = WantedValue::Known(Secret::new("{}"));

    let Action::Replace(replacement) = replacing(&Parameter { value, ..plain }, &there) else {
        panic!("it fits")
    };

    assert_eq!(replacement.carried.to_string(), "data_type");
    let data_type = replacement.creation.write.details.data_type;
    assert_eq!(data_type.as_deref(), Some("aws:ssm:integration"));
}

#[test]
fn what_would_not_be_taken_again_is_refused_before_anything_is_deleted() {
    let (plain, there) =
        down(Described { policies: Some(SOON.to_owned()), ..Described::default() });
    assert!(refusal(&plain, &there).ends_with("declare `policies`"));
    let none = Parameter { policies: Some(Policies::parse("[]").unwrap()), ..plain };
    assert_eq!(carried(&none, &there), "");

    let pattern = Some("[0-9]+".to_owned());
    let (plain, there) = down(Described { allowed_pattern: pattern, ..Described::default() });
    assert!(refusal(&plain, &there).ends_with("declare `allowed_pattern`"));

    for data_type in ["integer", "json"] {
        let (plain, mut there) = down(Described::default());
        let value = WantedValue::Known(Secret::new("{}"));
        there.stored.get_mut(&plain.name).unwrap().data_type = Some(data_type.to_owned());
        assert!(refusal(&Parameter { value, ..plain }, &there).ends_with("declare `data_type`"));
    }

    let (mut plain, mut there) = down(Described::default());
    let tags = (0..50).map(|number| (format!("t{number}"), String::new())).collect();
    there.tags.insert("arn:/a".to_owned(), tags);
    plain.tags.set("app", "new").unwrap();
    assert!(refusal(&plain, &there).contains("more tags than it may"));
}
