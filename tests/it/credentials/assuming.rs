//! STS as nobody of us wrote it: roles of other accounts, taken with a user's keys.

use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::local::wire::Client;
use crate::peers::{Moto, moto};
use crate::sandbox::{Said, Sandbox};

/// moto's own account, in which users are.
const OWN: &str = "********9012";

/// A user of moto's, with keys.
struct User {
    key: String,
    secret: String,
}

impl User {
    /// Makes the user, once.
    fn of(moto: &Moto) -> &'static Self {
        static USER: OnceLock<User> = OnceLock::new();
        USER.get_or_init(|| {
            let client = Client::new(moto.url(), "us-east-1", "AKIATESTSOFBOOTSTRAP");
            let ask = |action: &str| {
                let form = format!("Action={action}&Version=2010-05-08&UserName=ann");
                client.ask_by_form("iam", &form).body
            };
            ask("CreateUser");
            let made = ask("CreateAccessKey");
            let field = |name: &str| {
                let text =
                    made.split(&format!("{name}>")).nth(1).unwrap_or_else(|| panic!("{made}"));
                text.split('<').next().expect("there is always a first").to_owned()
            };
            Self { key: field("AccessKeyId"), secret: field("SecretAccessKey") }
        })
    }

    fn keys(&self) -> String {
        format!("aws_access_key_id = {}\naws_secret_access_key = {}\n", self.key, self.secret)
    }
}

/// A machine whose user may take a role of another account, and with that a role of a third one.
fn machine(moto: &Moto) -> Sandbox {
    let mut sandbox = Sandbox::with_tools();
    sandbox.set("AWS_ENDPOINT_URL_STS", moto.url()).set("AWS_DEFAULT_REGION", "eu-west-1");
    sandbox.write(
        "home/.aws/config",
        format!(
            "[profile user]\n{}\
             [profile other]\nrole_arn = arn:aws:iam::444455556666:role/team/Deploy\nsource_profile = user\n\
             role_session_name = ann\n\
             [profile third]\nrole_arn = arn:aws:iam::777788889999:role/Audit\nsource_profile = other\n",
            User::of(moto).keys()
        ),
    );
    sandbox
}

/// Asks `whoami` in both forms; no account and no key is shown in full.
#[track_caller]
fn who(sandbox: &Sandbox, moto: &Moto, arguments: &[&str]) -> (Value, Said) {
    let text = sandbox.bootstrap(&[&["whoami"], arguments].concat());
    let json = sandbox.bootstrap(&[&["whoami", "--format", "json"], arguments].concat());
    let everything = text.everything() + &json.everything();
    let User { key, secret } = User::of(moto);
    for never in ["123456789012", "444455556666", "777788889999", key, secret] {
        assert!(!everything.contains(never), "{never}: {everything}");
    }
    let report =
        serde_json::from_str(&json.stdout).unwrap_or_else(|error| panic!("{error}: {json:?}"));
    (report, text)
}

#[test]
fn a_users_keys_are_the_users() {
    let Some(moto) = moto() else { return };
    let (report, said) = who(&machine(moto), moto, &["--profile", "user"]);

    assert_eq!(report["identity"]["principal"], "user", "{report}");
    assert_eq!(report["identity"]["name"], "ann");
    assert_eq!(report["identity"]["account"], OWN);
    assert_eq!(report["verdict"]["kind"], "user");
    assert_eq!(said.code, Some(0), "{said:?}");
}

#[test]
fn a_role_of_another_account_is_taken_with_a_users_keys() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let mut sandbox = machine(moto);
    sandbox.set("AWS_ENDPOINT_URL_STS", relay.url());

    let (report, said) = who(&sandbox, moto, &["--profile", "other"]);

    let identity = &report["identity"];
    assert_eq!(identity["principal"], "assumed-role", "{report}");
    assert_eq!(identity["account"], "********6666");
    assert_eq!(identity["role"], "Deploy", "the path is lost, as at AWS");
    assert_eq!(identity["session"], "ann");
    assert_eq!(report["answers"]["from"]["way"], "assume-role");
    assert_eq!(report["answers"]["is_temporary"], true);
    assert!(report["answers"]["good_for_s"].as_u64().is_some_and(|left| left > 3000), "{report}");
    assert_eq!(report["verdict"]["kind"], "assumed-role");
    assert!(said.stdout.contains("role Deploy, session ann"), "{said:?}");
    assert_eq!(said.code, Some(0), "{said:?}");
    let asked: Vec<bool> =
        relay.requests().iter().map(|request| request.body.contains("Action=AssumeRole")).collect();
    assert_eq!(asked, [true, false, true, false], "the role is taken, then asked who it is");
}

#[test]
fn a_role_is_taken_with_another_role() {
    let Some(moto) = moto() else { return };

    let (report, said) = who(&machine(moto), moto, &["--profile", "third"]);

    assert_eq!(report["identity"]["account"], "********9999", "{report}");
    assert_eq!(report["identity"]["role"], "Audit");
    assert_eq!(said.code, Some(0), "{said:?}");
}

#[test]
fn who_is_shadowed_is_asked_in_every_account() {
    let Some(moto) = moto() else { return };
    let (mut sandbox, user) = (machine(moto), User::of(moto));
    sandbox.set("AWS_ACCESS_KEY_ID", &user.key).set("AWS_SECRET_ACCESS_KEY", &user.secret);
    sandbox.set("AWS_PROFILE", "other");

    let (report, _) = who(&sandbox, moto, &["--all"]);

    assert_eq!(report["identity"]["account"], OWN, "{report}");
    let shadowed = &report["shadowed"][0];
    assert_eq!(shadowed["provider"], "profile");
    assert_eq!(shadowed["would"], "answer");
    assert_eq!(shadowed["identity"]["account"], "********6666", "{report}");
    assert_eq!(shadowed["identity"]["role"], "Deploy");
    assert_eq!(report["shadowed"], json!([shadowed]));
}
