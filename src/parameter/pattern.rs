//! The pattern that the values of a parameter have to match.

use fancy_regex::{CompileError, Error, Expr, Regex, RegexBuilder};

/// The most characters of a pattern.
const LONGEST: usize = 1024;

/// After how many steps back no answer is sought any more: some for every character of the longest value.
const MOST_STEPS_BACK: usize = 30_000;

/// How many things a pattern may demand, one after the other. A value has at most half as many characters, so that
/// only what demands the same nothing again and again, as in `(((()){999}){999}){999}`, comes here.
const MOST_DEMANDS: usize = 16_384;

/// The most bytes that a compiled pattern takes. Enough for `\w{1,100}`, whose letters are those of all scripts; a
/// larger one takes seconds to match.
const LARGEST: usize = 4 << 20;

/// A regular expression that a value is checked with, each time it is put.
///
/// AWS reads patterns as Java does, and does not say whether they have to match the whole value. We assume that a
/// match anywhere is enough, unless the pattern itself says `^` and `$`, and read the little in which the two
/// languages differ in our way: `\d` and `\w` know all scripts here, `$` is not before a newline at the end, and
/// `\Q...\E`, `\cX`, `\0n`, `\p{XDigit}`, `\p{InGreek}` and `\p{javaLowerCase}` are refused.
///
/// Compiled for each value anew: thousands of compiled patterns would take all memory.
#[derive(Debug, Clone)]
pub(crate) struct Pattern(String);

impl Pattern {
    pub(crate) fn parse(text: &str) -> Result<Self, PatternError> {
        let characters = text.chars().count();
        if characters > LONGEST {
            return Err(PatternError::TooLong(characters));
        }
        let tree = Expr::parse_tree(text).map_err(PatternError::NoExpression)?;
        if tree.expr.has_descendant_or_self(is_foreign) {
            return Err(PatternError::Foreign);
        }
        if demands(&tree.expr) > MOST_DEMANDS {
            return Err(PatternError::Demanding);
        }
        compiled(text)?;
        Ok(Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether a value matches.
    pub(crate) fn allows(&self, value: &str) -> Result<bool, PatternError> {
        compiled(&self.0)?.is_match(value).map_err(|_steps_back| PatternError::TooHard)
    }
}

fn compiled(text: &str) -> Result<Regex, PatternError> {
    let mut builder = RegexBuilder::new(text);
    let builder = builder.backtrack_limit(MOST_STEPS_BACK).delegate_size_limit(LARGEST);
    builder.build().map_err(PatternError::of)
}

/// Tells what Java does not know: patterns that call themselves, that branch, and the like.
fn is_foreign(expression: &Expr) -> bool {
    matches!(
        expression,
        Expr::SubroutineCall(_)
            | Expr::Conditional { .. }
            | Expr::DefineGroup { .. }
            | Expr::BacktrackingControlVerb(_)
            | Expr::BackrefWithRelativeRecursionLevel { .. }
            | Expr::Absent(_)
    )
}

/// Returns how many things have to match one after the other, repetitions multiplied.
fn demands(expression: &Expr) -> usize {
    let children = expression.children_iter().map(demands);
    match expression {
        Expr::Repeat { lo, .. } => children.sum::<usize>().saturating_mul((*lo).max(1)),
        Expr::Alt(_) => children.max().unwrap_or(1),
        _ => children.fold(0, usize::saturating_add).max(1),
    }
}

/// Why a pattern is refused, or gives no answer. Never says what the value is.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PatternError {
    #[error("a pattern has at most {LONGEST} characters, not {0}")]
    TooLong(usize),
    #[error("the pattern is no regular expression")]
    NoExpression(#[source] fancy_regex::Error),
    #[error(
        "the pattern calls itself, branches or does something else that Java's patterns cannot"
    )]
    Foreign,
    #[error("the pattern demands more than any value can have")]
    Demanding,
    #[error("the pattern has more to try than can be tried in time")]
    TooLarge,
    #[error("it takes too long to tell whether the value matches the pattern")]
    TooHard,
}

