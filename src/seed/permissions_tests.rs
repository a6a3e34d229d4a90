//! Policies of made-up manifests.

use std::collections::BTreeSet;

use super::*;
use crate::parameter::WantedValue;
use crate::parameter::kind::ParameterType;
use crate::parameter::label::Label;
use crate::parameter::text::KeyId;
use crate::parameter::tier::Tier;

fn plain(name: &str) -> Parameter {
    Parameter::plain(name, WantedValue::Any)
}

fn secure(name: &str, key: &str, tier: Option<Tier>) -> Parameter {
    let key_id = Some(KeyId::parse(key).unwrap());
    Parameter { kind: ParameterType::SecureString, key_id, tier, ..plain(name) }
}

fn tagged(name: &str) -> Parameter {
    let mut parameter = plain(name);
    parameter.tags.set("app", "shop").unwrap();
    parameter
}

/// Shows a policy, a line for each statement.
fn lines(policy: &Policy) -> String {
    let line = |statement: &Statement| {
        let condition =
            statement.condition.as_ref().map_or_else(String::new, |it| format!(" {it}"));
        let Statement { sid, action, resource, .. } = statement;
        format!("{sid}: {} on {}{condition}\n", action.join(" "), resource.join(" "))
    };
    policy.statement.iter().map(line).collect()
}

fn picture(subject: &Subject<'_>) -> String {
    lines(&Policy::of(subject))
}

