//! The verdict on every combination of evidence, and on the situations that have a name.

use super::*;

fn evidence() -> Evidence {
    Evidence {
        cloud9: Vec::new(),
        provider: Some(Provider::Profile),
        temporary: true,
        section: SectionForm::Elsewhere,
        principal: Some(role("Team", "ann")),
        instance_id: None,
        instance_profile: InstanceProfile::Unknown,
        cloud9_says: None,
    }
}

fn on_cloud9() -> Evidence {
    Evidence {
        cloud9: vec!["`C9_PID` is set".to_owned()],
        section: SectionForm::Default { only_managed_keys: true },
        instance_id: Some("i-0de86dc17afe771ba".to_owned()),
        ..evidence()
    }
}

fn role(role: &str, session: &str) -> Principal {
    Principal::AssumedRole { role: role.to_owned(), session: session.to_owned() }
}

#[track_caller]
fn assert_kind(evidence: &Evidence, kind: Kind, certainty: Certainty) {
    let verdict = Verdict::of(evidence);
    assert_eq!((verdict.kind, verdict.certainty), (kind, certainty), "{evidence:?}");
}

#[test]
fn the_trap_an_assumed_role_from_the_file_on_cloud9_is_managed() {
    let trap = Evidence { principal: Some(role("TeamRole", "MasterKey")), ..on_cloud9() };

    assert_kind(&trap, Kind::Cloud9Managed, Certainty::Likely);
    assert_kind(&Evidence { cloud9: Vec::new(), ..trap }, Kind::AssumedRole, Certainty::Certain);
}

#[test]
fn cloud9s_own_comment_is_certain_and_needs_no_answer_from_aws() {
    let header =
        Evidence { section: SectionForm::UnderManagedHeader, principal: None, ..on_cloud9() };

    assert_kind(&header, Kind::Cloud9Managed, Certainty::Certain);
    assert_kind(
        &Evidence { temporary: false, principal: Some(Principal::User("ann".into())), ..header },
        Kind::User,
        Certainty::Certain,
    );
}

#[test]
fn cloud9s_own_comment_elsewhere_is_a_copy_of_it() {
    let copied = Evidence {
        cloud9: Vec::new(),
        section: SectionForm::UnderManagedHeader,
        principal: None,
        ..on_cloud9()
    };

    assert_kind(&copied, Kind::Cloud9Managed, Certainty::Likely);
}

#[test]
fn metadata_gives_the_instances_role() {
    let behind = Evidence {
        provider: Some(Provider::InstanceMetadata),
        section: SectionForm::Elsewhere,
        principal: Some(role("Workshop", "i-0de86dc17afe771ba")),
        ..on_cloud9()
    };

    assert_kind(&behind, Kind::InstanceRole, Certainty::Certain);
    assert_kind(
        &Evidence { principal: None, ..behind.clone() },
        Kind::InstanceRole,
        Certainty::Certain,
    );
    let poor =
        Evidence { principal: Some(role(SESSION_MANAGER_ROLE, "i-0de86dc17afe771ba")), ..behind };
    assert_kind(&poor, Kind::Cloud9SsmRole, Certainty::Certain);
}

#[test]
fn a_roles_keys_copied_into_the_file_are_not_managed() {
    let copied =
        Evidence { principal: Some(role("Workshop", "i-0de86dc17afe771ba")), ..on_cloud9() };

    assert_kind(&copied, Kind::InstanceRole, Certainty::Likely);
    assert_kind(&Evidence { instance_id: None, ..copied }, Kind::InstanceRole, Certainty::Likely);
}

#[test]
fn elsewhere_the_arn_tells() {
    let of =
        |principal, temporary| Evidence { principal: Some(principal), temporary, ..evidence() };

    assert_kind(&of(Principal::Root, false), Kind::Root, Certainty::Certain);
    assert_kind(&of(Principal::User("ann".into()), false), Kind::User, Certainty::Certain);
    assert_kind(&of(Principal::User("ann".into()), true), Kind::SessionToken, Certainty::Certain);
    assert_kind(
        &of(role("AWSReservedSSO_Dev_0123456789abcdef", "ann"), true),
        Kind::Sso,
        Certainty::Certain,
    );
    assert_kind(&Evidence { provider: None, ..evidence() }, Kind::None, Certainty::Certain);
    assert_kind(&Evidence { principal: None, ..evidence() }, Kind::Unknown, Certainty::Likely);
}

