//! One layer's fields over another's.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Composer, Layer, SOURCES, Tag};
use crate::seed::manifest::node::{Content, Key, Node};
use crate::seed::manifest::place::Place;
use crate::seed::manifest::shape::PARAMETER;
use crate::seed::manifest::variables::Variables;
use crate::seed::manifest::words::nearest;

/// A field as the layers have it so far.
#[derive(Debug, Clone)]
pub(super) struct Layered<'a> {
    pub(super) node: &'a Node,
    pub(super) layer: Layer,
    /// For a field that is `null`: whether something was taken away by that.
    pub(super) took_away: bool,
}

/// A tag as the layers have it so far.
#[derive(Debug)]
pub(super) struct LayeredTag<'a> {
    pub(super) key: &'a Key,
    /// Whether some of its key comes from the environment.
    pub(super) is_tainted: bool,
    pub(super) value: Layered<'a>,
}

/// A parameter as the layers have it so far.
#[derive(Debug)]
pub(super) struct Merged<'a> {
    pub(super) place: Place,
    pub(super) fields: BTreeMap<&'static str, Layered<'a>>,
    pub(super) tags: BTreeMap<Cow<'a, str>, LayeredTag<'a>>,
    /// `tags: null`: none are inherited.
    pub(super) has_no_tags: bool,
    /// Whether what was meant to be a value is told to be something else.
    pub(super) has_told_value: bool,
}

/// The defaults of all layers.
#[derive(Debug, Default)]
pub(crate) struct Defaults {
    pub(crate) fields: BTreeMap<&'static str, super::Field>,
    pub(crate) tags: BTreeMap<Arc<str>, Tag>,
}

impl<'a> Merged<'a> {
    /// Reads what one layer says of a parameter.
    pub(super) fn of(
        key: &'a Key,
        node: &'a Node,
        layer: &Layer,
        variables: &mut Variables<'_>,
    ) -> Self {
        let said = |node| Layered { node, layer: layer.clone(), took_away: false };
        let mut merged = Self {
            place: key.place.clone(),
            fields: BTreeMap::new(),
            tags: BTreeMap::new(),
            has_no_tags: false,
            has_told_value: false,
        };
        if !matches!(node.content, Content::Map(_)) {
            merged.fields.insert("value", said(node));
        }
        for (key, node) in node.entries() {
            match PARAMETER.get(&key.text).map(|field| field.name) {
                Some("tags") => {
                    merged.has_no_tags |= node.is_nothing();
                    merged.tags.extend(variables.entries(node).into_iter().map(|entry| {
                        let (key, is_tainted) = (entry.key, entry.is_tainted);
                        (entry.text, LayeredTag { key, is_tainted, value: said(entry.node) })
                    }));
                }
                Some(name) => {
                    merged.fields.entry(name).or_insert_with(|| said(node));
                }
                None => {
                    merged.has_told_value |= node.is_nothing() || reads_like_a_source(&key.text);
                }
            }
        }
        merged
    }

    /// Lays a higher layer over this one.
    pub(super) fn lay_over(&mut self, above: Self) {
        self.has_told_value |= above.has_told_value;
        if SOURCES
            .iter()
            .any(|source| above.fields.get(source).is_some_and(|field| !field.node.is_nothing()))
        {
            for source in SOURCES {
                self.fields.remove(source);
            }
        }
        if above.has_no_tags {
            self.tags.clear();
            self.has_no_tags = true;
        }
        for (name, mut field) in above.fields {
            field.took_away = field.node.is_nothing() && self.fields.contains_key(name);
            self.fields.insert(name, field);
        }
        for (name, mut tag) in above.tags {
            tag.value.took_away = tag.value.node.is_nothing() && self.tags.contains_key(&name);
            self.tags.insert(name, tag);
        }
    }
}

/// Tells whether a field that there is not was meant to say the value.
fn reads_like_a_source(field: &str) -> bool {
    nearest(field, PARAMETER.names().into_iter()).is_some_and(|meant| SOURCES.contains(&meant))
}

impl Composer<'_> {
    /// Lays the defaults of all layers over one another.
    pub(super) fn defaults(&mut self) -> Defaults {
        let mut defaults = Defaults::default();
        for (node, stage) in self.sections("defaults") {
            let layer = stage.map_or(Layer::Defaults, |stage| Layer::StageDefaults(stage.into()));
            for (key, node) in node.entries() {
                let Some(field) = PARAMETER.get(&key.text) else { continue };
                if field.name == "tags" {
                    self.default_tags(node, &layer, &mut defaults);
                } else if node.is_nothing() {
                    defaults.fields.remove(field.name);
                } else {
                    let field_of = super::Field {
                        node: self.variables.node(node).into(),
                        layer: layer.clone(),
                    };
                    defaults.fields.insert(field.name, field_of);
                }
            }
        }
        defaults
    }

    fn default_tags(&mut self, node: &Node, layer: &Layer, defaults: &mut Defaults) {
        if node.is_nothing() {
            defaults.tags.clear();
        }
        for entry in self.variables.entries(node) {
            if entry.node.is_nothing() {
                defaults.tags.remove(&*entry.text);
            } else {
                let node = self.variables.node(entry.node).into();
                let field = super::Field { node, layer: layer.clone() };
                let (place, is_tainted) = (entry.key.place.clone(), entry.is_tainted);
                defaults.tags.insert(entry.text.into(), Tag { place, field, is_tainted });
            }
        }
    }
}
