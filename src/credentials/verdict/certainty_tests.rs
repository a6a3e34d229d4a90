//! The verdict on every combination of evidence: never more certain than what it rests on.

use super::tests::{SESSION_MANAGER_ROLE, role, says};
use super::*;

/// What alone makes a kind certain, said once more without the rules that lead there.
fn may_be_certain(kind: Kind, evidence: &Evidence) -> bool {
    let is_on_cloud9 = !evidence.cloud9.is_empty();
    let word = evidence.cloud9_says.as_ref().map(|says| &says.meaning);
    let has_form = evidence.temporary && evidence.section != SectionForm::Elsewhere;
    let of_aws = evidence.principal.as_ref().filter(|_| evidence.told_at.is_none());
    // Whatever the ARN says is certain only where AWS says it, and where the file does not make it doubtful.
    let by_arn = of_aws.filter(|_| !has_form);
    let is_of_metadata =
        evidence.provider == Some(Provider::InstanceMetadata) && !evidence.metadata_is_elsewhere;
    let is_assumed = matches!(by_arn, Some(Principal::AssumedRole { .. }));
    let by_comment = evidence.section == SectionForm::UnderManagedHeader
        && is_on_cloud9
        && !matches!(word, Some(Meaning::Off | Meaning::OnForOthers(_)));
    match kind {
        Kind::Cloud9Managed => {
            let by_word = word == Some(&Meaning::OnForUs) && of_aws.is_some();
            // Cloud9 writes one file only.
            let is_another = matches!(evidence.section, SectionForm::OtherFile { .. });
            has_form && !is_another && (by_comment || by_word)
        }
        Kind::InstanceRole => is_of_metadata,
        Kind::Cloud9SsmRole => {
            is_of_metadata
                && match (&evidence.instance_role, of_aws.and_then(Principal::role)) {
                    (Some(role), _) => role == SESSION_MANAGER_ROLE,
                    (None, Some(role)) => role == SESSION_MANAGER_ROLE,
                    (None, None) => evidence.instance_profile != InstanceProfile::NotAttached,
                }
        }
        Kind::Root => by_arn == Some(&Principal::Root),
        Kind::User => !evidence.temporary && matches!(by_arn, Some(Principal::User(_))),
        Kind::SessionToken => evidence.temporary && matches!(by_arn, Some(Principal::User(_))),
        Kind::Federated => matches!(by_arn, Some(Principal::FederatedUser(_))),
        Kind::AssumedRole => is_assumed,
        Kind::Sso => {
            is_assumed && by_arn.and_then(Principal::role).is_some_and(|role| role.contains("SSO"))
        }
        Kind::Container => by_arn.is_some() && evidence.provider == Some(Provider::Container),
        Kind::WebIdentity => by_arn.is_some() && evidence.provider == Some(Provider::WebIdentity),
        Kind::None => {
            evidence.provider.is_none()
                && matches!(evidence.unsaid, Unsaid::Nobody | Unsaid::Blocked(_))
        }
        Kind::GithubOidc | Kind::PodIdentity | Kind::Unknown => false,
    }
}

/// The whole cross product: nothing panics, nothing is certain without certain evidence, and each kind that can be
/// certain is so somewhere.
#[test]
fn no_combination_is_more_certain_than_its_evidence() {
    let providers = crate::credentials::chain::ORDER.map(Some).into_iter().chain([None]);
    let sections = [
        SectionForm::Elsewhere,
        SectionForm::Default { only_managed_keys: false },
        SectionForm::Default { only_managed_keys: true },
        SectionForm::UnderManagedHeader,
        SectionForm::OtherFile { managed_header: false },
        SectionForm::OtherFile { managed_header: true },
    ];
    let principals = [
        None,
        Some(Principal::Root),
        Some(Principal::User("ann".into())),
        Some(Principal::FederatedUser("ann".into())),
        Some(Principal::Other("odd".into())),
        Some(role("Team", "MasterKey")),
        Some(role("Team", "GitHubActions")),
        Some(role("AWSReservedSSO_Dev_0123456789abcdef", "ann")),
        Some(role("Team", "eks-shop-web-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9")),
        Some(role("Team", "i-0de86dc17afe771ba")),
        Some(role(SESSION_MANAGER_ROLE, "i-0de86dc17afe771ba")),
    ];
    let attached = |name: &str| InstanceProfile::Attached(name.to_owned());
    let poor = "AWSCloud9SSMInstanceProfile";
    let roles = [
        (None, InstanceProfile::Unknown),
        (None, InstanceProfile::NotAttached),
        (None, attached(poor)),
        (Some(SESSION_MANAGER_ROLE), attached("Mine")),
        (Some("Workshop"), attached("Workshop")),
    ];
    let words = [
        None,
        Some(says(Meaning::OnForUs)),
        Some(says(Meaning::OnForOthers("user bob".into()))),
        Some(says(Meaning::Off)),
        Some(says(Meaning::Leaving)),
        Some(says(Meaning::Unclear)),
    ];
    let reasons = [
        Unsaid::Nobody,
        Unsaid::Blocked(Provider::Profile),
        Unsaid::Silent,
        Unsaid::NotAsked,
        Unsaid::Refused,
    ];
    let mut certain = std::collections::BTreeSet::new();
    let mut seen = 0;
    for provider in providers {
        for section in sections {
            for principal in &principals {
                for (instance_role, instance_profile) in &roles {
                    for word in &words {
                        for (bits, unsaid) in
                            (0..32_usize).flat_map(|bits| reasons.map(|unsaid| (bits, unsaid)))
                        {
                            let evidence = Evidence {
                                cloud9: if bits & 1 == 0 {
                                    Vec::new()
                                } else {
                                    vec!["sign".into()]
                                },
                                provider,
                                temporary: bits & 2 != 0,
                                section,
                                principal: principal.clone(),
                                unsaid,
                                instance_id: (bits & 4 != 0).then(|| "i-0de86dc17afe771ba".into()),
                                instance_role: instance_role.map(str::to_owned),
                                instance_profile: instance_profile.clone(),
                                cloud9_says: word.clone(),
                                told_at: (bits & 8 != 0).then(|| "http://stand-in:1".into()),
                                metadata_is_elsewhere: bits & 16 != 0,
                            };
                            let verdict = Verdict::of(&evidence);
                            assert!(!verdict.evidence.is_empty(), "{evidence:?}");
                            if verdict.certainty == Certainty::Certain {
                                assert!(
                                    may_be_certain(verdict.kind, &evidence),
                                    "{verdict:?} by {evidence:?}"
                                );
                                certain.insert(format!("{:?}", verdict.kind));
                            }
                            seen += 1;
                        }
                    }
                }
            }
        }
    }
    assert_eq!(seen, 6 * 6 * 11 * 5 * 6 * 32 * 5);
    assert_eq!(certain.len(), 12, "{certain:?}");
}
