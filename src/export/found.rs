//! What is in the store below a path, with all there is to know of it.

use std::collections::BTreeMap;

use super::ExportError;
use super::path::ExportPath;
use crate::aws::Failure;
use crate::parameter::kind::ParameterType;
use crate::parameter::name::ParameterName;
use crate::secret::Secret;
use crate::store::ssm::{Revealed, Ssm};
use crate::store::{Described, Part, TagsByArn};

/// Everything below a path.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Sorted by name.
    pub(super) items: Vec<Item>,
    pub(super) left_out: Vec<LeftOut>,
    /// Whether the path is the name of a parameter, too.
    pub(super) path_is_parameter: bool,
}

impl Found {
    /// Returns the values that are to be revealed and are nobody else's business.
    pub(super) fn secrets(&self) -> impl Iterator<Item = &Secret> {
        let secure = |item: &&Item| item.kind == ParameterType::SecureString;
        self.items.iter().filter(secure).filter_map(|item| item.value.as_ref())
    }
}

/// A parameter.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) name: ParameterName,
    pub(super) kind: ParameterType,
    /// Nothing when it was not asked for.
    pub(super) value: Option<Secret>,
    pub(super) details: Described,
    pub(super) tags: BTreeMap<String, String>,
}

/// A parameter that no manifest can declare, and why.
#[derive(Debug)]
pub(super) struct LeftOut {
    pub(super) name: String,
    pub(super) reason: String,
}

/// A parameter of which only the listing is known.
struct Known {
    name: ParameterName,
    kind: ParameterType,
    listed: Revealed,
}

/// Reads all there is below a path; values only when they are to be revealed.
pub(super) async fn gather(
    store: &Ssm,
    path: &ExportPath,
    reveal: bool,
) -> Result<Found, ExportError> {
    let unread = |what| move |failure: Failure| ExportError::Unread { what, failure };
    let values = if reveal { Part::Revealed } else { Part::Parameters };
    let listed = store.reveal(&path.to_string(), reveal).await.map_err(unread(values))?;
    let (mut known, left_out) = sorted_out(listed);
    known.sort_by(|one, other| one.name.cmp(&other.name));

    // Whether the path is a parameter is told by the same calls.
    let names: Vec<&ParameterName> =
        known.iter().map(|known| &known.name).chain(path.name()).collect();
    let mut described = store.describe(&names).await.map_err(unread(Part::Details))?;
    let arns: Vec<&str> = known.iter().map(|known| known.listed.arn.as_str()).collect();
    let mut tags: TagsByArn = store.tags(&arns).await.map_err(unread(Part::Tags))?;

    let path_is_parameter = path.name().is_some_and(|name| described.contains_key(name));
    let item = |Known { name, kind, listed }| {
        let details = described.remove(&name);
        let details = details.ok_or_else(|| ExportError::Undescribed(name.clone()))?;
        let tags = tags.remove(&listed.arn).unwrap_or_default();
        Ok(Item { name, kind, value: listed.value, details, tags })
    };
    let items = known.into_iter().map(item).collect::<Result<_, ExportError>>()?;
    Ok(Found { items, left_out, path_is_parameter })
}

/// Parts what a manifest can declare from what it cannot.
fn sorted_out(listed: Vec<Revealed>) -> (Vec<Known>, Vec<LeftOut>) {
    let (mut known, mut left_out) = (Vec::new(), Vec::new());
    for listed in listed {
        let kind = ParameterType::from_word(&listed.kind);
        match (listed.name.parse::<ParameterName>(), kind) {
            (Ok(name), Some(kind)) => known.push(Known { name, kind, listed }),
            (Err(error), _) => {
                left_out.push(LeftOut { name: listed.name, reason: error.to_string() });
            }
            (Ok(_), None) => {
                let reason = format!("the type `{}` is not known here", listed.kind);
                left_out.push(LeftOut { name: listed.name, reason });
            }
        }
    }
    (known, left_out)
}
