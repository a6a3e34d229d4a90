//! Parameter Store, with its rules and without AWS: what is asked, decided and kept, in one account and one Region.
//!
//! Nothing here waits, looks at a clock or opens a file. A request is first *decided*: the answer, and the *effects*
//! that it has. Whoever asked writes the effects down and then has them *applied*. Effects name what becomes so, not
//! what was asked, so that a journal of them can be read without any rule.

mod address;
mod cipher;
mod clear_text;
mod delete;
mod describe;
mod effect;
mod filter;
mod history;
mod label;
mod operation;
pub(crate) mod page;
mod path;
mod put;
mod read;
mod record;
mod records;
mod refusal;
mod request;
mod resources;
mod setting;
mod site;
mod tags;
mod timestamp;
mod view;

use std::fmt;

use serde_json::Value;

use crate::credentials::region::RegionName;

pub(crate) use effect::{Effect, Inconsistent};
pub(crate) use operation::Operation;
pub(crate) use refusal::Refusal;
pub(crate) use timestamp::Timestamp;

use records::Records;
use site::Site;

/// The account whose Parameter Store this is.
pub(crate) const ACCOUNT: &str = "000000000000";

/// Parameter Store of [`ACCOUNT`] in one Region.
pub(crate) struct Engine {
    site: Site,
    settings: Settings,
    records: Records,
}

/// What the account has set for its Parameter Store.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Settings {
    pub(crate) high_throughput: bool,
}

/// What becomes of a request: the answer is good once the effects are kept.
pub(crate) struct Decision {
    pub(crate) effects: Vec<Effect>,
    pub(crate) answer: Value,
}

impl Decision {
    /// Answers without changing anything.
    fn answer(answer: Value) -> Self {
        Self { effects: Vec::new(), answer }
    }
}

/// The answer may have values in it.
impl fmt::Debug for Decision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Decision").field("effects", &self.effects).finish_non_exhaustive()
    }
}

impl Engine {
    pub(crate) fn new(region: RegionName, settings: Settings) -> Self {
        Self { site: Site::new(region), settings, records: Records::default() }
    }

    /// Returns what has fallen due: the parameters whose expiration has come are deleted. Costs next to nothing when
    /// nothing is due.
    pub(crate) fn expired(&self, now: Timestamp) -> Vec<Effect> {
        let due = self.records.due(now);
        due.map(|record| Effect::Deleted { name: record.name.clone() }).collect()
    }

    /// Decides about one request; changes nothing. What is due by then has been applied before.
    pub(crate) fn decide(
        &self,
        operation: Operation,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Decision, Refusal> {
        match operation {
            Operation::PutParameter => put::decide(self, request::read(body)?, now),
            Operation::GetParameter => read::one(self, request::read(body)?),
            Operation::GetParameters => read::some(self, request::read(body)?),
            Operation::GetParametersByPath => path::decide(self, request::read(body)?),
            Operation::DescribeParameters => describe::decide(self, request::read(body)?),
            Operation::DeleteParameter => delete::one(self, request::read(body)?),
            Operation::DeleteParameters => delete::some(self, request::read(body)?),
            Operation::GetParameterHistory => history::decide(self, request::read(body)?),
            Operation::LabelParameterVersion => label::attach(self, &request::read(body)?),
            Operation::UnlabelParameterVersion => label::detach(self, &request::read(body)?),
            Operation::AddTagsToResource => tags::add(self, request::read(body)?),
            Operation::RemoveTagsFromResource => tags::remove(self, request::read(body)?),
            Operation::ListTagsForResource => tags::list(self, request::read(body)?),
            Operation::GetServiceSetting => setting::decide(self, request::read(body)?),
            Operation::GetResources => resources::decide(self, &request::read(body)?),
        }
    }

    /// Makes an effect so, or leaves everything as it is.
    pub(crate) fn apply(&mut self, effect: Effect) -> Result<(), Inconsistent> {
        self.records.apply(effect)
    }

    /// Returns the fewest effects that make all this out of nothing.
    pub(crate) fn snapshot(&self) -> Vec<Effect> {
        self.records.iter().map(|record| Effect::Kept(Box::new(record.clone()))).collect()
    }

    /// Returns how many parameters there are.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }
}

#[cfg(test)]
mod tests;
