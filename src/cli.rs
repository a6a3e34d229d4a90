//! The command line as data: what may be asked, never how it is answered.

mod seed;

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use crate::check::What;
use crate::credentials::region::RegionName;

pub(crate) use seed::{
    ExportArgs, PermissionsArgs, ReadingArgs, RenderArgs, SeedArgs, SeedCommand, SeedFormat,
};

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

    /// Say which credentials answer here, whose they are, and what they hide
    Whoami(WhoamiArgs),

    /// Create a Rust project for AWS SAM that builds, tests, runs and deploys
    New(NewArgs),

    /// Fill AWS Systems Manager Parameter Store from a YAML manifest
    Seed(SeedArgs),

    /// Write a manifest of what is in Parameter Store
    Export(ExportArgs),

    /// Serve a Parameter Store on this machine, for a command or until Ctrl-C
    Local(LocalArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// What to check: areas such as `aws`, or checks such as `aws.region` [default: everything]
    #[arg(value_name = "WHAT")]
    pub(crate) what: Vec<What>,

    /// Use no network; what only the network knows is unknown
    #[arg(long)]
    pub(crate) offline: bool,

    /// Go over from credentials that Cloud9 manages to the attached role, asking before each step
    #[arg(long, conflicts_with = "offline")]
    pub(crate) fix: bool,

    /// With `--fix`: do each step without asking
    #[arg(short, long, requires = "fix")]
    pub(crate) yes: bool,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,

    /// Folder that stands for the root of the file system, for tests
    #[arg(long, value_name = "DIR", default_value = "/", hide = true)]
    pub(crate) system_root: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct WhoamiArgs {
    /// Ask AWS about the credentials that are shadowed, too
    #[arg(long, conflicts_with = "offline")]
    pub(crate) all: bool,

    /// Use no network; what only the network knows is unknown
    #[arg(long)]
    pub(crate) offline: bool,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,

    /// Folder that stands for the root of the file system, for tests
    #[arg(long, value_name = "DIR", default_value = "/", hide = true)]
    pub(crate) system_root: PathBuf,
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
pub(crate) struct LocalArgs {
    /// Manifest to seed the store with; the state is kept beside it
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Option<PathBuf>,

    /// Port to listen on [default: a free one]
    #[arg(long, default_value = "0", hide_default_value = true)]
    pub(crate) port: u16,

    /// Address to listen on; with any but loopback, others can reach the store
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) listen: IpAddr,

    /// Keep the state in memory only
    #[arg(long)]
    pub(crate) ephemeral: bool,

    /// Answer whatever a request is signed with, for the tests of other tools
    #[arg(long)]
    pub(crate) any_key: bool,

    /// Refuse what is faster than an account's quotas
    #[arg(long, value_name = "QUOTAS", num_args = 0..=1, require_equals = true, default_missing_value = "default")]
    pub(crate) throttle: Option<Quotas>,

    /// Script of failures, for tests
    #[arg(long, value_name = "FILE", hide = true)]
    pub(crate) faults: Option<PathBuf>,

    /// Where to log operation, size and time of each call, for tests
    #[arg(long, value_name = "FILE", hide = true)]
    pub(crate) call_log: Option<PathBuf>,

    /// Command to run with the store in its environment; the store ends with it
    #[arg(last = true, value_name = "COMMAND")]
    pub(crate) command: Vec<OsString>,
}

/// For whom an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// For programs: one JSON document on standard output
    Json,
}

/// Which quotas an account has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Quotas {
    /// Those of every account
    Default,
    /// Those of an account that has set higher throughput
    High,
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
