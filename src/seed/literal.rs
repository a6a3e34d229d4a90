//! Secrets that are written in a file that git tracks: whoever has the repository has them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use crate::environment::Environment;
use crate::process;

use super::manifest::judge::Judged;
use super::manifest::{Diagnostic, Manifest, ManifestError};

/// How long git may take to say whether it tracks a file.
const PATIENCE: Duration = Duration::from_secs(10);

/// What git says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tracked {
    Yes,
    No,
    /// There is a repository, and git does not say.
    Unknown,
}

/// Warns of each secret that is written in a file that git tracks; asks git once for each file.
pub(crate) async fn judge(
    manifest: &mut Manifest,
    environment: &Environment,
) -> Result<(), ManifestError> {
    let mut asked: BTreeMap<usize, Tracked> = BTreeMap::new();
    let mut judged = Judged::default();
    let mut told = BTreeSet::new();
    for literal in &manifest.literals {
        let file = literal.place.file();
        let tracked = match asked.get(&file.number) {
            Some(known) => *known,
            None => tracked_anywhere(&file.path, environment).await,
        };
        asked.insert(file.number, tracked);
        let of = match tracked {
            Tracked::Yes => "that git tracks",
            Tracked::No => continue,
            Tracked::Unknown => "of which git does not say whether it tracks it",
        };
        let message = format!(
            "the value of `{}` is a secret in a file {of}; take it `from` elsewhere",
            literal.name
        );
        // Of one that is written in several parts, one is told for each file.
        if told.insert((literal.name.clone(), file.number)) {
            judged.warnings.push(Diagnostic::about_secret(&literal.place, message));
        }
    }
    manifest.note(judged)
}

/// Asks of a file, and where it is a link, of what that leads to.
async fn tracked_anywhere(path: &Path, environment: &Environment) -> Tracked {
    let here = tracked(path, environment).await;
    let is_link = |path: &Path| path.symlink_metadata().is_ok_and(|it| it.is_symlink());
    let path = environment.folder().join(path);
    if here == Tracked::Yes || !path.ancestors().any(is_link) {
        return here;
    }
    match std::fs::canonicalize(&path) {
        Ok(meant) => match tracked(&meant, environment).await {
            Tracked::No => here,
            there => there,
        },
        Err(_) => here,
    }
}

/// Asks git whether it tracks a file. Outside of a repository nothing is tracked.
async fn tracked(path: &Path, environment: &Environment) -> Tracked {
    let folder = environment.folder().join(path.parent().unwrap_or(Path::new("")));
    if !folder.ancestors().any(|folder| folder.join(".git").exists()) {
        return Tracked::No;
    }
    let (Some(git), Some(name)) = (process::find("git", environment), path.file_name()) else {
        return Tracked::Unknown;
    };
    let arguments = ["--literal-pathspecs", "ls-files", "--error-unmatch", "--"].map(AsRef::as_ref);
    let arguments = [arguments.as_slice(), &[name]].concat();
    let ended = process::run(&git, &arguments, &folder, PATIENCE).await;
    match ended {
        Ok(Some(said)) if said.status.success() => Tracked::Yes,
        // This is how git says that it knows no such file; whatever else goes wrong has another code.
        Ok(Some(said)) if said.status.code() == Some(1) => Tracked::No,
        Ok(_) | Err(_) => Tracked::Unknown,
    }
}
