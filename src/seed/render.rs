//! A manifest after all its layers: each field with where it comes from, and no value.

mod shown;

use serde::Serialize;

use super::manifest::Draft;
use super::manifest::choice::Choice;
use super::manifest::decode::Declared;
use super::manifest::layers::{Entry, Field, Layer, Tag};
use super::manifest::place::Place;
use super::manifest::shape::PARAMETER;
use super::report::put;
use super::{SeedError, literal};
use crate::cli::{Format, RenderArgs};
use crate::environment::Environment;
use crate::error::{Error, Outcome};
use crate::foreign;
use crate::mask;
use crate::terminal::{self, Terminal};

/// Where what is said of a field begins, if the field has room before it.
const COLUMN: usize = 43;

/// Shows a manifest after all its layers; nothing is fetched, and nothing is run.
pub(crate) async fn say(
    arguments: &RenderArgs,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    let choice = Choice::of(&arguments.reading, environment).map_err(SeedError::from)?;
    let draft = Draft::read(&arguments.manifest, &choice, environment).map_err(SeedError::from)?;
    draft.check().map_err(SeedError::from)?;
    let rendered = Rendered::of(&draft);
    let mut outline = draft.outline(&choice);
    literal::judge(&mut outline, environment).await.map_err(SeedError::from)?;
    super::warn(&outline, voice);
    match arguments.format {
        Format::Text => voice.answer(&rendered.text())?,
        Format::Json => voice.answer(&terminal::document(&rendered))?,
    }
    Ok(Outcome::Yes)
}

/// A manifest as people and programs see it.
#[derive(Debug, Serialize)]
pub(crate) struct Rendered {
    schema: &'static str,
    manifest: String,
    stage: Option<String>,
    stages: Vec<String>,
    aws: Vec<Line>,
    path: Option<Line>,
    vars: Vec<Line>,
    parameters: Vec<Shown>,
}

/// A parameter, and where it is declared first.
#[derive(Debug, Serialize)]
struct Shown {
    name: String,
    #[serde(flatten)]
    origin: Origin,
    fields: Vec<Line>,
    tags: Vec<Line>,
}

/// A field, what may be shown of it, and where it comes from.
#[derive(Debug, Serialize)]
struct Line {
    field: String,
    shown: String,
    #[serde(flatten)]
    origin: Origin,
}

/// Where something comes from: a place, unless nobody has written it anywhere; and a layer.
#[derive(Debug, Serialize)]
struct Origin {
    file: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    layer: Option<String>,
}

impl Rendered {
    pub(crate) fn of(draft: &Draft) -> Self {
        let composed = &draft.composed;
        let guard = [("account", &composed.account), ("region", &composed.region)];
        let aws = guard.into_iter().filter_map(|(name, field)| {
            let field = field.as_ref()?;
            let shown = shown::of(&field.node);
            let shown = if name == "account" { mask::account(&shown) } else { shown };
            Some(Line::new(name, shown, Origin::of(field)))
        });
        let vars = composed.variables.iter().map(|(name, field)| {
            Line::new(name, shown::size(&field.node, false), Origin::of(field))
        });
        let path = composed.scope.as_ref().map(|(path, place)| {
            let path = if path.is_empty() { "/" } else { path };
            Line::new("path", foreign::escaped(path), Origin::at(place, None))
        });
        let parameters = composed.entries.iter().zip(&draft.declared);
        Self {
            schema: "bootstrap.render/1",
            manifest: draft.path().display().to_string(),
            stage: composed.stage.clone(),
            stages: composed.stages.clone(),
            aws: aws.collect(),
            path,
            vars: vars.collect(),
            parameters: parameters.map(|(entry, declared)| Shown::of(entry, declared)).collect(),
        }
    }

    /// Shows it like a manifest.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("# {}", foreign::escaped(&self.manifest));
        match (&self.stage, self.stages.as_slice()) {
            (Some(stage), _) => put(&mut text, format_args!(", stage {}", foreign::escaped(stage))),
            (None, []) => {}
            (None, stages) => put(&mut text, format_args!(", no stage, of {}", stages.join(", "))),
        }
        text.push_str("\nversion: 1\n");
        section(&mut text, "aws", &self.aws);
        self.path.iter().for_each(|line| line.put(0, &mut text));
        section(&mut text, "vars", &self.vars);
        text.push_str("parameters:\n");
        for parameter in &self.parameters {
            line(&mut text, 2, &format!("{}:", parameter.name), &parameter.origin);
            for line in &parameter.fields {
                line.put(4, &mut text);
            }
            if !parameter.tags.is_empty() {
                text.push_str("    tags:\n");
                for line in &parameter.tags {
                    line.put(6, &mut text);
                }
            }
        }
        text
    }
}

impl Shown {
    fn of(entry: &Entry, declared: &Declared) -> Self {
        let is_secret = shown::is_secret(declared);
        let fields = PARAMETER.all.iter().filter_map(|known| {
            let field = entry.fields.get(known.name)?;
            let shown = match known.name {
                "value" => shown::size(&field.node, is_secret),
                "json" => shown::json(&declared.origin, is_secret),
                "from" => shown::from(&declared.origin),
                _ => shown::of(&field.node),
            };
            Some(Line::new(known.name, shown, Origin::of(field)))
        });
        let tags = entry.tags.iter().map(|(key, Tag { field, is_tainted, .. })| {
            let key = shown::key(key, *is_tainted);
            Line::new(&key, shown::of(&field.node), Origin::of(field))
        });
        Self {
            name: entry.name.to_string(),
            origin: Origin::at(&entry.place, None),
            fields: fields.collect(),
            tags: tags.collect(),
        }
    }
}

impl Line {
    fn new(field: &str, shown: String, origin: Origin) -> Self {
        Self { field: field.to_owned(), shown, origin }
    }

    fn put(&self, indent: usize, text: &mut String) {
        line(text, indent, &format!("{}: {}", self.field, self.shown), &self.origin);
    }
}

impl Origin {
    fn of(field: &Field) -> Self {
        match field.layer {
            // Nobody has written it.
            Layer::BuiltIn | Layer::Set => {
                Self { file: None, line: None, column: None, layer: Some(field.layer.to_string()) }
            }
            _ => Self::at(&field.node.place, Some(&field.layer)),
        }
    }

    fn at(place: &Place, layer: Option<&Layer>) -> Self {
        Self {
            file: Some(place.file().path.display().to_string()),
            line: Some(place.line()),
            column: Some(place.column()),
            layer: layer.map(ToString::to_string),
        }
    }

    fn text(&self) -> String {
        let layer = self.layer.as_deref().map(foreign::escaped);
        match (&self.file, self.line, self.column) {
            (Some(file), Some(line), Some(column)) => {
                let layer = layer.map_or_else(String::new, |layer| format!(" ({layer})"));
                format!("{}:{line}:{column}{layer}", foreign::escaped(file))
            }
            _ => layer.unwrap_or_default(),
        }
    }
}

fn section(text: &mut String, name: &str, lines: &[Line]) {
    if !lines.is_empty() {
        put(text, format_args!("{name}:\n"));
        for line in lines {
            line.put(2, text);
        }
    }
}

fn line(text: &mut String, indent: usize, said: &str, origin: &Origin) {
    let said = format!("{:indent$}{said}", "");
    put(text, format_args!("{said:COLUMN$} # {}\n", origin.text()));
}
