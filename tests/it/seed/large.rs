//! A thousand parameters: all stored, cheap to look at again, in little memory.

use std::fmt::Write as _;

use super::store::values;
use super::{machine, seed};
use crate::peers::moto;

const MEBIBYTE: u64 = 1024 * 1024;

#[test]
fn a_thousand_parameters_are_seeded_and_looked_at_again_in_little_memory() {
    let Some(moto) = moto() else { return };
    let mut manifest = "version: 1\npath: /it-large\nparameters:\n".to_owned();
    for number in 0..1000 {
        writeln!(manifest, "  group-{}/p{number:04}: value {number} of a thousand", number / 100)
            .unwrap();
    }

    let relay = moto.relay(|_| None);
    let first = seed(&machine(&relay), &manifest, &["--yes"]);
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    assert_eq!((relay.calls("GetParameters"), relay.calls("PutParameter")), (100, 1000));

    let relay = moto.relay(|_| None);
    let second = seed(&machine(&relay), &manifest, &[]);
    assert_eq!(second.code, Some(0), "{}", second.stderr);
    assert_eq!((relay.calls("GetParameters"), relay.calls("PutParameter")), (100, 0));

    assert_eq!(values(moto, "/it-large").len(), 1000);
    for (run, said) in [("first", &first), ("second", &second)] {
        let peak = said.peak_memory / MEBIBYTE;
        assert!(peak < 64, "{run}: {peak} MiB");
    }
}
