//! What policies may say, one test for each rule.

use super::*;

const EXPIRATION: &str = r#"{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2018-12-02T21:34:33.000Z"}}"#;
const NOTIFICATION: &str = r#"{"Type":"ExpirationNotification","Version":"1.0","Attributes":{"Before":"15","Unit":"Days"}}"#;
const NO_CHANGE: &str =
    r#"{"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"20","Unit":"Hours"}}"#;

fn parse(policies: &[&str]) -> Result<Policies, PolicyError> {
    Policies::parse(&format!("[{}]", policies.join(",")))
}

#[test]
fn policies_are_shown_as_the_documentation_writes_them() {
    let policies = parse(&[EXPIRATION, NOTIFICATION, NO_CHANGE]).unwrap();

    assert!(!policies.is_empty());
    assert_eq!(policies.expiration(), Some(1_543_786_473_000));
    assert!(policies.iter().eq([
        ("Expiration", EXPIRATION.to_owned()),
        ("ExpirationNotification", NOTIFICATION.to_owned()),
        ("NoChangeNotification", NO_CHANGE.to_owned()),
    ]));
}

#[test]
fn an_empty_array_or_object_is_no_policy() {
    for text in ["[]", "[{}]", " [ {} , {} ] "] {
        let policies = Policies::parse(text).unwrap();
        assert!(policies.is_empty(), "{text}");
        assert_eq!(policies.expiration(), None);
        assert_eq!(policies.iter().count(), 0);
    }
}

#[test]
fn the_text_has_a_length() {
    assert_eq!(Policies::parse(""), Err(PolicyError::Length(0)));
    assert!(Policies::parse(&format!("[]{}", " ".repeat(4094))).is_ok());
    assert_eq!(Policies::parse(&format!("[]{}", " ".repeat(4095))), Err(PolicyError::Length(4097)));
}

#[test]
fn policies_are_an_array_of_objects() {
    for text in ["{}", EXPIRATION, "null", "[", "[1]", "[[]]", "[null]", "x"] {
        assert_eq!(Policies::parse(text), Err(PolicyError::NoArray), "{text}");
    }
}

#[test]
fn there_are_at_most_ten() {
    assert!(parse(&[NOTIFICATION; 10]).is_ok());
    assert_eq!(parse(&[NOTIFICATION; 11]), Err(PolicyError::TooMany(11)));
}

#[test]
fn there_is_at_most_one_expiration() {
    assert!(parse(&[EXPIRATION, NOTIFICATION, NOTIFICATION]).is_ok());
    assert_eq!(parse(&[EXPIRATION, NOTIFICATION, EXPIRATION]), Err(PolicyError::TwoExpirations));
}

#[test]
fn there_are_three_types() {
    for policy in [r#"{"Type":"Other"}"#, r#"{"Type":"expiration"}"#, r#"{"Type":1}"#, r#"{"a":1}"#]
    {
        assert_eq!(parse(&[NOTIFICATION, policy]), Err(PolicyError::UnknownType(2)), "{policy}");
    }
}

#[test]
fn the_version_is_the_only_one() {
    let with = |version| parse(&[&NOTIFICATION.replace(r#""Version":"1.0","#, version)]);

    for version in [r#""Version":"1.0","#, r#""Version":1.0,"#, ""] {
        assert_eq!(with(version), parse(&[NOTIFICATION]), "{version}");
    }
    for version in [r#""Version":"2.0","#, r#""Version":1,"#, r#""Version":null,"#] {
        let error = Err(PolicyError::Attribute { policy: 1, attribute: "Version" });
        assert_eq!(with(version), error, "{version}");
    }
}

#[test]
fn a_number_is_whole_and_may_be_a_text() {
    let with = |number| {
        parse(&[&NOTIFICATION.replace(r#""15""#, number), &NO_CHANGE.replace(r#""20""#, number)])
    };

    assert_eq!(with("15"), with(r#""15""#));
    for number in ["0", r#""0""#, "1", "400"] {
        assert!(with(number).is_ok(), "{number}");
    }
    for number in ["-1", r#""-1""#, "1.5", r#""1.5""#, r#""""#, r#""x""#, "null", "[1]"] {
        let error = Err(PolicyError::Attribute { policy: 1, attribute: "Before" });
        assert_eq!(with(number), error, "{number}");
    }
    assert_eq!(
        parse(&[&NO_CHANGE.replace("20", "x")]),
        Err(PolicyError::Attribute { policy: 1, attribute: "After" })
    );
}

#[test]
fn a_unit_is_days_or_hours() {
    assert!(parse(&[&NOTIFICATION.replace("Days", "Hours")]).is_ok());
    for unit in ["days", "Minutes", "Day", ""] {
        let error = Err(PolicyError::Attribute { policy: 1, attribute: "Unit" });
        assert_eq!(parse(&[&NOTIFICATION.replace("Days", unit)]), error, "{unit}");
    }
}

#[test]
fn an_expiration_has_a_moment() {
    for policy in [
        &EXPIRATION.replace("2018-12-02T21:34:33.000Z", "tomorrow"),
        r#"{"Type":"Expiration","Version":"1.0","Attributes":{}}"#,
        r#"{"Type":"Expiration","Version":"1.0"}"#,
    ] {
        let error = Err(PolicyError::Attribute { policy: 1, attribute: "Timestamp" });
        assert_eq!(parse(&[policy]), error, "{policy}");
    }
}

#[test]
fn errors_say_what_has_to_be() {
    let error = parse(&[EXPIRATION, &NOTIFICATION.replace("Days", "Weeks")]).unwrap_err();

    insta::assert_snapshot!(error, @"policy 2 has no `Unit` that is `Days` or `Hours`");
}

#[test]
fn the_same_policies_are_the_same_in_any_order_and_spelling() {
    let policies = |texts: &[&str]| parse(texts).unwrap();
    let other = EXPIRATION.replace("21:34:33.000Z", "22:34:33+01:00");

    let one = policies(&[EXPIRATION, NO_CHANGE]);
    assert!(one.means_the_same_as(&policies(&[NO_CHANGE, &other])));
    assert!(!one.means_the_same_as(&policies(&[EXPIRATION])));
    assert!(!one.means_the_same_as(&policies(&[EXPIRATION, &NO_CHANGE.replace("20", "21")])));
    assert!(!policies(&[NO_CHANGE]).means_the_same_as(&policies(&[NOTIFICATION])));
}

#[test]
fn policies_are_written_as_a_put_wants_them() {
    let text = parse(&[EXPIRATION, NO_CHANGE]).unwrap().text();

    assert_eq!(Policies::parse(&text), parse(&[EXPIRATION, NO_CHANGE]));
    assert_eq!(parse(&[]).unwrap().text(), "[{}]");
}
