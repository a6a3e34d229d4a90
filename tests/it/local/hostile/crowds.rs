//! Crowds: thousands of connections, at once and one after the other.

use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::assert_well;
use crate::local::server::Local;
use crate::local::wire::connect;

#[test]
fn thousands_of_connections_that_say_nothing_pass_by() {
    let server = Local::ephemeral(&[]);

    for _ in 0..3000 {
        drop(connect(server.host()).unwrap());
    }
    // More than are served at once.
    let silent: Vec<TcpStream> = (0..300).map_while(|_| connect(server.host()).ok()).collect();

    assert_eq!(silent.len(), 300);
    assert_well(&server);
    drop(silent);
}

#[test]
fn everybody_in_a_crowd_is_answered() {
    let server = Local::ephemeral(&[]);
    let answered = AtomicUsize::new(0);

    thread::scope(|scope| {
        for caller in 0..100 {
            let (server, answered) = (&server, &answered);
            scope.spawn(move || {
                let client = server.client();
                for number in 0..10 {
                    client.put(&format!("/crowd/{caller}/{number}"), "x");
                    answered.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });

    assert_eq!(answered.into_inner(), 1000);
    assert_well(&server);
}
