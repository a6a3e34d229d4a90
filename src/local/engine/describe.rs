//! `DescribeParameters`: what parameters there are, and everything about them but their values.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::json;

use super::filter::{self, Filter, FilterInput, Scope};
use super::page::{self, Page};
use super::record::Record;
use super::refusal::Refusal;
use super::view::View;
use super::{Decision, Engine, request};

/// The most parameters on a page.
const LARGEST_PAGE: usize = 50;

/// Assumed: how many there are on a page when nobody says.
const USUAL_PAGE: usize = 10;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    filters: Option<Vec<FilterInput>>,
    parameter_filters: Option<Vec<FilterInput>>,
    max_results: Option<i64>,
    next_token: Option<String>,
    shared: Option<bool>,
}

pub(super) fn decide(engine: &Engine, input: Input) -> Result<Decision, Refusal> {
    let most = request::page_size("MaxResults", input.max_results, USUAL_PAGE, LARGEST_PAGE)?;
    let older = input.filters.unwrap_or_default();
    if !older.is_empty() && input.parameter_filters.as_ref().is_some_and(|new| !new.is_empty()) {
        return Err(Refusal::validation("`Filters` and `ParameterFilters` exclude each other"));
    }
    let mut filters = filter::read(input.parameter_filters, Scope::All)?;
    filters.extend(filter::read_older(older)?);
    let after = page::start(input.next_token.as_deref())?;
    let shown = candidates(engine, &filters, &after).filter_map(|(key, record)| {
        // Nobody shares anything with this account.
        let kept = input.shared != Some(true)
            && filters.iter().all(|filter| filter.keeps(record, &record.latest));
        let view = View { site: &engine.site, record, revision: &record.latest };
        kept.then(|| (key, view.metadata()))
    });
    let page = Page::take(shown, most);
    Ok(Decision::answer(page::with_token(json!({ "Parameters": page.items }), page.next)))
}

/// Returns what is worth looking at, in order: named parameters are not looked for among all the others.
fn candidates<'a>(
    engine: &'a Engine,
    filters: &'a [Filter],
    after: &'a str,
) -> Box<dyn Iterator<Item = (&'a str, &'a Record)> + 'a> {
    match filters.iter().find_map(Filter::identities) {
        None => Box::new(engine.records.under("", true, after)),
        Some(identities) => {
            let identities: BTreeSet<&str> = identities.iter().map(String::as_str).collect();
            let left = identities.into_iter().filter(move |identity| *identity > after);
            Box::new(left.filter_map(|identity| Some((identity, engine.records.find(identity)?))))
        }
    }
}
