//! What is to be checked: whole areas, or checks by their ids.

use std::str::FromStr;

use super::catalog::CheckId;
use crate::nearest::nearest;

/// An area or a check, as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Area(&'static str),
    Check(CheckId),
}

impl What {
    fn includes(self, id: CheckId) -> bool {
        match self {
            Self::Area(area) => id.area() == area,
            Self::Check(check) => id == check,
        }
    }
}

/// The checks that are to be made.
#[derive(Debug, Clone)]
pub(crate) struct Wanted(Vec<What>);

impl Wanted {
    /// Nothing typed means everything.
    pub(crate) fn new(typed: &[What]) -> Self {
        Self(typed.to_vec())
    }

    /// Adds an area; who wants everything has it already.
    pub(crate) fn with_area(mut self, area: &'static str) -> Self {
        if !self.0.is_empty() {
            self.0.push(What::Area(area));
        }
        self
    }

    pub(crate) fn includes(&self, id: CheckId) -> bool {
        self.0.is_empty() || self.0.iter().any(|what| what.includes(id))
    }

    pub(crate) fn includes_any(&self, ids: &[CheckId]) -> bool {
        ids.iter().any(|id| self.includes(*id))
    }

    /// Tells whether anything of an area is wanted.
    pub(crate) fn touches(&self, area: &str) -> bool {
        CheckId::ALL.into_iter().any(|id| id.area() == area && self.includes(id))
    }
}

impl FromStr for What {
    type Err = UnknownWhat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let area = CheckId::ALL.into_iter().map(CheckId::area).find(|area| *area == text);
        let check = CheckId::ALL.into_iter().find(|id| id.as_str() == text);
        match (area, check) {
            (Some(area), _) => Ok(Self::Area(area)),
            (None, Some(id)) => Ok(Self::Check(id)),
            (None, None) => Err(UnknownWhat { nearest: nearest(text, names()) }),
        }
    }
}

/// A word that is neither an area nor a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no area and no check has this name; {}", .nearest.map_or_else(areas, |name| format!("the nearest is `{name}`")))]
pub(crate) struct UnknownWhat {
    nearest: Option<&'static str>,
}

/// Says what there is, where nothing of it is near.
fn areas() -> String {
    let mut areas: Vec<&str> = CheckId::ALL.into_iter().map(CheckId::area).collect();
    areas.dedup();
    format!("the areas are {}", areas.join(", "))
}

fn names() -> impl Iterator<Item = &'static str> {
    CheckId::ALL.into_iter().flat_map(|id| [id.area(), id.as_str()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_and_checks_are_known_by_their_names() {
        for id in CheckId::ALL {
            assert_eq!(id.as_str().parse(), Ok(What::Check(id)));
            assert_eq!(id.area().parse(), Ok(What::Area(id.area())));
        }
    }

    #[test]
    fn a_word_that_is_neither_brings_the_nearest() {
        for (text, nearest) in [
            ("awss", "aws"),
            ("DOCKER", "docker"),
            ("aws.regoin", "aws.region"),
            ("cloud9.credential", "cloud9.credentials"),
            ("rust.tool", "rust.toolchain"),
        ]
        .map(|(text, nearest)| (text, Some(nearest)))
        .into_iter()
        .chain([("nonsense", None), ("", None), ("kubernetes", None)])
        {
            assert_eq!(text.parse::<What>(), Err(UnknownWhat { nearest }), "{text}");
        }
    }

    #[test]
    fn where_nothing_is_near_the_areas_are_named() {
        let error = "nonsense".parse::<What>().unwrap_err();

        insta::assert_snapshot!(error, @"no area and no check has this name; the areas are machine, rust, sam, docker, aws");
    }

    #[test]
    fn nothing_typed_is_everything() {
        let wanted = |typed: &[What]| Wanted::new(typed);

        assert!(CheckId::ALL.into_iter().all(|id| wanted(&[]).includes(id)));
        assert!(wanted(&[What::Area("aws")]).includes(CheckId::Cloud9Credentials));
        assert!(!wanted(&[What::Area("aws")]).touches("docker"));
        assert!(wanted(&[]).with_area("aws").touches("docker"));
        let more = wanted(&[What::Check(CheckId::Cloud9Credentials)]).with_area("aws");
        assert!(more.includes(CheckId::AwsProfile) && !more.touches("docker"));
        assert!(wanted(&[What::Check(CheckId::AwsRegion)]).touches("aws"));
        assert!(!wanted(&[What::Check(CheckId::AwsRegion)]).includes(CheckId::AwsProfile));
    }
}
