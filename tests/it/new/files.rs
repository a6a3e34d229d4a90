//! The files of a project: what was said on the command line is in them, and nothing of the machine they were made on.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::{made, with_git};
use crate::sandbox::watch;

#[test]
fn architecture_and_region_reach_the_files() {
    let sandbox = with_git();

    sandbox.bootstrap(&["new", "arm", "--architecture", "arm64", "--region", "eu-west-1"]);
    sandbox.bootstrap(&["new", "intel", "--architecture", "x86_64"]);
    sandbox.bootstrap(&["new", "host"]);

    let read = |file: &str| fs::read_to_string(sandbox.work().join(file)).unwrap();
    assert!(read("arm/template.yaml").contains("Architectures: [arm64]"));
    assert!(read("arm/samconfig.toml").contains("region = \"eu-west-1\""));
    assert!(read("intel/template.yaml").contains("Architectures: [x86_64]"));
    assert!(!read("intel/samconfig.toml").contains("region ="));
    let host = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" };
    assert!(read("host/template.yaml").contains(&format!("Architectures: [{host}]")));
    assert_eq!(sandbox.bootstrap(&["new", "other", "--architecture", "mips"]).code, Some(2));
}

#[test]
fn a_profile_reaches_sam_and_the_next_steps() {
    let sandbox = with_git();

    let said = sandbox.bootstrap(&["new", "one", "--profile", "dev", "--region", "eu-west-1"]);

    insta::assert_snapshot!(said.everything(), @r"
    made one: 16 files

    cd one
    cargo test                   the tests need no AWS
    bootstrap local --manifest params.yaml -- \
      cargo lambda watch --invoke-address 127.0.0.1
                                 run it here, without an AWS account
    bootstrap seed params.yaml --profile dev --region eu-west-1
                                 put the parameters into Parameter Store
    sam build && sam deploy      build the function, deploy the stack one
    ");
    let read = |file: &str| fs::read_to_string(sandbox.work().join(file)).unwrap();
    insta::assert_snapshot!(read("one/samconfig.toml"), @r#"
    version = 0.1

    [default.global.parameters]
    stack_name = "one"
    profile = "dev"
    region = "eu-west-1"

    [default.deploy.parameters]
    capabilities = "CAPABILITY_IAM"
    confirm_changeset = true
    resolve_s3 = true
    "#);
    assert!(
        read("one/README.md")
            .contains("\nbootstrap seed params.yaml --profile dev --region eu-west-1\n")
    );

    sandbox.bootstrap(&["new", "two", "--profile", "Ann's team"]);
    assert_eq!(made(&sandbox), BTreeSet::from(["one".to_owned()]));
    sandbox.bootstrap(&["new", "two", "--profile", "my team"]);
    assert!(read("two/samconfig.toml").contains("\nprofile = \"my team\"\n"));
    assert!(read("two/README.md").contains("\nbootstrap seed params.yaml --profile 'my team'\n"));
}

#[test]
fn a_profile_that_would_need_quotes_of_its_own_is_refused() {
    for name in ["a\"b", "a'b", "a\\b", "a$b", "a`b", "a\nb", "\u{202e}b"] {
        let sandbox = with_git();

        let said = sandbox.bootstrap(&["new", "my-app", "--profile", name]);

        assert_eq!((said.code, made(&sandbox).len()), (Some(2), 0), "{name:?}: {said:?}");
        assert!(
            said.stderr.contains("is no name of a profile that can be written into files"),
            "{name:?}: {}",
            said.stderr
        );
    }
}

#[test]
fn templates_have_the_same_line_endings_on_every_system() {
    let sandbox = with_git();
    let ours = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in [".gitattributes", "templates/api/Cargo.lock.tmpl"] {
        sandbox.write(&format!("work/{file}"), fs::read(ours.join(file)).unwrap_or_default());
    }
    let git = |arguments: &[&str]| {
        let mut git = Command::new(sandbox.bin().join("git"));
        sandbox.furnish(git.args(["-c", "core.autocrlf=true"]).args(arguments));
        assert_eq!(watch(git).code, Some(0), "{arguments:?}");
    };

    git(&["init", "--quiet"]);
    git(&["add", "."]);
    fs::remove_file(sandbox.path("work/templates/api/Cargo.lock.tmpl")).unwrap();
    git(&["checkout", "--", "templates"]);

    let text = fs::read_to_string(sandbox.path("work/templates/api/Cargo.lock.tmpl")).unwrap();
    assert!(!text.contains('\r'));
}
