//! A fault of ours, or of a library: contained, told by its place, and never by its text, which may hold anything.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, PoisonError};

/// A panic, and where it was.
#[derive(Debug, thiserror::Error)]
#[error("a fault of ours, at {place}")]
pub(crate) struct Fault {
    place: String,
}

/// Does some work; a panic in it becomes a [`Fault`].
pub(crate) fn contained<T>(work: impl FnOnce() -> T) -> Result<T, Fault> {
    let place = Arc::new(Mutex::new("a place that is not known".to_owned()));
    let seen = Arc::clone(&place);
    panic::set_hook(Box::new(move |panic| {
        if let Some(location) = panic.location() {
            // The folder would be that of the machine on which this was built.
            let file = location.file().rsplit(['/', '\\']).take(3).collect::<Vec<_>>();
            let file = file.into_iter().rev().collect::<Vec<_>>().join("/");
            *seen.lock().unwrap_or_else(PoisonError::into_inner) =
                format!("{file}:{}", location.line());
        }
    }));
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    drop(panic::take_hook());
    result.map_err(|_payload| Fault {
        place: place.lock().unwrap_or_else(PoisonError::into_inner).clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_by_its_place_and_not_by_its_text() {
        let fault = contained(|| panic!("canary")).unwrap_err();

        assert!(fault.to_string().starts_with("a fault of ours, at"), "{fault}");
        assert!(fault.to_string().contains("src/fault.rs:"), "{fault}");
        assert!(!format!("{fault:?}").contains("canary"));
    }
}
