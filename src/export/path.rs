//! The path whose parameters are exported.

use std::fmt;
use std::str::FromStr;

use crate::parameter::name::{ParameterName, ParameterNameError};

/// A place in the hierarchy: the root, or a name below which there may be others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ExportPath {
    Root,
    Below(ParameterName),
}

impl ExportPath {
    /// Returns how a manifest names a parameter that is here; at the root, as the store does.
    pub(super) fn relative<'a>(&self, name: &'a ParameterName) -> &'a str {
        match self {
            Self::Root => name.as_str(),
            Self::Below(path) => {
                let below = name.identity().strip_prefix(path.identity());
                below.and_then(|rest| rest.strip_prefix('/')).unwrap_or(name.as_str())
            }
        }
    }

    /// Returns the parameter that may have the path for its name.
    pub(super) const fn name(&self) -> Option<&ParameterName> {
        match self {
            Self::Root => None,
            Self::Below(name) => Some(name),
        }
    }
}

impl FromStr for ExportPath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if !text.starts_with('/') {
            return Err(PathError::NoSlash);
        }
        match text.strip_suffix('/').unwrap_or(text) {
            "" => Ok(Self::Root),
            path => Ok(Self::Below(path.parse()?)),
        }
    }
}

impl fmt::Display for ExportPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => formatter.write_str("/"),
            Self::Below(path) => path.fmt(formatter),
        }
    }
}

/// Why a text is no path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PathError {
    #[error("a path begins with `/`")]
    NoSlash,
    #[error(transparent)]
    Name(#[from] ParameterNameError),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> Result<ExportPath, PathError> {
        text.parse()
    }

    fn name(text: &str) -> ParameterName {
        text.parse().unwrap()
    }

    #[test]
    fn a_path_begins_with_a_slash_and_may_end_with_one() {
        assert_eq!(path("/"), Ok(ExportPath::Root));
        assert_eq!(path("/a/b"), Ok(ExportPath::Below(name("/a/b"))));
        assert_eq!(path("/a/b/"), path("/a/b"));
        assert_eq!(path("a/b"), Err(PathError::NoSlash));
        assert_eq!(path(""), Err(PathError::NoSlash));
        for text in ["//", "/a//b", "/a b", "/aws/service", "/ssm"] {
            assert!(matches!(path(text), Err(PathError::Name(_))), "{text}");
        }
    }

    #[test]
    fn names_are_relative_to_a_path_and_absolute_at_the_root() {
        let below = path("/a").unwrap();

        assert_eq!(below.relative(&name("/a/b/c")), "b/c");
        assert_eq!(below.relative(&name("/ab/c")), "/ab/c");
        assert_eq!(ExportPath::Root.relative(&name("/a/b")), "/a/b");
        assert_eq!(ExportPath::Root.relative(&name("top")), "top");
    }
}
