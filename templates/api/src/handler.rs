//! What is asked over HTTP, and how the answer is said.

use std::error::Error;
use std::iter;

use lambda_http::http::header::{CONTENT_TYPE, HeaderValue};
use lambda_http::http::{Method, StatusCode};
use lambda_http::{Body, Request, RequestExt, Response, tracing};
use serde_json::{Value, json};

use crate::cache::Cached;
use crate::store::{ParameterStore, StoreError};

/// Answers `GET /greeting`, and says of everything else that it is not here.
///
/// API Gateway forwards only the routes of template.yaml; local runs forward every request.
pub(crate) async fn answer(
    request: &Request,
    greeting: &Cached<impl ParameterStore>,
) -> Response<Body> {
    match (request.method(), request.raw_http_path()) {
        (&Method::GET, "/greeting") => match greeting.get().await {
            Ok(text) => json_response(StatusCode::OK, &json!({ "greeting": text })),
            Err(error) => apologize(&error),
        },
        (_, path) => json_response(
            StatusCode::NOT_FOUND,
            &json!({ "error": format!("there is no `{path}` here"), "hint": "try GET /greeting" }),
        ),
    }
}

/// Says what is wrong and what to do about it; the causes are for the log only.
fn apologize(error: &StoreError) -> Response<Body> {
    tracing::error!("{}", with_causes(error));

    let (status, hint) = match error {
        StoreError::Missing { .. } => (
            StatusCode::SERVICE_UNAVAILABLE,
            "create it with `bootstrap seed params.yaml`",
        ),
        StoreError::Unavailable { .. } => (
            StatusCode::BAD_GATEWAY,
            "the log of the function has the cause",
        ),
    };
    json_response(status, &json!({ "error": error.to_string(), "hint": hint }))
}

fn with_causes(error: &dyn Error) -> String {
    iter::successors(Some(error), |&error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

fn json_response(status: StatusCode, body: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use lambda_http::request;

    use super::*;
    use crate::store::fake::{Shelf, Unreachable};

    /// The event that local runs send, too.
    const GET_GREETING: &str = include_str!("../events/get-greeting.json");

    async fn ask(event: &str, store: impl ParameterStore) -> (u16, Value) {
        let request = request::from_str(event).expect("the event is an HTTP request");
        let greeting = Cached::new(store, "/app/greeting".to_owned(), Duration::MAX);
        let response = answer(&request, &greeting).await;

        assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
        let body = serde_json::from_slice(response.body()).expect("the body is JSON");
        (response.status().as_u16(), body)
    }

    #[tokio::test]
    async fn the_greeting_is_what_the_store_holds() {
        let store = Shelf::holding([("/app/greeting", "Good morning")]);

        let (status, body) = ask(GET_GREETING, store).await;

        assert_eq!(status, 200);
        assert_eq!(body, json!({ "greeting": "Good morning" }));
    }

    #[tokio::test]
    async fn a_missing_parameter_is_named_with_the_command_that_creates_it() {
        let (status, body) = ask(GET_GREETING, Shelf::holding([])).await;

        assert_eq!(status, 503);
        assert_eq!(
            body,
            json!({
                "error": "there is no parameter `/app/greeting`",
                "hint": "create it with `bootstrap seed params.yaml`",
            })
        );
    }

    #[tokio::test]
    async fn an_unreachable_store_is_a_bad_gateway_that_keeps_its_secrets() {
        let (status, body) = ask(GET_GREETING, Unreachable).await;

        assert_eq!(status, 502);
        assert_eq!(
            body,
            json!({
                "error": "failed to read the parameter `/app/greeting`",
                "hint": "the log of the function has the cause",
            })
        );
    }

    #[tokio::test]
    async fn another_path_is_not_found() {
        let event = GET_GREETING.replace("/greeting", "/farewell");

        let (status, body) = ask(&event, Shelf::holding([])).await;

        assert_eq!(status, 404);
        assert_eq!(body["error"], "there is no `/farewell` here");
    }

    #[test]
    fn the_log_gets_every_cause() {
        let error = StoreError::Unavailable {
            name: "/app/greeting".to_owned(),
            cause: "the line is dead".into(),
        };

        assert_eq!(
            with_causes(&error),
            "failed to read the parameter `/app/greeting`: the line is dead"
        );
    }
}
