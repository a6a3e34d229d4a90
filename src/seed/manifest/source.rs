//! The door to where texts come from: the manifest's own file, variables, and other files.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use super::decode::{Body, Declared, Origin};
use super::{Diagnostic, ManifestError, Place, Placed};
use crate::environment::Environment;
use crate::foreign;
use crate::parameter::kind::ParameterType;
use crate::parameter::name::ParameterName;
use crate::parameter::tier::Tier;
use crate::parameter::value::{self, Accepted};
use crate::parameter::{Overwrite, Parameter, WantedValue};
use crate::secret::Secret;

/// No manifest is larger than this: ten thousand parameters with full values.
const LARGEST_MANIFEST: u64 = 48 * 1024 * 1024;

/// No value has more bytes than this: the largest tier, in the widest characters.
const LARGEST_VALUE: u64 = 4 * Tier::Advanced.capacity() as u64;

/// What a file holds.
enum Read {
    Text(Secret),
    TooLarge,
    /// With how many bytes are text.
    NotText(usize, Vec<u8>),
}

/// Reads the manifest's text. The inner error has its place in the file.
pub(super) fn read(path: &Path) -> Result<Result<Secret, Diagnostic>, ManifestError> {
    let unreadable = |source| ManifestError::Unreadable { path: path.to_owned(), source };
    match read_file(path, LARGEST_MANIFEST).map_err(unreadable)? {
        Read::Text(text) => Ok(Ok(text)),
        Read::TooLarge => {
            Err(ManifestError::TooLarge { path: path.to_owned(), limit: LARGEST_MANIFEST })
        }
        Read::NotText(valid, bytes) => {
            let before = String::from_utf8_lossy(&bytes[..valid]);
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
            let place = Place::new(line as u64, column as u64);
            Ok(Err(Diagnostic::new(place, "the file is not UTF-8 text; save it as UTF-8")))
        }
    }
}

/// Fetches a declared value and checks it.
pub(super) fn resolve(
    declared: Declared,
    folder: &Path,
    environment: &Environment,
) -> Result<(Placed, Vec<Diagnostic>), Diagnostic> {
    let Declared { place, name, body } = declared;
    let problem = |message: String| Diagnostic::new(body.value_place, message);
    let elsewhere = body.origin.elsewhere(folder);
    let value = fetch(&body.origin, folder, environment).map_err(problem)?;
    let accepted =
        value::check(value.expose_secret(), body.tier).map_err(|error| match elsewhere {
            Some(elsewhere) => problem(format!("{elsewhere}: {error}")),
            None => problem(error.to_string()),
        })?;

    let mut warnings = Vec::new();
    if let Accepted::Perhaps { bytes, limit } = accepted {
        let message =
            format!("the value has {bytes} bytes; AWS may count bytes, and the tier holds {limit}");
        warnings.push(problem(message));
    }
    if body.kind == ParameterType::String && looks_secret(name.as_str()) {
        warnings.push(Diagnostic::new(
            place,
            format!("`{name}` reads like a secret, and a String is not encrypted"),
        ));
    }
    Ok((placed(place, name, WantedValue::Known(value), body), warnings))
}

/// Takes a declaration as it is, whatever its value may be.
pub(super) fn outline(declared: Declared) -> Placed {
    placed(declared.place, declared.name, WantedValue::Any, declared.body)
}

fn placed(place: Place, name: ParameterName, value: WantedValue, body: Body) -> Placed {
    let parameter = Parameter {
        name,
        kind: body.kind,
        value,
        overwrite: Overwrite::default(),
        ignores_value: false,
        description: body.description,
        tier: body.tier,
        key_id: body.key_id,
        allowed_pattern: None,
        data_type: None,
        policies: None,
        tags: body.tags,
        purges_tags: false,
        labels: std::collections::BTreeSet::new(),
        is_protected: false,
        is_sensitive: false,
    };
    Placed { parameter, place }
}

impl Origin {
    /// Names the place outside of the manifest that the value comes from.
    fn elsewhere(&self, folder: &Path) -> Option<String> {
        match self {
            Self::Manifest(_) => None,
            Self::Variable(name) => {
                Some(format!("the environment variable `{}`", foreign::harmless(name)))
            }
            Self::File(name) => Some(foreign::harmless(&folder.join(name).display().to_string())),
        }
    }
}

fn fetch(origin: &Origin, folder: &Path, environment: &Environment) -> Result<Secret, String> {
    let elsewhere = origin.elsewhere(folder).unwrap_or_default();
    match origin {
        Origin::Manifest(text) => Ok(text.clone()),
        Origin::Variable(name) => {
            let value = environment.raw(name).ok_or_else(|| format!("{elsewhere} is not set"))?;
            let text = value.to_str().ok_or_else(|| format!("{elsewhere} is not UTF-8 text"))?;
            Ok(Secret::new(text))
        }
        Origin::File(name) => match read_value(&folder.join(name)) {
            Ok(Read::Text(text)) => Ok(text),
            Ok(Read::TooLarge) => {
                Err(format!("{elsewhere} is larger than any parameter: {LARGEST_VALUE} bytes"))
            }
            Ok(Read::NotText(..)) => {
                Err(format!("{elsewhere} is not UTF-8 text, which is all that a parameter holds"))
            }
            Err(error) => Err(format!("cannot read {elsewhere}: {error}")),
        },
    }
}

/// Reads a file that cannot keep us waiting, as a pipe might.
fn read_value(path: &Path) -> io::Result<Read> {
    if !path.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
    }
    read_file(path, LARGEST_VALUE)
}

/// Reads a file up to a limit.
fn read_file(path: &Path, limit: u64) -> io::Result<Read> {
    let mut bytes = Vec::new();
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Ok(Read::TooLarge);
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Read::Text(Secret::new(text)),
        Err(error) => Read::NotText(error.utf8_error().valid_up_to(), error.into_bytes()),
    })
}

/// Tells whether a name reads like that of a secret.
fn looks_secret(name: &str) -> bool {
    const WORDS: [&str; 7] =
        ["password", "passwd", "secret", "token", "private_key", "private-key", "api_key"];
    let name = name.to_ascii_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}
