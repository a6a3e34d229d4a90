//! Credentials from outside of the files: web identity tokens and programs.

use super::{code, shown, stuck};
use crate::check::advice;
use crate::check::catalog::CheckId;
use crate::check::cause::Cause;
use crate::check::finding::Hint;
use crate::check::system::System;
use crate::credentials::Facts;
use crate::credentials::chain::{Answer, Provider};
use crate::credentials::written::{Program, TokenFile, TokenState};

pub(super) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    let written = &facts.written;
    let cause = match stuck(facts) {
        Some(Provider::WebIdentity) => written.token_of_environment.as_ref().and_then(|file| {
            token(
                file,
                "`AWS_WEB_IDENTITY_TOKEN_FILE` names",
                Some("AWS_WEB_IDENTITY_TOKEN_FILE"),
                system,
            )
        }),
        Some(Provider::Profile) => {
            let named = || {
                format!(
                    "the profile {} names, as `web_identity_token_file`,",
                    shown(written.lineage.last().unwrap_or_default())
                )
            };
            let of_token = written
                .token_of_profile
                .as_ref()
                .and_then(|file| token(file, &named(), None, system));
            of_token.or_else(|| program(written.program.as_ref()?, facts, system))
        }
        _ => None,
    };
    cause.into_iter().collect()
}

fn token(
    file: &TokenFile,
    who_names: &str,
    variable: Option<&str>,
    system: System,
) -> Option<Cause> {
    let path = file.path.display();
    let (code, what) = match &file.state {
        TokenState::Fine => return None,
        TokenState::Missing => (code::WEB_IDENTITY_FILE_MISSING, "does not exist".to_owned()),
        TokenState::Empty => (code::WEB_IDENTITY_FILE_EMPTY, "is empty".to_owned()),
        TokenState::Unreadable(reason) => {
            (code::WEB_IDENTITY_FILE_UNREADABLE, format!("cannot be read: {reason}"))
        }
    };
    let look = advice::look_at(system, &file.path);
    let unset =
        variable.map(|_| advice::unset(system, &["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"]));
    let prose = if unset.is_some() {
        "whoever runs this machine writes the token there: look for it, or do without it"
    } else {
        "whoever runs this machine writes the token there: look for it"
    };
    Some(Cause {
        code,
        finding: CheckId::AwsCredentials,
        summary: format!("{who_names} a file with a web identity token that {what}: {path}"),
        hint: Hint::new(prose, std::iter::once(look).chain(unset)),
    })
}

fn program(program: &Program, facts: &Facts, system: System) -> Option<Cause> {
    let mut attempts = facts.attempts.value.iter();
    let answer = &attempts.find(|attempt| attempt.provider == Provider::Profile)?.answer;
    let last = facts.written.lineage.last()?;
    let (path, line) = facts.written.profiles.place(last, "credential_process")?;
    let name = program
        .shown()
        .map_or_else(String::new, |name| format!(" ({})", shown(&name.display().to_string())));
    let asks = format!("the profile {} asks a program{name} for credentials, and", shown(last));
    let place = format!("{}, section on line {line}", path.display());
    let edit = advice::edit(system, path);
    let finding = CheckId::AwsCredentials;
    let failed = |summary: String| {
        let prose = "run what `credential_process` says by hand, to see what it complains of or waits for; it may show secrets";
        let hint = Hint::new(prose, [edit.as_str()]);
        Cause { code: code::CREDENTIAL_PROCESS_FAILED, finding, summary, hint }
    };
    Some(match answer {
        Answer::Broken(reason) if program.is_there => {
            failed(format!("{asks} {} ({place})", ending(reason)))
        }
        Answer::Broken(_) => Cause {
            code: code::CREDENTIAL_PROCESS_NOT_FOUND,
            finding,
            summary: format!("{asks} there is no such program ({place})"),
            hint: Hint::new("install it, or correct its path at `credential_process`", [edit]),
        },
        // Some profiles ask AWS, too.
        Answer::Silent(after) => failed(format!(
            "the profile did not answer within {} s: {asks} likely that does not end ({place})",
            after.as_secs()
        )),
        _ => return None,
    })
}

fn ending(reason: &str) -> String {
    let told = |code| format!("it ends with exit code {code}");
    exit_code(reason).map_or_else(|| "gets none".to_owned(), told)
}

/// Returns the exit code, which the SDK has only in words: without it the words are others, and nothing is lost.
fn exit_code(reason: &str) -> Option<i32> {
    let (_, rest) =
        reason.split_once("exit status: ").or_else(|| reason.split_once("exit code: "))?;
    rest.split(|next: char| !next.is_ascii_digit() && next != '-').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exit_code_is_all_that_is_taken_of_the_words() {
        assert_eq!(exit_code("... with code exit status: 127"), Some(127));
        assert_eq!(exit_code("exit code: -1 "), Some(-1));
        assert_eq!(exit_code("signal: 9 (SIGKILL)"), None);
    }
}
