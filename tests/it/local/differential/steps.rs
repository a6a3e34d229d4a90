//! What somebody may do to a store: steps that are random, and valid in whatever state they meet.

use proptest::bool::weighted;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::{Just, Strategy, any};
use proptest::prop_oneof;

/// Names of which some are below others, some alike but for a letter, and one without a slash.
pub(super) const NAMES: [&str; 9] = [
    "/d/a",
    "/d/A",
    "/d/a/b",
    "/d/a/b/c",
    "/d/b",
    "/e/x/y/z",
    "/e-2/x.y_z",
    "flat",
    "other.Flat-1",
];

/// Few enough that they meet again on other versions of the same parameter.
pub(super) const LABELS: [&str; 14] = [
    "blue",
    "green",
    "prod",
    "Prod",
    "v1.0",
    "_",
    "rollback-1",
    "h",
    "i",
    "j",
    "k",
    "l",
    // These are invalid, and come back as such.
    "1st",
    "aws-label",
];

/// How many of the labels are valid.
pub(super) const VALID: usize = 12;

pub(super) const KEYS: [&str; 3] = ["alias/aws/ssm", "alias/team", "0b7e55d2-36a9-4b4e"];

/// All of them allow every value that is made here.
pub(super) const PATTERNS: [&str; 3] = ["(?s)^.+$", "", "^[^{}]+$"];

pub(super) const POLICIES: [&str; 3] = [
    r#"[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2099-12-31T00:00:00.000Z"}}]"#,
    r#"[{"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"20","Unit":"Days"}}]"#,
    "[{}]",
];

pub(super) type Tags = std::collections::BTreeMap<String, String>;

/// One request or, where one is about several, its raw material: numbers are places in the lists above, modulo.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Put { name: usize, wish: Wish, overwrite: bool, tags: Tags },
    Delete { name: usize },
    DeleteSome { names: Vec<usize> },
    Label { name: usize, version: Option<usize>, labels: Vec<usize> },
    Unlabel { name: usize, version: usize, labels: Vec<usize> },
    Tag { name: usize, tags: Tags },
    Untag { name: usize, keys: Vec<String> },
    Read(Reading),
    Wrong { which: usize },
}

/// What is put, as far as the parameter allows it.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    pub(super) kind: Kind,
    pub(super) says_type: bool,
    pub(super) text: String,
    pub(super) length: Option<usize>,
    pub(super) tier: Option<bool>,
    pub(super) description: Option<String>,
    pub(super) pattern: Option<usize>,
    pub(super) key: Option<usize>,
    pub(super) policies: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    List,
    Secret,
    /// A `String` that is an Amazon Machine Image.
    Image,
}

