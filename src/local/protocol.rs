//! The wire formats: AWS JSON 1.1 for Systems Manager and the tagging API, query and XML for STS.

use std::borrow::Cow;

use hyper::Method;
use hyper::http::request::Parts;
use serde_json::{Value, json};

use super::engine::{ACCOUNT, Operation, Refusal};
use crate::credentials::region::RegionName;

/// What requests are signed with. Nobody checks the signature: it is the access key id that lets in.
pub(crate) const SECRET_ACCESS_KEY: &str = "the-access-key-id-lets-in";

/// What stands before the operation in `X-Amz-Target`.
const SYSTEMS_MANAGER: &str = "AmazonSSM.";
const TAGGING: &str = "ResourceGroupsTaggingAPI_20170126.";

/// What a request asks for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Store { region: RegionName, operation: Operation },
    Identity { region: RegionName },
}

/// Whose requests are answered.
#[derive(Debug, Clone)]
pub(crate) struct Callers {
    /// The access key id that was handed out; without one anybody is answered, for the tests of other tools.
    pub(crate) key: Option<String>,
    /// The Region of requests that are not signed for one.
    pub(crate) region: RegionName,
}

/// An answer on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: Vec<u8>,
}

/// Reads what a request asks for, or says no in the words of the service that it is for.
pub(crate) fn read(head: &Parts, body: &[u8], callers: &Callers) -> Result<Asked, Reply> {
    match head.headers.get("x-amz-target") {
        Some(target) if head.method == Method::POST => {
            let target = target.to_str().unwrap_or_default();
            let region = signed_for(head, callers).map_err(|stranger| stranger.in_json())?;
            let operation = operation(target)
                .ok_or_else(|| Reply::refusal(&Refusal::unknown_operation(), 400))?;
            Ok(Asked::Store { region, operation })
        }
        None if is_query(head, body) => {
            let region = signed_for(head, callers).map_err(|stranger| stranger.in_xml())?;
            match action(head, body).as_deref() {
                Some("GetCallerIdentity") => Ok(Asked::Identity { region }),
                _ => Err(xml_error(
                    400,
                    "InvalidAction",
                    "this local store knows GetCallerIdentity only",
                )),
            }
        }
        _ => Err(Reply::error(
            400,
            "MissingAction",
            "this is a local Parameter Store; it answers POST requests with an X-Amz-Target",
        )),
    }
}

fn operation(target: &str) -> Option<Operation> {
    let (of_tagging, word) = match target.strip_prefix(SYSTEMS_MANAGER) {
        Some(word) => (false, word),
        None => (true, target.strip_prefix(TAGGING)?),
    };
    let operation: Operation = word.parse().ok()?;
    ((operation == Operation::GetResources) == of_tagging).then_some(operation)
}

/// Tells whether this is how STS is asked.
fn is_query(head: &Parts, body: &[u8]) -> bool {
    head.method == Method::GET && head.uri.query().is_some()
        || head.method == Method::POST && body.starts_with(b"Action=")
        || action(head, body).is_some()
}

fn action<'a>(head: &'a Parts, body: &'a [u8]) -> Option<Cow<'a, str>> {
    let query = if head.method == Method::GET { head.uri.query()?.as_bytes() } else { body };
    form_urlencoded::parse(query).find(|(name, _)| name == "Action").map(|(_, value)| value)
}

/// Somebody whose request is not answered.
enum Stranger {
    Unsigned,
    OtherKey,
    NoRegion,
}

/// Returns the Region in the scope of a signature, if it is made with our key.
fn signed_for(head: &Parts, callers: &Callers) -> Result<RegionName, Stranger> {
    let header = head.headers.get("authorization").and_then(|value| value.to_str().ok());
    let scope = header.and_then(|header| {
        let (_, credential) = header.split_once("Credential=")?;
        credential.split([',', ' ']).next()
    });
    let Some(scope) = scope else {
        return if callers.key.is_none() {
            Ok(callers.region.clone())
        } else {
            Err(Stranger::Unsigned)
        };
    };
    let mut parts = scope.split('/');
    let (key, region) = (parts.next(), parts.nth(1));
    if callers.key.is_some() && key != callers.key.as_deref() {
        return Err(Stranger::OtherKey);
    }
    region.and_then(|region| region.parse().ok()).ok_or(Stranger::NoRegion)
}

impl Stranger {
    const fn message(&self) -> &'static str {
        match self {
            Self::Unsigned => {
                "the request is not signed, and a local store answers only who was given its keys"
            }
            Self::OtherKey => {
                "this is a local store, and the request is signed with other keys than it gave out: \
                 nothing was read or kept"
            }
            Self::NoRegion => "the request is not signed for a Region",
        }
    }

    fn in_json(&self) -> Reply {
        let code = match self {
            Self::Unsigned => "MissingAuthenticationTokenException",
            Self::OtherKey => "UnrecognizedClientException",
            Self::NoRegion => "IncompleteSignatureException",
        };
        Reply::error(400, code, self.message())
    }

    fn in_xml(&self) -> Reply {
        let code = match self {
            Self::Unsigned => "MissingAuthenticationToken",
            Self::OtherKey => "InvalidClientTokenId",
            Self::NoRegion => "IncompleteSignature",
        };
        xml_error(403, code, self.message())
    }
}

impl Refusal {
    fn unknown_operation() -> Self {
        let known: Vec<&str> = Operation::ALL.iter().map(|operation| operation.as_str()).collect();
        Self {
            code: "UnknownOperationException",
            message: format!("this local store knows {}", known.join(", ")),
        }
    }
}

impl Reply {
    /// An answer of Systems Manager or of the tagging API.
    pub(crate) fn json(status: u16, value: &Value) -> Self {
        let content_type = "application/x-amz-json-1.1";
        Self { status, content_type, body: value.to_string().into_bytes() }
    }

    /// What the service says no with.
    pub(crate) fn refusal(refusal: &Refusal, status: u16) -> Self {
        Self::error(status, refusal.code, &refusal.message)
    }

    pub(crate) fn error(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, &json!({ "__type": code, "message": message }))
    }

    /// What STS says of whoever asks.
    pub(crate) fn identity(region: &RegionName) -> Self {
        let partition = region.partition();
        Self::xml(
            200,
            format!(
                "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\
                 <GetCallerIdentityResult><Arn>arn:{partition}:iam::{ACCOUNT}:user/bootstrap-local</Arn>\
                 <UserId>AIDABOOTSTRAPLOCAL00</UserId><Account>{ACCOUNT}</Account></GetCallerIdentityResult>\
                 <ResponseMetadata><RequestId>{}</RequestId></ResponseMetadata></GetCallerIdentityResponse>",
                request_id()
            ),
        )
    }

    fn xml(status: u16, text: String) -> Self {
        Self { status, content_type: "text/xml", body: text.into_bytes() }
    }
}

/// An error of STS. Code and message are ours, without a character that XML minds.
fn xml_error(status: u16, code: &str, message: &str) -> Reply {
    Reply::xml(
        status,
        format!(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
             <Code>{code}</Code><Message>{message}</Message></Error><RequestId>{}</RequestId></ErrorResponse>",
            request_id()
        ),
    )
}

/// Makes an id that looks like AWS's.
pub(crate) fn request_id() -> String {
    let id = format!("{:032x}", fastrand::u128(..));
    [&id[..8], &id[8..12], &id[12..16], &id[16..20], &id[20..]].join("-")
}
