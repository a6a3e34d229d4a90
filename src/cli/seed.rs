//! What may be asked of `seed` and `export`.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand, ValueEnum};

use super::Format;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
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
    /// Stage whose overlay is laid over the manifest [env: `BOOTSTRAP_STAGE`]
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) stage: Option<String>,

    /// Variable of the manifest, instead of its own `vars`
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) set: Vec<String>,

    /// Take warnings about secrets, and about expirations that are over, for errors
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