impl PatternError {
    fn of(error: Error) -> Self {
        let is_size = |error: &CompileError| matches!(error, CompileError::InnerError(inner) if inner.size_limit().is_some());
        match &error {
            Error::CompileError(cause) if is_size(cause) => Self::TooLarge,
            _ => Self::NoExpression(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn allows(pattern: &str, value: &str) -> bool {
        Pattern::parse(pattern).unwrap().allows(value).unwrap()
    }

    #[test]
    fn a_pattern_has_a_length() {
        let longest = "é".repeat(1024);

        assert_eq!(Pattern::parse(&longest).unwrap().as_str(), longest);
        assert!(matches!(Pattern::parse(&"é".repeat(1025)), Err(PatternError::TooLong(1025))));
    }

    #[test]
    fn no_pattern_allows_everything() {
        assert!(allows("", "anything"));
    }

    #[test]
    fn a_match_anywhere_is_enough() {
        assert!(allows(r"\d", "a1b"));
        assert!(allows(r"^\d+$", "12"));
        assert!(!allows(r"^\d+$", "12a"));
        assert!(!allows(r"^\d+$", "12\n"));
    }

    #[test]
    fn patterns_look_around_and_refer_back() {
        assert!(allows(r"^(?=.*[A-Z])(?=.*\d).{8,}$", "Passw0rds"));
        assert!(!allows(r"^(?=.*[A-Z])(?=.*\d).{8,}$", "passwords"));
        assert!(allows(r"(?<!a)b", "cb") && !allows(r"(?<!a)b", "ab"));
        assert!(allows(r"^(\w)\1$", "aa") && !allows(r"^(\w)\1$", "ab"));
    }

    #[test]
    fn the_dialect_is_that_of_java() {
        for pattern in [
            r"a++b",
            r"(?>a)b",
            r"(?<n>a)\k<n>",
            r"[a-z&&[^b]]",
            r"\p{Alnum}\p{Punct}\p{Upper}\p{L}\pN\p{IsAlphabetic}",
            r"\u0041\x41\x{41}",
            r"(?i)a(?s:.)",
            r"[\w.\-/]\/\-\_\@",
            r"\A\z\R",
        ] {
            assert!(Pattern::parse(pattern).is_ok(), "{pattern}");
        }
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for pattern in ["(", "[a", "*", r"a\", r"(?<n", r"\p{Nothing}", r"(?y)"] {
            let error = Pattern::parse(pattern).unwrap_err();
            assert!(matches!(error, PatternError::NoExpression(_)), "{pattern}: {error:?}");
        }
    }

    #[test]
    fn what_java_cannot_is_refused() {
        for pattern in [r"(a)\g<1>", r"(?<n>a\g<n>?)", r"(a)?(?(1)b|c)", r"(*FAIL)"] {
            let error = Pattern::parse(pattern).unwrap_err();
            assert!(matches!(error, PatternError::Foreign), "{pattern}: {error:?}");
        }
    }

    #[test]
    fn a_pattern_demands_no_more_than_a_value_has() {
        assert!(allows(r"^([ab]{64}){128}$", &"a".repeat(8192)));
        assert!(Pattern::parse(r"^(?:(?!x)a){8190}$").is_ok());
        for pattern in [r"(((()(?=a)){999}){999}){999}b", r"a{16385}", r"((a{99}){99}){99}|b"] {
            let error = Pattern::parse(pattern).unwrap_err();
            assert!(matches!(error, PatternError::Demanding), "{pattern}: {error:?}");
        }
    }

    #[test]
    fn a_pattern_with_too_much_to_try_is_refused_before_it_is_tried() {
        let value = "a".repeat(8192);
        for pattern in [
            r"(.{0,1000}){0,15}!",
            r"(.{0,1000}){0,25}!",
            r"(\w{0,900}){0,9}!",
            r"(.{0,50}){0,15}!",
        ] {
            let started = std::time::Instant::now();
            let answer = Pattern::parse(pattern).and_then(|pattern| pattern.allows(&value));
            assert!(!matches!(answer, Ok(true)), "{pattern}");
            assert!(started.elapsed().as_secs() < 5, "{pattern}: {:?}", started.elapsed());
        }
        assert!(matches!(Pattern::parse(r"(.{0,1000}){0,15}!"), Err(PatternError::TooLarge)));
    }

    #[test]
    fn a_hard_pattern_gives_up_instead_of_hanging() {
        let value = "a".repeat(8192);

        for pattern in
            [r"(.*)\1b", r"^(a|a?)+\1c", r"((a*)*)*(?!a)b", r"(((()(?=a)){0,999}){0,999}){0,999}b"]
        {
            let error = Pattern::parse(pattern).unwrap().allows(&value).unwrap_err();
            assert!(matches!(error, PatternError::TooHard), "{pattern}: {error:?}");
        }
    }

    #[test]
    fn an_easy_pattern_that_looks_hard_is_answered() {
        let value = "a".repeat(8192);

        assert!(!allows(r"^(a+)+(?=b)$", &value));
        assert!(allows(r"^(a+)+$", &value));
        assert!(allows(r"^(?!.*foo)[a-z]+$", &value));
        assert!(!allows(r"^(?!.*(.)\1{2})", &value));
        assert!(allows(r"^(?!.*(.)\1{2})", &"ab1 ".repeat(2048)));
    }
}
