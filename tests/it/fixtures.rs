//! What stands in for AWS on loopback: STS, instance metadata, and the files that Cloud9 writes.

use crate::loopback::{Reply, Request, Server};
use crate::sandbox::{Sandbox, check_of};

/// The account of all fixtures.
pub(crate) const ACCOUNT: &str = "111122223333";

/// The instance of all fixtures.
pub(crate) const INSTANCE: &str = "i-0de86dc17afe771ba";

/// What Cloud9 writes above the credentials that it manages.
const MANAGED_HEADER: &str = "\
# Do not modify this file, if this file is modified it will not be updated. If the file is deleted, it will be recreated on Tue May 25 2021 02:13:59 GMT+0000 (Coordinated Universal Time).
# d590c2d0fe4cd82ad2686f5353189d5475ab6e37c40c5e0d3c4a6027e5266e44 #

";

const MANAGED_SECTION: &str = "\
[default]
aws_access_key_id = ASIAMANAGEDEXAMPLE01
aws_secret_access_key = canary-managed-secret
aws_session_token = canary-managed-token
region = eu-west-1
";

/// An STS that knows one caller. It wants signed requests, as STS does.
pub(crate) fn sts(arn: &str) -> Server {
    sts_beside(arn, |_| None)
}

/// An STS, and at the same address whatever else answers there: to signed requests, as all of AWS.
pub(crate) fn sts_beside(
    arn: &str,
    other: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static,
) -> Server {
    let arn = arn.to_owned();
    Server::start(move |request| {
        let is_signed = request
            .headers
            .get("authorization")
            .is_some_and(|value| value.starts_with("AWS4-HMAC-SHA256"));
        let reply = is_signed.then(|| other(request)).flatten();
        match reply {
            Some(reply) => reply,
            None if is_signed && request.body.contains("Action=GetCallerIdentity") => {
                identity(&arn)
            }
            None => Reply::status(
                403,
                sts_error("MissingAuthenticationToken", "Request is missing Authentication Token"),
            ),
        }
    })
}

/// What STS answers about a caller.
#[must_use]
pub(crate) fn identity(arn: &str) -> Reply {
    Reply::ok(format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
             <Arn>{arn}</Arn><UserId>AROAEXAMPLE:x</UserId><Account>{ACCOUNT}</Account></GetCallerIdentityResult>\
             <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
    ))
}

/// An STS that refuses everybody.
pub(crate) fn refusing_sts(code: &'static str, message: &'static str) -> Server {
    Server::start(move |_| Reply::status(403, sts_error(code, message)))
}

#[must_use]
pub(crate) fn sts_error(code: &str, message: &str) -> String {
    format!(
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type>\
         <Code>{code}</Code><Message>{message}</Message></Error><RequestId>1</RequestId></ErrorResponse>"
    )
}

/// A container engine that is well.
pub(crate) fn engine() -> Server {
    Server::start(|_| Reply::Http {
        status: 200,
        headers: [
            ("Server", "Docker/29.7.2 (linux)"),
            ("Api-Version", "1.52"),
            ("Ostype", "linux"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into(),
        body: "OK".to_owned(),
    })
}

/// The ARN of an assumed role.
#[must_use]
pub(crate) fn role(role: &str, session: &str) -> String {
    format!("arn:aws:sts::{ACCOUNT}:assumed-role/{role}/{session}")
}

/// Instance metadata, version 2 only, of an instance with a role or without.
pub(crate) fn metadata(role: Option<&str>) -> Server {
    metadata_but(role, |_| None)
}

/// Instance metadata of an instance to which Cloud9 has attached a role, for Session Manager only.
pub(crate) fn metadata_for_session_manager() -> Server {
    let profile = "cloud9/AWSCloud9SSMInstanceProfile";
    metadata_but(Some("AWSCloud9SSMAccessRole"), move |path| {
        (path == "/latest/meta-data/iam/info").then(|| instance_profile(profile))
    })
}

/// Instance metadata that says something else at some paths.
pub(crate) fn metadata_but(
    role: Option<&str>,
    instead: impl Fn(&str) -> Option<Reply> + Send + Sync + 'static,
) -> Server {
    let role = role.map(str::to_owned);
    Server::start(move |request| {
        if let Some(reply) = instead(request.path.trim_end_matches('/')) {
            return reply;
        }
        let path = request.path.trim_end_matches('/');
        if request.method == "PUT" && path == "/latest/api/token" {
            let headers =
                vec![("x-aws-ec2-metadata-token-ttl-seconds".to_owned(), "21600".to_owned())];
            return Reply::Http { status: 200, headers, body: "token".to_owned() };
        }
        if request.headers.get("x-aws-ec2-metadata-token").map(String::as_str) != Some("token") {
            return Reply::status(401, "");
        }
        match (path, &role) {
            ("/latest/meta-data/instance-id", _) => Reply::ok(INSTANCE),
            ("/latest/meta-data/placement/region", _) => Reply::ok("eu-west-1"),
            ("/latest/meta-data/iam/info", Some(role)) => instance_profile(role),
            ("/latest/meta-data/iam/security-credentials", Some(role)) => Reply::ok(role.clone()),
            (path, Some(role))
                if path == format!("/latest/meta-data/iam/security-credentials/{role}") =>
            {
                Reply::ok(
                    serde_json::json!({
                        "Code": "Success",
                        "Type": "AWS-HMAC",
                        "LastUpdated": "2026-11-22T00:00:00Z",
                        "Expiration": "2099-01-01T00:00:00Z",
                        "AccessKeyId": "ASIAINSTANCEEXAMPLE1",
                        "SecretAccessKey": "canary-instance-secret",
                        "Token": "canary-instance-token",
                    })
                    .to_string(),
                )
            }
            _ => Reply::status(404, ""),
        }
    })
}

fn instance_profile(name: &str) -> Reply {
    let arn = format!("arn:aws:iam::{ACCOUNT}:instance-profile/{name}");
    Reply::ok(serde_json::json!({ "Code": "Success", "InstanceProfileArn": arn }).to_string())
}

impl Sandbox {
    /// Writes the credentials file as Cloud9 does: as seen in 2021, or bare as in 2025.
    pub(crate) fn managed_by_cloud9(&self, with_header: bool) {
        let header = if with_header { MANAGED_HEADER } else { "" };
        self.write("home/.aws/credentials", format!("{header}{MANAGED_SECTION}"));
    }

    /// Makes this a Cloud9 environment, as every shell sees it.
    pub(crate) fn on_cloud9(&self) {
        self.write("home/.c9/stop-if-inactive.sh", "");
    }

    /// Turns instance metadata on, served here.
    pub(crate) fn with_metadata(&mut self, server: &Server) {
        self.unset("AWS_EC2_METADATA_DISABLED");
        self.set("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.url());
    }

    /// Sets a long-term key in the environment, and a Region that all tools see.
    pub(crate) fn with_keys(&mut self) {
        self.set("AWS_ACCESS_KEY_ID", "AKIAUSEREXAMPLE00001");
        self.set("AWS_SECRET_ACCESS_KEY", "canary-user-secret");
        self.set("AWS_DEFAULT_REGION", "eu-west-1");
    }
}

/// Tells whether the real machine has the disk and the memory of one on which all is well: those are not ours to set.
#[track_caller]
pub(crate) fn has_room(sandbox: &Sandbox) -> bool {
    let (report, _) = sandbox.check(&[]);
    ["machine.disk", "machine.memory"].iter().all(|id| check_of(&report, id)["status"] == "pass")
}
