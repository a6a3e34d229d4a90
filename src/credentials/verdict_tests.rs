//! The verdict on the situations that have a name.

use super::*;

fn evidence() -> Evidence {
    Evidence {
        cloud9: Vec::new(),
        provider: Some(Provider::Profile),
        temporary: true,
        section: SectionForm::Elsewhere,
        principal: Some(role("Team", "ann")),
        unsaid: Unsaid::Silent,
        instance_id: None,
        instance_role: None,
        instance_profile: InstanceProfile::Unknown,
        cloud9_says: None,
        told_at: None,
        metadata_is_elsewhere: false,
    }
}

pub(super) fn says(meaning: Meaning) -> Cloud9Says {
    Cloud9Says { status: "STATUS".to_owned(), meaning }
}

pub(super) const SESSION_MANAGER_ROLE: &str = "AWSCloud9SSMAccessRole";

fn on_cloud9() -> Evidence {
    Evidence {
        cloud9: vec!["`C9_PID` is set".to_owned()],
        section: SectionForm::Default { only_managed_keys: true },
        instance_id: Some("i-0de86dc17afe771ba".to_owned()),
        ..evidence()
    }
}

pub(super) fn role(role: &str, session: &str) -> Principal {
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
    // A container has the file without the signs.
    let mounted = Evidence { cloud9: Vec::new(), ..trap };
    assert_kind(&mounted, Kind::AssumedRole, Certainty::Likely);
    assert_eq!(
        Verdict::of(&mounted).evidence,
        [
            "the ARN is an assumed role's",
            "the section has just the four keys that Cloud9 writes",
            "nothing here is a sign of Cloud9"
        ]
    );
    let elsewhere = Evidence { section: SectionForm::Elsewhere, ..mounted };
    assert_kind(&elsewhere, Kind::AssumedRole, Certainty::Certain);
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
    assert_kind(&Evidence { principal: None, ..evidence() }, Kind::Unknown, Certainty::Likely);
}

#[test]
fn cloud9s_word_makes_certain_or_doubtful_and_turns_nothing_round() {
    let of = |meaning| Evidence { cloud9_says: Some(says(meaning)), ..on_cloud9() };
    let others = || Meaning::OnForOthers("user bob".to_owned());

    assert_kind(&of(Meaning::OnForUs), Kind::Cloud9Managed, Certainty::Certain);
    for meaning in [Meaning::Off, others(), Meaning::Leaving, Meaning::Unclear] {
        assert_kind(&of(meaning.clone()), Kind::Cloud9Managed, Certainty::Likely);
        let header = Evidence { section: SectionForm::UnderManagedHeader, ..of(meaning.clone()) };
        let is_doubtful = meaning == Meaning::Off || meaning == others();
        let certainty = if is_doubtful { Certainty::Likely } else { Certainty::Certain };
        assert_kind(&header, Kind::Cloud9Managed, certainty);
        let evidence = Verdict::of(&header).evidence.join(", ");
        assert!(evidence.contains("(STATUS)"), "{evidence}");
    }
    // Where Cloud9's are off, temporary keys of another form are somebody's own.
    let own = SectionForm::Default { only_managed_keys: false };
    let own = Evidence { section: own, ..of(Meaning::Off) };
    assert_kind(&own, Kind::AssumedRole, Certainty::Likely);
    let long_term = Evidence {
        temporary: false,
        principal: Some(Principal::User("ann".into())),
        ..of(Meaning::OnForUs)
    };
    assert_kind(&long_term, Kind::User, Certainty::Certain);
    let of_metadata = Evidence {
        provider: Some(Provider::InstanceMetadata),
        section: SectionForm::Elsewhere,
        ..of(Meaning::OnForUs)
    };
    assert_kind(&of_metadata, Kind::InstanceRole, Certainty::Certain);
}

#[test]
fn the_role_counts_and_not_the_name_of_the_profile_that_carries_it() {
    let of = |role: Option<&str>, profile: &str| Evidence {
        provider: Some(Provider::InstanceMetadata),
        principal: None,
        instance_role: role.map(str::to_owned),
        instance_profile: InstanceProfile::Attached(profile.to_owned()),
        ..evidence()
    };
    let usual = "AWSCloud9SSMInstanceProfile";

    for (poor, is_poor) in [
        (of(Some(SESSION_MANAGER_ROLE), "Mine"), true),
        (of(Some("Workshop"), usual), false),
        (of(None, usual), true),
        (of(None, "Mine"), false),
    ] {
        let kind = if is_poor { Kind::Cloud9SsmRole } else { Kind::InstanceRole };
        assert_kind(&poor, kind, Certainty::Certain);
    }
}

#[test]
fn what_is_told_at_another_address_than_awss_is_likely() {
    let of = |principal: Principal| Evidence {
        principal: Some(principal),
        told_at: Some("http://stand-in:1".to_owned()),
        ..evidence()
    };
    for principal in [Principal::Root, Principal::User("ann".into()), role("Team", "ann")] {
        let verdict = Verdict::of(&of(principal));
        assert_eq!(verdict.certainty, Certainty::Likely);
        assert_eq!(verdict.evidence[1], "told by http://stand-in:1");
    }
    let metadata = Evidence {
        provider: Some(Provider::InstanceMetadata),
        metadata_is_elsewhere: true,
        ..evidence()
    };
    assert_kind(&metadata, Kind::InstanceRole, Certainty::Likely);
}

#[test]
fn why_nothing_is_known_is_said() {
    let nobody = |unsaid| Verdict::of(&Evidence { provider: None, unsaid, ..evidence() });
    let nameless = |unsaid| Verdict::of(&Evidence { principal: None, unsaid, ..evidence() });

    for (verdict, kind, because) in [
        (nobody(Unsaid::Nobody), Kind::None, "no provider has credentials"),
        (
            nobody(Unsaid::Blocked(Provider::Profile)),
            Kind::None,
            "the profile is set up and does not work, and nobody behind it is asked",
        ),
        (
            nobody(Unsaid::NotAsked),
            Kind::Unknown,
            "who would know was not asked, or did not answer",
        ),
        (nameless(Unsaid::Refused), Kind::Unknown, "AWS was asked, and does not accept them"),
        (nameless(Unsaid::NotAsked), Kind::Unknown, "AWS was not asked whose they are"),
        (nameless(Unsaid::Silent), Kind::Unknown, "AWS did not say whose they are"),
    ] {
        assert_eq!(verdict.kind, kind, "{because}");
        assert_eq!(verdict.evidence, [because]);
    }
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

#[test]
fn a_file_that_cloud9_never_writes_is_at_most_a_copy() {
    let of = |managed_header| Evidence {
        section: SectionForm::OtherFile { managed_header },
        cloud9_says: Some(says(Meaning::OnForUs)),
        ..on_cloud9()
    };

    assert_kind(&of(true), Kind::Cloud9Managed, Certainty::Likely);
    assert!(Verdict::of(&of(true)).evidence[0].starts_with("likely a copy"));
    assert_kind(&of(false), Kind::AssumedRole, Certainty::Likely);
}
