//! The shape of a manifest as a table: which fields there are, and what each holds. What is checked and what the JSON
//! Schema says both come from here, so that they cannot disagree.

mod check;
mod kind;
mod table;

pub(crate) use check::check;
pub(crate) use kind::Kind;
pub(crate) use table::{FILE, PARAMETER};

/// What a part of a manifest holds.
#[derive(Debug)]
pub(crate) enum Shape {
    /// A text, a number or a boolean. Variables may stand in it.
    Text(Words),
    /// A list of such texts, called this.
    List(&'static str),
    /// A map with these fields.
    Map(&'static Fields),
    /// A map with free keys.
    Names {
        /// From what to what: `keys to values`.
        of: &'static str,
        /// What a key is like, as a regular expression; nothing where it may be anything.
        like: Option<&'static str>,
        shape: &'static Self,
        /// Whether a value may be taken away by `null`.
        removable: bool,
    },
    /// A list of maps with these fields.
    Maps(&'static Fields),
    /// Parameters by name, and sub-trees of them behind keys that end in `/`.
    Parameters,
    /// A text or a list or a map, said in words.
    Either { is: &'static str, shapes: &'static [Self] },
    /// Whatever JSON holds.
    Anything,
}

/// Which texts make sense, for those who complete them; the decoder has the last word.
#[derive(Debug)]
pub(crate) enum Words {
    Any,
    Whole,
    Boolean,
    Of(&'static [&'static str]),
    Only(&'static str),
    Like(&'static str),
}

/// The fields that a map may have.
#[derive(Debug)]
pub(crate) struct Fields {
    /// What the map is: `a parameter`.
    pub(crate) what: &'static str,
    pub(crate) all: &'static [Field],
    /// Whether exactly one of them is said.
    pub(crate) is_choice: bool,
}

/// A field of a map.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// What it is for.
    pub(crate) about: &'static str,
    pub(crate) shape: Shape,
    /// Whether `null` may stand for it.
    pub(crate) removable: bool,
    /// Whether it has to be there.
    pub(crate) required: bool,
}

impl Fields {
    const fn of(what: &'static str, all: &'static [Field]) -> Self {
        Self { what, all, is_choice: false }
    }

    const fn choice(what: &'static str, all: &'static [Field]) -> Self {
        Self { what, all, is_choice: true }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'static Field> {
        self.all.iter().find(|field| field.name == name)
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.all.iter().map(|field| field.name).collect()
    }
}

impl Field {
    const fn new(name: &'static str, shape: Shape, about: &'static str) -> Self {
        Self { name, about, shape, removable: false, required: false }
    }

    /// A field that may be inherited, and taken away again by `null`.
    const fn inherited(name: &'static str, shape: Shape, about: &'static str) -> Self {
        Self { removable: true, ..Self::new(name, shape, about) }
    }

    const fn required(name: &'static str, shape: Shape, about: &'static str) -> Self {
        Self { required: true, ..Self::new(name, shape, about) }
    }
}
