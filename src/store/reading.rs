//! How far a store is with what it reads, for whoever waits for it.

use std::cell::Cell;
use std::fmt;

/// What is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Values,
    Descriptions,
    Tags,
    Labels,
    /// What is under a path; nobody knows before how much that is.
    Path,
    /// Who has changed what differs.
    Changes,
}

/// How much is read so far, and of how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    pub(crate) what: What,
    pub(crate) done: usize,
    pub(crate) all: Option<usize>,
}

/// Where a store notes it.
#[derive(Debug, Default)]
pub(super) struct Tally(Cell<Option<Reading>>);

impl Tally {
    pub(super) fn begins(&self, what: What, all: Option<usize>) {
        self.0.set(Some(Reading { what, done: 0, all }));
    }

    pub(super) fn adds(&self, more: usize) {
        let added = |reading: Reading| Reading { done: reading.done + more, ..reading };
        self.0.set(self.0.get().map(added));
    }

    pub(super) const fn get(&self) -> Option<Reading> {
        self.0.get()
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            What::Values => "the values",
            What::Descriptions => "the descriptions",
            What::Tags => "the tags",
            What::Labels => "the labels",
            What::Path => "what is under the path",
            What::Changes => "who has changed what differs",
        };
        match self.all {
            Some(all) => write!(formatter, "reading {what}: {} of {all}", self.done),
            None => write!(formatter, "reading {what}: {} so far", self.done),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_is_read_how_much_of_it_and_of_how_much() {
        let tally = Tally::default();
        tally.adds(1);
        assert_eq!(tally.get(), None);

        tally.begins(What::Values, Some(1000));
        tally.adds(300);
        tally.adds(40);
        assert_eq!(tally.get().unwrap().to_string(), "reading the values: 340 of 1000");

        tally.begins(What::Path, None);
        tally.adds(10);
        assert_eq!(tally.get().unwrap().to_string(), "reading what is under the path: 10 so far");
    }
}
