//! `bootstrap local`: the real program on loopback, asked by those who will use it, and by those who mean it harm.

mod checking;
mod clients;
mod differential;
mod faults;
mod hostile;
pub(crate) mod keeping;
mod large;
mod leaving;
mod listening;
mod losing;
pub(crate) mod property;
mod racing;
mod running;
pub(crate) mod server;
mod sharing;
mod throttling;
pub(crate) mod wire;
