//! Where a value comes from: `value`, `json`, or one of the ways of `from`.

use std::time::Duration;

use super::named::Named;
use super::{Content, Decoder, Entry, Node, Place, Text, json};
use crate::credentials::region::RegionName;
use crate::parameter::name::ParameterName;
use crate::parameter::tier::Tier;
use crate::parameter::{Charset, Recipe, value};
use crate::secret::Secret;
use crate::seed::manifest::layers::SOURCES;
use crate::seed::manifest::words::listed;

/// How long a command may take, in seconds, where nothing is said; and at most.
const TIMEOUT: u64 = 30;
const LONGEST_TIMEOUT: u64 = 3600;

/// How long a random value is where nothing is said.
const LENGTH: u64 = 32;

/// Where a value comes from.
#[derive(Debug)]
pub(crate) enum Origin {
    /// Wherever it is: only what stands beside it is managed.
    Nowhere,
    Manifest {
        text: Secret,
        is_tainted: bool,
    },
    Variable {
        name: Named,
        default: Option<Secret>,
        /// Whether the default, too, comes from the environment.
        is_tainted: bool,
    },
    File {
        path: Named,
        encoding: Encoding,
        trims_newline: bool,
    },
    Random(Recipe),
    Command(Command),
    Copy(Copy),
    /// With what is asked, where that is no secret itself.
    Prompt(Option<String>),
}

/// How the bytes of a file become a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Text,
    Base64,
}

/// A program that prints a value.
#[derive(Debug, Clone)]
pub(crate) struct Command {
    pub(crate) program: Named,
    pub(crate) arguments: Vec<Secret>,
    pub(crate) timeout: Duration,
}

/// Another parameter that has the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Copy {
    pub(crate) name: ParameterName,
    pub(crate) region: Option<RegionName>,
    pub(crate) profile: Option<String>,
    pub(crate) role_arn: Option<String>,
}

impl Copy {
    /// Tells whether it is in the store that is seeded.
    pub(crate) const fn is_here(&self) -> bool {
        self.region.is_none() && self.profile.is_none() && self.role_arn.is_none()
    }
}

impl Origin {
    /// Tells whether the value may be a secret whatever the type of the parameter is.
    pub(crate) const fn is_sensitive(&self) -> bool {
        match self {
            Self::Manifest { is_tainted, .. } => *is_tainted,
            Self::Variable { .. } | Self::Command(_) | Self::Prompt(_) => true,
            Self::Nowhere | Self::File { .. } | Self::Random(_) | Self::Copy(_) => false,
        }
    }

    /// Tells whether a value stands in the manifest itself, even if only for want of another.
    pub(crate) const fn is_literal(&self) -> bool {
        match self {
            Self::Manifest { is_tainted, .. } => !*is_tainted,
            Self::Variable { default, is_tainted, .. } => default.is_some() && !*is_tainted,
            _ => false,
        }
    }
}

impl Decoder {
    pub(super) fn origin(&mut self, entry: &Entry, may_be_any: bool) -> Option<(Place, Origin)> {
        let said: Vec<_> =
            SOURCES.iter().filter_map(|name| Some((*name, entry.fields.get(*name)?))).collect();
        let (name, field) = match said.as_slice() {
            [] if may_be_any => return Some((entry.place.clone(), Origin::Nowhere)),
            [] if entry.has_told_value => return None,
            [] => {
                self.problem(&entry.place, "there is no value: say `value`, `from` or `json`");
                return None;
            }
            [one] => *one,
            [.., (_, last)] => {
                let names: Vec<&str> = said.iter().map(|(name, _)| *name).collect();
                let problem = format!("a parameter has {}, not both", listed(&names));
                self.problem(&last.node.place, problem);
                return None;
            }
        };
        let origin = match name {
            "from" => self.from(&field.node),
            "json" => json::compact(&field.node)
                .map(|(text, is_tainted)| Origin::Manifest { text: Secret::new(text), is_tainted }),
            _ => self.value(&field.node),
        };
        Some((field.node.place.clone(), origin?))
    }

    /// Reads a value: a text, or a list of texts joined as Parameter Store joins them.
    fn value(&mut self, node: &Node) -> Option<Origin> {
        match &node.content {
            Content::Text(Text { secret, is_tainted, .. }) => {
                Some(Origin::Manifest { text: secret.clone(), is_tainted: *is_tainted })
            }
            Content::List(items) => {
                let texts = self.items(node, "value");
                // What is no text was said before.
                if texts.len() < items.len() {
                    return None;
                }
                let is_tainted = texts.iter().any(|(text, _)| text.is_tainted);
                match value::join(texts.iter().map(|(text, _)| text.as_str())) {
                    Ok(joined) => Some(Origin::Manifest { text: Secret::new(joined), is_tainted }),
                    Err(error) => {
                        self.problem(&node.place, error.to_string());
                        None
                    }
                }
            }
            Content::Nothing => {
                self.problem(&node.place, "a value is a text or a list of texts");
                None
            }
            Content::Map(_) | Content::Broken => None,
        }
    }

