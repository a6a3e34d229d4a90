//! What was found, as a manifest that says the same.

use super::found::{Found, Item, LeftOut};
use super::path::ExportPath;
use super::variable::Variables;
use super::{policies, yaml};
use crate::credentials::region::RegionName;
use crate::foreign;
use crate::parameter::data_type::DataType;
use crate::parameter::kind::ParameterType;
use crate::parameter::pattern::Pattern;
use crate::parameter::tag::Tags;
use crate::parameter::text::{Description, KeyId};
use crate::parameter::tier::Tier;
use crate::parameter::value::SEPARATOR;
use crate::secret::Secret;
use crate::seed::{OWNER, PREFIX, PROTECTED};

/// The key that encrypts where no other is named.
const USUAL_KEY: &str = "alias/aws/ssm";

/// A manifest, and what there is to say of it.
#[derive(Debug)]
pub(super) struct Exported {
    /// With values in it when they are revealed.
    pub(super) text: Secret,
    /// What the values are taken from when they are not.
    pub(super) variables: Vec<String>,
    /// What the manifest cannot say: it stands in comments.
    pub(super) losses: Vec<String>,
}

/// Writes the manifest of what was found.
pub(super) fn write(
    found: &Found,
    path: &ExportPath,
    region: &RegionName,
    reveal: bool,
) -> Exported {
    let mut writer = Writer { path, variables: Variables::default(), losses: Vec::new() };
    let mut names = Vec::new();
    let mut text = heading(path, region, reveal);
    for item in &found.items {
        let variable = item.value.is_none().then(|| writer.variables.name(&item.name));
        text.push_str(&writer.parameter(item, variable.as_deref()));
        names.extend(variable);
    }
    for LeftOut { name, reason } in &found.left_out {
        let loss = format!("`{}` is left out: {}", escaped(name), escaped(reason));
        text = text + "  # " + &loss + "\n";
        writer.losses.push(loss);
    }
    Exported { text: Secret::new(text), variables: names, losses: writer.losses }
}

fn heading(path: &ExportPath, region: &RegionName, reveal: bool) -> String {
    let values = if reveal {
        "with values, secrets too: whoever reads this reads them"
    } else {
        "without values: each is taken from a variable of its own"
    };
    let scope = path.name().map_or_else(String::new, |_| {
        let path = yaml::key(&path.to_string());
        format!("path: {path}\n")
    });
    format!(
        "# Exported from {path} in {region}, {values}.\n\
         # Labels and earlier versions are not part of it.\n\
         version: 1\n{scope}\nparameters:\n"
    )
}

struct Writer<'a> {
    path: &'a ExportPath,
    variables: Variables,
    losses: Vec<String>,
}

impl Writer<'_> {
    fn parameter(&mut self, item: &Item, variable: Option<&str>) -> String {
        let key = yaml::key(self.path.relative(&item.name));
        let value = value(item, variable);
        let details = self.details(item);
        let is_secure = item.kind == ParameterType::SecureString;
        if details.is_empty() && !is_secure && variable.is_none() {
            return format!("  {key}: {value}\n");
        }
        let field = if variable.is_some() { "from" } else { "value" };
        let kind = item.kind.as_str();
        if details.is_empty() {
            return format!("  {key}: {{ type: {kind}, {field}: {value} }}\n");
        }
        let first = [format!("type: {kind}"), format!("{field}: {value}")];
        let lines: Vec<String> = first.into_iter().chain(details).collect();
        format!("  {key}:\n    {}\n", lines.join("\n    "))
    }

    /// Returns the lines of what is said beside the value; what is as it is by itself is not said.
    fn details(&mut self, item: &Item) -> Vec<String> {
        let details = &item.details;
        let mut lines = Vec::new();
        if let Some(text) = details.description.as_deref().filter(|text| !text.is_empty()) {
            let is_fine = Description::parse(text).is_ok();
            lines.push(self.field(item, "description", text, is_fine));
        }
        if let Some(tier) = details.tier.filter(|tier| *tier != Tier::Standard) {
            lines.push(format!("tier: {}", tier.as_str()));
        }
        if let Some(key) = details.key_id.as_deref().filter(|key| *key != USUAL_KEY) {
            lines.push(self.field(item, "key_id", key, KeyId::parse(key).is_ok()));
        }
        if let Some(pattern) = details.allowed_pattern.as_deref().filter(|text| !text.is_empty()) {
            let is_fine = Pattern::parse(pattern).is_ok();
            lines.push(self.field(item, "allowed_pattern", pattern, is_fine));
        }
        if let Some(word) = details.data_type.as_deref().filter(|word| *word != "text") {
            let is_fine = DataType::from_word(word).is_some();
            lines.push(self.field(item, "data_type", word, is_fine));
        }
        lines.extend(self.policies(item));
        lines.extend(self.tags(item));
        lines
    }

    fn field(&mut self, item: &Item, field: &str, text: &str, is_fine: bool) -> String {
        if is_fine {
            return format!("{field}: {}", yaml::text(text));
        }
        self.loss(item, &format!("its `{field}` is such as a manifest cannot say"))
    }

    fn policies(&mut self, item: &Item) -> Vec<String> {
        let Some(policies) = &item.details.policies else { return Vec::new() };
        match policies::lines(policies) {
            Some(lines) if lines.is_empty() => lines,
            Some(lines) => {
                let lines = lines.iter().map(|line| format!("  - {line}"));
                std::iter::once("policies:".to_owned()).chain(lines).collect()
            }
            None => vec![self.loss(item, "its policies are such as a manifest cannot say")],
        }
    }

    fn tags(&mut self, item: &Item) -> Vec<String> {
        let (mut lines, mut beside) = (Vec::new(), Vec::new());
        for (key, value) in &item.tags {
            if key == PROTECTED {
                beside.push("protect: true".to_owned());
            } else if key.starts_with("aws:") {
                // Nobody but AWS can set it: nothing is lost.
                beside.push(format!("# the tag `{}` is AWS's own", escaped(key)));
            } else if key == OWNER {
                // Nothing is lost here, too: it is given to what `seed` makes, and to nothing that is there.
                beside.push(format!("# the tag `{key}` says which manifest has made it"));
            } else if Tags::default().set(key, value).is_ok() && !key.starts_with(PREFIX) {
                lines.push(format!("  {}: {}", yaml::text(key), yaml::text(value)));
            } else {
                let what = format!("its tag `{}` is such as a manifest cannot say", escaped(key));
                beside.push(self.loss(item, &what));
            }
        }
        if !lines.is_empty() {
            lines.insert(0, "tags:".to_owned());
        }
        lines.into_iter().chain(beside).collect()
    }

    /// Remembers what cannot be said, and returns the comment that stands in its place.
    fn loss(&mut self, item: &Item, what: &str) -> String {
        self.losses.push(format!("`{}`: {what}", item.name));
        format!("# {what}")
    }
}

fn value(item: &Item, variable: Option<&str>) -> String {
    match (&item.value, variable) {
        (Some(value), None) if item.kind == ParameterType::StringList => {
            yaml::list(value.expose_secret().split(SEPARATOR))
        }
        (Some(value), None) => yaml::text(value.expose_secret()),
        (_, variable) => format!("{{ env: {} }}", variable.unwrap_or_default()),
    }
}

/// Foreign text must not end a comment.
fn escaped(text: &str) -> String {
    foreign::harmless(text)
}

#[cfg(test)]
#[path = "manifest_tests.rs"]
mod tests;
