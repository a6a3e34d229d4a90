//! The door to values that are at hand: in the manifest, in a variable, in a file.

use std::path::Path;

use super::choice::Choice;
use super::decode::{Declared, Encoding, Origin};
use super::files::{Read, read_regular};
use super::judge::{Judged, judge, judge_name};
use super::place::{Diagnostic, Place};
use super::{Literal, Pending, Placed, Waiting};
use crate::environment::Environment;
use crate::foreign;
use crate::parameter::WantedValue;
use crate::parameter::kind::ParameterType;
use crate::parameter::tier::Tier;
use crate::secret::Secret;

/// No value has more bytes than this: the largest tier, in the widest characters.
const LARGEST_VALUE: u64 = 4 * Tier::Advanced.capacity() as u64;

/// A parameter with its value, or with what its value waits for.
#[derive(Debug)]
pub(crate) struct Resolved {
    pub(crate) placed: Placed,
    pub(crate) pending: Option<Pending>,
    /// Where a secret is written in the manifest itself.
    pub(crate) literals: Vec<Literal>,
    pub(crate) judged: Judged,
}

/// Fetches a declared value, where it is at hand, and judges it.
pub(crate) fn resolve(declared: Declared, choice: &Choice, environment: &Environment) -> Resolved {
    let literals = literals(&declared);
    let Declared { place, mut parameter, origin, value_place, .. } = declared;
    let mut judged = Judged::default();
    judged.warnings.extend(judge_name(&parameter, &place));
    let mut pending = None;
    match at_hand(origin, &value_place, choice, environment) {
        Ok(Found::Value(value, from)) => {
            let more = judge(&parameter, value.expose_secret(), &value_place, from.as_deref());
            judged.problems.extend(more.problems);
            judged.warnings.extend(more.warnings);
            parameter.value = WantedValue::Known(value);
        }
        Ok(Found::Settled(value)) => parameter.value = value,
        Ok(Found::Later(waiting)) => {
            let name = parameter.name.clone();
            pending = Some(Pending { name, place: value_place, waiting });
        }
        Err(problem) => judged.problems.push(problem),
    }
    Resolved { placed: Placed { parameter, place }, pending, literals, judged }
}

/// Returns where a secret is written in the manifest itself.
fn literals(declared: &Declared) -> Vec<Literal> {
    let is_secret = declared.parameter.kind == ParameterType::SecureString;
    let places = declared.literals.iter().filter(|_| is_secret);
    let name = &declared.parameter.name;
    places.map(|place| Literal { name: name.clone(), place: place.clone() }).collect()
}

/// Says which secrets others may read, as far as that can be said before any value is fetched.
pub(crate) fn foresee(declared: &Declared) -> (Vec<Literal>, Vec<Diagnostic>) {
    let Declared { parameter, origin, value_place, .. } = declared;
    let mut warnings: Vec<Diagnostic> =
        judge_name(parameter, &declared.place).into_iter().collect();
    if let Origin::Manifest { text, .. } = origin {
        let judged = judge(parameter, text.expose_secret(), value_place, None);
        warnings.extend(judged.warnings.into_iter().filter(|warning| warning.about_secret));
    }
    (literals(declared), warnings)
}

/// Takes a declared parameter without its value.
pub(crate) fn outline(declared: Declared) -> (Placed, Option<Pending>) {
    let Declared { place, mut parameter, origin, value_place, .. } = declared;
    let waiting = match origin {
        Origin::Random(recipe) => {
            parameter.value = WantedValue::Random(recipe);
            None
        }
        Origin::Command(command) => Some(Waiting::Command(command)),
        Origin::Copy(copy) => Some(Waiting::Copy(copy)),
        Origin::Prompt(question) => Some(Waiting::Prompt(question)),
        Origin::Nowhere
        | Origin::Manifest { .. }
        | Origin::Variable { .. }
        | Origin::File { .. } => None,
    };
    let name = parameter.name.clone();
    let pending = waiting.map(|waiting| Pending { name, place: value_place, waiting });
    (Placed { parameter, place }, pending)
}

