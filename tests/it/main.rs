//! Tests of the program as a whole: the real binary, real peers, and loopback servers that speak the real protocols.
//!
//! They look into `/proc`, drop privileges with `setpriv` and run Linux programs: elsewhere the library's own tests run.

#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_methods, reason = "tests start programs and read the environment")]
#![expect(clippy::unwrap_used, reason = "what fails in a test is a failed test")]

mod fixtures;
mod loopback;
mod peers;
mod sandbox;

mod canary;
mod check;
mod credentials;
mod engines;
mod export;
mod local;
mod new;
mod readme;
mod scaffold;
mod seed;
mod whoami;
