//! What to do: what is said for and against the credentials that answer.

use super::{asked, assert_screen, known_as, screen};
use crate::fixtures::{ACCOUNT, INSTANCE, metadata_for_session_manager, role};

#[test]
fn against_a_key_that_does_not_expire_something_is_said() {
    let (mut sandbox, _sts) = known_as(&format!("arn:aws:iam::{ACCOUNT}:user/ann"));
    sandbox.with_keys();

    assert_screen!(screen(&sandbox, &[]), @"
    where     your own machine, as far as one can see
    answers   the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
              a long-term key: it does not expire
    who       user ann
              account ********3333, partition aws, at http://[LOOPBACK]
    verdict   a user's long-term key, likely
              - the ARN is a user's, the key is a long-term one
              - told by http://[LOOPBACK]
    to do     account ********3333, user ann, at http://[LOOPBACK], by a
              long-term key: whoever gets hold of it keeps it
              > use keys that expire by themselves, then delete this one
                  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
                  aws login
    ");
    let (report, said) = asked(&sandbox, &[]);
    assert_eq!(report["advice"]["id"], "aws.identity", "{report}");
    assert_eq!(report["besides"], serde_json::json!([]));
    assert_eq!(said.code, Some(0));
}

#[test]
fn against_root_more_is_said_whichever_way_it_comes() {
    let (mut sandbox, _sts) = known_as(&format!("arn:aws:iam::{ACCOUNT}:root"));
    sandbox.with_keys();

    assert_screen!(screen(&sandbox, &[]), @"
    where     your own machine, as far as one can see
    answers   the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
              a long-term key: it does not expire
    who       the root user
              account ********3333, partition aws, at http://[LOOPBACK]
    verdict   the root user, likely
              - the ARN is the account's root
              - told by http://[LOOPBACK]
    to do     the root user of account ********3333, at http://[LOOPBACK];
              nothing limits what it may do
              > never work as root: sign in as somebody else, with IAM Identity
                Center or as a user, then delete root's keys in the console
                  aws configure sso
                  aws login
    ");

    sandbox.unset("AWS_ACCESS_KEY_ID").unset("AWS_SECRET_ACCESS_KEY");
    sandbox.on_cloud9();
    sandbox.managed_by_cloud9(true);
    let (report, _) = asked(&sandbox, &[]);
    assert_eq!(report["advice"]["id"], "cloud9.credentials", "{report}");
    assert_eq!(report["besides"][0]["id"], "aws.identity", "{report}");
}

#[test]
fn a_role_that_is_only_good_for_session_manager_is_replaced() {
    let (mut sandbox, _sts) = known_as(&role("AWSCloud9SSMAccessRole", INSTANCE));
    let metadata = metadata_for_session_manager();
    sandbox.with_metadata(&metadata);
    sandbox.on_cloud9();

    assert_screen!(screen(&sandbox, &[]), @r#"
    where     an AWS Cloud9 environment: `~/.c9/stop-if-inactive.sh` is there
              an EC2 instance: instance metadata names the instance
              i-0de86dc17afe771ba
    answers   instance metadata at http://[LOOPBACK], instance profile
              AWSCloud9SSMInstanceProfile
              good for [TIME], until 2099-01-01T00:00:00Z
    who       role AWSCloud9SSMAccessRole, session i-0de86dc17afe771ba (an
              instance's session)
              account ********3333, partition aws, at http://[LOOPBACK]
    verdict   the instance's role, AWSCloud9SSMAccessRole, which is only good for
              Session Manager, likely
              - the instance metadata service gave them
              - `AWS_EC2_METADATA_SERVICE_ENDPOINT` names another address for it
    to do     attach a role that may deploy, with the name of one of these profiles
              in place of PROFILE
                  aws iam list-instance-profiles --query "InstanceProfiles[].InstanceProfileName"
                  aws ec2 replace-iam-instance-profile-association --association-id "$(aws ec2 describe-iam-instance-profile-associations --filters Name=instance-id,Values=i-0de86dc17afe771ba --query "IamInstanceProfileAssociations[0].AssociationId" --output text)" --iam-instance-profile Name="PROFILE"
    "#);
}
