//! What differs by its meaning, what goes, and what can only be had by deleting.

use super::super::tests::{changes_of, found, plan_of, replacing, wanted};
use super::super::{Action, Creation, Replacement, Step, Update};
use super::*;
use crate::parameter::WantedValue;
use crate::parameter::tag::Tags;
use crate::secret::Secret;

const SOON: &str = r#"[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2030-12-02T21:34:33.000Z"}}]"#;

fn described(change: impl FnOnce(&mut Described)) -> (Parameter, Found) {
    let parameter = wanted("/a");
    let mut there = found(&[&parameter]);
    change(there.described.get_mut(&parameter.name).unwrap());
    (parameter, there)
}

fn stored(change: impl FnOnce(&mut Stored)) -> (Parameter, Found) {
    let parameter = wanted("/a");
    let mut there = found(&[&parameter]);
    change(there.stored.get_mut(&parameter.name).unwrap());
    (parameter, there)
}

fn action_of(wanted: &Parameter, found: &Found) -> Action {
    plan_of(&[wanted], found).steps.remove(0).action
}

fn with_tags(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[test]
fn policies_are_compared_by_what_they_mean_and_taken_away_by_none() {
    let policies = |text: &str| Some(Policies::parse(text).unwrap());
    let (plain, there) = described(|described| described.policies = Some(SOON.to_owned()));

    let otherwise = SOON.replace("21:34:33.000Z", "22:34:33+01:00");
    let same = Parameter { policies: policies(&otherwise), ..plain.clone() };
    assert_eq!(changes_of(&same, &there), []);
    let later = Parameter { policies: policies(&SOON.replace("2030", "2031")), ..plain.clone() };
    assert_eq!(changes_of(&later, &there), [Change::Policies]);
    let none = Parameter { policies: policies("[]"), ..plain.clone() };
    let Action::Update(Update { write: Some(write), .. }) = action_of(&none, &there) else {
        panic!("they are to go")
    };
    assert_eq!(write.details.policies.as_deref(), Some("[{}]"));

    let (_, bare) = described(|described| described.policies = None);
    assert_eq!(changes_of(&none, &bare), []);
    let (_, odd) = described(|described| described.policies = Some("odd".to_owned()));
    assert_eq!(changes_of(&none, &odd), [Change::Policies]);
}

#[test]
fn a_key_is_the_same_in_every_spelling() {
    let arn = "arn:aws:kms:eu-west-1:111122223333:";
    let id = "0123abcd-0123-0123-0123-0123456789ab";
    for (said, shown, is_same) in [
        ("alias/shop", Some("alias/shop".to_owned()), true),
        ("alias/shop", Some(format!("{arn}alias/shop")), true),
        (id, Some(format!("{arn}key/{id}")), true),
        (id, Some(format!("key/{id}")), true),
        (&format!("{arn}key/{id}"), Some(id.to_owned()), true),
        ("alias/aws/ssm", None, true),
        ("alias/shop", None, false),
        ("alias/shop", Some("alias/other".to_owned()), false),
        ("alias/shop", Some(format!("{arn}key/{id}")), false),
        (
            &format!("{arn}key/{id}"),
            Some(format!("arn:aws:kms:eu-west-1:444455556666:key/{id}")),
            false,
        ),
    ] {
        let (plain, mut there) = described(|described| described.key_id.clone_from(&shown));
        let secure = Parameter {
            kind: ParameterType::SecureString,
            key_id: Some(KeyId::parse(said).unwrap()),
            ..plain
        };
        there.stored.get_mut(&secure.name).unwrap().kind = Some(ParameterType::SecureString);
        assert_eq!(changes_of(&secure, &there).is_empty(), is_same, "{said} {shown:?}");
    }
}

#[test]
fn patterns_and_data_types_are_compared_where_they_are_declared() {
    let (plain, there) = described(|_| ());
    let pattern = |text: &str| Some(Pattern::parse(text).unwrap());

    assert_eq!(
        changes_of(&Parameter { allowed_pattern: pattern(".*"), ..plain.clone() }, &there),
        []
    );
    let other = Parameter { allowed_pattern: pattern("x"), ..plain.clone() };
    assert_eq!(changes_of(&other, &there), [Change::AllowedPattern]);
    let none = Parameter { allowed_pattern: pattern(""), ..plain.clone() };
    assert_eq!(changes_of(&none, &there), [Change::AllowedPattern]);

    let integer = Parameter { data_type: Some(DataType::Integer), ..plain.clone() };
    let Action::Update(update) = action_of(&integer, &there) else { panic!("it may become one") };
    assert_eq!(update.changes, [Change::DataType]);
    assert_eq!(update.write.unwrap().details.data_type.as_deref(), Some("integer"));
    let text = Parameter { data_type: Some(DataType::Text), ..plain };
    assert_eq!(changes_of(&text, &there), []);
    // It is said only where it differs.
    let (_, there) = stored(|stored| stored.data_type = Some("integer".to_owned()));
    let Action::Update(update) = action_of(&text, &there) else { panic!("it may become one") };
    assert_eq!(update.write.unwrap().details.data_type.as_deref(), Some("text"));
}

#[test]
fn what_is_for_good_is_replaced_only_where_that_is_agreed_to() {
    let (plain, there) = stored(|stored| stored.data_type = Some("aws:ec2:image".to_owned()));
    let text = Parameter { data_type: Some(DataType::Text), ..plain };
    let refused = |action: Action| match action {
        Action::Refuse(reason) => reason,
        other => panic!("{other:?}"),
    };

    assert!(refused(action_of(&text, &there)).contains("`--replace`"));
    let protected = Parameter { protect: Some(true), ..text.clone() };
    assert!(refused(replacing(&protected, &there)).contains("protected"));
    let unknown = Parameter { value: WantedValue::Any, ..text.clone() };
    assert!(refused(replacing(&unknown, &there)).contains("its value is nowhere else"));
    let Action::Replace(Replacement { edition, creation, .. }) = replacing(&text, &there) else {
        panic!("that is agreed to")
    };
    assert_eq!((edition.version, creation.write.overwrite), (3, false));
    assert_eq!(creation.write.details.data_type, None, "a text need not be said to be one");
}

#[test]
fn what_is_created_again_has_all_that_it_had() {
    let parameter = wanted("/a");
    let mut there = found(&[&parameter]);
    there.described.get_mut(&parameter.name).unwrap().tier = Some(Tier::Advanced);
    let given = [("app", "old"), ("theirs", "1"), ("aws:x", "y"), ("bootstrap:manifest", "/a")];
    there.tags.insert("arn:/a".to_owned(), with_tags(&given));
    let mut down = Parameter { tier: Some(Tier::Standard), ..parameter };
    down.tags.set("app", "new").unwrap();

    let Action::Replace(Replacement { creation: Creation { write, .. }, .. }) =
        replacing(&down, &there)
    else {
        panic!("that is agreed to")
    };

    assert_eq!(write.details.description.as_deref(), Some("old"));
    assert_eq!(write.details.tier, Some(Tier::Standard));
    let tags: Vec<_> = write.tags.iter().collect();
    assert_eq!(tags, [("app", "new"), ("bootstrap:manifest", "/a"), ("theirs", "1")]);
}

#[test]
fn surplus_tags_go_where_that_is_wanted_but_never_awss_nor_ours() {
    let parameter = Parameter { protect: Some(true), ..wanted("/a") };
    let mut there = found(&[&parameter]);
    let given = [
        ("app", "shop"),
        ("old", "1"),
        ("aws:x", "y"),
        ("bootstrap:manifest", "/a"),
        ("bootstrap:protect", "true"),
    ];
    there.tags.insert("arn:/a".to_owned(), with_tags(&given));
    let mut tagged = parameter;
    tagged.tags.set("app", "shop").unwrap();
    assert_eq!(changes_of(&tagged, &there), []);

    tagged.purges_tags = true;
    let Action::Update(update) = action_of(&tagged, &there) else { panic!("one is to go") };

    assert_eq!(update.changes, [Change::Tags]);
    assert!(update.write.is_none() && update.tags.is_empty());
    assert_eq!(update.untag.into_iter().collect::<Vec<_>>(), ["old"]);
}

#[test]
fn a_label_belongs_to_the_version_that_is_wanted() {
    let live = Label::parse("live").unwrap();
    let parameter = Parameter { labels: [live.clone()].into(), ..wanted("/a") };
    let mut there = found(&[&parameter]);
    let place = (parameter.name.clone(), live.clone());

    assert_eq!(changes_of(&parameter, &there), [Change::Labels]);
    there.labels.insert(place.clone(), 2);
    let Action::Update(update) = action_of(&parameter, &there) else { panic!("it is elsewhere") };
    assert!(update.write.is_none() && update.edition.version == 3 && update.labels.contains(&live));
    there.labels.insert(place, 3);
    assert_eq!(changes_of(&parameter, &there), []);
    // A new version takes it along.
    let value = WantedValue::Known(Secret::new("other"));
    let Action::Update(update) = action_of(&Parameter { value, ..parameter }, &there) else {
        panic!("it has another value")
    };
    assert_eq!((update.changes.as_slice(), update.labels.len()), (&[Change::Value][..], 1));
}

#[test]
fn always_is_each_time_and_never_is_never() {
    let (plain, there) = stored(|_| ());
    let always = Parameter { overwrite: Overwrite::Always, ..plain.clone() };
    assert_eq!(changes_of(&always, &there), [Change::Always]);
    let value = WantedValue::Known(Secret::new("other"));
    let other = Parameter { value, ..always };
    assert_eq!(changes_of(&other, &there), [Change::Value]);
    let never = Parameter { overwrite: Overwrite::Never, ..other };
    assert!(matches!(action_of(&never, &there), Action::Keep(_)));
    assert!(matches!(action_of(&never, &Found::default()), Action::Create(_)));
}

#[test]
fn a_text_that_becomes_a_secret_stays_readable_and_that_is_said() {
    let (plain, there) = stored(|_| ());
    let secret = Parameter { kind: ParameterType::SecureString, ..plain };
    let Step { action, warning, .. } = plan_of(&[&secret], &there).steps.remove(0);

    assert!(warning.unwrap().contains("stay readable"));
    let Action::Update(update) = action else { panic!("in place") };
    assert!(update.otherwise.is_none());
    let Action::Update(update) = replacing(&secret, &there) else { panic!("in place, first") };
    assert!(update.otherwise.is_some_and(|again| !again.creation.write.overwrite));
}

#[test]
fn what_its_tag_protects_is_replaced_only_where_the_manifest_says_that_it_may() {
    let (plain, mut there) = stored(|stored| stored.data_type = Some("aws:ec2:image".to_owned()));
    there.tags.insert("arn:/a".to_owned(), with_tags(&[("bootstrap:protect", "true")]));
    let text = Parameter { data_type: Some(DataType::Text), ..plain.clone() };
    let secret = Parameter { kind: ParameterType::SecureString, ..plain };
    let may = |parameter: &Parameter| Parameter { protect: Some(false), ..parameter.clone() };

    let Action::Refuse(reason) = replacing(&text, &there) else { panic!("it is protected") };
    assert!(reason.contains("`protect: false`"), "{reason}");
    let Action::Replace(replacement) = replacing(&may(&text), &there) else { panic!("it may") };
    assert!(replacement.creation.write.tags.is_empty());
    let otherwise = |parameter: &Parameter| match replacing(parameter, &there) {
        Action::Update(update) => update.otherwise.is_some(),
        other => panic!("{other:?}"),
    };
    assert!(!otherwise(&secret) && otherwise(&may(&secret)));
}

#[test]
fn what_is_only_created_lacks_nothing_but_its_protection() {
    let mut tags = Tags::default();
    tags.set("app", "new").unwrap();
    tags.set("bootstrap:protect", "true").unwrap();
    let overwrite = Overwrite::Never;
    let (plain, mut there) = stored(|_| ());
    let never = Parameter { protect: Some(true), overwrite, tags, ..plain };

    let Action::Update(update) = action_of(&never, &there) else { panic!("it has no such tag") };
    assert!(update.write.is_none() && update.untag.is_empty() && update.labels.is_empty());
    assert_eq!(update.tags.iter().collect::<Vec<_>>(), [("bootstrap:protect", "true")]);
    there.tags.insert("arn:/a".to_owned(), with_tags(&[("bootstrap:protect", "true")]));
    assert!(matches!(action_of(&never, &there), Action::Keep(Kept::OnlyCreated)));
}

#[test]
fn a_secret_of_somebody_else_is_not_stored_in_clear() {
    let (plain, there) = stored(|stored| stored.kind = Some(ParameterType::SecureString));
    let anybodys = Parameter { ignores_value: true, ..plain.clone() };

    let Action::Refuse(reason) = action_of(&anybodys, &there) else { panic!("it is stored") };
    assert!(reason.contains("`type: SecureString`"), "{reason}");
    let same = Parameter { kind: ParameterType::SecureString, ..anybodys };
    assert_eq!(changes_of(&same, &there), []);
    // What the manifest says itself may be said in clear.
    assert!(matches!(action_of(&plain, &there), Action::Update(_)));
}