    fn from(&mut self, node: &Node) -> Option<Origin> {
        let [(key, source)] = node.entries() else {
            match node.content {
                Content::Nothing => self.nothing(node, "from"),
                // What is no map, and fields that nobody knows, were said before.
                Content::Map(_) => self.problem(
                    &node.place,
                    "`from` has one of `env`, `file`, `command`, `random`, `parameter` or `prompt`",
                ),
                _ => {}
            }
            return None;
        };
        match key.text.as_str() {
            "env" => self.variable(source),
            "file" => self.file(source),
            "command" => self.command(source),
            "random" => self.random(source),
            "parameter" => self.copy(source),
            "prompt" => Some(prompt(source)),
            _ => None,
        }
    }

    fn variable(&mut self, source: &Node) -> Option<Origin> {
        let name = self.text(source.get("name").unwrap_or(source), "name")?;
        let default = source.get("default").and_then(|node| self.text(node, "default"));
        if name.as_str().is_empty() || name.as_str().contains(['=', '\0']) {
            self.problem(&source.place, "no environment variable has such a name");
            return None;
        }
        let is_tainted = default.is_some_and(|text| text.is_tainted);
        let default = default.map(|text| text.secret.clone());
        Some(Origin::Variable { name: Named::of(name), default, is_tainted })
    }

    fn file(&mut self, source: &Node) -> Option<Origin> {
        let path = Named::of(self.text(source.get("path").unwrap_or(source), "path")?);
        let base64 = |word: &str| (word == "base64").then_some(Encoding::Base64);
        let newline = |word: &str| (word == "newline").then_some(true);
        let encoding =
            source.get("encoding").map(|node| self.word_at(node, "encoding", base64, &["base64"]));
        let trims =
            source.get("trim").map(|node| self.word_at(node, "trim", newline, &["newline"]));
        Some(Origin::File {
            path,
            encoding: encoding.unwrap_or(Some(Encoding::Text))?,
            trims_newline: trims.unwrap_or(Some(false))?,
        })
    }

    fn command(&mut self, source: &Node) -> Option<Origin> {
        let list = source.get("argv").unwrap_or(source);
        let Content::List(items) = &list.content else { return None };
        let argv = self.items(list, "argv");
        if argv.len() < items.len() {
            return None;
        }
        let timeout = match source.get("timeout") {
            Some(node) => self.whole(node, "timeout", 1..=LONGEST_TIMEOUT)?,
            None => TIMEOUT,
        };
        let Some(((program, _), arguments)) =
            argv.split_first().filter(|((program, _), _)| !program.as_str().is_empty())
        else {
            self.problem(&list.place, "a command has a program, and then its arguments");
            return None;
        };
        Some(Origin::Command(Command {
            program: Named::of(program),
            arguments: arguments.iter().map(|(text, _)| text.secret.clone()).collect(),
            timeout: Duration::from_secs(timeout),
        }))
    }

    fn random(&mut self, source: &Node) -> Option<Origin> {
        let read = |word: &str| match word {
            "alphanumeric" => Some(Charset::Alphanumeric),
            "ascii" => Some(Charset::Ascii),
            "hex" => Some(Charset::Hex),
            "base64" => Some(Charset::Base64),
            "uuid" => Some(Charset::Uuid),
            _ => None,
        };
        let words = ["alphanumeric", "ascii", "hex", "base64", "uuid"];
        let charset = match source.get("charset") {
            Some(node) => self.word_at(node, "charset", read, &words),
            None => Some(Charset::Alphanumeric),
        };
        let longest = Tier::Advanced.capacity() as u64;
        let length = match source.get("length") {
            Some(node) if charset == Some(Charset::Uuid) => {
                self.problem(&node.place, "a UUID has a length of its own");
                None
            }
            Some(node) => self.whole(node, "length", 1..=longest),
            None => Some(LENGTH),
        };
        let length = usize::try_from(length?).ok()?;
        Some(Origin::Random(Recipe { length, charset: charset? }))
    }

    fn copy(&mut self, source: &Node) -> Option<Origin> {
        let name = source.get("name").unwrap_or(source);
        let name: Option<ParameterName> = self.parsed_at(name, "name", str::parse);
        let region = source
            .get("region")
            .map(|node| self.parsed_at(node, "region", str::parse::<RegionName>));
        let mut text = |field: &str| {
            let text = source
                .get(field)
                .map(|node| self.text(node, field).map(|text| text.as_str().to_owned()));
            text.map_or(Ok(None), |text| text.map(Some).ok_or(()))
        };
        let (profile, role_arn) = (text("profile"), text("role_arn"));
        Some(Origin::Copy(Copy {
            name: name?,
            region: region.map_or(Some(None), |region| region.map(Some))?,
            profile: profile.ok()?,
            role_arn: role_arn.ok()?,
        }))
    }
}

fn prompt(source: &Node) -> Origin {
    let question = match source.get("question").unwrap_or(source).content {
        // What comes from the environment may be a secret.
        Content::Text(ref text) if !text.is_tainted => Some(text.as_str().to_owned()),
        _ => None,
    };
    Origin::Prompt(question.filter(|question| !question.trim().is_empty()))
}