#[test]
fn cloud9s_word_decides_between_what_looks_the_same() {
    let says = |cloud9_says| Evidence { cloud9_says: Some(cloud9_says), ..on_cloud9() };

    assert_kind(&says(Cloud9Says::OnForUs), Kind::Cloud9Managed, Certainty::Certain);
    assert_kind(&says(Cloud9Says::Off), Kind::AssumedRole, Certainty::Certain);
    assert_kind(&says(Cloud9Says::OnForOthers), Kind::AssumedRole, Certainty::Certain);
    let long_term = Evidence {
        temporary: false,
        principal: Some(Principal::User("ann".into())),
        ..says(Cloud9Says::OnForUs)
    };
    assert_kind(&long_term, Kind::User, Certainty::Certain);
    let of_metadata = Evidence {
        provider: Some(Provider::InstanceMetadata),
        section: SectionForm::Elsewhere,
        ..says(Cloud9Says::OnForUs)
    };
    assert_kind(&of_metadata, Kind::InstanceRole, Certainty::Certain);
}

#[test]
fn a_session_tells_who_has_given_the_role() {
    let of = |provider, session: &str| Evidence {
        provider: Some(provider),
        principal: Some(role("Team", session)),
        ..evidence()
    };

    assert_kind(&of(Provider::Environment, "GitHubActions"), Kind::GithubOidc, Certainty::Likely);
    let pod = of(Provider::Container, "eks-shop-web-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");
    assert_kind(&pod, Kind::PodIdentity, Certainty::Likely);
    assert_kind(&of(Provider::Container, "task"), Kind::Container, Certainty::Certain);
}

#[test]
fn the_names_of_a_role_are_read_in_one_place() {
    let fake = Evidence { principal: Some(role("AWSReservedSSO_fake", "ann")), ..evidence() };
    assert_kind(&fake, Kind::AssumedRole, Certainty::Certain);
    let named = |provider, session: &str| Evidence {
        provider: Some(provider),
        section: SectionForm::Elsewhere,
        principal: Some(role("Team", session)),
        ..evidence()
    };
    assert_kind(&named(Provider::Profile, "GitHubActions"), Kind::GithubOidc, Certainty::Likely);
    assert_kind(&named(Provider::Container, "eks-"), Kind::Container, Certainty::Certain);
}

/// The whole cross product: nothing panics, and managed is certain only by Cloud9's own comment, on Cloud9, or by
/// Cloud9's own word.
#[test]
fn no_combination_is_more_certain_than_its_evidence() {
    let providers = crate::credentials::chain::ORDER.map(Some).into_iter().chain([None]);
    let sections = [
        SectionForm::Elsewhere,
        SectionForm::Default { only_managed_keys: false },
        SectionForm::Default { only_managed_keys: true },
        SectionForm::UnderManagedHeader,
    ];
    let principals = [
        None,
        Some(Principal::Root),
        Some(Principal::User("ann".into())),
        Some(Principal::FederatedUser("ann".into())),
        Some(Principal::Other("odd".into())),
        Some(role("Team", "MasterKey")),
        Some(role("Team", "GitHubActions")),
        Some(role("Team", "eks-shop-web-0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9")),
        Some(role("Team", "i-0de86dc17afe771ba")),
        Some(role(SESSION_MANAGER_ROLE, "i-0de86dc17afe771ba")),
    ];
    let profiles = [
        InstanceProfile::Unknown,
        InstanceProfile::NotAttached,
        InstanceProfile::Attached(SESSION_MANAGER_PROFILE.into()),
    ];
    let words =
        [None, Some(Cloud9Says::OnForUs), Some(Cloud9Says::OnForOthers), Some(Cloud9Says::Off)];
    let mut seen = 0;
    for provider in providers {
        for section in sections {
            for principal in &principals {
                for instance_profile in &profiles {
                    for (bits, cloud9_says) in
                        (0..8).flat_map(|bits| words.map(|word| (bits, word)))
                    {
                        let evidence = Evidence {
                            cloud9: if bits & 1 == 0 { Vec::new() } else { vec!["sign".into()] },
                            provider,
                            temporary: bits & 2 != 0,
                            section,
                            principal: principal.clone(),
                            instance_id: (bits & 4 != 0).then(|| "i-0de86dc17afe771ba".into()),
                            instance_profile: instance_profile.clone(),
                            cloud9_says,
                        };
                        let verdict = Verdict::of(&evidence);
                        assert!(!verdict.evidence.is_empty(), "{evidence:?}");
                        if verdict.kind == Kind::Cloud9Managed
                            && verdict.certainty == Certainty::Certain
                        {
                            let by_comment = section == SectionForm::UnderManagedHeader
                                && !evidence.cloud9.is_empty();
                            let by_word = cloud9_says == Some(Cloud9Says::OnForUs)
                                && section != SectionForm::Elsewhere;
                            assert!(by_comment || by_word, "{evidence:?}");
                            assert!(evidence.temporary, "{evidence:?}");
                        }
                        seen += 1;
                    }
                }
            }
        }
    }
    assert_eq!(seen, 6 * 4 * 10 * 3 * 8 * 4);
}
