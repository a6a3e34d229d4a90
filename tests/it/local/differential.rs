//! The outside judge: whatever is done, our store and moto show the same, but for what moto is known to do otherwise.
//!
//! `PROPTEST_RNG_SEED` runs the steps of a seed again.

mod differences;
mod gaps;
mod model;
mod normal;
mod reading;
mod side;
mod steps;
mod wrong;

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};

use proptest::test_runner::TestCaseError;
use serde_json::json;

use self::differences::Difference;
use self::model::{Model, Request};
use self::side::{Outcome, Side};
use self::steps::Step;
use crate::local::property::holds;
use crate::local::server::Local;
use crate::peers::{Moto, moto};

/// A few thousand steps, in stores of which each sees enough of them.
const STORES: u32 = 24;
const STEPS: usize = 200;

#[test]
fn the_same_steps_leave_the_same_state_as_in_moto() {
    let Some(moto) = moto() else { return };
    let local = Local::ephemeral(&[]);
    let stores = Stores { moto, local: &local, number: AtomicU32::new(0) };

    holds(STORES, &steps::steps(STEPS), |steps| stores.compare(&steps));
}

#[test]
fn a_hundred_versions_are_kept_as_in_moto() {
    let Some(moto) = moto() else { return };
    let local = Local::ephemeral(&[]);
    let (moto, ours) = (Side::of_moto(moto), Side::of_ours(&local, "eu-north-1"));
    let mut asked = String::new();
    let mut ask = |operation, arguments| {
        let request = Request::new(operation, arguments);
        both(&request, &moto, &ours, &mut asked).unwrap_or_else(|error| panic!("{error}"))
    };
    let put = |value: usize| json!({"Name": "/d", "Value": value.to_string(), "Type": "String", "Overwrite": true});
    let first = json!({"Name": "/d", "ParameterVersion": 1, "Labels": ["first"]});
    let refused = |code: &str| Outcome::Refused(code.to_owned());

    for value in 1..=100 {
        ask("PutParameter", put(value));
    }
    ask("LabelParameterVersion", first.clone());
    assert_eq!(ask("PutParameter", put(101)), refused("ParameterMaxVersionLimitExceeded"));
    ask("UnlabelParameterVersion", first);
    assert!(ask("PutParameter", put(101)).done().is_some());
    ask("GetParameterHistory", json!({"Name": "/d"}));
    assert_eq!(ask("GetParameter", json!({"Name": "/d:1"})), refused("ParameterVersionNotFound"));
    assert!(ask("GetParameter", json!({"Name": "/d:2"})).done().is_some());
}

#[test]
fn every_known_difference_is_still_there() {
    let Some(moto) = moto() else { return };
    let local = Local::ephemeral(&[]);
    for (number, difference) in Difference::ALL.into_iter().enumerate() {
        let shown = difference.shown();
        let ours = Side::of_ours(&local, &format!("eu-west-{number}"));

        assert_eq!(shown.seen(&Side::of_moto(moto)), shown.moto, "moto: {}", shown.reason);
        let seen = shown.seen(&ours);
        match difference {
            Difference::EncryptsNothing => assert!(!seen.to_string().contains("plain"), "{seen}"),
            _ => assert_eq!(seen, shown.ours, "ours: {}", shown.reason),
        }
    }
}

#[test]
fn what_moto_does_not_refuse_is_refused_by_ours() {
    let Some(moto) = moto() else { return };
    let local = Local::ephemeral(&[]);
    let mut wrong = Vec::new();
    for (number, shown) in gaps::gaps().into_iter().enumerate() {
        let ours = Side::of_ours(&local, &format!("eu-west-{number}"));
        let seen = [shown.seen(&Side::of_moto(moto)), shown.seen(&ours)];
        if seen != [shown.moto, shown.ours] {
            wrong.push(format!("{}: {seen:?}\n", shown.reason));
        }
    }
    assert!(wrong.is_empty(), "moto and ours:\n{}", wrong.concat());
}

/// Where the steps are taken: each time in a new store on either side.
struct Stores<'a> {
    moto: &'a Moto,
    local: &'a Local,
    number: AtomicU32,
}

impl Stores<'_> {
    fn compare(&self, steps: &[Step]) -> Result<(), TestCaseError> {
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let moto = Side::of_moto(self.moto);
        let ours = Side::of_ours(self.local, &format!("eu-north-{number}"));
        let mut model = Model::default();
        let mut asked = String::new();
        for step in steps {
            let request = model.request(step);
            if let Some(done) = both(&request, &moto, &ours, &mut asked)?.done() {
                model.take_over(&request, done);
            }
        }
        for request in model.everything() {
            both(&request, &moto, &ours, &mut asked)?;
        }
        Ok(())
    }
}

/// Asks both stores, and returns what both answered; `asked` is what they were asked before.
fn both(
    request: &Request,
    moto: &Side,
    ours: &Side,
    asked: &mut String,
) -> Result<Outcome, TestCaseError> {
    let Request { operation, arguments, apart } = request;
    writeln!(asked, "  {operation} {arguments}").expect("a text takes everything");
    let outcome = ours.ask(operation, arguments);
    let for_moto = match apart {
        Some(difference) => difference.for_moto(arguments),
        None => Some(arguments.clone()),
    };
    let expected = match for_moto {
        Some(arguments) => moto.ask(operation, &arguments),
        None => Outcome::Refused("ParameterNotFound".to_owned()),
    };
    let (expected, answered) = normal::comparable(request, expected, outcome.clone());
    if expected == answered {
        return Ok(outcome);
    }
    Err(TestCaseError::fail(format!("\n{asked} moto {expected:?}\n ours {answered:?}")))
}
