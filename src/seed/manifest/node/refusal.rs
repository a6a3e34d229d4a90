//! Why a file is refused, in words of our own: those of the library may repeat what stands in the file.

use std::sync::Arc;

use serde_yaml::budget::BudgetBreach;

use super::{DEEPEST, Diagnostic, File, MOST_ALIAS_EVENTS, MOST_NODES};

/// Says what is wrong in words that cannot hold a value.
pub(super) fn diagnostic(error: &serde_yaml::Error, file: &Arc<File>) -> Diagnostic {
    use serde_yaml::Error;

    let place =
        error.location().map_or_else(|| file.start(), |at| file.place(at.line(), at.column()));
    let message = match innermost(error) {
        Error::UnsupportedTag { .. } => {
            "what begins with `!` is a tag in YAML; put a value like that in quotes".to_owned()
        }
        Error::MultipleDocuments { .. } => {
            "a manifest is one document: nothing follows `---`".to_owned()
        }
        Error::NullIntoString { .. } => {
            "a key is a text, not nothing; put a `~` or `null` in quotes".to_owned()
        }
        Error::MergeValueNotMapOrSeqOfMaps { .. } | Error::MergeKeyNotAllowed { .. } => {
            "behind `<<` there are aliases of maps".to_owned()
        }
        Error::RecursiveReferencesRequireWeakTypes { .. } => {
            "the alias is a part of what it stands for".to_owned()
        }
        Error::InvalidScalar { .. } => "the value does not fit its tag".to_owned(),
        Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => {
            format!("maps and lists stand in one another at most {DEEPEST} deep")
        }
        Error::Budget { breach, .. } if is_about_aliases(breach) => {
            "there are too many anchors and aliases".to_owned()
        }
        Error::Budget { .. } => {
            format!("the file is too long: at most {MOST_NODES} texts, lists and maps")
        }
        Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayCounterOverflow { .. } => format!(
            "with all that its aliases stand for, the file is too long: at most {MOST_ALIAS_EVENTS} \
             texts, lists and maps"
        ),
        Error::AliasReplayStackDepthExceeded { .. } => {
            "aliases stand for one another too deep".to_owned()
        }
        Error::UnknownAnchor { .. } => "what begins with `*` is an alias in YAML, and no such anchor is before it; put a text in quotes".to_owned(),
        // `{{ value }}` is a map whose key is a map.
        Error::Unexpected { expected: "string scalar", .. } => {
            "a key is a text; put a value that begins with `{` or `[` in quotes".to_owned()
        }
        Error::Unexpected { expected, .. } => {
            format!("not YAML as a manifest has it: expected {expected}")
        }
        // What the scanner says: it names single characters, no values.
        scanned @ (Error::Message { .. } | Error::ExternalMessage { .. }) => {
            without_place(&scanned.to_string())
        }
        _ => "not YAML as a manifest has it".to_owned(),
    };
    Diagnostic::new(&place, message)
}

const fn is_about_aliases(breach: &BudgetBreach) -> bool {
    matches!(
        breach,
        BudgetBreach::Aliases { .. }
            | BudgetBreach::Anchors { .. }
            | BudgetBreach::AliasAnchorRatio { .. }
            | BudgetBreach::RecordedAnchorEvents { .. }
            | BudgetBreach::RecordedAnchorBytes { .. }
    )
}

fn innermost(mut error: &serde_yaml::Error) -> &serde_yaml::Error {
    while let serde_yaml::Error::AliasError { error: inner, .. }
    | serde_yaml::Error::WithSnippet { error: inner, .. } = error
    {
        error = inner;
    }
    error
}

/// The library says the place in its own way at the end; ours stands at the beginning.
fn without_place(message: &str) -> String {
    let first_line = message.lines().next().unwrap_or_default();
    let text = first_line.rsplit_once(" at line ").map_or(first_line, |(before, _)| before);
    let text = crate::foreign::harmless(text);
    // Nearly always it is one of the two.
    if text.contains("expected key") || text.contains("simple key") {
        return format!(
            "not YAML: {text}; is the line indented right, with a colon behind its key?"
        );
    }
    format!("not YAML: {text}")
}
