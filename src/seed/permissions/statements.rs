//! What a run reads, writes and deletes, statement by statement.

use serde_json::{Value, json};

use super::{Resources, Statement, Subject};
use crate::parameter::Parameter;
use crate::seed::prune;

/// What is looked at before anything is written.
pub(super) fn reading(subject: &Subject<'_>, resources: &Resources<'_>) -> Vec<Statement> {
    let mut statements = vec![
        Statement::new(
            "ReadValues",
            &["ssm:GetParameters"],
            resources.of_parameters(&subject.parameters),
            "to compare before anything is written",
        ),
        Statement::new(
            "DescribeParameters",
            &["ssm:DescribeParameters"],
            everything_if(!subject.parameters.is_empty()),
            "what is updated is described first; IAM cannot limit it to parameters",
        ),
    ];
    let reads_tags =
        subject.prunes || !subject.some(|parameter| subject.reads_tags(parameter)).is_empty();
    statements.push(Statement::new(
        "ReadTags",
        &["tag:GetResources"],
        everything_if(reads_tags),
        "tags are declared, carried over, or say whose a parameter is; IAM cannot limit it to parameters",
    ));
    statements
}

/// What a manifest has made carries a tag that says so.
fn owned_by(owner: &str) -> Value {
    json!({ "StringEquals": { format!("aws:ResourceTag/{}", prune::OWNER): owner } })
}

/// What was protected carries a tag that says so, and loses no other one. A condition on keys that are not said holds.
fn protected() -> Value {
    let tag = prune::PROTECTED;
    json!({
        "StringEquals": { format!("aws:ResourceTag/{tag}"): "true" },
        "ForAllValues:StringEquals": { "aws:TagKeys": tag },
    })
}

fn everything_if(is_needed: bool) -> Vec<String> {
    if is_needed { vec!["*".to_owned()] } else { Vec::new() }
}

/// What is made, changed, and made anew.
pub(super) fn writing(subject: &Subject<'_>, resources: &Resources<'_>) -> Vec<Statement> {
    let is_tagged = |parameter: &Parameter| {
        let is_tagged = !parameter.tags.is_empty()
            || parameter.is_protected()
            || subject.may_be_replaced(parameter)
            || subject.is_owned && resources.is_in_scope(parameter);
        is_tagged && (subject.is_put(parameter) || parameter.is_protected())
    };
    let of = |parameters: &[&Parameter]| resources.of_parameters(parameters);
    let purged = |parameter: &Parameter| parameter.purges_tags && subject.is_compared(parameter);
    let was_protected = |parameter: &Parameter| {
        subject.reads_tags(parameter) && !parameter.is_protected() && !parameter.purges_tags
    };
    let mut statements = vec![
        Statement::new(
            "WriteParameters",
            &["ssm:PutParameter"],
            of(&subject.some(|parameter| subject.is_put(parameter))),
            "to create and to update",
        ),
        Statement::new(
            "WriteTags",
            &["ssm:AddTagsToResource"],
            of(&subject.some(is_tagged)),
            "tags come along with a new parameter, or are added to one that is there",
        ),
        Statement::new(
            "RemoveTags",
            &["ssm:RemoveTagsFromResource"],
            of(&subject.some(purged)),
            "`purge_tags` takes away what is not declared",
        ),
        Statement::new(
            "RemoveProtection",
            &["ssm:RemoveTagsFromResource"],
            of(&subject.some(was_protected)),
            "what is not protected any more loses the tag that says that it is",
        )
        .when(Some(protected())),
        Statement::new(
            "WriteLabels",
            &["ssm:LabelParameterVersion"],
            of(&subject
                .some(|parameter| !parameter.labels.is_empty() && subject.is_put(parameter))),
            "labels are moved to the version that is wanted",
        ),
    ];
    if subject.replaces && !subject.only_writes {
        statements.push(Statement::new(
            "ReplaceParameters",
            &["ssm:DeleteParameters"],
            resources.to_replace(subject),
            "`--replace` deletes what cannot be changed, and creates it again",
        ));
    }
    statements
}

/// What is deleted because the manifest does not name it any more.
pub(super) fn pruning(subject: &Subject<'_>, resources: &Resources<'_>) -> Vec<Statement> {
    vec![
        Statement::new(
            "ListPath",
            &["ssm:GetParametersByPath"],
            resources.path(),
            "to find what the manifest does not name any more",
        ),
        Statement::new(
            "ReadTagsAgain",
            &["ssm:ListTagsForResource"],
            resources.below_path(),
            "what is to be deleted is asked for its tags once more: those of `tag:GetResources` may be old",
        ),
        Statement::new(
            "PruneParameters",
            &["ssm:DeleteParameters", "ssm:GetParameters"],
            resources.below_path(),
            "to delete it, if it is still as it was found and its tag says that it is this manifest's",
        )
        .when(subject.owner.as_deref().map(owned_by)),
    ]
}
