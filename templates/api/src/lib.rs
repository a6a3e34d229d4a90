//! An HTTP API on AWS Lambda that greets with a text from Parameter Store.
//!
//! Read the modules in this order, which is the order in which a request passes through them:
//!
//! * `settings`: what the environment tells the function;
//! * `handler`: what is asked, and how the answer is said;
//! * `cache`: a parameter that is remembered for a while;
//! * `store`: what is expected of a place where parameters are kept;
//! * `store::ssm`: AWS Systems Manager Parameter Store, which is such a place.

mod cache;
mod handler;
mod settings;
mod store;

use std::convert::Infallible;
use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_config::timeout::TimeoutConfig;
use lambda_http::{Body, Request, Response};

use crate::cache::Cached;
use crate::store::ssm::Ssm;

pub use crate::settings::{MissingSetting, Settings};

/// How long a greeting is used before it is asked for again.
const FRESH_FOR: Duration = Duration::from_mins(1);

/// How long a connection to AWS may take to be made.
const CONNECT_WITHIN: Duration = Duration::from_secs(1);

/// How long a call to AWS may take, retries included.
///
/// This stays below `Timeout` in template.yaml: a function that runs into its own timeout is ended
/// by Lambda and cannot say what went wrong.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// The API, connected to what it needs.
#[derive(Debug)]
pub struct Api {
    greeting: Cached<Ssm>,
}

impl Api {
    /// Prepares a connection to Parameter Store; nothing is sent before the first request.
    pub async fn connect(settings: Settings) -> Self {
        let limits = TimeoutConfig::builder()
            .connect_timeout(CONNECT_WITHIN)
            .operation_timeout(ANSWER_WITHIN)
            .build();
        let config = aws_config::defaults(BehaviorVersion::v2026_01_12())
            .timeout_config(limits)
            .load()
            .await;
        let store = Ssm::new(&config, settings.ssm_endpoint);

        Self {
            greeting: Cached::new(store, settings.greeting_parameter, FRESH_FOR),
        }
    }

    /// Answers a request; whatever goes wrong is an answer too.
    pub async fn answer(&self, request: Request) -> Result<Response<Body>, Infallible> {
        Ok(handler::answer(&request, &self.greeting).await)
    }
}
