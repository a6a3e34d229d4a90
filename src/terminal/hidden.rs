//! A terminal that does not show what is typed, until somebody has typed it or nobody waits for it any more.

use std::io;

/// Takes the echo away for as long as it lives.
pub(super) struct Hidden(#[cfg(unix)] rustix::termios::Termios);

#[cfg(unix)]
impl Hidden {
    #[expect(clippy::disallowed_methods, reason = "this room belongs to the one that may")]
    pub(super) fn start() -> io::Result<Self> {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

        let before = tcgetattr(io::stdin())?;
        let mut hidden = before.clone();
        hidden.local_modes -= LocalModes::ECHO | LocalModes::ECHONL;
        // What was typed before the question is no answer to it.
        tcsetattr(io::stdin(), OptionalActions::Flush, &hidden)?;
        Ok(Self(before))
    }
}

#[cfg(unix)]
impl Drop for Hidden {
    #[expect(clippy::disallowed_methods, reason = "this room belongs to the one that may")]
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};

        // A terminal that is gone echoes nothing.
        tcsetattr(io::stdin(), OptionalActions::Now, &self.0).unwrap_or_default();
    }
}

#[cfg(not(unix))]
impl Hidden {
    pub(super) fn start() -> io::Result<Self> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "not on this operating system"))
    }
}
