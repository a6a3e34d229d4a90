//! What one layer says: a field or a tag, and which layer it was.

use std::fmt;
use std::sync::Arc;

use crate::seed::manifest::node::Node;
use crate::seed::manifest::place::Place;

/// Which layer a field comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Layer {
    BuiltIn,
    Defaults,
    Base,
    StageDefaults(Arc<str>),
    Stage(Arc<str>),
    Set,
}

/// A field, and which layer said so.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// Shared: a default is one node for all parameters.
    pub(crate) node: Arc<Node>,
    pub(crate) layer: Layer,
}

/// A tag after all layers.
#[derive(Debug, Clone)]
pub(crate) struct Tag {
    /// Where its key stands.
    pub(crate) place: Place,
    pub(crate) field: Field,
    /// Whether some of its key comes from the environment.
    pub(crate) is_tainted: bool,
}

impl fmt::Display for Layer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => formatter.write_str("built in"),
            Self::Defaults => formatter.write_str("defaults"),
            Self::Base => formatter.write_str("base"),
            Self::StageDefaults(stage) => write!(formatter, "defaults of stage {stage}"),
            Self::Stage(stage) => write!(formatter, "stage {stage}"),
            Self::Set => formatter.write_str("--set"),
        }
    }
}
