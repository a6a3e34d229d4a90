//! How a request names a parameter: by its name, by an ARN, with or without a version or a label.

use std::fmt;

use crate::parameter::name::{ParameterName, ParameterNameError};
use crate::parameter::selector::Selector;

use super::record::{Record, Revision};
use super::records::Records;
use super::refusal::Refusal;
use super::request;
use super::site::Site;

/// Reads the name of a parameter that may have to be made.
pub(super) fn to_write(site: &Site, text: &str) -> Result<ParameterName, Refusal> {
    let text = plain("Name", text)?;
    let name: ParameterName = text.parse().map_err(|error| match error {
        ParameterNameError::TooDeep(_) => {
            Refusal::new("HierarchyLevelLimitExceededException", error)
        }
        // Assumed: only what is under `/aws` is denied, as if it were there.
        ParameterNameError::Reserved(_) if begins_with_aws(text) => {
            Refusal::new("AccessDeniedException", error)
        }
        error => Refusal::validation(error),
    })?;
    match name.excess(site.partition(), site.region()) {
        None => Ok(name),
        Some(excess) => Err(Refusal::validation(ParameterNameError::TooLong(excess))),
    }
}

/// Reads the name of a parameter that has to be there; nothing when no parameter of ours can have it.
pub(super) fn to_find(text: &str) -> Result<Option<ParameterName>, Refusal> {
    match plain("Name", text)?.parse() {
        Ok(name) => Ok(Some(name)),
        // Assumed: AWS's own parameters may be asked for. There are none here.
        Err(ParameterNameError::Reserved(_)) => Ok(None),
        Err(error) => Err(Refusal::validation(error)),
    }
}

/// The service removes spaces at the ends.
fn plain<'a>(member: &str, text: &'a str) -> Result<&'a str, Refusal> {
    Ok(request::text(member, text, 1..=2048)?.trim())
}

fn begins_with_aws(name: &str) -> bool {
    name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("/aws"))
}

/// A version that was asked for, and how.
pub(super) struct Chosen<'a> {
    pub(super) record: &'a Record,
    pub(super) revision: &'a Revision,
    pub(super) selector: Option<Selector>,
}

/// Finds the version that a name or an ARN means, with its selector.
pub(super) fn choose<'a>(
    site: &Site,
    records: &'a Records,
    text: &str,
) -> Result<Chosen<'a>, Refusal> {
    let (record, selector) = find_selected(site, records, text)?;
    let missing =
        |version: &dyn fmt::Display| Refusal::version_not_found(record.name.as_str(), version);
    let revision = match &selector {
        None => &record.latest,
        Some(Selector::Version(version)) => {
            record.revision(*version).ok_or_else(|| missing(version))?
        }
        Some(Selector::Label(label)) => record.labelled(label).ok_or_else(|| missing(label))?,
    };
    Ok(Chosen { record, revision, selector })
}

/// Finds the parameter that a name or an ARN means; neither may choose a version.
pub(super) fn find<'a>(
    site: &Site,
    records: &'a Records,
    text: &str,
) -> Result<&'a Record, Refusal> {
    match find_selected(site, records, text)? {
        (record, None) => Ok(record),
        (_, Some(_)) => Err(Refusal::validation("no version can be chosen here")),
    }
}

fn find_selected<'a>(
    site: &Site,
    records: &'a Records,
    text: &str,
) -> Result<(&'a Record, Option<Selector>), Refusal> {
    let text = plain("Name", text)?;
    let missing = || Refusal::not_found(text);
    let by_name = match site.name_in(text) {
        // An ARN has the slash of the name, but not twice.
        Some(name) => format!("/{name}"),
        // Assumed: what belongs to others is just not there.
        None if text.starts_with("arn:") => return Err(missing()),
        None => text.to_owned(),
    };
    let (name, selector) = Selector::split(&by_name).map_err(Refusal::validation)?;
    let name = to_find(name)?.ok_or_else(missing)?;
    Ok((records.get(&name).ok_or_else(missing)?, selector))
}
