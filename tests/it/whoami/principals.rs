//! Every kind of principal, by its name.

use super::{asked, known_as};
use crate::fixtures::{ACCOUNT, role};

#[test]
fn every_shape_of_principal_is_told() {
    let uuid = "be2eacd9-2b4f-4c7e-9d3c-0d7a35e5f0aa";
    let iam = |resource: &str| format!("arn:aws:iam::{ACCOUNT}:{resource}");
    for (arn, principal, origin, told) in [
        (iam("root"), "root", "", "the root user"),
        (iam("user/team/ann"), "user", "", "user team/ann"),
        (
            format!("arn:aws:sts::{ACCOUNT}:federated-user/ann"),
            "federated-user",
            "",
            "federated user ann",
        ),
        (
            iam("role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX"),
            "other",
            "service-linked",
            "which is for AWS itself",
        ),
        (
            role("AWSReservedSSO_Admin_0123456789abcdef", "ann"),
            "assumed-role",
            "identity-center",
            "permission set Admin",
        ),
        (role("Deploy", "GitHubActions"), "assumed-role", "github-oidc", "likely GitHub Actions"),
        (
            role("App", &format!("eks-shop-api-{uuid}")),
            "assumed-role",
            "pod-identity",
            "likely a pod, by EKS",
        ),
        (
            role("App", "web-identity-token-1732300000000"),
            "assumed-role",
            "web-identity",
            "likely by a web identity token",
        ),
        (role("TeamRole", "MasterKey"), "assumed-role", "", "role TeamRole, session MasterKey"),
    ] {
        let (mut sandbox, _sts) = known_as(&arn);
        sandbox.with_keys();

        let (report, said) = asked(&sandbox, &[]);

        let identity = &report["identity"];
        assert_eq!(identity["status"], "known", "{arn}");
        assert_eq!(identity["principal"], principal, "{arn}");
        assert_eq!(identity["origin"].as_str().unwrap_or_default(), origin, "{arn}");
        assert_eq!(identity["account"], "********3333", "{arn}");
        assert!(said.stdout.contains(told), "{arn}: {}", said.stdout);
        assert_eq!(said.code, Some(0), "{arn}");
    }
}

#[test]
fn every_partition_has_principals() {
    for partition in [
        "aws",
        "aws-cn",
        "aws-us-gov",
        "aws-iso",
        "aws-iso-b",
        "aws-iso-e",
        "aws-iso-f",
        "aws-eusc",
    ] {
        let arn = format!("arn:{partition}:sts::{ACCOUNT}:assumed-role/TeamRole/ann");
        let (mut sandbox, _sts) = known_as(&arn);
        sandbox.with_keys();

        let (report, said) = asked(&sandbox, &[]);

        assert_eq!(report["identity"]["partition"], partition);
        assert!(said.stdout.contains(&format!("partition {partition}, at ")), "{}", said.stdout);
    }
}
