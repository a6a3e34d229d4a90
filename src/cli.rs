//! The command line as data: what may be asked, never how it is answered.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use crate::credentials::region::RegionName;

const EXIT_CODES: &str = "\
Exit codes:
  0    yes: everything checked is fine, the store matches, the project was made
  1    no: a check failed, there are changes, declined, something was not applied
  2    asked wrongly: bad command line, bad manifest, bad name
  3    could not tell: unreachable, timed out, denied, or a fault of ours
  130  interrupted";

/// Get a machine ready for Rust on AWS Lambda: check it, scaffold a project, seed its parameters
#[derive(Debug, Parser)]
#[command(name = "bootstrap", version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub(crate) aws: AwsArgs,

    /// Say more: what was looked at and found; never a value
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,

    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Which credentials and which Region; what is said here wins over everything else.
#[derive(Debug, Clone, Args)]
pub(crate) struct AwsArgs {
    /// AWS profile to use, instead of the environment's
    #[arg(long, global = true, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) profile: Option<String>,

    /// AWS Region to use, instead of the environment's
    #[arg(long, global = true, value_name = "REGION")]
    pub(crate) region: Option<RegionName>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check that this machine can build, run and deploy Rust on AWS Lambda
    Check(CheckArgs),

    /// Create a Rust project for AWS SAM that builds, tests, runs and deploys
    New(NewArgs),

    /// Fill AWS Systems Manager Parameter Store from a YAML manifest
    Seed(SeedArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// Name of the project: its folder, its package and its CloudFormation stack
    pub(crate) name: String,

    /// Processor that the function runs on [default: this machine's]
    #[arg(long, value_name = "ARCHITECTURE")]
    pub(crate) architecture: Option<Architecture>,

    /// Do not make it a Git repository
    #[arg(long)]
    pub(crate) no_git: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SeedArgs {
    /// Manifest that says which parameters there should be
    pub(crate) manifest: PathBuf,

    /// Show the plan and stop; exit code 1 says that something would change
    #[arg(long, conflicts_with = "yes")]
    pub(crate) dry_run: bool,

    /// Apply without asking
    #[arg(short, long)]
    pub(crate) yes: bool,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// For whom an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs: one JSON document on standard output
    Json,
}

/// The processors that AWS Lambda runs functions on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Architecture {
    /// AWS Graviton
    #[value(name = "arm64")]
    Arm64,
    /// Intel and AMD
    #[value(name = "x86_64")]
    X86_64,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
