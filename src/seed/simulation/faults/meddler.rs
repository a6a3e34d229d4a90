//! Somebody else who changes something, at any moment after the plan was made.

use std::time::Duration;

use serde_json::{Value, json};

use super::world::{NAMED, UNNAMED, World};
use crate::local::simulated::Simulated;
use crate::parameter::WantedValue;

/// What somebody else may do to a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// Another value.
    Write,
    /// The very value that is wanted, and nothing beside it.
    WriteTheSame,
    Delete,
    /// Deleted and made again: the version may be the same as before.
    MakeAnew,
    Tag,
    Untag,
    Protect,
    Label,
}

const DEEDS: [Deed; 9] = [
    Deed::Write,
    Deed::Write,
    Deed::WriteTheSame,
    Deed::Delete,
    Deed::MakeAnew,
    Deed::Tag,
    Deed::Untag,
    Deed::Protect,
    Deed::Label,
];

/// One deed.
#[derive(Debug)]
pub(super) struct Meddling {
    pub(super) name: String,
    pub(super) deed: Deed,
    after: Duration,
    body: Value,
    kind: &'static str,
    /// Whether the store did it.
    pub(super) is_done: bool,
}

/// Thinks of something that others do, in the order in which they do it; mostly of nothing.
pub(super) fn meddlings(world: &World, random: &mut fastrand::Rng) -> Vec<Meddling> {
    let number = [0, 0, 0, 1, 2, 4][random.usize(..6)];
    let mut all: Vec<_> = (0..number).map(|_| meddling(world, random)).collect();
    all.sort_by_key(|meddling| meddling.after);
    all
}

fn meddling(world: &World, random: &mut fastrand::Rng) -> Meddling {
    // What is deleted at the end is there for a while.
    let first = if world.asked.prunes && random.bool() { NAMED } else { 0 };
    let position = random.usize(usize::from(first)..usize::from(NAMED + UNNAMED));
    let wanted = world.named().nth(position);
    let name = match wanted {
        Some(wanted) => wanted.name.to_string(),
        None => format!("/f/u{}", position - usize::from(NAMED)),
    };
    let same = wanted.and_then(|wanted| match &wanted.value {
        WantedValue::Known(value) => Some(value.expose_secret().to_owned()),
        WantedValue::Random(_) | WantedValue::Any => None,
    });
    // More often early than late.
    let longest = [1, 10, 400, 1500, 40_000][random.usize(..5)];
    Meddling {
        deed: DEEDS[random.usize(..DEEDS.len())],
        after: Duration::from_millis(random.u64(..longest)),
        body: json!({"Name": name, "Value": same.unwrap_or_else(|| "old".to_owned())}),
        kind: wanted.map_or("String", |wanted| wanted.kind.as_str()),
        name,
        is_done: false,
    }
}

/// Does it all, each in its time.
pub(super) async fn meddle(all: &mut [Meddling], simulated: &Simulated) {
    let started = tokio::time::Instant::now();
    for meddling in all {
        tokio::time::sleep_until(started + meddling.after).await;
        meddling.is_done = meddling.happen(simulated).is_ok();
    }
}

/// Returns what others did to a parameter.
pub(super) fn deeds(all: &[Meddling], name: &str) -> Vec<Deed> {
    let done = all.iter().filter(|meddling| meddling.is_done && meddling.name == name);
    done.map(|meddling| meddling.deed).collect()
}

impl Meddling {
    fn happen(&self, simulated: &Simulated) -> Result<Value, &'static str> {
        let name = &self.name;
        let write = |value: &Value| {
            let kind = self.kind;
            let body = json!({"Name": name, "Value": value, "Type": kind, "Overwrite": true});
            simulated.ask("PutParameter", &body)
        };
        let of = json!({"ResourceType": "Parameter", "ResourceId": name});
        let with = |field: &str, what: Value| {
            let mut body = of.clone();
            body[field] = what;
            body
        };
        let tag = |key: &str, value: &str| {
            let tags = json!([{"Key": key, "Value": value}]);
            simulated.ask("AddTagsToResource", &with("Tags", tags))
        };
        match self.deed {
            Deed::Write => write(&json!("theirs")),
            Deed::WriteTheSame => write(&self.body["Value"]),
            Deed::Delete => simulated.ask("DeleteParameter", &json!({"Name": name})),
            Deed::MakeAnew => {
                simulated.ask("DeleteParameter", &json!({"Name": name}))?;
                // The store's clock is the machine's, and has milliseconds.
                std::thread::sleep(Duration::from_millis(2));
                write(&json!("theirs"))
            }
            Deed::Tag => tag("app", "theirs"),
            Deed::Protect => tag("bootstrap:protect", "true"),
            Deed::Untag => {
                let keys = json!(["app", "team", "bootstrap:manifest"]);
                simulated.ask("RemoveTagsFromResource", &with("TagKeys", keys))
            }
            Deed::Label => {
                let body = json!({"Name": name, "ParameterVersion": 1, "Labels": ["live"]});
                simulated.ask("LabelParameterVersion", &body)
            }
        }
    }
}
