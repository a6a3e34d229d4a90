//! The formats of the data types: the one place where we guess how AWS checks them.
//!
//! AWS names the data types and says that it refuses what does not conform, but not by which rules. Confirmed are
//! only the id of an image, and that `text` takes anything. All else is our reading of the name, wide on purpose:
//! what AWS may accept passes here, so that a value that is refused is surely wrong.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde::de::IgnoredAny;

use super::{DataType, jsonc};

/// The most characters of a host name, without the dot that may end it, and of one label of it.
const LONGEST_HOSTNAME: usize = 253;
const LONGEST_LABEL: usize = 63;

/// The most characters of an e-mail address before its `@`.
const LONGEST_MAILBOX: usize = 64;

/// Tells whether a value, or one item of a list, has the format of a data type.
pub(super) fn fits(data_type: DataType, text: &str) -> bool {
    match data_type {
        DataType::Text => true,
        DataType::Ec2Image => is_image(text),
        DataType::SsmIntegration => is_json_object(text),
        DataType::Region => is_region(text),
        DataType::AccountId => text.len() == 12 && is_digits(text),
        // Whether AWS minds the case is not known.
        DataType::Boolean => ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word)),
        DataType::Integer => is_digits(text.strip_prefix(['+', '-']).unwrap_or(text)),
        // With `inf` and `nan`, which AWS may refuse.
        DataType::Float => text.parse::<f64>().is_ok(),
        DataType::Binary => is_binary(text),
        DataType::Hostname => is_hostname(text),
        DataType::Email => is_email(text),
        DataType::Ipv4Address => text.parse::<Ipv4Addr>().is_ok(),
        DataType::Ipv6Address => is_ipv6(text),
        DataType::Url => is_url(text),
        DataType::Json => is_json(text),
        DataType::Jsonc => jsonc::plain(text).is_some_and(|text| is_json(&text)),
    }
}

/// Returns what a data type takes, in words.
pub(super) const fn form(data_type: DataType) -> &'static str {
    match data_type {
        DataType::Text => "any text",
        DataType::Ec2Image => "`ami-` and 8 or 17 of `0` to `9` and `a` to `f`",
        DataType::SsmIntegration => "a JSON object",
        DataType::Region => "a Region such as `eu-west-1`",
        DataType::AccountId => "12 digits",
        DataType::Boolean => "`true` or `false`",
        DataType::Integer => "digits, and a sign before them if need be",
        DataType::Float => "a number such as `-1.5` or `2e10`",
        DataType::Binary => "Base64",
        DataType::Hostname => "a host name such as `db.example.com`",
        DataType::Email => "an address such as `me@example.com`",
        DataType::Ipv4Address => "an address such as `192.0.2.1`",
        DataType::Ipv6Address => "an address such as `2001:db8::1`",
        DataType::Url => "a URL such as `https://example.com/`",
        DataType::Json => "JSON",
        DataType::Jsonc => "JSON, with or without comments",
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether there is such an image is not asked.
fn is_image(text: &str) -> bool {
    text.strip_prefix("ami-").is_some_and(|id| {
        matches!(id.len(), 8 | 17)
            && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

/// Whether there is such a Region is not asked: there are more every year.
fn is_region(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    let is_word =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.as_slice() {
        [words @ .., number] => words.len() >= 2 && words.iter().all(is_word) && is_digits(number),
        [] => false,
    }
}

/// Base64 of either alphabet, padded or not, broken into lines or not. Its length is not counted, so that zeros
/// and ones, or hexadecimal digits, pass too: which of them AWS means is not known.
fn is_binary(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    text.len() - digits.len() <= 2
        && !digits.trim().is_empty()
        && digits.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"+/-_".contains(&byte)
        })
}

/// Wider than RFC 1123 by `_`, which names of services begin with, and by letters of any script.
fn is_hostname(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LONGEST_LABEL).contains(&label.chars().count())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|character| character.is_alphanumeric() || "-_".contains(character))
    };
    let text = text.strip_suffix('.').unwrap_or(text);
    text.chars().count() <= LONGEST_HOSTNAME && text.split('.').all(is_label)
}

fn is_email(text: &str) -> bool {
    let Some((mailbox, domain)) = text.rsplit_once('@') else { return false };
    let is_quoted = mailbox.len() > 2 && mailbox.starts_with('"') && mailbox.ends_with('"');
    let is_plain = !mailbox.contains(|character: char| {
        character == '@' || character.is_whitespace() || character.is_control()
    });
    let is_literal = domain.len() > 2 && domain.starts_with('[') && domain.ends_with(']');
    (1..=LONGEST_MAILBOX).contains(&mailbox.chars().count())
        && (is_quoted || is_plain)
        && (is_literal || is_hostname(domain))
}

/// With or without a zone: `fe80::1%eth0`.
fn is_ipv6(text: &str) -> bool {
    let (address, zone) = text.split_once('%').unwrap_or((text, "0"));
    address.parse::<Ipv6Addr>().is_ok() && !zone.is_empty()
}

/// A scheme, a colon and something without spaces: `https:`, but `jdbc:` and `mailto:` too.
fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        && !rest.is_empty()
        && !rest.contains(|character: char| character.is_whitespace() || character.is_control())
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// An integration is an object with `url`, `headers` and so on; which of them AWS insists on is not known.
fn is_json_object(text: &str) -> bool {
    text.trim_start().starts_with('{') && is_json(text)
}

#[cfg(test)]
#[path = "format_tests.rs"]
mod tests;
