//! A thousand scripts of failures: all is right in the end, or it is said what is not.

mod judge;
mod meddler;
mod script;
mod seen;
mod world;

use super::*;
use crate::seed::plan::Action;
use crate::seed::report::results_of;
use judge::{still_wrong, unnamed, wrong};
use meddler::{Deed, Meddling, deeds, meddle, meddlings};
use seen::{Everything, everything};
use world::World;

/// So many scripts are tried in each of four parts.
const SCRIPTS: u64 = 250;

/// Longer than anything takes that comes later.
const LATER: Duration = Duration::from_secs(3);

/// What came of a plan, step by step, and what was said of it.
struct Applied {
    plan: Plan,
    done: Vec<Done>,
    said: String,
}

impl Applied {
    async fn of(plan: Plan, store: &Ssm) -> Self {
        let (_sender, mut listener) = Listener::deaf();
        let mut terminal = Terminal::stdio(ColorChoice::Never, &Environment::of(&[]));
        let done = apply::apply(&plan, store, &mut listener, &mut terminal).await;
        Self { said: results_of(&plan, &done), plan, done }
    }

    fn steps(&self) -> impl Iterator<Item = (&str, &Action, &Done)> {
        let steps = self.plan.steps.iter().zip(&self.done);
        steps.map(|(step, done)| (step.name.as_str(), &step.action, done))
    }

    /// Returns the names of what is said not to be as it should be.
    fn not_well(&self) -> BTreeSet<String> {
        let not_well = self.steps().filter(|(_, _, done)| !done.is_well());
        not_well.map(|(name, ..)| name.to_owned()).collect()
    }
}

async fn try_script(seed_of: u64, tally: &mut Tally) {
    // The pauses between two tries are random, too.
    fastrand::seed(seed_of);
    let mut random = fastrand::Rng::with_seed(seed_of);
    let world = World::new(&mut random);
    let mut meddlings = meddlings(&world, &mut random);
    let script = script::script(&mut random, meddlings.is_empty());
    let store = store(&world.simulated, None, Some(&script));

    let code = match plan(&world.manifest, world.asked, &store).await {
        Err(error) => {
            let after = everything(&world.simulated);
            assert!(
                after == world.before,
                "{seed_of}: {error}, and something is written by {script}"
            );
            meddlings.clear();
            error.outcome().code()
        }
        Ok(plan) => {
            let meddling = meddle(&mut meddlings, &world.simulated);
            let (applied, ()) = tokio::join!(Applied::of(plan, &store), meddling);
            tokio::time::sleep(LATER).await;
            let after = everything(&world.simulated);
            let case =
                format!("{seed_of}: {:?} {meddlings:?} by {script}\n{}", world.asked, applied.said);
            tally.count(&applied);
            check(&world, &applied, &after, &meddlings, &case);
            outcome(&applied.done, false).code()
        }
    };
    *tally.endings.entry(code).or_default() += 1;
    complete(&world, &meddlings, &format!("{seed_of}: {script}")).await;
}

/// Never both wrong and silent.
fn check(world: &World, applied: &Applied, after: &Everything, meddlings: &[Meddling], case: &str) {
    let (amiss, not_well) = (wrong(world, after, meddlings), applied.not_well());
    assert!(amiss.is_subset(&not_well), "{amiss:?}, {case}");
    assert!(not_well.iter().all(|name| applied.said.contains(&format!(" {name}"))), "{case}");
    assert_eq!(not_well.is_empty(), outcome(&applied.done, false) == Outcome::Yes, "{case}");
    check_writes(world, applied, after, meddlings, case);
    check_deletions(world, applied, after, meddlings, case);
}

/// Nothing is written twice, and what is said to be written was.
fn check_writes(
    world: &World,
    applied: &Applied,
    after: &Everything,
    meddlings: &[Meddling],
    case: &str,
) {
    for (name, action, done) in applied.steps() {
        let Some(after) = after.get(name) else { continue };
        let (deeds, before) = (deeds(meddlings, name), world.before.get(name));
        if deeds.is_empty() && !matches!(action, Action::Write(_)) {
            let most = before.map_or(0, seen::Seen::version) + 1;
            assert!(after.version() <= most, "{name} is written twice, {case}");
        }
        let (Done::Created(version) | Done::Updated(Some(version)) | Done::Replaced(version)) =
            done
        else {
            continue;
        };
        let is_another = deeds.contains(&Deed::Delete) || deeds.contains(&Deed::MakeAnew);
        let wanted = wanted_of(world, name).filter(|wanted| !wanted.ignores_value && !is_another);
        if let Some(WantedValue::Known(value)) = wanted.map(|wanted| &wanted.value) {
            let written = after.value_of(*version);
            assert_eq!(written, Some(value.expose_secret()), "{name} {version}, {case}");
        }
    }
}

