//! In GitHub Actions: secrets are masked before anything is said, problems stand on their lines, and a job has a summary.

use std::collections::BTreeSet;
use std::fs;

use super::{machine, seed};
use crate::loopback::{Meddling, Reply, Server};
use crate::peers::moto;
use crate::sandbox::Sandbox;

const NEW: &str = "n3w-s3cret";
const OLD: &str = "0ld-s3cret";

/// A machine of GitHub's.
fn job(server: &Server) -> Sandbox {
    in_a_job(machine(server))
}

fn in_a_job(mut sandbox: Sandbox) -> Sandbox {
    let (work, summary) = (sandbox.work(), sandbox.path("summary.md"));
    sandbox.set("GITHUB_ACTIONS", "true").set("GITHUB_WORKSPACE", work);
    sandbox.set("GITHUB_STEP_SUMMARY", summary);
    sandbox
}

fn summary(sandbox: &Sandbox) -> String {
    fs::read_to_string(sandbox.path("summary.md")).unwrap_or_default()
}

/// Replaces the address of the server.
fn normal(text: &str) -> String {
    let Some((before, after)) = text.split_once("127.0.0.1:") else { return text.to_owned() };
    let after = after.trim_start_matches(|digit: char| digit.is_ascii_digit());
    format!("{before}[LOOPBACK]{after}")
}

fn manifest(path: &str, secret: &str) -> String {
    format!(
        "version: 1\npath: {path}\nparameters:\n  secret: {{type: SecureString, value: {secret}}}\n  plain: text-{secret}\n"
    )
}

#[test]
fn secrets_are_masked_before_anything_else_is_said() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = job(&relay);
    let first = seed(&sandbox, &manifest("/it-job", OLD), &["--yes"]);
    assert_eq!(first.code, Some(0), "{first:?}");

    let manifest = manifest("/it-job", &format!("\"-----BEGIN-----\\n{NEW}\\n\""));
    for arguments in [&["--dry-run", "-v"][..], &["--yes", "-v"], &["-v", "--format", "json"]] {
        let said = seed(&sandbox, &manifest.replace("  plain:", "  #"), arguments);

        let lines: Vec<&str> = said.stderr.lines().collect();
        assert_eq!(
            lines[..3],
            [
                &format!("::add-mask::-----BEGIN-----%0A{NEW}%0A"),
                &format!("::add-mask::-----BEGIN-----%0A{NEW}"),
                "::add-mask::-----BEGIN-----"
            ],
            "{said:?}"
        );
        let masks = lines.iter().filter(|line| line.starts_with("::add-mask::"));
        let different: BTreeSet<&&str> = masks.clone().collect();
        assert_eq!(masks.count(), different.len(), "{said:?}");
        assert!(lines.contains(&format!("::add-mask::{NEW}").as_str()), "{said:?}");
        if arguments != ["-v", "--format", "json"] {
            assert!(lines.contains(&format!("::add-mask::{OLD}").as_str()), "{said:?}");
        }
        let others = lines.iter().filter(|line| !line.starts_with("::add-mask::"));
        let others = said.stdout.clone() + &others.copied().collect::<String>();
        assert!(!others.contains(NEW) && !others.contains(OLD), "{said:?}");
        let summary = summary(&sandbox);
        assert!(!summary.contains(NEW) && !summary.contains(OLD), "{summary}");
    }
}

