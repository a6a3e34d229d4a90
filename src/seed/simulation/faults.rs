//! A thousand scripts of failures: all is right in the end, or it is said what is not.

use std::fmt::Write as _;

use super::*;
use crate::parameter::label::Label;

/// So many scripts are tried in each of four parts.
const SCRIPTS: u64 = 250;

/// What may be failing, and how.
const OPERATIONS: [&str; 9] = [
    "PutParameter",
    "PutParameter",
    "PutParameter",
    "GetParameters",
    "GetParameters",
    "DescribeParameters",
    "GetResources",
    "AddTagsToResource",
    "LabelParameterVersion",
];
const FAULTS: [&str; 7] = [
    "throttling",
    "throttling",
    "too-many-updates",
    "internal-server-error",
    "cut-before",
    "cut-after",
    "access-denied",
];

/// Makes a script of a few rules, or of one that never ends.
fn script(random: &mut fastrand::Rng) -> String {
    let mut rules = Vec::new();
    for _ in 0..random.usize(0..10) {
        let operation = OPERATIONS[random.usize(..OPERATIONS.len())];
        let mut rule = format!(r#"{{"operation": "{operation}""#);
        if random.u8(..8) > 0 {
            let calls: Vec<u8> = (0..random.usize(1..6)).map(|_| random.u8(1..15)).collect();
            write!(rule, r#", "calls": {calls:?}"#).unwrap();
        }
        if random.bool() {
            write!(rule, r#", "name": "/f/p{}""#, random.u8(..6)).unwrap();
        }
        let fault = FAULTS[random.usize(..FAULTS.len())];
        rules.push(format!(r#"{rule}, "fault": "{fault}"}}"#));
    }
    format!("[{}]", rules.join(", "))
}

/// Three that are there, of which one is as it should be; three that are not.
fn wanted_of(random: &mut fastrand::Rng) -> Manifest {
    let parameters = (0..6).map(|number| {
        let value = if number == 0 { "old".to_owned() } else { format!("new {number}") };
        let mut parameter = wanted(&format!("/f/p{number}"), &value);
        if random.bool() {
            parameter.tags = tags(&[("app", "shop")]);
        }
        if random.u8(..4) == 0 {
            parameter.labels = [Label::parse("live").unwrap()].into();
        }
        parameter
    });
    manifest(None, parameters.collect())
}

async fn filled() -> Simulated {
    let simulated = Simulated::new(false);
    for number in 0..3 {
        put(&simulated, &format!("/f/p{number}"), "old", false).await;
    }
    simulated
}

/// Returns what is not in the store as it is wanted.
async fn wrong(simulated: &Simulated, manifest: &Manifest) -> BTreeSet<String> {
    let (after, given) = (stored(simulated, "/f").await, tags_below(simulated, "/f").await);
    let store = Ssm::nearby(&simulated.open());
    let mut wrong = BTreeSet::new();
    for Placed { parameter, .. } in &manifest.parameters {
        let name = parameter.name.to_string();
        let Some(stored) = after.get(&name) else {
            wrong.insert(name);
            continue;
        };
        let WantedValue::Known(value) = &parameter.value else { panic!("all are known") };
        let tagged = parameter.tags.missing_from(&given[&name]).is_empty();
        let labels: Vec<_> =
            parameter.labels.iter().map(|label| (&parameter.name, label)).collect();
        let labelled = store.labelled(&labels).await.unwrap();
        let at_it = labelled.values().filter(|version| **version == stored.version).count();
        if stored.value != *value || !tagged || at_it != labels.len() {
            wrong.insert(name);
        }
    }
    wrong
}

async fn try_script(seed_of: u64, endings: &mut BTreeMap<u8, usize>) {
    let mut random = fastrand::Rng::with_seed(seed_of);
    let (manifest, script) = (wanted_of(&mut random), script(&mut random));
    let simulated = filled().await;
    let store = store(&simulated, None, Some(&script));

    let ran = seed(&manifest, Asked::default(), &store).await;

    let after = stored(&simulated, "/f").await;
    for (name, stored) in &after {
        let before = i64::from(["/f/p0", "/f/p1", "/f/p2"].contains(&name.as_str()));
        assert!(stored.version <= before + 1, "{seed_of}: {name} is written twice by {script}");
    }
    let amiss = wrong(&simulated, &manifest).await;
    let code = ran.as_ref().map_or_else(SeedError::outcome, |ran| ran.outcome).code();
    *endings.entry(code).or_default() += 1;
    match ran {
        Err(error) => {
            let written = after.values().any(|stored| stored.value != Secret::new("old"));
            assert!(!written, "{seed_of}: {error}, and something is written by {script}");
        }
        Ok(ran) => {
            let said =
                ran.done.iter().filter(|(_, done)| !done.is_well()).map(|(name, _)| name.clone());
            let said: BTreeSet<String> = said.collect();
            assert!(amiss.is_subset(&said), "{seed_of}: {amiss:?}, {ran:?} by {script}");
            assert_eq!(said.is_empty(), ran.outcome == Outcome::Yes, "{seed_of}: {ran:?}");
        }
    }
    // Without failures the next run completes it.
    let again = seed(&manifest, Asked::default(), &Ssm::nearby(&simulated.open())).await.unwrap();
    assert_eq!(again.outcome, Outcome::Yes, "{seed_of}: {again:?} after {script}");
    assert_eq!(wrong(&simulated, &manifest).await, BTreeSet::new(), "{seed_of}");
}

/// Tries a part of the scripts: all of them together keep a processor busy for a minute.
async fn try_scripts(part: u64) {
    let mut endings = BTreeMap::new();
    for seed_of in (part * SCRIPTS)..((part + 1) * SCRIPTS) {
        try_script(seed_of, &mut endings).await;
    }
    // The scripts are neither too harmless nor too harmful to show anything.
    assert!(endings[&0] > 20 && endings[&1] > 20 && endings[&3] > 20, "{endings:?}");
}

#[tokio::test(start_paused = true)]
async fn whatever_fails_the_end_is_right_or_it_is_said_what_is_not_1() {
    try_scripts(0).await;
}

#[tokio::test(start_paused = true)]
async fn whatever_fails_the_end_is_right_or_it_is_said_what_is_not_2() {
    try_scripts(1).await;
}

#[tokio::test(start_paused = true)]
async fn whatever_fails_the_end_is_right_or_it_is_said_what_is_not_3() {
    try_scripts(2).await;
}

#[tokio::test(start_paused = true)]
async fn whatever_fails_the_end_is_right_or_it_is_said_what_is_not_4() {
    try_scripts(3).await;
}
