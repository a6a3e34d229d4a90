//! AWS Systems Manager Parameter Store as a place where parameters are kept.

use aws_config::SdkConfig;
use aws_sdk_ssm::Client;
use aws_sdk_ssm::config::Builder;
use aws_sdk_ssm::error::SdkError;
use aws_sdk_ssm::operation::get_parameter::GetParameterError;

use super::{ParameterStore, StoreError};

/// Parameter Store, as one AWS account has it in one region.
#[derive(Debug)]
pub(crate) struct Ssm {
    client: Client,
}

impl Ssm {
    /// Prepares a client; an endpoint is given only if it is not the one of AWS.
    pub(crate) fn new(config: &SdkConfig, endpoint: Option<String>) -> Self {
        let mut config = Builder::from(config);
        if let Some(endpoint) = endpoint {
            config = config.endpoint_url(endpoint);
        }
        Self {
            client: Client::from_conf(config.build()),
        }
    }
}

impl ParameterStore for Ssm {
    async fn get(&self, name: &str) -> Result<String, StoreError> {
        // Decryption is for a SecureString; the other types do not mind.
        let request = self.client.get_parameter().name(name).with_decryption(true);
        let answer = request.send().await.map_err(|error| refusal(name, error))?;

        answer
            .parameter
            .and_then(|parameter| parameter.value)
            .ok_or_else(|| StoreError::unavailable(name, "the answer has no value"))
    }
}

fn refusal(name: &str, error: SdkError<GetParameterError>) -> StoreError {
    let not_found = GetParameterError::is_parameter_not_found;

    if error.as_service_error().is_some_and(not_found) {
        StoreError::missing(name)
    } else {
        StoreError::unavailable(name, error)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::thread::{self, JoinHandle};
    use std::time::Duration;

    use aws_config::timeout::TimeoutConfig;
    use aws_config::{BehaviorVersion, Region};
    use aws_sdk_ssm::config::{Credentials, SharedCredentialsProvider, SharedHttpClient};
    use aws_smithy_http_client::tls::Provider;
    use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

    use super::*;

    const PATIENT: Duration = Duration::from_secs(30);
    const IMPATIENT: Duration = Duration::from_millis(100);

    /// A server that answers one request, and hands back what it was asked.
    struct Stub {
        endpoint: String,
        asked: JoinHandle<String>,
    }

    impl Stub {
        fn answering(status: &'static str, body: &'static str) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
            let address = listener.local_addr().expect("the listener is bound");
            let asked = thread::spawn(move || {
                let (mut stream, _) = listener.accept().expect("a client connects");
                let request = read_request(&mut stream);
                write!(
                    stream,
                    "HTTP/1.1 {status}\r\ncontent-type: application/x-amz-json-1.1\r\n\
                     content-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                )
                .expect("the client listens");
                request
            });

            Self {
                endpoint: format!("http://{address}"),
                asked,
            }
        }
    }

    /// Reads as far as the end of the JSON body, which for these requests is the first `}`.
    fn read_request(stream: &mut impl Read) -> String {
        let mut request = Vec::new();
        while !request.ends_with(b"}") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("the request is whole");
            request.extend(byte);
        }
        String::from_utf8(request).expect("the request is text")
    }

    fn ssm_at(endpoint: &str, answer_within: Duration) -> Ssm {
        let credentials = Credentials::new("id", "secret", None, None, "test");
        let limits = TimeoutConfig::builder()
            .operation_timeout(answer_within)
            .build();
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::from_static("eu-west-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(direct_client())
            .timeout_config(limits)
            .build();

        Ssm::new(&config, Some(endpoint.to_owned()))
    }

    /// Makes a client that, unlike the default one, heeds no `HTTP_PROXY` on the way to loopback.
    fn direct_client() -> SharedHttpClient {
        aws_smithy_http_client::Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
            .build_https()
    }

    #[tokio::test]
    async fn a_parameter_is_asked_for_by_name_and_decrypted() {
        let stub = Stub::answering(
            "200 OK",
            r#"{"Parameter":{"Name":"/app/greeting","Type":"String","Value":"Hello"}}"#,
        );

        let value = ssm_at(&stub.endpoint, PATIENT).get("/app/greeting").await;

        assert_eq!(value.expect("the parameter is there"), "Hello");
        let request = stub.asked.join().expect("the stub was asked");
        assert!(request.contains("x-amz-target: AmazonSSM.GetParameter\r\n"));
        assert!(request.ends_with(r#"{"Name":"/app/greeting","WithDecryption":true}"#));
    }

    #[tokio::test]
    async fn a_parameter_that_is_not_found_is_missing() {
        let stub = Stub::answering("400 Bad Request", r#"{"__type":"ParameterNotFound"}"#);

        let error = ssm_at(&stub.endpoint, PATIENT).get("/app/greeting").await;

        assert!(matches!(
            error,
            Err(StoreError::Missing { name }) if name == "/app/greeting"
        ));
    }

    #[tokio::test]
    async fn a_denied_parameter_is_unavailable_rather_than_missing() {
        let stub = Stub::answering(
            "400 Bad Request",
            r#"{"__type":"AccessDeniedException","message":"not for you"}"#,
        );

        let error = ssm_at(&stub.endpoint, PATIENT).get("/app/greeting").await;

        assert!(matches!(error, Err(StoreError::Unavailable { .. })));
    }

    #[tokio::test]
    async fn a_store_that_does_not_answer_in_time_is_unavailable() {
        let silent = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let address = silent.local_addr().expect("the listener is bound");

        let error = ssm_at(&format!("http://{address}"), IMPATIENT)
            .get("/app/greeting")
            .await;

        assert!(matches!(error, Err(StoreError::Unavailable { .. })));
    }
}