#[test]
fn what_is_no_secret_is_not_masked_and_elsewhere_nothing_is() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let plain = "version: 1\npath: /it-job-plain\nparameters: {a: some-text}";
    assert!(!seed(&job(&relay), plain, &["--dry-run"]).stderr.contains("::"));

    let elsewhere = machine(&relay);
    let said = seed(&elsewhere, &manifest("/it-no-job", NEW), &["--yes", "-v"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(!said.everything().contains(NEW) && !said.everything().contains("::"), "{said:?}");
    let mut elsewhere = in_a_job(elsewhere);
    elsewhere.set("GITHUB_ACTIONS", "false");
    let said = seed(&elsewhere, &manifest("/it-no-job", NEW), &["--dry-run"]);
    assert!(!said.everything().contains("::"), "{said:?}");
    assert_eq!(summary(&elsewhere), "");
}

#[test]
fn problems_and_warnings_stand_on_the_lines_of_the_manifest() {
    let sandbox = in_a_job(Sandbox::empty());
    let wrong = "version: 1\nparameters:\n  a:\n  b c: x\n";
    sandbox.write("work/app/params.yaml", wrong);
    let said = sandbox.bootstrap(&["seed", "app/params.yaml"]);

    insta::assert_snapshot!(super::picture(&sandbox, &said), @"
    ::error file=app/params.yaml,line=3,col=3::`a` has no value
    ::error file=app/params.yaml,line=4,col=3::`b c`: a name has only letters, digits, `.`, `_`, `-` and `/`, not ' '
    error: app/params.yaml:3:3: `a` has no value
      |
    3 |   a:
      |   ^
    error: app/params.yaml:4:3: `b c`: a name has only letters, digits, `.`, `_`, `-` and `/`, not ' '
      |
    4 |   b c: …
      |   ^^^
    exit code 2
    ");

    sandbox.write("work/params.yaml", "version: 1\nparameters:\n  password: x\n");
    let said = sandbox.bootstrap(&["seed", "params.yaml", "--local"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stderr.starts_with("::warning file=params.yaml,line=3,col=3::"), "{said:?}");
}

#[test]
fn failed_steps_stand_on_the_lines_of_their_parameters() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|request| {
        let fails =
            request.operation() == "PutParameter" && request.body.contains("it-job-failing/b");
        fails.then(|| {
            let message = format!("no | <b> 100% '{NEW}'");
            Meddling::Instead(Reply::aws_error(400, "ValidationException", &message))
        })
    });
    let sandbox = job(&relay);
    let manifest = "version: 1\npath: /it-job-failing\nparameters:\n  a: x\n  b: y\n";

    let said = seed(&sandbox, manifest, &["--yes"]);

    assert_eq!(said.code, Some(1), "{said:?}");
    insta::assert_snapshot!(said.stderr, @"::error file=params.yaml,line=5,col=3::/it-job-failing/b: failed: ValidationException: no | <b> 100%25 '...'");
    insta::assert_snapshot!(normal(&summary(&sandbox)), @r"
    ## bootstrap seed

    * account: \*\*\*\*\*\*\*\*9012
    * Region: eu-west-1
    * by: user/moto
    * credentials: environment variables
    * endpoint: http://[LOOPBACK]

    | step | type | parameter | details | result |
    | --- | --- | --- | --- | --- |
    | create | String | /it-job-failing/b | ValidationException: no \| &lt;b&gt; 100% '...' | failed |
    | create | String | /it-job-failing/a |  | created, version 1 |

    2 to create

    1 created, 1 failed

    **The store is not as the manifest says.**
    ");
}

#[test]
fn each_run_adds_its_page_and_a_page_that_cannot_be_written_is_a_warning() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let mut sandbox = job(&relay);
    sandbox.write("summary.md", "before");
    for arguments in [&["--dry-run", "--format", "json"][..], &["--dry-run"]] {
        seed(&sandbox, &manifest("/it-job-summary", NEW), arguments);
    }
    let pages = summary(&sandbox);
    assert!(pages.starts_with("before## bootstrap seed\n"), "{pages}");
    assert_eq!(pages.matches("## bootstrap seed").count(), 2);

    let folder = sandbox.work();
    sandbox.set("GITHUB_STEP_SUMMARY", folder);
    let said = seed(&sandbox, &manifest("/it-job-summary", NEW), &["--dry-run"]);
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("warning: the summary of the job is not written: "), "{said:?}");
}

