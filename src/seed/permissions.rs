//! The least IAM policy that a manifest needs: what a run may do, on what, and why.

mod elsewhere;
mod keys;
mod resources;

use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::PermissionsArgs;
use crate::credentials::region::RegionName;
use crate::parameter::Parameter;
use crate::parameter::name::ParameterName;
use crate::terminal;

use super::manifest::Manifest;
use super::manifest::decode::Copy;
use super::prune;
use resources::Resources;

/// The most characters of a managed policy, blanks not counted.
const LARGEST: usize = 6144;

/// What the permissions are for: the parameters, and what is to be done with them.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag, and any of them go together")]
pub(crate) struct Subject<'a> {
    pub(crate) parameters: Vec<&'a Parameter>,
    /// Other parameters of the same account and Region, from which values are taken.
    pub(crate) sources: Vec<&'a ParameterName>,
    /// Those that are reached in another way.
    pub(crate) elsewhere: Vec<&'a Copy>,
    /// Those that are never put.
    pub(crate) never_put: Vec<&'a ParameterName>,
    pub(crate) scope: Option<&'a str>,
    /// What the tag says of what this manifest has made.
    pub(crate) owner: Option<String>,
    pub(crate) account: Option<&'a str>,
    pub(crate) region: Option<&'a RegionName>,
    /// Whether parameters carry the tag that says whose they are.
    pub(crate) is_owned: bool,
    pub(crate) prunes: bool,
    pub(crate) replaces: bool,
    /// Whether nothing is read before it is written.
    pub(crate) only_writes: bool,
}

/// A policy, as IAM takes it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Policy {
    version: &'static str,
    statement: Vec<Statement>,
}

/// One thing that is allowed.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Statement {
    sid: String,
    effect: &'static str,
    action: Vec<&'static str>,
    resource: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<Value>,
    #[serde(skip)]
    why: &'static str,
}

impl<'a> Subject<'a> {
    /// Takes from a manifest what matters; a Region that is named on the command line wins.
    pub(crate) fn of(
        manifest: &'a Manifest,
        arguments: &PermissionsArgs,
        region: Option<&'a RegionName>,
    ) -> Self {
        let guard = &manifest.guard;
        let prune = manifest.prune.as_ref();
        let (here, elsewhere): (Vec<&Copy>, Vec<&Copy>) =
            manifest.copied().partition(|copy| copy.is_here());
        Self {
            parameters: manifest.parameters.iter().map(|placed| &placed.parameter).collect(),
            sources: here.into_iter().map(|copy| &copy.name).collect(),
            elsewhere,
            never_put: manifest.never_put.iter().collect(),
            scope: manifest.scope.as_deref(),
            owner: prune::owner_of(manifest),
            account: guard.account.as_ref().map(|(account, _)| account.as_str()),
            region: region.or(guard.region.as_ref().map(|(region, _)| region)),
            is_owned: manifest.scope.is_some() && (arguments.prune || prune.is_some()),
            prunes: arguments.prune || prune.is_some_and(|prune| prune.is_enabled),
            replaces: arguments.replace,
            only_writes: arguments.no_read,
        }
    }

    fn some(&self, is: impl Fn(&Parameter) -> bool) -> Vec<&'a Parameter> {
        self.parameters.iter().copied().filter(|parameter| is(parameter)).collect()
    }
}

impl Policy {
    /// Says what a run needs. What is not certain to be needed is called optional.
    pub(crate) fn of(subject: &Subject<'_>) -> Self {
        let resources = Resources::of(subject);
        let mut statements = vec![Statement::new(
            "ReadSources",
            &["ssm:GetParameters"],
            resources.each(&subject.sources),
            "values are taken from them",
        )];
        statements.extend(elsewhere::statements(subject, &resources));
        if !subject.only_writes {
            statements.extend(reading(subject, &resources));
        }
        statements.extend(writing(subject, &resources));
        if subject.prunes && !subject.only_writes {
            statements.extend(pruning(subject, &resources));
        }
        statements.extend(keys::statements(subject, &resources));
        if !subject.parameters.is_empty() {
            statements.push(Statement::new(
                "OptionalReadThroughput",
                &["ssm:GetServiceSetting"],
                vec![resources.throughput_setting()],
                "how many writes a second the account takes; without it the default, 3, is assumed",
            ));
        }
        statements.retain(|statement| !statement.resource.is_empty());
        Self { version: "2012-10-17", statement: statements }
    }

