//! What each data type takes and refuses, with both sides of each boundary.

use super::*;

#[track_caller]
fn takes(data_type: DataType, right: &[&str], wrong: &[&str]) {
    for text in right {
        assert!(fits(data_type, text), "{data_type:?} takes {text:?}");
    }
    for text in wrong {
        assert!(!fits(data_type, text), "{data_type:?} refuses {text:?}");
    }
}

#[test]
fn text_is_never_checked() {
    takes(DataType::Text, &["", " ", "{", "é\n"], &[]);
}

#[test]
fn only_text_takes_nothing() {
    for data_type in DataType::ALL {
        assert_eq!(fits(data_type, ""), data_type == DataType::Text, "{data_type:?}");
        assert_eq!(fits(data_type, " "), data_type == DataType::Text, "{data_type:?}");
    }
}

#[test]
fn images_have_8_or_17_digits() {
    takes(
        DataType::Ec2Image,
        &["ami-0123abcd", "ami-0123456789abcdef0"],
        &[
            "ami-0123abc",
            "ami-0123abcd0",
            "ami-0123456789abcdef",
            "ami-0123456789abcdef01",
            "ami-0123ABCD",
            "ami-0123abcg",
            "0123abcd",
            "i-0123abcd",
        ],
    );
}

#[test]
fn an_integration_is_a_json_object() {
    takes(
        DataType::SsmIntegration,
        &[r#"{"url": "https://example.com", "headers": {"a": "b"}}"#, "{}"],
        &["[]", "1", "{", "https://example.com"],
    );
}

#[test]
fn regions_have_words_and_a_number() {
    takes(
        DataType::Region,
        &["eu-west-1", "us-gov-east-1", "us-isob-east-1", "ap-southeast-12"],
        &["eu-west", "west-1", "eu-west-1a", "EU-WEST-1", "eu--1", "-west-1", "eu-west-", "1"],
    );
}

#[test]
fn account_ids_have_12_digits() {
    takes(
        DataType::AccountId,
        &["012345678901"],
        &["01234567890", "0123456789012", "0123-4567-8901", "01234567890a", "éééééé"],
    );
}

#[test]
fn booleans_are_true_or_false() {
    takes(
        DataType::Boolean,
        &["true", "false", "True", "FALSE"],
        &["yes", "no", "1", "0", "truee", " true"],
    );
}

#[test]
fn integers_have_digits_and_perhaps_a_sign() {
    takes(
        DataType::Integer,
        &["0", "-1", "+1", "007", "123456789012345678901234567890"],
        &["-", "+", "1.0", "1e3", "0x1", "--1", "1 000", "1_000", "٣"],
    );
}

#[test]
fn floats_are_numbers() {
    takes(
        DataType::Float,
        &["1", "-1.5", "+.5", "5.", "2e10", "1E-400", "NaN", "-inf"],
        &[".", "1,5", "1.2.3", "e5", "0x1", "1f", " 1"],
    );
}

#[test]
fn binary_is_base64() {
    takes(
        DataType::Binary,
        &["aGVsbG8=", "aGVsbG8", "aGVs\nbG8=", "+/+/AA==", "-_-_", "01101", "c0ffee"],
        &["=", "==", "aGVsbG8===", "a=b", "é", "a.b", "{}"],
    );
}

#[test]
fn hostnames_have_labels() {
    let label = "x".repeat(63);
    let longest = format!("{label}.{label}.{label}.{}", "x".repeat(61));
    takes(
        DataType::Hostname,
        &["localhost", "db.example.com.", "a-b.c_d", "192.0.2.1", "é.fr", &label, &longest],
        &[".", "a..b", ".a", "-a", "a-.b", "a b", "a:80", "http://a", "a/b", "*.a"],
    );
    takes(DataType::Hostname, &[], &[&format!("{label}x"), &format!("{longest}x")]);
}

#[test]
fn email_addresses_have_a_mailbox_and_a_domain() {
    let longest = "x".repeat(64);
    takes(
        DataType::Email,
        &["me@example.com", "a.b+c@localhost", r#""a @ b"@example.com"#, "a@[192.0.2.1]"],
        &["me", "@example.com", "me@", "a b@example.com", "a@b@c", "a@b c", "a@[]"],
    );
    takes(DataType::Email, &[&format!("{longest}@a")], &[&format!("{longest}x@a")]);
}

#[test]
fn addresses_are_those_of_the_internet_protocol() {
    takes(
        DataType::Ipv4Address,
        &["0.0.0.0", "255.255.255.255"],
        &["256.0.0.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "10.0.0.0/8", "::1"],
    );
    takes(
        DataType::Ipv6Address,
        &["::", "2001:DB8::1", "::ffff:192.0.2.1", "fe80::1%eth0"],
        &["192.0.2.1", ":::", "2001:db8::g", "[::1]", "::1/64", "fe80::1%", "1::2::3"],
    );
}

#[test]
fn urls_have_a_scheme() {
    takes(
        DataType::Url,
        &[
            "https://example.com/a?b#c",
            "http://[::1]:80",
            "jdbc:postgresql://db/x",
            "mailto:me@a",
            "s3+x.y-z://b",
        ],
        &["example.com/a", "//example.com", ":a", "https:", "1a:b", "a b:c", "https://a b"],
    );
}

#[test]
fn json_is_json() {
    takes(
        DataType::Json,
        &["{}", "[1, 2]", "null", r#""text""#, " 1 ", r#"{"a": 1, "a": 2}"#],
        &["{", "[1,]", "{a: 1}", "'a'", "// a\n1", "1 2", "nul"],
    );
    takes(DataType::Json, &[&format!("{}{}", "[".repeat(4096), "]".repeat(4096))], &[]);
}

#[test]
fn jsonc_has_comments() {
    takes(
        DataType::Jsonc,
        &["{}", "// a\n{\"a\": /* b */ 1, }", r#""http://x""#, "[1 // x\n]"],
        &["// a", "{ /* }", "# a\n1", "[,]", "[1,,]", "1/", "1/**/2"],
    );
}
