//! Every check there is: its id, its area, what is true when it passes, what it is good for, and what to read.

use std::fmt;

use serde::{Serialize, Serializer};

/// The name of a check: stable, unique, never used again for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CheckId {
    MachineDisk,
    MachineMemory,
    RustToolchain,
    RustLinker,
    CargoLambdaVersion,
    SamVersion,
    DockerEngine,
    AwsProfile,
    AwsRegion,
    AwsEndpoint,
    AwsCredentials,
    AwsIdentity,
    Cloud9Credentials,
}

/// What the user wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Capability {
    Build,
    RunLocal,
    Deploy,
}

use Capability::{Build, Deploy, RunLocal};

const EVERYTHING: &[Capability] = &[Build, RunLocal, Deploy];

/// What is known of a check before it is made.
struct Entry {
    id: &'static str,
    area: &'static str,
    title: &'static str,
    needed_for: &'static [Capability],
    docs: Option<&'static str>,
}

impl CheckId {
    /// All of them, in the order in which they are shown.
    pub(crate) const ALL: [Self; 13] = [
        Self::MachineDisk,
        Self::MachineMemory,
        Self::RustToolchain,
        Self::RustLinker,
        Self::CargoLambdaVersion,
        Self::SamVersion,
        Self::DockerEngine,
        Self::AwsProfile,
        Self::AwsRegion,
        Self::AwsEndpoint,
        Self::AwsCredentials,
        Self::AwsIdentity,
        Self::Cloud9Credentials,
    ];

    #[expect(clippy::too_many_lines, reason = "it is a table")]
    const fn entry(self) -> Entry {
        match self {
            Self::MachineDisk => Entry {
                id: "machine.disk",
                area: "machine",
                title: "There is room to build",
                needed_for: EVERYTHING,
                docs: Some(
                    "https://docs.aws.amazon.com/cloud9/latest/user-guide/move-environment.html#move-environment-resize",
                ),
            },
            Self::MachineMemory => Entry {
                id: "machine.memory",
                area: "machine",
                title: "There is memory to build",
                needed_for: EVERYTHING,
                docs: None,
            },
            Self::RustToolchain => Entry {
                id: "rust.toolchain",
                area: "rust",
                title: "The Rust toolchain is new enough",
                needed_for: EVERYTHING,
                docs: Some("https://www.rust-lang.org/tools/install"),
            },
            Self::RustLinker => Entry {
                id: "rust.linker",
                area: "rust",
                title: "A C compiler is there",
                needed_for: EVERYTHING,
                docs: Some(
                    "https://docs.aws.amazon.com/sdk-for-rust/latest/dg/getting-started.html",
                ),
            },
            Self::CargoLambdaVersion => Entry {
                id: "cargo-lambda.version",
                area: "rust",
                title: "cargo-lambda builds for Lambda",
                needed_for: EVERYTHING,
                docs: Some("https://www.cargo-lambda.info/guide/installation.html"),
            },
            Self::SamVersion => Entry {
                id: "sam.version",
                area: "sam",
                title: "SAM CLI builds Rust",
                needed_for: EVERYTHING,
                docs: Some(
                    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/install-sam-cli.html",
                ),
            },
            Self::DockerEngine => Entry {
                id: "docker.engine",
                area: "docker",
                title: "SAM CLI reaches a container engine",
                needed_for: &[RunLocal],
                docs: Some("https://docs.docker.com/engine/install/"),
            },
            Self::AwsProfile => Entry {
                id: "aws.profile",
                area: "aws",
                title: "The selected profile exists",
                needed_for: &[Deploy],
                docs: Some(
                    "https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html",
                ),
            },
            Self::AwsRegion => Entry {
                id: "aws.region",
                area: "aws",
                title: "A Region is set",
                needed_for: &[Deploy],
                docs: Some("https://docs.aws.amazon.com/sdkref/latest/guide/feature-region.html"),
            },
            Self::AwsEndpoint => Entry {
                id: "aws.endpoint",
                area: "aws",
                title: "Calls go to AWS itself",
                needed_for: &[Deploy],
                docs: Some(
                    "https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html",
                ),
            },
            Self::AwsCredentials => Entry {
                id: "aws.credentials",
                area: "aws",
                title: "A provider has credentials",
                needed_for: &[Deploy],
                docs: Some(
                    "https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html",
                ),
            },
            Self::AwsIdentity => Entry {
                id: "aws.identity",
                area: "aws",
                title: "AWS accepts the credentials",
                needed_for: &[Deploy],
                docs: Some(
                    "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html",
                ),
            },
            Self::Cloud9Credentials => Entry {
                id: "cloud9.credentials",
                area: "aws",
                title: "The credentials are not managed by Cloud9",
                needed_for: &[Deploy],
                docs: Some(
                    "https://docs.aws.amazon.com/cloud9/latest/user-guide/security-iam.html#auth-and-access-control-temporary-managed-credentials",
                ),
            },
        }
    }

    pub(crate) const fn as_str(self) -> &'static str {
        self.entry().id
    }

    pub(crate) const fn area(self) -> &'static str {
        self.entry().area
    }

    pub(crate) const fn title(self) -> &'static str {
        self.entry().title
    }

    pub(crate) const fn docs(self) -> Option<&'static str> {
        self.entry().docs
    }

    pub(crate) fn is_needed_for(self, capability: Capability) -> bool {
        self.entry().needed_for.contains(&capability)
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl Serialize for CheckId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
