//! One of the two stores that are compared: the same words to both, each with its own account in its ARNs.

use serde_json::{Value, json};

use crate::local::server::{Local, REGION};
use crate::local::wire::Client;
use crate::peers::Moto;

/// What stands in a request for the beginning of an ARN, up to the name.
pub(super) const HERE: &str = "arn-of-this-store:";

/// What a store did about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Done(Value),
    /// The code of the error.
    Refused(String),
}

/// A store with nothing in it.
pub(super) struct Side {
    client: Client,
    arn: String,
}

impl Side {
    /// An account of moto that nobody else uses.
    #[track_caller]
    pub(super) fn of_moto(moto: &Moto) -> Self {
        let account = fastrand::u64(200_000_000_000..999_999_999_999);
        let role = format!(
            "Action=AssumeRole&Version=2011-06-15&RoleSessionName=it&\
             RoleArn=arn%3Aaws%3Aiam%3A%3A{account}%3Arole%2Fit"
        );
        let answer = Client::new(moto.url(), REGION, "AKIATESTSOFBOOTSTRAP").ask_sts(&role);
        let key = answer.body.split("AccessKeyId>").nth(1).and_then(|rest| rest.split('<').next());
        let key = key.unwrap_or_else(|| panic!("no key in {answer:?}"));
        Self {
            client: Client::new(moto.url(), REGION, key),
            arn: format!("arn:aws:ssm:{REGION}:{account}:parameter"),
        }
    }

    /// A Region of ours that nobody else uses.
    pub(super) fn of_ours(local: &Local, region: &str) -> Self {
        Self {
            client: local.client_in(region),
            arn: format!("arn:aws:ssm:{region}:000000000000:parameter"),
        }
    }

    /// Asks for an operation; where it has pages, for all of them.
    #[track_caller]
    pub(super) fn ask(&self, operation: &str, arguments: &Value) -> Outcome {
        let mut arguments = translated(arguments, HERE, &self.arn);
        let Some((list, token)) = pages_of(operation) else {
            return self.ask_once(operation, &arguments);
        };
        let mut found: Vec<Value> = Vec::new();
        loop {
            let Outcome::Done(page) = self.ask_once(operation, &arguments) else {
                return self.ask_once(operation, &arguments);
            };
            found.extend(page[list].as_array().cloned().unwrap_or_default());
            match page[token].as_str() {
                None | Some("") => return Outcome::Done(json!({ list: found })),
                Some(next) => arguments[token] = json!(next),
            }
        }
    }

    #[track_caller]
    fn ask_once(&self, operation: &str, arguments: &Value) -> Outcome {
        let answer = self.client.ask(operation, arguments);
        match answer.code() {
            None if answer.status == 200 => {
                Outcome::Done(translated(&answer.json(), &self.arn, HERE))
            }
            Some(code) => Outcome::Refused(code),
            // A fault, without a code.
            None => Outcome::Refused(format!("HTTP {}", answer.status)),
        }
    }
}

/// Replaces the beginning of ARNs. One of a name without a slash has one all the same.
fn translated(value: &Value, from: &str, to: &str) -> Value {
    let translate = |value: &Value| translated(value, from, to);
    match value {
        Value::String(text) => match text.strip_prefix(from) {
            Some(rest) => json!(format!("{to}{rest}")),
            None => json!(text),
        },
        Value::Array(items) => items.iter().map(translate).collect(),
        Value::Object(fields) => {
            let field = |(name, field): (&String, &Value)| (name.clone(), translate(field));
            Value::Object(fields.iter().map(field).collect())
        }
        other => other.clone(),
    }
}

/// The list of an operation that has pages, and the field that leads to the next.
fn pages_of(operation: &str) -> Option<(&'static str, &'static str)> {
    match operation {
        "GetParametersByPath" | "DescribeParameters" | "GetParameterHistory" => {
            Some(("Parameters", "NextToken"))
        }
        "GetResources" => Some(("ResourceTagMappingList", "PaginationToken")),
        _ => None,
    }
}