#[test]
fn the_plan_and_its_outcome_are_a_page() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let planned =
        seed(&sandbox, &manifest("/it-markdown", NEW), &["--dry-run", "--format", "markdown"]);
    let done = seed(&sandbox, &manifest("/it-markdown", NEW), &["--yes", "--format", "markdown"]);
    let unchanged = seed(&sandbox, &manifest("/it-markdown", NEW), &["--format", "markdown"]);

    assert_eq!((planned.code, done.code, unchanged.code), (Some(1), Some(0), Some(0)));
    insta::assert_snapshot!(normal(&planned.stdout), @r"
    ## bootstrap seed

    * account: \*\*\*\*\*\*\*\*9012
    * Region: eu-west-1
    * by: user/moto
    * credentials: environment variables
    * endpoint: http://[LOOPBACK]

    | step | type | parameter | details |
    | --- | --- | --- | --- |
    | create | String | /it-markdown/plain |  |
    | create | SecureString | /it-markdown/secret |  |

    2 to create

    **The store is not as the manifest says.**
    ");
    insta::assert_snapshot!(normal(&done.stdout), @r"
    ## bootstrap seed

    * account: \*\*\*\*\*\*\*\*9012
    * Region: eu-west-1
    * by: user/moto
    * credentials: environment variables
    * endpoint: http://[LOOPBACK]

    | step | type | parameter | details | result |
    | --- | --- | --- | --- | --- |
    | create | String | /it-markdown/plain |  | created, version 1 |
    | create | SecureString | /it-markdown/secret |  | created, version 1 |

    2 to create

    2 created

    **The store is as the manifest says.**
    ");
    insta::assert_snapshot!(normal(&unchanged.stdout), @r"
    ## bootstrap seed

    * account: \*\*\*\*\*\*\*\*9012
    * Region: eu-west-1
    * by: user/moto
    * credentials: environment variables
    * endpoint: http://[LOOPBACK]

    2 unchanged

    **The store is as the manifest says.**
    ");
}

#[test]
fn what_is_revealed_is_masked_in_the_log() {
    let sandbox = in_a_job(crate::local::server::machine());
    sandbox.write("work/params.yaml", manifest("/it", NEW));
    assert_eq!(sandbox.bootstrap(&["seed", "params.yaml", "--local"]).code, Some(0));

    let revealed = sandbox.bootstrap(&["export", "/it", "--local", "--reveal"]);
    assert!(revealed.stderr.starts_with(&format!("::add-mask::{NEW}\n")), "{revealed:?}");
    let hidden = sandbox.bootstrap(&["export", "/it", "--local"]);
    assert!(!hidden.stderr.contains("::add-mask::"), "{hidden:?}");
}

#[test]
fn a_manifest_that_is_refused_is_so_on_its_lines_and_in_the_summary() {
    let sandbox = in_a_job(Sandbox::empty());
    sandbox.write("work/params.yaml", "version: 1\nparameters: {a: '${nope}'}\n");
    let annotation = "::error file=params.yaml,line=2,col=18::there is no variable of this name";

    for about in ["render", "permissions"] {
        let said = sandbox.bootstrap(&["seed", about, "params.yaml"]);
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.stderr.contains(annotation), "{about}: {said:?}");
        assert_eq!(summary(&sandbox), "", "{about}");
    }
    let said = sandbox.bootstrap(&["seed", "params.yaml"]);
    assert!(said.stderr.contains(annotation), "{said:?}");
    insta::assert_snapshot!(summary(&sandbox), @"
    ### The manifest is refused

    ````text
    params.yaml:2:18: there is no variable of this name: `vars` has none
       |
     2 | parameters: { a: … }
       |                  ^
       = in a
    ````
    ");
}

#[test]
fn a_manifest_for_another_account_is_refused_on_its_line_and_in_the_summary() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = job(&relay);
    let manifest = "version: 1\naws: {account: \"111122223333\"}\nparameters: {/it-guard/a: b}\n";

    let said = seed(&sandbox, manifest, &["--yes"]);

    insta::assert_snapshot!(super::picture(&sandbox, &said), @"
    ::error file=params.yaml,line=2,col=16::the manifest is for account ********3333, and these credentials are of account ********9012; Parameter Store was not asked
    error: params.yaml:2:16: the manifest is for account ********3333, and these credentials are of account ********9012; Parameter Store was not asked

    hint: take other credentials, with `--profile`, or another stage; see who answers: `bootstrap whoami`
    exit code 2
    ");
    insta::assert_snapshot!(summary(&sandbox), @"
    ### Nothing was written

    ````text
    params.yaml:2:16: the manifest is for account ********3333, and these credentials are of account ********9012; Parameter Store was not asked
    hint: take other credentials, with `--profile`, or another stage; see who answers: `bootstrap whoami`
    ````
    ");
}

#[test]
fn whatever_ends_a_run_before_there_is_a_plan_stands_in_the_summary() {
    let Some(moto) = moto() else { return };
    let denied = moto.relay(|request| {
        let reads = request.operation() == "GetParameters";
        reads.then(|| {
            Meddling::Instead(Reply::aws_error(400, "AccessDeniedException", "no ```` @x"))
        })
    });
    let sandbox = job(&denied);
    let said = seed(&sandbox, &manifest("/it-denied-job", NEW), &["--yes"]);
    assert_eq!(said.code, Some(3), "{said:?}");
    insta::assert_snapshot!(summary(&sandbox), @"
    ### Nothing was written

    ````text
    cannot read the values in Parameter Store, so nothing was written: `/it-denied-job/plain`, `/it-denied-job/secret`: AccessDeniedException: no ' @x
    hint: these credentials need the permission ssm:GetParameters on the parameters (and kms:Decrypt on their key)
    ````
    ");

    let mut sandbox = job(&denied);
    sandbox.set("AWS_ACCESS_KEY_ID", "").set("AWS_SECRET_ACCESS_KEY", "");
    let said = seed(&sandbox, &manifest("/it-denied-job", NEW), &["--yes"]);
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(summary(&sandbox).starts_with("### Nothing was written\n"), "{}", summary(&sandbox));
}

#[test]
fn a_page_that_would_cost_those_before_it_is_not_added() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = job(&relay);
    let before = "x".repeat(1024 * 1024 - 64 * 1024 - 100);
    sandbox.write("summary.md", &before);

    let said = seed(&sandbox, &manifest("/it-job-full", NEW), &["--dry-run"]);

    let warning = "warning: the summary of the job is not written: there is no room left in it";
    assert!(said.stderr.contains(warning), "{said:?}");
    assert!(summary(&sandbox) == before);
}