fn wanted_of<'a>(world: &'a World, name: &str) -> Option<&'a Parameter> {
    world.named().find(|wanted| wanted.name.as_str() == name)
}

/// Nothing is deleted but what may be, and of what nobody names nothing unless all else went well.
fn check_deletions(
    world: &World,
    applied: &Applied,
    after: &Everything,
    meddlings: &[Meddling],
    case: &str,
) {
    let is_deletion = |action: &Action| matches!(action, Action::Delete(_));
    let all_else_is_well =
        applied.steps().all(|(_, action, done)| is_deletion(action) || done.is_well());
    for name in unnamed(world).filter(|name| !after.contains_key(*name)) {
        let deeds = deeds(meddlings, name);
        let ours = world.may_go(name) && all_else_is_well;
        // What else others did to it means that it is not what was agreed to.
        let alone = deeds.iter().all(|deed| matches!(deed, Deed::Tag | Deed::Label));
        assert!(deeds.contains(&Deed::Delete) || ours && alone, "{name} is deleted, {case}");
    }
    for (name, action, _) in applied.steps().filter(|(_, action, _)| !is_deletion(action)) {
        let may_go = match action {
            Action::Replace(_) => true,
            Action::Update(update) => update.otherwise.is_some(),
            _ => false,
        };
        // What the manifest does not say of it, the tag does.
        let is_tagged =
            || world.before.get(name).is_some_and(|it| it.tags.contains_key("bootstrap:protect"));
        let is_protected = wanted_of(world, name)
            .is_some_and(|wanted| wanted.protect.unwrap_or_else(|| may_go && is_tagged()));
        let is_agreed = world.asked.intent.replaces && !is_protected;
        assert!(!may_go || is_agreed, "{name}, {case}");
        let is_gone = world.before.contains_key(name) && !after.contains_key(name);
        let deeds = deeds(meddlings, name);
        assert!(!is_gone || may_go || deeds.contains(&Deed::Delete), "{name} is gone, {case}");
    }
}

/// Without failures the next run completes it, but for what cannot be done.
async fn complete(world: &World, meddlings: &[Meddling], case: &str) {
    let open = Ssm::nearby(&world.simulated.open());
    let plan = plan(&world.manifest, world.asked, &open).await.unwrap();
    let applied = Applied::of(plan, &open).await;

    let is_refused = |action: &Action| matches!(action, Action::Refuse(_));
    let one_is_refused = applied.steps().any(|(_, action, _)| is_refused(action));
    for (name, action, done) in applied.steps().filter(|(_, _, done)| !done.is_well()) {
        // What is tried without a look may be what cannot be done.
        let cannot = is_refused(action) || matches!(action, Action::Write(_));
        let waits = matches!(action, Action::Delete(_)) && one_is_refused;
        assert!(cannot || waits, "{name} {done:?}, {case}\n{}", applied.said);
    }
    let amiss = still_wrong(world, &everything(&world.simulated), meddlings);
    assert!(amiss.is_subset(&applied.not_well()), "{amiss:?}, {case}\n{}", applied.said);
}

/// How the scripts end, and how often each thing comes of a step.
#[derive(Debug, Default)]
struct Tally {
    endings: BTreeMap<u8, usize>,
    done: BTreeMap<String, usize>,
}

impl Tally {
    fn count(&mut self, applied: &Applied) {
        for (_, _, done) in applied.steps() {
            let word = format!("{done:?}").split('(').next().unwrap_or_default().to_owned();
            *self.done.entry(word).or_default() += 1;
        }
    }

    /// The scripts are neither too harmless nor too harmful to show anything.
    fn check(&self) {
        let ends = |code| self.endings.get(&code).copied().unwrap_or_default();
        assert!(ends(0) > 20 && ends(1) > 20 && ends(3) > 20, "{self:?}");
        let all = "Created Updated Replaced Written Deleted Kept Unchanged Conflict Unknown Failed NotTried";
        for word in all.split(' ') {
            assert!(self.done.get(word).is_some_and(|count| *count > 3), "{word}: {self:?}");
        }
    }
}

/// Tries a part of the scripts: all of them together keep a processor busy for half a minute.
async fn try_scripts(part: u64) {
    let mut tally = Tally::default();
    for seed_of in (part * SCRIPTS)..((part + 1) * SCRIPTS) {
        try_script(seed_of, &mut tally).await;
    }
    tally.check();
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
