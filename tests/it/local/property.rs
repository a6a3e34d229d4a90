//! Properties: what holds for whatever is made up, and the seed to make the same up again.

use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};

/// Tries a property on so many made-up values. A failure is made smaller, and says the seed: `PROPTEST_RNG_SEED`.
#[track_caller]
pub(crate) fn holds<Values: Strategy<Value: Debug>>(
    cases: u32,
    values: &Values,
    property: impl Fn(Values::Value) -> Result<(), TestCaseError>,
) {
    let seed = seed();
    let config = Config {
        cases,
        max_shrink_time: 20_000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(seed),
        ..Config::default()
    };
    match TestRunner::new(config).run(values, property) {
        Ok(()) => {}
        // The reason says enough of the value.
        Err(TestError::Fail(reason, _)) => panic!("PROPTEST_RNG_SEED={seed}: {reason}"),
        Err(abort) => panic!("PROPTEST_RNG_SEED={seed}: {abort}"),
    }
}

/// The seed that was asked for, or any.
fn seed() -> u64 {
    let asked = std::env::var("PROPTEST_RNG_SEED").ok();
    asked.and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..))
}