/// A look at the store.
#[derive(Debug, Clone)]
pub(super) enum Reading {
    One { name: usize, selector: Selector, by_arn: bool, decrypted: bool },
    Some { names: Vec<(usize, Selector)>, decrypted: bool },
    Below { path: usize, recursive: bool, decrypted: bool, page: usize, filter: usize },
    History { name: usize, decrypted: bool, page: usize },
    Described { filters: Vec<usize>, old_style: bool },
    TagsOf { name: usize },
    Resources { filter: usize, of: Option<Vec<usize>> },
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Selector {
    Latest,
    Version(usize),
    Label(usize),
}

/// A number for any place in any list.
fn place() -> impl Strategy<Value = usize> + Clone {
    0..64_usize
}

pub(super) fn steps(length: usize) -> impl Strategy<Value = Vec<Step>> {
    vec(step(), 1..=length)
}

fn step() -> impl Strategy<Value = Step> {
    let put = (place(), wish(), weighted(0.7), tags(0));
    let names = || vec(place(), 1..4);
    // So many that they soon reach what a version may have.
    let labels = || prop_oneof![4 => vec(place(), 1..5), 1 => vec(place(), 10..20)];
    prop_oneof![
        14 => put.prop_map(|(name, wish, overwrite, tags)| Step::Put { name, wish, overwrite, tags }),
        1 => place().prop_map(|name| Step::Delete { name }),
        1 => names().prop_map(|names| Step::DeleteSome { names }),
        5 => (place(), option::of(place()), labels())
            .prop_map(|(name, version, labels)| Step::Label { name, version, labels }),
        2 => (place(), place(), vec(place(), 1..4))
            .prop_map(|(name, version, labels)| Step::Unlabel { name, version, labels }),
        2 => (place(), tags(1)).prop_map(|(name, tags)| Step::Tag { name, tags }),
        2 => (place(), btree_set(tag_key(), 1..4))
            .prop_map(|(name, keys)| Step::Untag { name, keys: keys.into_iter().collect() }),
        12 => reading().prop_map(Step::Read),
        2 => place().prop_map(|which| Step::Wrong { which }),
    ]
}

fn wish() -> impl Strategy<Value = Wish> {
    let kind = prop_oneof![
        4 => Just(Kind::Text), 2 => Just(Kind::List), 3 => Just(Kind::Secret), 1 => Just(Kind::Image),
    ];
    let text = prop_oneof![
        8 => "[a-zA-Z0-9_.:/=+@%-][a-zA-Z0-9 _.:/=+@%-]{0,30}[a-zA-Z0-9]",
        1 => Just("\u{e4}\u{f6}\u{fc} \u{1f980} \u{200f}\u{5d0}".to_owned()),
        1 => Just("  two\nlines\r\n\tand a \"quote\" \\ ".to_owned()),
    ];
    let extras = (
        option::weighted(0.3, prop_oneof![3 => "[ -~\u{e4}]{1,40}", 1 => Just(String::new())]),
        option::weighted(0.2, place()),
        option::weighted(0.3, place()),
        option::weighted(0.2, place()),
    );
    let tier = option::weighted(0.5, any::<bool>());
    let length = option::weighted(0.05, 1000..=4096_usize);
    (kind, any::<bool>(), text, length, tier, extras).prop_map(
        |(kind, says_type, text, length, tier, (description, pattern, key, policies))| Wish {
            kind,
            says_type,
            text,
            length,
            tier,
            description,
            pattern,
            key,
            policies,
        },
    )
}

fn tag_key() -> impl Strategy<Value = String> {
    "[a-c]|team:[xy]|\u{e4}"
}

fn tags(fewest: usize) -> impl Strategy<Value = Tags> {
    let value = prop_oneof![Just(""), Just("x"), Just("\u{e9} @/=+:_.-")];
    btree_map(tag_key(), value.prop_map(ToOwned::to_owned), fewest..4)
}

fn reading() -> impl Strategy<Value = Reading> {
    let selector = || {
        prop_oneof![
            2 => Just(Selector::Latest), 1 => place().prop_map(Selector::Version),
            1 => place().prop_map(Selector::Label),
        ]
    };
    prop_oneof![
        (place(), selector(), any::<bool>(), any::<bool>()).prop_map(
            |(name, selector, by_arn, decrypted)| Reading::One {
                name,
                selector,
                by_arn,
                decrypted
            }
        ),
        (vec((place(), selector()), 1..10), any::<bool>())
            .prop_map(|(names, decrypted)| Reading::Some { names, decrypted }),
        (place(), any::<bool>(), any::<bool>(), 1..=10_usize, place()).prop_map(
            |(path, recursive, decrypted, page, filter)| {
                Reading::Below { path, recursive, decrypted, page, filter }
            }
        ),
        (place(), any::<bool>(), 1..=50_usize)
            .prop_map(|(name, decrypted, page)| Reading::History { name, decrypted, page }),
        (vec(place(), 0..3), any::<bool>())
            .prop_map(|(filters, old_style)| Reading::Described { filters, old_style }),
        place().prop_map(|name| Reading::TagsOf { name }),
        (place(), option::of(vec(place(), 1..5)))
            .prop_map(|(filter, of)| Reading::Resources { filter, of }),
    ]
}
