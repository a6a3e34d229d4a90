//! Tests of the program as a whole: the real binary, real peers, and loopback servers that speak the real protocols.

#![expect(clippy::disallowed_methods, reason = "tests start programs and read the environment")]

mod fixtures;
mod loopback;
mod peers;
mod sandbox;

mod canary;
mod check;
mod credentials;
mod new;
mod scaffold;
mod seed;
