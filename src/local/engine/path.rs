//! `GetParametersByPath`: the parameters of a hierarchy.

use serde::Deserialize;
use serde_json::json;

use crate::parameter::name::{ParameterName, ParameterNameError};

use super::filter::{self, Filter, FilterInput, Scope};
use super::page::{self, Page};
use super::record::{Record, Revision};
use super::refusal::Refusal;
use super::view::View;
use super::{Decision, Engine, request};

/// The most parameters on a page, and how many there are when nobody says.
const PAGE: usize = 10;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    path: Option<String>,
    recursive: Option<bool>,
    parameter_filters: Option<Vec<FilterInput>>,
    with_decryption: Option<bool>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

pub(super) fn decide(engine: &Engine, input: Input) -> Result<Decision, Refusal> {
    let path = request::required("Path", input.path)?;
    request::text("Path", &path, 1..=2048)?;
    let most = request::page_size("MaxResults", input.max_results, PAGE, PAGE)?;
    let prefix = prefix(path.trim())?;
    let filters = filter::read(input.parameter_filters, Scope::Path)?;
    let after = page::start(input.next_token.as_deref())?;
    let decrypt = input.with_decryption == Some(true);

    let under = engine.records.under(&prefix, input.recursive == Some(true), &after);
    let shown = under.filter_map(|(key, record)| {
        let revision = shown_revision(record, &filters)?;
        let view = View { site: &engine.site, record, revision };
        let kept = filters.iter().all(|filter| filter.keeps(record, revision));
        kept.then(|| (key, view.parameter(decrypt, None)))
    });
    let page = Page::take(shown, most);
    Ok(Decision::answer(page::with_token(json!({ "Parameters": page.items }), page.next)))
}

/// Assumed: with a filter for labels it is the labelled version that is shown, not the latest.
fn shown_revision<'a>(record: &'a Record, filters: &[Filter]) -> Option<&'a Revision> {
    match filters.iter().find_map(Filter::labels) {
        None => Some(&record.latest),
        Some(labels) => {
            let labelled = labels.iter().filter_map(|label| record.labelled(label));
            labelled.max_by_key(|revision| revision.version)
        }
    }
}

/// Returns what all identities under a path begin with.
pub(super) fn prefix(path: &str) -> Result<String, Refusal> {
    let Some(levels) = path.strip_prefix('/') else {
        return Err(Refusal::validation("a path begins with `/`"));
    };
    // Assumed: a slash at the end changes nothing.
    let levels = levels.strip_suffix('/').unwrap_or(levels);
    if levels.is_empty() && path.len() <= 1 {
        return Ok(String::new());
    }
    match format!("/{levels}").parse::<ParameterName>() {
        // Assumed: AWS's own hierarchies may be asked for. There is nothing in them here.
        Ok(_) | Err(ParameterNameError::Reserved(_)) => Ok(format!("{levels}/")),
        Err(error) => Err(Refusal::validation(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_what_names_begin_with() {
        assert_eq!(prefix("/"), Ok(String::new()));
        assert_eq!(prefix("/a/b"), Ok("a/b/".to_owned()));
        assert_eq!(prefix("/a/b/"), Ok("a/b/".to_owned()));
        assert_eq!(prefix("/aws/service"), Ok("aws/service/".to_owned()));
        for path in ["", "a", "a/b", "//", "/a//b", "/a//", "/a b", &"/x".repeat(16)] {
            assert!(prefix(path).is_err(), "{path}");
        }
    }
}
