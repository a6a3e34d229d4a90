//! The way to a store in our own process: the AWS SDK's requests, without a socket.

use std::fmt;
use std::sync::Arc;

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use hyper::Response;

use super::service::Service;

/// Makes an HTTP client that knows only this store.
pub(crate) fn client(service: Arc<Service>) -> SharedHttpClient {
    let connector = SharedHttpConnector::new(Direct(service));
    http_client_fn(move |_settings, _components| connector.clone())
}

struct Direct(Arc<Service>);

/// The SDK wants one; what is stored is not shown.
impl fmt::Debug for Direct {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Direct(..)")
    }
}

impl HttpConnector for Direct {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(self.answer(request))
    }
}

impl Direct {
    fn answer(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let request =
            request.try_into_http1x().map_err(|error| ConnectorError::user(Box::new(error)))?;
        let (head, body) = request.into_parts();
        let reply = self
            .0
            .answer(&head, body.bytes().unwrap_or_default())
            .ok_or_else(|| ConnectorError::io("cut off".into()))?;
        Response::builder()
            .status(reply.status)
            .header("content-type", reply.content_type)
            .body(SdkBody::from(reply.body))
            .map_err(|error| ConnectorError::other(Box::new(error), None))
            .and_then(|response| {
                HttpResponse::try_from(response)
                    .map_err(|error| ConnectorError::other(Box::new(error), None))
            })
    }
}
