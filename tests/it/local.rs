//! `bootstrap local`: the real program on loopback, asked by those who will use it, and by those who mean it harm.

mod checking;
mod differential;
mod hostile;
mod keeping;
mod listening;
mod losing;
mod property;
mod running;
mod server;
mod wire;
