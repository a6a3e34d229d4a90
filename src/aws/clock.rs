//! What AWS's clock says, as every answer's `Date` tells it, whether the answer is a yes or a no.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::DateTime;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::date_time::Format;

/// Listens to the answers of a call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clock(Arc<Mutex<Option<i64>>>);

impl Clock {
    /// Returns by how many seconds this machine's clock was ahead of AWS's at the last answer; behind is negative.
    pub(crate) fn ahead(&self) -> Option<i64> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Intercept for Clock {
    fn name(&self) -> &'static str {
        "Clock"
    }

    fn read_after_transmit(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let date = context.response().headers().get("date");
        let there = date.and_then(|date| DateTime::from_str(date, Format::HttpDate).ok());
        let here = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let ahead =
            there.zip(i64::try_from(here.as_secs()).ok()).map(|(there, here)| here - there.secs());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = ahead;
        Ok(())
    }
}
