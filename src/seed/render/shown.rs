//! What may be shown of a field: of a value its size, of what comes from the environment its size, of the rest all.

use crate::foreign;
use crate::parameter::kind::ParameterType;
use crate::seed::manifest::decode::{Command, Copy, Declared, Encoding, Named, Origin};
use crate::seed::manifest::node::{Content, Node};

/// Tells whether a parameter's value is a secret.
pub(super) fn is_secret(declared: &Declared) -> bool {
    declared.parameter.kind == ParameterType::SecureString || declared.parameter.is_sensitive
}

/// Shows how large a value is.
pub(super) fn size(node: &Node, is_secret: bool) -> String {
    let is_tainted = matches!(&node.content, Content::Text(text) if text.is_tainted);
    let secret = if is_secret || is_tainted { "secret, " } else { "" };
    match &node.content {
        Content::Text(text) => format!("({secret}{})", characters(text.as_str())),
        Content::List(items) if items.len() == 1 => format!("({secret}1 item)"),
        Content::List(items) => format!("({secret}{} items)", items.len()),
        Content::Nothing | Content::Map(_) | Content::Broken => "(nothing)".to_owned(),
    }
}

/// Shows how large the JSON is that a value was made of.
pub(super) fn json(origin: &Origin, is_secret: bool) -> String {
    let secret = if is_secret { "secret, " } else { "" };
    match origin {
        Origin::Manifest { text, .. } => format!("({secret}{})", characters(text.expose_secret())),
        _ => "(nothing)".to_owned(),
    }
}

/// Shows where a value comes from.
pub(super) fn from(origin: &Origin) -> String {
    let shown = |text: &str| foreign::harmless(text);
    let named =
        |named: &Named| named.shown().unwrap_or_else(|| "(from the environment)".to_owned());
    match origin {
        Origin::Variable { name, default: None, .. } => format!("env {}", named(name)),
        Origin::Variable { name, default: Some(default), .. } => {
            format!("env {}, or {}", named(name), characters(default.expose_secret()))
        }
        Origin::File { path, encoding: Encoding::Text, .. } => format!("file {}", named(path)),
        Origin::File { path, encoding: Encoding::Base64, .. } => {
            format!("file {}, in Base64", named(path))
        }
        Origin::Random(recipe) => {
            format!("random, {:?}, length {}", recipe.charset, recipe.length).to_lowercase()
        }
        Origin::Command(Command { program, arguments, .. }) => {
            format!("command {}, arguments: {}", named(program), arguments.len())
        }
        Origin::Copy(Copy { name, region, profile, role_arn }) => {
            let mut text = format!("parameter {name}");
            if let Some(region) = region {
                text = format!("{text}, in {region}");
            }
            for (what, said) in [("profile", profile), ("role", role_arn)] {
                if let Some(said) = said {
                    text = format!(
                        "{text}, by {what} {}",
                        shown(&crate::mask::Mask::default().prose(said))
                    );
                }
            }
            text
        }
        Origin::Prompt(_) => "prompt".to_owned(),
        Origin::Nowhere | Origin::Manifest { .. } => "(nothing)".to_owned(),
    }
}

/// Shows a field that is no value.
pub(super) fn of(node: &Node) -> String {
    match &node.content {
        Content::Nothing => "null".to_owned(),
        Content::Text(text) if text.is_tainted => {
            format!("(from the environment, {})", characters(text.as_str()))
        }
        Content::Text(text) => foreign::escaped(text.as_str()),
        Content::List(items) => {
            format!("[{}]", items.iter().map(of).collect::<Vec<_>>().join(", "))
        }
        Content::Map(entries) => {
            let entries = entries.iter().map(|(key, node)| {
                format!("{}: {}", self::key(&key.text, key.is_tainted), of(node))
            });
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        Content::Broken => "(nothing)".to_owned(),
    }
}

/// Shows a key.
pub(super) fn key(text: &str, is_tainted: bool) -> String {
    if is_tainted {
        format!("(from the environment, {})", characters(text))
    } else {
        foreign::escaped(text)
    }
}

fn characters(text: &str) -> String {
    match text.chars().count() {
        1 => "1 character".to_owned(),
        count => format!("{count} characters"),
    }
}