    /// Says why each statement is there, and what was assumed.
    pub(crate) fn remarks(&self, subject: &Subject<'_>) -> Vec<String> {
        let mut remarks: Vec<String> = self
            .statement
            .iter()
            .map(|Statement { sid, why, .. }| format!("{sid}: {why}"))
            .collect();
        if subject.account.is_none() {
            remarks.push("any account: say `aws.account` in the manifest to name it".to_owned());
        }
        if subject.region.is_none() {
            remarks.push(
                "any Region of the partition `aws`: say `aws.region` in the manifest, or `--region`"
                    .to_owned(),
            );
        }
        remarks.extend(keys::remark(subject).map(ToOwned::to_owned));
        remarks.extend(elsewhere::remarks(subject));
        if self.statement.iter().any(Statement::is_on_everything) {
            remarks.push(
                "every parameter of the account: so wide is the `path` of the manifest; give it a \
                 longer one"
                    .to_owned(),
            );
        }
        let size = terminal::document(self).chars().filter(|one| !one.is_whitespace()).count();
        if size > LARGEST {
            remarks.push(format!(
                "{size} characters, and a managed policy has at most {LARGEST}: split it, or give \
                 the manifest a `path`"
            ));
        }
        remarks
    }
}

fn reading(subject: &Subject<'_>, resources: &Resources<'_>) -> Vec<Statement> {
    let tags_matter = |parameter: &Parameter| {
        !parameter.tags.is_empty() || parameter.purges_tags || parameter.is_protected
    };
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
    let reads_tags = subject.prunes || !subject.some(tags_matter).is_empty();
    statements.push(Statement::new(
        "ReadTags",
        &["tag:GetResources"],
        everything_if(reads_tags),
        "tags are declared, or say whose a parameter is; IAM cannot limit it to parameters",
    ));
    statements
}

/// What a manifest has made carries a tag that says so.
fn owned_by(owner: &str) -> Value {
    json!({ "StringEquals": { "aws:ResourceTag/bootstrap:manifest": owner } })
}

fn everything_if(is_needed: bool) -> Vec<String> {
    if is_needed { vec!["*".to_owned()] } else { Vec::new() }
}

fn writing(subject: &Subject<'_>, resources: &Resources<'_>) -> Vec<Statement> {
    let is_tagged = |parameter: &Parameter| {
        !parameter.tags.is_empty()
            || parameter.is_protected
            || subject.is_owned && resources.is_in_scope(parameter)
    };
    let of = |parameters: &[&Parameter]| resources.of_parameters(parameters);
    let purged = |parameter: &Parameter| parameter.purges_tags && !subject.only_writes;
    let mut statements = vec![
        Statement::new(
            "WriteParameters",
            &["ssm:PutParameter"],
            of(&subject.some(|parameter| !subject.never_put.contains(&&parameter.name))),
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
            "WriteLabels",
            &["ssm:LabelParameterVersion"],
            of(&subject.some(|parameter| !parameter.labels.is_empty())),
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

fn pruning(subject: &Subject<'_>, resources: &Resources<'_>) -> Vec<Statement> {
    vec![
        Statement::new(
            "ListPath",
            &["ssm:GetParametersByPath"],
            resources.path(),
            "to find what the manifest does not name any more",
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

impl Statement {
    pub(super) fn new(
        sid: &str,
        action: &[&'static str],
        resource: Vec<String>,
        why: &'static str,
    ) -> Self {
        Self {
            sid: sid.to_owned(),
            effect: "Allow",
            action: action.to_vec(),
            resource,
            condition: None,
            why,
        }
    }

    /// Tells whether it allows something with any parameter.
    fn is_on_everything(&self) -> bool {
        self.resource.iter().any(|resource| resource.ends_with(":parameter/*"))
    }

    pub(super) fn when(self, condition: Option<Value>) -> Self {
        Self { condition, ..self }
    }
}

#[cfg(test)]
#[path = "permissions_tests.rs"]
mod tests;
