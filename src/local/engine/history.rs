//! `GetParameterHistory`: every version of a parameter that is still kept.

use serde::Deserialize;
use serde_json::json;

use super::page::{self, Page};
use super::refusal::Refusal;
use super::view::View;
use super::{Decision, Engine, address, request};

/// The most versions on a page, and (assumed) how many there are when nobody says.
const PAGE: usize = 50;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: Option<String>,
    with_decryption: Option<bool>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

pub(super) fn decide(engine: &Engine, input: Input) -> Result<Decision, Refusal> {
    let name = request::required("Name", input.name)?;
    let most = request::page_size("MaxResults", input.max_results, PAGE, PAGE)?;
    let after = match page::start(input.next_token.as_deref())?.as_str() {
        "" => 0,
        version => version.parse::<u64>().map_err(|_not_a_version| page::invalid())?,
    };
    let record = address::find(&engine.site, &engine.records, &name)?;
    let decrypt = input.with_decryption == Some(true);
    let left = record.revisions().filter(|revision| revision.version > after);
    let shown = left.map(|revision| {
        let view = View { site: &engine.site, record, revision };
        (revision.version, view.history(decrypt))
    });
    let page = Page::take(shown, most);
    Ok(Decision::answer(page::with_token(json!({ "Parameters": page.items }), page.next)))
}
