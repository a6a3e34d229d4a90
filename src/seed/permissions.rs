//! The least IAM policy that a manifest needs: what a run may do, on what, and why.

mod elsewhere;
mod keys;
mod resources;
mod statements;

use serde::Serialize;
use serde_json::Value;

use crate::cli::PermissionsArgs;
use crate::credentials::region::RegionName;
use crate::parameter::name::ParameterName;
use crate::parameter::{Overwrite, Parameter};
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
            prunes: prune::is_asked(manifest, arguments.prune),
            replaces: arguments.replace,
            only_writes: arguments.no_read,
        }
    }

    /// Tells whether a parameter may be deleted and created again, with all that it has.
    fn may_be_replaced(&self, parameter: &Parameter) -> bool {
        self.replaces && self.is_compared(parameter) && !parameter.is_protected()
    }

    /// Tells whether the tags of a parameter that is there are read.
    fn reads_tags(&self, parameter: &Parameter) -> bool {
        let is_tagged = !parameter.tags.is_empty() || parameter.is_protected();
        let matter = is_tagged || parameter.purges_tags || self.may_be_replaced(parameter);
        // What is only ever created is protected all the same.
        let is_looked_at = self.is_compared(parameter) || parameter.is_protected();
        matter && is_looked_at && !self.only_writes
    }

    /// Tells whether a parameter that is there is compared with what is wanted, and not left alone.
    fn is_compared(&self, parameter: &Parameter) -> bool {
        !self.only_writes && parameter.overwrite != Overwrite::Never
    }

    /// Tells whether a parameter may be created, or written over.
    fn is_put(&self, parameter: &Parameter) -> bool {
        !self.never_put.contains(&&parameter.name)
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
            statements.extend(statements::reading(subject, &resources));
        }
        statements.extend(statements::writing(subject, &resources));
        if subject.prunes && !subject.only_writes {
            statements.extend(statements::pruning(subject, &resources));
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
