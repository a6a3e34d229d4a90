//! What a key of a file is: one that is known to be none of somebody's values, or one that may be anything.

use super::{FILE, Fields, PARAMETER, Shape};

/// What a part of a file is, as far as its shape tells.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Shape(&'static Shape),
    Fields(&'static Fields),
    /// What is below may be anything.
    Unknown,
}

impl Kind {
    /// A whole file.
    pub(crate) fn of_file() -> Self {
        Self::Shape(&FILE)
    }

    /// Returns what stands behind a key, and whether the key is known to be a name or a field and no value.
    pub(crate) fn behind(self, key: &str) -> (Self, bool) {
        match self {
            Self::Shape(Shape::Map(fields)) => Self::Fields(fields).behind(key),
            Self::Fields(fields) => match fields.get(key) {
                Some(field) => (Self::Shape(&field.shape), true),
                None => (Self::Unknown, false),
            },
            // What stands in place of a tag's key may be anything.
            Self::Shape(Shape::Names { shape, of, .. }) => {
                (Self::Shape(shape), !of.starts_with("keys"))
            }
            Self::Shape(Shape::Parameters) if key.ends_with('/') => (self, true),
            Self::Shape(Shape::Parameters) => (Self::Fields(&PARAMETER), true),
            Self::Shape(Shape::Either { shapes, .. }) => {
                let map = shapes.iter().find(|shape| matches!(shape, Shape::Map(_)));
                map.map_or((Self::Unknown, false), |map| Self::Shape(map).behind(key))
            }
            Self::Shape(Shape::Text(_) | Shape::List(_) | Shape::Maps(_) | Shape::Anything)
            | Self::Unknown => (Self::Unknown, false),
        }
    }

    /// Returns what an item of a list is.
    pub(crate) const fn item(self) -> Self {
        match self {
            Self::Shape(Shape::Maps(fields)) => Self::Fields(fields),
            _ => Self::Unknown,
        }
    }
}
