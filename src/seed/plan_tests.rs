//! The plan for each way in which what is wanted and what was found can differ.

use super::*;
use crate::parameter::text::{Description, KeyId};
use crate::parameter::tier::Tier;

pub(super) fn wanted(name: &str) -> Parameter {
    Parameter::plain(name, WantedValue::Known(Secret::new("canary")))
}

/// A store that has exactly what is wanted.
pub(super) fn found(parameters: &[&Parameter]) -> Found {
    let stored = |parameter: &&Parameter| {
        let stored = Stored {
            written: None,
            name: parameter.name.clone(),
            kind: Some(parameter.kind),
            value: known(parameter).unwrap().clone(),
            version: 3,
            arn: format!("arn:{}", parameter.name),
            data_type: Some("text".to_owned()),
        };
        (parameter.name.clone(), stored)
    };
    let described = |parameter: &&Parameter| {
        let described = Described {
            description: Some("old".to_owned()),
            key_id: Some("alias/old".to_owned()),
            allowed_pattern: Some(".*".to_owned()),
            data_type: Some("text".to_owned()),
            tier: Some(Tier::Standard),
            policies: Some("[{}]".to_owned()),
        };
        (parameter.name.clone(), described)
    };
    Found {
        stored: parameters.iter().map(stored).collect(),
        described: parameters.iter().map(described).collect(),
        ..Found::default()
    }
}

pub(super) fn plan_of(wanted: &[&Parameter], found: &Found) -> Plan {
    let wanted: Vec<Parameter> = wanted.iter().map(|wanted| (*wanted).clone()).collect();
    Plan::new(&wanted, found, Intent::default())
}

pub(super) fn replacing(wanted: &Parameter, found: &Found) -> Action {
    let intent = Intent { replaces: true, only_compares: false };
    Plan::new(std::slice::from_ref(wanted), found, intent).steps.remove(0).action
}

#[track_caller]
pub(super) fn changes_of(wanted: &Parameter, found: &Found) -> Vec<Change> {
    match plan_of(&[wanted], found).steps.remove(0).action {
        Action::Update(update) => update.changes,
        Action::Unchanged => Vec::new(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_not_there_is_created_without_overwriting() {
    let parameter = Parameter { tier: Some(Tier::Advanced), ..wanted("/a") };

    let plan = plan_of(&[&parameter], &Found::default());

    let Action::Create(Creation { write, .. }) = &plan.steps[0].action else { panic!("{plan:?}") };
    assert!(!write.overwrite);
    assert_eq!(write.details.tier, Some(Tier::Advanced));
    assert!(!plan.is_empty());
}

#[test]
fn what_is_there_already_is_kept_whatever_is_not_declared() {
    let parameter = wanted("/a");

    assert!(plan_of(&[&parameter], &found(&[&parameter])).is_empty());
}

#[test]
fn each_declared_field_is_compared() {
    let parameter = wanted("/a");
    let there = found(&[&parameter]);
    let mut tags = Tags::default();
    tags.set("app", "shop").unwrap();

    let value = Parameter { value: WantedValue::Known(Secret::new("other")), ..parameter.clone() };
    let kind = Parameter { kind: ParameterType::SecureString, ..parameter.clone() };
    let description =
        Parameter { description: Some(Description::parse("new").unwrap()), ..parameter.clone() };
    let no_description =
        Parameter { description: Some(Description::parse("").unwrap()), ..parameter.clone() };
    let tier = Parameter { tier: Some(Tier::Advanced), ..parameter.clone() };
    let key_id = Parameter { key_id: Some(KeyId::parse("alias/new").unwrap()), ..kind.clone() };
    let tagged = Parameter { tags, ..parameter.clone() };

    assert_eq!(changes_of(&value, &there), [Change::Value]);
    assert_eq!(changes_of(&kind, &there), [Change::Type]);
    assert_eq!(changes_of(&description, &there), [Change::Description]);
    assert_eq!(changes_of(&no_description, &there), [Change::Description]);
    assert_eq!(changes_of(&tier, &there), [Change::Tier]);
    assert_eq!(changes_of(&key_id, &there), [Change::Type, Change::KeyId]);
    assert_eq!(changes_of(&tagged, &there), [Change::Tags]);
}

#[test]
fn an_update_says_again_everything_the_parameter_has() {
    let parameter = wanted("/a");
    let changed =
        Parameter { value: WantedValue::Known(Secret::new("other")), ..parameter.clone() };

    let plan = plan_of(&[&changed], &found(&[&parameter]));

    let Action::Update(Update { write: Some(write), edition: Edition { version: 3, .. }, .. }) =
        &plan.steps[0].action
    else {
        panic!("{plan:?}")
    };
    assert_eq!(
        write.details,
        Described {
            description: Some("old".to_owned()),
            key_id: None,
            allowed_pattern: Some(".*".to_owned()),
            data_type: None,
            tier: Some(Tier::Standard),
            policies: Some("[{}]".to_owned()),
        }
    );
}

#[test]
fn only_tags_need_no_new_version() {
    let parameter = wanted("/a");
    let mut tagged = parameter.clone();
    tagged.tags.set("app", "shop").unwrap();

    let plan = plan_of(&[&tagged], &found(&[&parameter]));

    assert!(
        matches!(&plan.steps[0].action, Action::Update(Update { write: None, tags, .. }) if !tags.is_empty())
    );
}

#[test]
fn intelligent_tiering_is_met_by_either_tier_and_advanced_never_goes_back() {
    let parameter = Parameter { tier: Some(Tier::IntelligentTiering), ..wanted("/a") };
    let mut there = found(&[&parameter]);
    assert_eq!(changes_of(&parameter, &there), []);

    there.described.get_mut(&parameter.name).unwrap().tier = Some(Tier::Advanced);
    assert_eq!(changes_of(&parameter, &there), []);

    let back = Parameter { tier: Some(Tier::Standard), ..parameter };
    assert!(matches!(plan_of(&[&back], &there).steps[0].action, Action::Refuse(_)));
}

#[test]
fn steps_are_sorted_by_name() {
    let parameters = [wanted("/b"), wanted("/a/b"), wanted("/a")];
    let plan = plan_of(&parameters.iter().collect::<Vec<_>>(), &Found::default());

    assert_eq!(
        plan.steps.iter().map(|step| step.name.as_str()).collect::<Vec<_>>(),
        ["/a", "/a/b", "/b"]
    );
}

#[test]
fn only_what_must_be_described_is() {
    let plain = wanted("/plain");
    let changed =
        Parameter { value: WantedValue::Known(Secret::new("other")), ..wanted("/changed") };
    let declared =
        Parameter { description: Some(Description::parse("x").unwrap()), ..wanted("/declared") };
    let absent =
        Parameter { description: Some(Description::parse("x").unwrap()), ..wanted("/absent") };
    let there = found(&[&wanted("/plain"), &wanted("/changed"), &wanted("/declared")]);

    let all = [plain, changed.clone(), declared.clone(), absent];
    let names = to_describe(&all, &there.stored, Intent::default());

    assert_eq!(names, [&changed.name, &declared.name]);
    let compares = Intent { only_compares: true, ..Intent::default() };
    assert_eq!(to_describe(&all, &there.stored, compares), [&declared.name]);
}
