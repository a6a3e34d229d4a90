//! Secrets that are written in a file that git tracks: whoever has the repository has them.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use crate::environment::Environment;
use crate::process;

use super::manifest::judge::Judged;
use super::manifest::{Diagnostic, Manifest, ManifestError};

/// How long git may take to say whether it tracks a file.
const PATIENCE: Duration = Duration::from_secs(10);

/// Warns of each secret that is written in a file that git tracks; asks git once for each file.
pub(crate) async fn judge(
    manifest: &mut Manifest,
    environment: &Environment,
) -> Result<(), ManifestError> {
    let mut tracked: BTreeMap<usize, bool> = BTreeMap::new();
    let mut judged = Judged::default();
    for literal in &manifest.literals {
        let file = literal.place.file();
        let is_tracked = match tracked.get(&file.number) {
            Some(known) => *known,
            None => is_tracked(&file.path, environment).await,
        };
        tracked.insert(file.number, is_tracked);
        if is_tracked {
            let message = format!(
                "the value of `{}` is a secret in a file that git tracks; take it `from` elsewhere",
                literal.name
            );
            judged.warnings.push(Diagnostic::about_secret(&literal.place, message));
        }
    }
    manifest.note(judged)
}

/// Tells whether git tracks a file. Without git, or outside of a repository, nothing is tracked.
async fn is_tracked(path: &Path, environment: &Environment) -> bool {
    let (Some(git), Some(name)) = (process::find("git", environment), path.file_name()) else {
        return false;
    };
    let folder = environment.folder().join(path.parent().unwrap_or(Path::new("")));
    let arguments = ["--literal-pathspecs", "ls-files", "--error-unmatch", "--"].map(AsRef::as_ref);
    let arguments = [arguments.as_slice(), &[name]].concat();
    let ended = process::run(&git, &arguments, &folder, PATIENCE).await;
    matches!(ended, Ok(Some((status, _, _))) if status.success())
}
