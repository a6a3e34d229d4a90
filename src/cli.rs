//! The command line as data: what may be asked, never how it is answered.

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};

use crate::check::What;
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
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct SeedArgs {
    #[command(subcommand)]
    pub(crate) about: Option<SeedCommand>,

    /// Manifest that says which parameters there should be
    #[arg(required = true)]
    pub(crate) manifest: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    /// Show the plan and stop; exit code 1 says that something would change
    #[arg(long, conflicts_with_all = ["yes", "check"])]
    pub(crate) dry_run: bool,

    /// Say what differs from the manifest, and who changed it; exit code 1 says that something does
    #[arg(long, conflicts_with_all = ["yes", "no_read", "replace"])]
    pub(crate) check: bool,

    /// Apply without asking
    #[arg(short, long)]
    pub(crate) yes: bool,

    /// Delete what this manifest once made under its `path` and does not name any more
    #[arg(long, conflicts_with = "no_read")]
    pub(crate) prune: bool,

    /// Most parameters that may be deleted [default: 10 or 20 %, whichever is more]
    #[arg(long, value_name = "COUNT")]
    pub(crate) max_delete: Option<usize>,

    /// Delete and create again what cannot be changed otherwise; its history and labels are lost
    #[arg(long, conflicts_with = "no_read")]
    pub(crate) replace: bool,

    /// Write without reading first, for credentials that may only write
    #[arg(long)]
    pub(crate) no_read: bool,

    /// Writes in a second, instead of the account's quota
    #[arg(long, value_name = "RATE")]
    pub(crate) tps: Option<Rate>,

    /// Seed the local store beside the manifest, without asking; no account, no credentials
    #[arg(long)]
    pub(crate) local: bool,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: SeedFormat,
}

/// What there is to know of a manifest before it is applied.
#[derive(Debug, Subcommand)]
pub(crate) enum SeedCommand {
    /// Show the manifest as it is after stages, includes and defaults, with where each field comes from
    Render(RenderArgs),

    /// Print the JSON Schema of manifests, for editors
    Schema,

    /// Print the least IAM policy that this manifest needs
    Permissions(PermissionsArgs),
}

/// How a manifest is read.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ReadingArgs {
    /// Stage whose overlay is laid over the manifest [env: BOOTSTRAP_STAGE]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) stage: Option<String>,

    /// Variable of the manifest, instead of its own `vars`
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) set: Vec<String>,

    /// Take warnings about secrets for errors
    #[arg(long)]
    pub(crate) strict: bool,

    /// Run the commands that the manifest takes values from
    #[arg(long)]
    pub(crate) allow_commands: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RenderArgs {
    /// Manifest to show
    pub(crate) manifest: PathBuf,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct PermissionsArgs {
    /// Manifest that is to be applied
    pub(crate) manifest: PathBuf,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    /// For a run that deletes what the manifest does not name any more
    #[arg(long, conflicts_with = "no_read")]
    pub(crate) prune: bool,

    /// For a run that may delete and create again
    #[arg(long, conflicts_with = "no_read")]
    pub(crate) replace: bool,

    /// For a run that writes without reading
    #[arg(long)]
    pub(crate) no_read: bool,

    /// How to answer
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// Path whose parameters are exported, with all below it, such as `/my-app`
    pub(crate) path: String,

    /// Write the values themselves into the manifest, secrets too
    #[arg(long)]
    pub(crate) reveal: bool,

    /// File to write, which must not be there yet [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Export from the local store of this folder; no account, no credentials
    #[arg(long)]
    pub(crate) local: bool,
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

/// For whom the answer of `seed` is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SeedFormat {
    /// For people
    Text,
    /// For programs: one JSON document on standard output
    Json,
    /// For a page, such as the summary of a pull request
    Markdown,
}

/// So many calls in a second: more than none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rate(pub(crate) f64);

impl std::str::FromStr for Rate {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rate: f64 = text.parse().map_err(|_no_number| "a rate is a number, such as 3")?;
        if (0.01..=10_000.0).contains(&rate) {
            Ok(Self(rate))
        } else {
            Err("a rate is from 0.01 to 10000")
        }
    }
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