enum Found {
    /// With the place outside of the manifest that it comes from.
    Value(Secret, Option<String>),
    /// Nothing that anybody could fetch.
    Settled(WantedValue),
    Later(Waiting),
}

fn at_hand(
    origin: Origin,
    place: &Place,
    choice: &Choice,
    environment: &Environment,
) -> Result<Found, Diagnostic> {
    match origin {
        Origin::Nowhere => Ok(Found::Settled(WantedValue::Any)),
        Origin::Random(recipe) => Ok(Found::Settled(WantedValue::Random(recipe))),
        Origin::Manifest { text, .. } => Ok(Found::Value(text, None)),
        Origin::Variable { name, default, .. } => {
            let from = match name.shown() {
                Some(name) => format!("the environment variable `{name}`"),
                None => "the environment variable".to_owned(),
            };
            let value = variable(&name.text, default, environment);
            let value = value.map_err(|error| Diagnostic::new(place, format!("{from} {error}")))?;
            Ok(Found::Value(value, Some(from)))
        }
        Origin::File { path, encoding, trims_newline } => {
            let folder = place.file().folder();
            let from = match path.shown() {
                Some(_) => shown(&folder.join(&path.text)),
                None => "the file".to_owned(),
            };
            let value = file(&folder.join(&path.text), &from, encoding);
            let value = value.map_err(|error| Diagnostic::new(place, error))?;
            let value = if trims_newline { without_newline(&value) } else { value };
            Ok(Found::Value(value, Some(from)))
        }
        Origin::Command(_) if !choice.allows_commands => Err(Diagnostic::new(
            place,
            "the value is what a command prints, and commands are run only with `--allow-commands`",
        )),
        Origin::Command(command) => Ok(Found::Later(Waiting::Command(command))),
        Origin::Copy(copy) => Ok(Found::Later(Waiting::Copy(copy))),
        Origin::Prompt(question) => Ok(Found::Later(Waiting::Prompt(question))),
    }
}

fn variable(
    name: &str,
    default: Option<Secret>,
    environment: &Environment,
) -> Result<Secret, &'static str> {
    match (environment.raw(name), default) {
        (Some(value), _) => value.to_str().map(Secret::new).ok_or("is not UTF-8 text"),
        (None, Some(default)) => Ok(default),
        (None, None) => Err("is not set"),
    }
}

fn file(path: &Path, shown: &str, encoding: Encoding) -> Result<Secret, String> {
    match (read_regular(path, LARGEST_VALUE), encoding) {
        (Ok(Read::Text(text)), Encoding::Text) => Ok(text),
        (Ok(Read::Text(text)), Encoding::Base64) => {
            Ok(Secret::new(aws_smithy_types::base64::encode(text.expose_secret())))
        }
        (Ok(Read::NotText(_, bytes)), Encoding::Base64) => {
            Ok(Secret::new(aws_smithy_types::base64::encode(bytes)))
        }
        (Ok(Read::TooLarge), _) => {
            Err(format!("{shown} is larger than any parameter: {LARGEST_VALUE} bytes"))
        }
        (Ok(Read::NotText(..)), Encoding::Text) => Err(format!(
            "{shown} is not UTF-8 text, which is all that a parameter holds; say `encoding: base64`"
        )),
        (Err(error), _) => Err(format!("cannot read {shown}: {error}")),
    }
}

fn shown(path: &Path) -> String {
    foreign::harmless(&path.display().to_string())
}

/// Leaves out one newline at the end.
pub(crate) fn without_newline(text: &Secret) -> Secret {
    let text = text.expose_secret();
    let trimmed = text.strip_suffix('\n').map(|text| text.strip_suffix('\r').unwrap_or(text));
    Secret::new(trimmed.unwrap_or(text))
}
