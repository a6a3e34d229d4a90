//! The ARNs that a policy speaks of, as far as they are known.

use super::Subject;
use crate::credentials::region::RegionName;
use crate::parameter::Parameter;
use crate::parameter::name::ParameterName;

/// With more parameters than this a policy has no room for their names, which stand in several of its statements.
const MOST_NAMED: usize = 10;

/// Where the parameters are, and below which path.
pub(super) struct Resources<'a> {
    partition: &'static str,
    region: &'a str,
    account: &'a str,
    scope: Option<&'a str>,
}

impl<'a> Resources<'a> {
    /// What is not known may be any; only a partition has to be named, and that is then the usual one.
    pub(super) fn of(subject: &Subject<'a>) -> Self {
        Self {
            partition: subject.region.map_or("aws", |region| region.partition()),
            region: subject.region.map_or("*", |region| region.as_str()),
            account: subject.account.unwrap_or("*"),
            scope: subject.scope,
        }
    }

    pub(super) fn is_in_scope(&self, parameter: &Parameter) -> bool {
        let Some(scope) = self.scope else { return false };
        let below = parameter.name.identity().strip_prefix(scope.trim_start_matches('/'));
        // A scope that is the root has no name of its own.
        below.is_some_and(|rest| rest.starts_with('/') || scope.trim_matches('/').is_empty())
    }

    /// Names parameters: those in the scope together, where there are many, and the others one by one.
    pub(super) fn of_parameters(&self, parameters: &[&Parameter]) -> Vec<String> {
        let (inside, outside): (Vec<&Parameter>, Vec<&Parameter>) =
            parameters.iter().copied().partition(|parameter| self.is_in_scope(parameter));
        let each = |parameter: &&Parameter| self.parameter(parameter.name.identity());
        let inside: Vec<String> = if inside.len() > MOST_NAMED {
            self.below_path()
        } else {
            inside.iter().map(each).collect()
        };
        inside.into_iter().chain(outside.iter().map(each)).collect()
    }

    /// Names what may be deleted and created again: one by one, where another beside it may not.
    pub(super) fn to_replace(&self, subject: &Subject<'_>) -> Vec<String> {
        let (others, never): (Vec<&Parameter>, Vec<&Parameter>) = subject
            .parameters
            .iter()
            .copied()
            .partition(|parameter| subject.may_be_replaced(parameter));
        if never.iter().any(|parameter| self.is_in_scope(parameter)) {
            let each = |parameter: &&Parameter| self.parameter(parameter.name.identity());
            return others.iter().map(each).collect();
        }
        self.of_parameters(&others)
    }

    /// Names parameters one by one.
    pub(super) fn each(&self, names: &[&ParameterName]) -> Vec<String> {
        names.iter().map(|name| self.parameter(name.identity())).collect()
    }

    /// Names a parameter in another Region.
    pub(super) fn source(&self, name: &ParameterName, region: &RegionName) -> String {
        let (partition, account) = (region.partition(), self.account);
        let name = name.identity();
        format!("arn:{partition}:ssm:{region}:{account}:parameter/{name}")
    }

    /// Names everything in the scope.
    pub(super) fn below_path(&self) -> Vec<String> {
        let below = |scope: &str| match scope.trim_matches('/') {
            "" => self.parameter("*"),
            scope => self.parameter(&format!("{scope}/*")),
        };
        self.scope.map(below).into_iter().collect()
    }

    /// Names the path itself. Assumed is that it is asked for as it is called, or with what is below it.
    pub(super) fn path(&self) -> Vec<String> {
        let named = self.scope.map(|scope| scope.trim_matches('/')).filter(|path| !path.is_empty());
        let itself = named.map(|path| self.parameter(path));
        itself.into_iter().chain(self.below_path()).collect()
    }

    fn parameter(&self, identity: &str) -> String {
        self.arn("ssm", &format!("parameter/{identity}"))
    }

    /// Names a key, or with `*` all of them.
    pub(super) fn key(&self, id: &str) -> String {
        self.arn("kms", &format!("key/{id}"))
    }

    pub(super) fn throughput_setting(&self) -> String {
        self.arn("ssm", "servicesetting/ssm/parameter-store/high-throughput-enabled")
    }

    /// Names Systems Manager as KMS sees it; it is known how only in the usual partition.
    pub(super) fn systems_manager(&self) -> Option<String> {
        (self.partition == "aws").then(|| format!("ssm.{}.amazonaws.com", self.region))
    }

    fn arn(&self, service: &str, resource: &str) -> String {
        let Self { partition, region, account, .. } = self;
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}
