//! Whole screens, as a person sees them.

use super::{asked, assert_screen, known_as, screen, sts_of};
use crate::fixtures::{ACCOUNT, INSTANCE, metadata, refusing_sts, role};
use crate::loopback::{Reply, Server};
use crate::sandbox::Sandbox;

#[test]
fn managed_credentials_in_front_of_a_role() {
    let sts = sts_of(vec![
        ("ASIAMANAGEDEXAMPLE01", role("TeamRole", "MasterKey")),
        ("ASIAINSTANCEEXAMPLE1", role("Workshop", INSTANCE)),
    ]);
    let metadata = metadata(Some("Workshop"));
    let mut sandbox = Sandbox::empty();
    sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());
    sandbox.set("C9_PID", "0123456789abcdef0123456789abcdef");
    sandbox.on_cloud9();
    sandbox.managed_by_cloud9(true);
    sandbox.with_metadata(&metadata);

    assert_screen!(screen(&sandbox, &[]), @r#"
    where     an AWS Cloud9 environment: `C9_PID` is set,
              `~/.c9/stop-if-inactive.sh` is there
              an EC2 instance: instance metadata names the instance
              i-0de86dc17afe771ba
    answers   the profile `default`, in ~/.aws/credentials
              temporary; Cloud9's last 15 min at most, and the file is less than a
              minute old
    who       role TeamRole, session MasterKey
              account ********3333, partition aws, at http://[LOOPBACK]
    shadowed  instance metadata at http://[LOOPBACK], instance profile
              Workshop: would answer, likely as role Workshop, session
              i-0de86dc17afe771ba (not asked)
    verdict   managed by AWS Cloud9, certain
              - the credentials file begins with the comment that Cloud9 writes
              - such may touch only some IAM roles, so a deployment may fail
    to do     a role is attached: go over to it with `--fix`, which asks before each
              step; or by hand: keep the Region, which only this file names; turn
              the managed credentials off to use it (only the environment's owner
              may), wait a minute, then move the file out of its way, if it is still
              there
                  bootstrap check cloud9.credentials --fix
                  aws configure set default.region eu-west-1
                  aws cloud9 update-environment --environment-id 0123456789abcdef0123456789abcdef --managed-credentials-action DISABLE && sleep 60 && mv "$HOME/.aws/credentials" "$HOME/.aws/credentials.cloud9"
                  bootstrap check
    "#);
    let all = screen(&sandbox, &["--all"]);
    let shadowed = all.split("shadowed").nth(1).and_then(|rest| rest.split("verdict").next());
    assert_screen!(shadowed.unwrap(), @"
    instance metadata at http://[LOOPBACK], instance profile
            Workshop: would answer, as role Workshop, session i-0de86dc17afe771ba
            (an instance's session), account ********3333, partition aws
    ");

    let (report, said) = asked(&sandbox, &["--all"]);
    assert_eq!(report["shadowed"][0]["identity"]["role"], "Workshop");
    assert_eq!(report["shadowed"][0]["identity"]["origin"], "instance");
    assert_eq!(report["identity"]["role"], "TeamRole");
    assert_eq!(report["verdict"]["kind"], "cloud9-managed");
    assert_eq!(report["verdict"]["certainty"], "certain");
    assert_eq!(said.code, Some(0));
}

#[test]
fn a_profile_that_does_not_exist_while_a_role_answers() {
    let (mut sandbox, _sts) = known_as(&role("Workshop", INSTANCE));
    let metadata = metadata(Some("Workshop"));
    sandbox.with_metadata(&metadata);
    sandbox.write("home/.aws/config", "[profile work]\nregion = eu-west-1\n");
    sandbox.set("AWS_PROFILE", "wrok");

    assert_screen!(screen(&sandbox, &[]), @"
    where     an EC2 instance: instance metadata names the instance
              i-0de86dc17afe771ba
    answers   instance metadata at http://[LOOPBACK], instance profile Workshop
              good for [TIME], until 2099-01-01T00:00:00Z
    who       role Workshop, session i-0de86dc17afe771ba (an instance's session)
              account ********3333, partition aws, at http://[LOOPBACK]
    skipped   profile: `wrok`, from AWS_PROFILE, does not exist; the nearest is
              `work`
    verdict   the instance's role, likely
              - the instance metadata service gave them
              - `AWS_EC2_METADATA_SERVICE_ENDPOINT` names another address for it
    to do     `wrok`, from AWS_PROFILE, does not exist; there are `work`; did you
              mean `work`?; in its place the instance's role answers
              > name the one that is meant
                  export AWS_PROFILE=work
    ");
    let (report, said) = asked(&sandbox, &[]);
    assert_eq!(report["answers"]["provider"], "instance-metadata");
    assert_eq!(report["skipped"][0]["provider"], "profile");
    assert_eq!(said.code, Some(0));
}

#[test]
fn half_a_pair_of_keys_and_a_profile_behind_it() {
    let (mut sandbox, _sts) = known_as(&format!("arn:aws-cn:iam::{ACCOUNT}:user/team/ann"));
    sandbox.set("AWS_ACCESS_KEY_ID", "AKIAUSEREXAMPLE00001").set("AWS_SECRET_ACCESS_KEY", " ");
    sandbox.write(
        "home/.aws/config",
        "[default]\naws_access_key_id = AKIAUSEREXAMPLE00001\naws_secret_access_key = canary\nregion = cn-north-1\n",
    );

    assert_screen!(screen(&sandbox, &[]), @"
    where     your own machine, as far as one can see
    answers   the profile `default`, in ~/.aws/config
              a long-term key: it does not expire
    who       user team/ann
              account ********3333, partition aws-cn, at http://[LOOPBACK]
    skipped   environment variables: half a pair of keys: AWS_ACCESS_KEY_ID is set,
              AWS_SECRET_ACCESS_KEY is blank
    verdict   a user's long-term key, likely
              - the ARN is a user's, the key is a long-term one
              - told by http://[LOOPBACK]
    to do     `AWS_ACCESS_KEY_ID` is set and `AWS_SECRET_ACCESS_KEY` is blank, which
              counts as unset: the AWS SDK for Rust passes over half of a pair; the
              profile `default` answers
              > set `AWS_SECRET_ACCESS_KEY`, too, or take the other away
                  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
    besides   account ********3333, user team/ann, at http://[LOOPBACK], by a
              long-term key: whoever gets hold of it keeps it
              > use keys that expire by themselves, then delete this one
                  aws login
    ");
    let (report, said) = asked(&sandbox, &[]);
    assert_eq!(report["identity"]["principal"], "user");
    assert_eq!(report["identity"]["partition"], "aws-cn");
    assert_eq!(report["identity"]["name"], "team/ann");
    assert_eq!(said.code, Some(0));
}

#[test]
fn keys_in_the_environment_overrule_the_profile_that_is_named() {
    let sts = sts_of(vec![
        ("AKIAUSEREXAMPLE00001", format!("arn:aws:iam::{ACCOUNT}:user/ann")),
        ("ASIAMANAGEDEXAMPLE01", role("TeamRole", "MasterKey")),
    ]);
    let mut sandbox = Sandbox::empty();
    sandbox.with_keys();
    sandbox.managed_by_cloud9(false);
    sandbox.set("AWS_ENDPOINT_URL_STS", sts.url()).set("AWS_PROFILE", "default");

    assert_screen!(screen(&sandbox, &["--all"]), @"
    where     your own machine, as far as one can see
    answers   the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
              a long-term key: it does not expire
    who       user ann
              account ********3333, partition aws, at http://[LOOPBACK]
    shadowed  the profile `default`, in ~/.aws/credentials: would answer, as role
              TeamRole, session MasterKey, account ********3333, partition aws
    skipped   profile: AWS_PROFILE names `default`, which the keys in the
              environment overrule
    verdict   a user's long-term key, likely
              - the ARN is a user's, the key is a long-term one
              - told by http://[LOOPBACK]
    to do     from environment variables: `AWS_PROFILE` names `default`, and is
              overruled by `AWS_ACCESS_KEY_ID`
              > take the keys away to use the profile; to keep them, unset
                `AWS_PROFILE`
                  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
    besides   account ********3333, user ann, at http://[LOOPBACK], by a
              long-term key: whoever gets hold of it keeps it
              > use keys that expire by themselves, then delete this one
                  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
                  aws login
    ");
    // Otherwise nobody is asked about what is shadowed.
    let before = sts.requests().len();
    let (report, _) = asked(&sandbox, &[]);
    assert_eq!(report["shadowed"][0]["identity"]["status"], "not-asked");
    assert_eq!(sts.requests().len(), before + 2);
    // The flag turns it round.
    let (report, _) = asked(&sandbox, &["--profile", "default"]);
    assert_eq!(report["answers"]["provider"], "profile");
    assert_eq!(report["skipped"][0]["because"], "overruled by --profile");
}

#[test]
fn nobody_answers() {
    assert_screen!(screen(&Sandbox::empty(), &[]), @"
    where     your own machine, as far as one can see
    answers   no provider has credentials
    who       no credentials to ask about (aws.credentials)
    verdict   no credentials
              - no provider has credentials
    to do     sign in; with IAM Identity Center: `aws sso login`
                  aws login
    ");
    let (report, said) = asked(&Sandbox::empty(), &[]);
    assert_eq!(report["answers"]["provider"], serde_json::Value::Null);
    assert_eq!(report["verdict"]["kind"], "none");
    assert_eq!(said.code, Some(1));
}

#[test]
fn whoever_answers_is_refused() {
    let sts = refusing_sts("ExpiredToken", "The security token included in the request is expired");
    let mut sandbox = Sandbox::empty();
    sandbox.on_cloud9();
    sandbox.managed_by_cloud9(false);
    sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());

    assert_screen!(screen(&sandbox, &[]), @r#"
    where     an AWS Cloud9 environment: `~/.c9/stop-if-inactive.sh` is there
    answers   the profile `default`, in ~/.aws/credentials
              temporary; Cloud9's last 15 min at most, and the file is less than a
              minute old
    who       STS does not accept the credentials, at http://[LOOPBACK]: they
              are expired: ExpiredToken: The security token included in the request
              is expired
    verdict   managed by AWS Cloud9, likely
              - temporary keys in `[default]` of the credentials file, on Cloud9
              - the section has just the four keys that Cloud9 writes
              - `~/.c9/stop-if-inactive.sh` is there
              - such may touch only some IAM roles, so a deployment may fail
    to do     Cloud9 renews its credentials only while the environment's owner has
              the IDE open, and not in a private subnet: reload the tab, and check
              again; or, to use a role in their place, from a machine that may: see
              first whether a role is attached; the instance was not asked; then the
              owner turns them off in the IDE
                  bootstrap check
                  aws ec2 describe-iam-instance-profile-associations --filters Name=instance-id,Values="$(ec2-metadata --instance-id --quiet)"
    "#);
    let (report, said) = asked(&sandbox, &[]);
    assert_eq!(report["identity"]["status"], "refused");
    assert_eq!(report["advice"]["id"], "aws.identity");
    assert_eq!(said.code, Some(1));
}

#[test]
fn a_profile_that_does_not_work_is_in_the_way_of_a_role() {
    let (mut sandbox, _sts) = known_as(&role("Workshop", INSTANCE));
    let metadata = metadata(Some("Workshop"));
    sandbox.with_metadata(&metadata);
    let process = sandbox.script("process", "echo canary; echo canary >&2; exit 7");
    sandbox.write(
        "home/.aws/config",
        format!("[default]\ncredential_process = {}\n", process.display()),
    );

    let (report, said) = asked(&sandbox, &["--all"]);

    assert_eq!(report["advice"]["facts"]["cause"], "credential-process-failed", "{report}");
    assert_eq!(report["identity"]["status"], "not-asked");
    assert_eq!(report["shadowed"][0]["provider"], "instance-metadata");
    assert_eq!(report["shadowed"][0]["identity"]["role"], "Workshop");
    assert_eq!(report["advice"]["id"], "aws.credentials");
    assert_eq!(report["verdict"]["kind"], "none");
    let because = "the profile is set up and does not work, and nobody behind it is asked";
    assert_eq!(report["verdict"]["evidence"], serde_json::json!([because]));

    sandbox.write("home/.aws/config", "\u{feff}[default]\nregion = eu-west-1\n");
    let (report, _) = asked(&sandbox, &[]);
    assert_eq!(report["shadowed"][0]["would"], "answer", "{report}");
    assert_eq!(report["verdict"]["evidence"], serde_json::json!([because]));
    assert_eq!(said.code, Some(1));
}

#[test]
fn a_stand_in_does_not_know_who_somebody_is() {
    let (mut sandbox, _sts) = known_as("arn:aws:iam::000000000000:user/local");
    sandbox.with_keys();

    let (report, said) = asked(&sandbox, &[]);

    assert_eq!(report["identity"]["status"], "unknown");
    assert_eq!(report["verdict"]["kind"], "unknown");
    assert!(said.stdout.contains("who       a stand-in for STS answered, at http"), "{said:?}");
    assert_eq!(said.code, Some(3));
}

#[test]
fn an_sts_that_says_nothing_leaves_open_who_somebody_is() {
    for reply in [Reply::status(500, ""), Reply::ok("<html>a portal</html>"), Reply::Silence] {
        let sts = Server::start(move |_| reply.clone());
        let mut sandbox = Sandbox::empty();
        sandbox.with_keys();
        sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());

        let (report, said) = asked(&sandbox, &[]);

        assert_eq!(report["identity"]["status"], "unknown", "{report}");
        assert_eq!(report["verdict"]["kind"], "unknown", "{report}");
        assert_eq!(said.code, Some(3), "{said:?}");
    }
}

#[test]
fn who_says_until_when_the_keys_in_the_environment_are_good_is_believed() {
    let (mut sandbox, _sts) = known_as(&role("Deploy", "ann"));
    sandbox.with_keys();
    sandbox.set("AWS_SESSION_TOKEN", "canary");
    for (until, told) in [
        ("2099-01-01T01:00:00+01:00", ", until 2099-01-01T00:00:00Z"),
        ("2020-01-01T00:00:00Z", "expired at 2020-01-01T00:00:00Z"),
        ("canary", "temporary; nothing here says until when"),
    ] {
        sandbox.set("AWS_CREDENTIAL_EXPIRATION", until);

        let (_, said) = asked(&sandbox, &[]);

        assert!(said.stdout.contains(told), "{until}: {}", said.stdout);
    }
}
