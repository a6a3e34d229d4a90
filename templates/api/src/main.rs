//! The Lambda function: reads its settings, connects, and answers requests until it is stopped.

use std::env;

use api::{Api, Settings};
use lambda_http::{Error, run, service_fn, tracing};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing::init_default_subscriber();

    let settings =
        Settings::read(|variable| env::var(variable).ok()).map_err(|error| error.to_string())?;
    let api = Api::connect(settings).await;

    run(service_fn(|request| api.answer(request))).await
}
