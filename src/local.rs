//! A Parameter Store of one's own.

#![cfg_attr(not(test), expect(dead_code, reason = "nothing serves the engine yet"))]

pub(crate) mod engine;
