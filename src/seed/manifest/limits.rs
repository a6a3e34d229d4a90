//! Limits against files that are made to hurt: of what may become large although no single part of it is.

use super::place::Diagnostic;

/// After how many problems of one kind no more are kept: nobody is told so many one by one.
pub(crate) const MOST_PROBLEMS: usize = 10_000;

/// No manifest has more parameters than this: as many as an account holds in a Region, in all tiers.
pub(crate) const MOST_PARAMETERS: usize = 110_000;

/// What all parameters inherit together does not become larger than this, in bytes: ten thousand parameters with all
/// the tags that they may have.
pub(crate) const MOST_INHERITED: usize = 128 * 1024 * 1024;

/// What a tag takes beside its texts, in bytes: it stands in the layers, and in the parameter.
pub(crate) const BESIDE_A_TAG: usize = 128;

/// Adds problems to others, unless there are enough of them.
pub(crate) fn keep(problems: &mut Vec<Diagnostic>, more: impl IntoIterator<Item = Diagnostic>) {
    let room = MOST_PROBLEMS.saturating_sub(problems.len());
    problems.extend(more.into_iter().take(room));
}
