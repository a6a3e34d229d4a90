//! `GetResources` of the tagging API: the tags of many parameters at once.

use serde::Deserialize;
use serde_json::{Value, json};

use super::page::{self, Page};
use super::record::Record;
use super::refusal::Refusal;
use super::{Decision, Engine, request, tags};

const MOST_ARNS: usize = 100;
const LONGEST_ARN: usize = 1011;
const MOST_FILTERS: usize = 50;
const MOST_VALUES: usize = 20;
const LARGEST_PAGE: usize = 100;

/// Assumed: how many there are on a page when nobody says.
const USUAL_PAGE: usize = 50;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    #[serde(rename = "ResourceARNList")]
    arns: Option<Vec<String>>,
    tag_filters: Option<Vec<TagFilter>>,
    resource_type_filters: Option<Vec<String>>,
    resources_per_page: Option<i64>,
    tags_per_page: Option<i64>,
    pagination_token: Option<String>,
    include_compliance_details: Option<bool>,
    exclude_compliant_resources: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagFilter {
    key: Option<String>,
    values: Option<Vec<String>>,
}

/// What a request asks for, after it has been found to be one.
struct Wanted<'a> {
    arns: Option<&'a [String]>,
    filters: &'a [TagFilter],
    /// Whether parameters are among the types that are asked for.
    parameters: bool,
    after: String,
    most: usize,
    most_tags: usize,
}

/// `GetResources`. Assumed: only what has tags now is a tagged resource; AWS also tells of what once had some.
pub(super) fn decide(engine: &Engine, input: &Input) -> Result<Decision, Refusal> {
    // This service has one error for everything that is wrong with a request.
    let wanted = Wanted::read(input)
        .map_err(|refusal| Refusal::new("InvalidParameterException", refusal.message))?;
    // There are no rules for tags here, so that everything is compliant.
    let none = input.exclude_compliant_resources == Some(true);
    let keeps = |record: &Record| !none && wanted.keeps(record);
    let compliance = input.include_compliance_details == Some(true);
    let show = |record| (show(engine, record, compliance), record);
    let page = if let Some(arns) = wanted.arns {
        let identities = arns.iter().filter_map(|arn| engine.site.name_in(arn));
        let records = identities.filter_map(|identity| engine.records.find(identity));
        Page { items: records.filter(|record| keeps(record)).map(show).collect(), next: None }
    } else {
        let records = engine.records.under("", true, &wanted.after);
        let shown = records.filter(|(_, record)| keeps(record));
        let shown = shown.map(|(key, record)| (key, show(record)));
        Page::weigh(shown, wanted.most, wanted.most_tags, |(_, record)| record.tags.len())
    };
    let shown: Vec<Value> = page.items.into_iter().map(|(shown, _)| shown).collect();
    // Assumed: without a next page there is an empty token.
    let token = page.next.unwrap_or_default();
    Ok(Decision::answer(json!({ "ResourceTagMappingList": shown, "PaginationToken": token })))
}

impl<'a> Wanted<'a> {
    fn read(input: &'a Input) -> Result<Self, Refusal> {
        let filters = input.tag_filters.as_deref().unwrap_or_default();
        let types = input.resource_type_filters.as_deref().unwrap_or_default();
        for filter in request::list("TagFilters", filters, 0..=MOST_FILTERS)? {
            filter.check()?;
        }
        if input.exclude_compliant_resources == Some(true)
            && input.include_compliance_details != Some(true)
        {
            return Err(Refusal::validation(
                "`ExcludeCompliantResources` needs `IncludeComplianceDetails`",
            ));
        }
        let most = request::page_size(
            "ResourcesPerPage",
            input.resources_per_page,
            USUAL_PAGE,
            LARGEST_PAGE,
        )?;
        Ok(Self {
            arns: input.arns()?,
            filters,
            parameters: parameters_among(types)?,
            after: page::start(input.pagination_token.as_deref())?,
            most,
            most_tags: most_tags(input.tags_per_page)?,
        })
    }

    fn keeps(&self, record: &Record) -> bool {
        self.parameters
            && !record.tags.is_empty()
            && self.filters.iter().all(|filter| filter.keeps(record))
    }
}

impl Input {
    /// Returns the ARNs, next to which nothing else may be asked for.
    fn arns(&self) -> Result<Option<&[String]>, Refusal> {
        let Some(arns) = self.arns.as_deref() else { return Ok(None) };
        for arn in request::list("ResourceARNList", arns, 1..=MOST_ARNS)? {
            if !request::text("ResourceARNList", arn, 1..=LONGEST_ARN)?.starts_with("arn:") {
                return Err(Refusal::validation("an ARN begins with `arn:`"));
            }
        }
        let others = self.tag_filters.as_ref().is_some_and(|filters| !filters.is_empty())
            || self.resource_type_filters.as_ref().is_some_and(|types| !types.is_empty())
            || self.pagination_token.as_ref().is_some_and(|token| !token.is_empty())
            || self.resources_per_page.is_some()
            || self.tags_per_page.is_some();
        if others {
            return Err(Refusal::validation(
                "next to `ResourceARNList` there is no filter and no paging",
            ));
        }
        Ok(Some(arns))
    }
}

impl TagFilter {
    fn check(&self) -> Result<(), Refusal> {
        request::text("Key", request::required("Key", self.key.as_deref())?, 1..=128)?;
        let values = self.values.as_deref().unwrap_or_default();
        for value in request::list("Values", values, 0..=MOST_VALUES)? {
            request::text("Values", value, 0..=256)?;
        }
        Ok(())
    }

    /// Several values are alternatives; without any, the key is enough.
    fn keeps(&self, record: &Record) -> bool {
        let value = self.key.as_ref().and_then(|key| record.tags.get(key));
        let values = self.values.as_deref().unwrap_or_default();
        value.is_some_and(|value| values.is_empty() || values.contains(value))
    }
}

/// Reads types such as `ssm` and `ec2:instance`. Assumed: one that does not exist is as good as one of which there is
/// nothing here.
fn parameters_among(types: &[String]) -> Result<bool, Refusal> {
    for word in types {
        let word = request::text("ResourceTypeFilters", word, 1..=256)?;
        if word.split(':').count() > 2 || word.split(':').any(str::is_empty) {
            return Err(Refusal::validation("a type is a service, or a service, `:` and a type"));
        }
    }
    Ok(types.is_empty() || types.iter().any(|word| word == "ssm" || word == "ssm:parameter"))
}

/// Reads how many tags a page may have.
fn most_tags(asked: Option<i64>) -> Result<usize, Refusal> {
    match asked.map(usize::try_from) {
        None => Ok(usize::MAX),
        Some(Ok(most)) if (100..=500).contains(&most) && most.is_multiple_of(100) => Ok(most),
        Some(_) => Err(Refusal::validation("`TagsPerPage` is 100, 200, 300, 400 or 500")),
    }
}

fn show(engine: &Engine, record: &Record, compliance: bool) -> Value {
    let mut shown = json!({
        "ResourceARN": engine.site.parameter(&record.name),
        "Tags": tags::shown(&record.tags),
    });
    if compliance {
        shown["ComplianceDetails"] = json!({ "ComplianceStatus": true });
    }
    shown
}