#[test]
fn what_is_known_of_the_place_is_in_the_arns_and_the_rest_is_any() {
    let (one, other) = (plain("/shop/a"), plain("top"));
    let region: RegionName = "cn-north-1".parse().unwrap();
    let known = Subject {
        parameters: vec![&one, &other],
        account: Some("111122223333"),
        region: Some(&region),
        ..Subject::default()
    };
    let unknown = Subject { account: None, region: None, ..known.clone() };

    insta::assert_snapshot!(picture(&known), @"
    ReadValues: ssm:GetParameters on arn:aws-cn:ssm:cn-north-1:111122223333:parameter/shop/a arn:aws-cn:ssm:cn-north-1:111122223333:parameter/top
    DescribeParameters: ssm:DescribeParameters on *
    WriteParameters: ssm:PutParameter on arn:aws-cn:ssm:cn-north-1:111122223333:parameter/shop/a arn:aws-cn:ssm:cn-north-1:111122223333:parameter/top
    OptionalReadThroughput: ssm:GetServiceSetting on arn:aws-cn:ssm:cn-north-1:111122223333:servicesetting/ssm/parameter-store/high-throughput-enabled
    ");
    insta::assert_snapshot!(picture(&unknown), @"
    ReadValues: ssm:GetParameters on arn:aws:ssm:*:*:parameter/shop/a arn:aws:ssm:*:*:parameter/top
    DescribeParameters: ssm:DescribeParameters on *
    WriteParameters: ssm:PutParameter on arn:aws:ssm:*:*:parameter/shop/a arn:aws:ssm:*:*:parameter/top
    OptionalReadThroughput: ssm:GetServiceSetting on arn:aws:ssm:*:*:servicesetting/ssm/parameter-store/high-throughput-enabled
    ");
    insta::assert_snapshot!(Policy::of(&unknown).remarks(&unknown).join("\n"), @"
    ReadValues: to compare before anything is written
    DescribeParameters: what is updated is described first; IAM cannot limit it to parameters
    WriteParameters: to create and to update
    OptionalReadThroughput: how many writes a second the account takes; without it the default, 3, is assumed
    any account: say `aws.account` in the manifest to name it
    any Region of the partition `aws`: say `aws.region` in the manifest, or `--region`
    ");
}

#[test]
fn many_parameters_of_a_path_share_one_resource() {
    let (one, two, beside) = (plain("/shop/a"), plain("/shop/b/c"), plain("/shopping/x"));
    let many: Vec<Parameter> = (0..11).map(|number| plain(&format!("/shop/{number}"))).collect();
    let and_beside: Vec<&Parameter> = many.iter().chain([&beside]).collect();
    let resources = |parameters: Vec<&Parameter>, scope| {
        let subject = Subject { parameters, scope, ..Subject::default() };
        Policy::of(&subject).statement[0].resource.join(" ").replace("arn:aws:ssm:*:*:", "")
    };

    assert_eq!(resources(vec![&one], Some("/shop")), "parameter/shop/a");
    assert_eq!(resources(vec![&one, &two], Some("/shop")), "parameter/shop/a parameter/shop/b/c");
    assert_eq!(resources(and_beside, Some("/shop")), "parameter/shop/* parameter/shopping/x");
    assert_eq!(resources(vec![&one, &two], None), "parameter/shop/a parameter/shop/b/c");
    assert_eq!(resources(many.iter().collect(), Some("")), "parameter/*");
}

#[test]
fn what_a_manifest_declares_is_what_it_needs() {
    let purged = Parameter { purges_tags: true, ..plain("/shop/purged") };
    let labels = BTreeSet::from([Label::parse("live").unwrap()]);
    let labelled = Parameter { labels, ..plain("/shop/labelled") };
    let protected = Parameter { protect: Some(true), ..plain("/shop/protected") };
    let tagged = tagged("/shared/tagged");
    let all = Subject {
        parameters: vec![&purged, &labelled, &protected, &tagged],
        scope: Some("/shop"),
        owner: Some("/shop".to_owned()),
        is_owned: true,
        prunes: true,
        replaces: true,
        ..Subject::default()
    };
    let only_writes = Subject { only_writes: true, prunes: false, replaces: false, ..all.clone() };

    insta::assert_snapshot!(picture(&all), @r#"
    ReadValues: ssm:GetParameters on arn:aws:ssm:*:*:parameter/shop/purged arn:aws:ssm:*:*:parameter/shop/labelled arn:aws:ssm:*:*:parameter/shop/protected arn:aws:ssm:*:*:parameter/shared/tagged
    DescribeParameters: ssm:DescribeParameters on *
    ReadTags: tag:GetResources on *
    WriteParameters: ssm:PutParameter on arn:aws:ssm:*:*:parameter/shop/purged arn:aws:ssm:*:*:parameter/shop/labelled arn:aws:ssm:*:*:parameter/shop/protected arn:aws:ssm:*:*:parameter/shared/tagged
    WriteTags: ssm:AddTagsToResource on arn:aws:ssm:*:*:parameter/shop/purged arn:aws:ssm:*:*:parameter/shop/labelled arn:aws:ssm:*:*:parameter/shop/protected arn:aws:ssm:*:*:parameter/shared/tagged
    RemoveTags: ssm:RemoveTagsFromResource on arn:aws:ssm:*:*:parameter/shop/purged
    RemoveProtection: ssm:RemoveTagsFromResource on arn:aws:ssm:*:*:parameter/shop/labelled arn:aws:ssm:*:*:parameter/shared/tagged {"ForAllValues:StringEquals":{"aws:TagKeys":"bootstrap:protect"},"StringEquals":{"aws:ResourceTag/bootstrap:protect":"true"}}
    WriteLabels: ssm:LabelParameterVersion on arn:aws:ssm:*:*:parameter/shop/labelled
    ReplaceParameters: ssm:DeleteParameters on arn:aws:ssm:*:*:parameter/shop/purged arn:aws:ssm:*:*:parameter/shop/labelled arn:aws:ssm:*:*:parameter/shared/tagged
    ListPath: ssm:GetParametersByPath on arn:aws:ssm:*:*:parameter/shop arn:aws:ssm:*:*:parameter/shop/*
    ReadTagsAgain: ssm:ListTagsForResource on arn:aws:ssm:*:*:parameter/shop/*
    PruneParameters: ssm:DeleteParameters ssm:GetParameters on arn:aws:ssm:*:*:parameter/shop/* {"StringEquals":{"aws:ResourceTag/bootstrap:manifest":"/shop"}}
    OptionalReadThroughput: ssm:GetServiceSetting on arn:aws:ssm:*:*:servicesetting/ssm/parameter-store/high-throughput-enabled
    "#);
    insta::assert_snapshot!(picture(&only_writes), @"
    WriteParameters: ssm:PutParameter on arn:aws:ssm:*:*:parameter/shop/purged arn:aws:ssm:*:*:parameter/shop/labelled arn:aws:ssm:*:*:parameter/shop/protected arn:aws:ssm:*:*:parameter/shared/tagged
    WriteTags: ssm:AddTagsToResource on arn:aws:ssm:*:*:parameter/shop/purged arn:aws:ssm:*:*:parameter/shop/labelled arn:aws:ssm:*:*:parameter/shop/protected arn:aws:ssm:*:*:parameter/shared/tagged
    WriteLabels: ssm:LabelParameterVersion on arn:aws:ssm:*:*:parameter/shop/labelled
    OptionalReadThroughput: ssm:GetServiceSetting on arn:aws:ssm:*:*:servicesetting/ssm/parameter-store/high-throughput-enabled
    ");
}

#[test]
fn keys_of_ones_own_are_allowed_by_name_or_by_alias() {
    let key = "arn:aws:kms:eu-west-1:111122223333:key/1-2";
    let parameters = [
        secure("/a", "alias/shop", Some(Tier::Standard)),
        secure("/b", "alias/shop", Some(Tier::Advanced)),
        secure("/c", key, Some(Tier::Advanced)),
        secure("/d", "arn:aws:kms:eu-west-1:444455556666:alias/theirs", Some(Tier::Standard)),
        secure("/e", "1234abcd", None),
        secure("/f", "alias/aws/ssm", None),
        Parameter { kind: ParameterType::SecureString, ..plain("/g") },
    ];
    let region: RegionName = "eu-west-1".parse().unwrap();
    let subject = Subject {
        parameters: parameters.iter().collect(),
        account: Some("111122223333"),
        region: Some(&region),
        ..Subject::default()
    };
    let keys = |subject: &Subject<'_>| {
        let shown = picture(subject);
        shown.lines().filter(|line| line.starts_with("UseKey")).collect::<Vec<_>>().join("\n")
    };

    insta::assert_snapshot!(keys(&subject), @r#"
    UseKey: kms:Decrypt kms:Encrypt kms:GenerateDataKey on arn:aws:kms:eu-west-1:111122223333:key/1234abcd {"StringEquals":{"kms:ViaService":"ssm.eu-west-1.amazonaws.com"}}
    UseKey2: kms:Decrypt kms:Encrypt kms:GenerateDataKey on arn:aws:kms:eu-west-1:111122223333:key/* {"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/shop"},"StringEquals":{"kms:ViaService":"ssm.eu-west-1.amazonaws.com"}}
    UseKey3: kms:Decrypt kms:GenerateDataKey on arn:aws:kms:eu-west-1:111122223333:key/1-2 {"StringEquals":{"kms:ViaService":"ssm.eu-west-1.amazonaws.com"}}
    UseKey4: kms:Decrypt kms:Encrypt on arn:aws:kms:eu-west-1:444455556666:key/* {"ForAnyValue:StringEquals":{"kms:ResourceAliases":"alias/theirs"},"StringEquals":{"kms:ViaService":"ssm.eu-west-1.amazonaws.com"}}
    "#);
    let only_writes = Subject { only_writes: true, region: None, ..subject.clone() };
    assert!(!keys(&only_writes).contains("kms:Decrypt"));
    assert!(keys(&only_writes).contains("ssm.*.amazonaws.com"));
}

#[test]
fn where_values_are_taken_from_is_read_too() {
    let (one, source) = (plain("/a"), "/shared/token".parse().unwrap());
    let subject = Subject { parameters: vec![&one], sources: vec![&source], ..Subject::default() };

    let first = picture(&subject).lines().next().unwrap().to_owned();

    assert_eq!(first, "ReadSources: ssm:GetParameters on arn:aws:ssm:*:*:parameter/shared/token");
}

#[test]
fn nothing_needs_nothing() {
    assert_eq!(lines(&Policy::of(&Subject::default())), "");
}

#[test]
fn a_policy_that_is_too_large_is_said_to_be() {
    let parameters: Vec<Parameter> =
        (0..200).map(|number| plain(&format!("/somewhere/parameter-{number}"))).collect();
    let parameters: Vec<&Parameter> = parameters.iter().collect();
    let each = Subject { parameters: parameters.clone(), ..Subject::default() };
    let together = Subject { scope: Some("/somewhere"), ..each.clone() };
    let is_too_large = |subject: &Subject<'_>| {
        let remarks = Policy::of(subject).remarks(subject);
        remarks.iter().any(|remark| remark.contains("at most 6144"))
    };

    assert!(is_too_large(&each));
    assert!(!is_too_large(&together));
}

#[test]
fn what_is_copied_from_elsewhere_is_allowed_or_remarked() {
    let copy = |name: &str, region: Option<&str>, profile: Option<&str>, role: Option<&str>| Copy {
        name: name.parse().unwrap(),
        region: region.map(|region| region.parse().unwrap()),
        profile: profile.map(ToOwned::to_owned),
        role_arn: role.map(ToOwned::to_owned),
    };
    let role = "arn:aws:iam::123456789012:role/reader";
    let copies = [
        copy("/a", Some("us-east-1"), None, None),
        copy("/b", Some("us-east-1"), None, Some(role)),
        copy("/c", None, Some("other"), None),
        copy("/d", None, Some("other"), Some("arn:aws:iam::123456789012:role/second")),
    ];
    let subject = Subject {
        elsewhere: copies.iter().collect(),
        account: Some("123456789012"),
        only_writes: true,
        ..Subject::default()
    };
    let policy = Policy::of(&subject);

    insta::assert_snapshot!(lines(&policy), @"
    ReadSourcesElsewhere: ssm:GetParameters on arn:aws:ssm:us-east-1:123456789012:parameter/a
    AssumeRoles: sts:AssumeRole on arn:aws:iam::123456789012:role/reader
    ");
    insta::assert_snapshot!(policy.remarks(&subject).join("\n"), @"
    ReadSourcesElsewhere: values are taken from them, in another Region
    AssumeRoles: values are read with these roles
    any Region of the partition `aws`: say `aws.region` in the manifest, or `--region`
    the profile `other` needs `ssm:GetParameters` on `/c`
    the role `arn:aws:iam::123456789012:role/reader` needs `ssm:GetParameters` on `/b`
    the role `arn:aws:iam::123456789012:role/second` needs `ssm:GetParameters` on `/d`, and the profile `other` `sts:AssumeRole` on it
    keys of sources: a value that is copied from a SecureString under a key of one's own needs `kms:Decrypt` on that key, with `--no-read`, too
    ");
}

#[test]
fn what_is_never_put_is_not_to_be_put_and_only_what_is_ours_is_to_be_deleted() {
    let (one, other) = (plain("/a/there"), plain("/a/made"));
    let subject = Subject {
        parameters: vec![&one, &other],
        never_put: vec![&one.name],
        scope: Some("/a"),
        owner: Some("/a".to_owned()),
        prunes: true,
        is_owned: true,
        ..Subject::default()
    };

    insta::assert_snapshot!(picture(&subject), @r#"
    ReadValues: ssm:GetParameters on arn:aws:ssm:*:*:parameter/a/there arn:aws:ssm:*:*:parameter/a/made
    DescribeParameters: ssm:DescribeParameters on *
    ReadTags: tag:GetResources on *
    WriteParameters: ssm:PutParameter on arn:aws:ssm:*:*:parameter/a/made
    WriteTags: ssm:AddTagsToResource on arn:aws:ssm:*:*:parameter/a/made
    ListPath: ssm:GetParametersByPath on arn:aws:ssm:*:*:parameter/a arn:aws:ssm:*:*:parameter/a/*
    ReadTagsAgain: ssm:ListTagsForResource on arn:aws:ssm:*:*:parameter/a/*
    PruneParameters: ssm:DeleteParameters ssm:GetParameters on arn:aws:ssm:*:*:parameter/a/* {"StringEquals":{"aws:ResourceTag/bootstrap:manifest":"/a"}}
    OptionalReadThroughput: ssm:GetServiceSetting on arn:aws:ssm:*:*:servicesetting/ssm/parameter-store/high-throughput-enabled
    "#);
    let everywhere = Subject { scope: Some(""), ..subject };
    let remarks = Policy::of(&everywhere).remarks(&everywhere);
    assert!(remarks.iter().any(|it| it.starts_with("every parameter")), "{remarks:?}");
}

#[test]
fn what_is_never_put_is_tagged_all_the_same_where_it_is_protected() {
    let protected =
        Parameter { protect: Some(true), overwrite: Overwrite::Never, ..plain("/a/there") };
    let subject = Subject {
        parameters: vec![&protected],
        never_put: vec![&protected.name],
        ..Subject::default()
    };

    let picture = picture(&subject);

    for statement in
        ["ReadTags: ", "WriteTags: ssm:AddTagsToResource on arn:aws:ssm:*:*:parameter/a/there"]
    {
        assert!(picture.contains(statement), "{picture}");
    }
    assert!(!picture.contains("PutParameter"), "{picture}");
}
