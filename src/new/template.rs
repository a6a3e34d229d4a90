//! The files of a new project, built into the binary and rendered in memory.

use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};

use super::Answers;
use super::profile::ProfileName;
use crate::cli::Architecture;
use crate::credentials::region::RegionName;

/// What is rendered has this ending, and loses it; everything else is copied as it is.
const RENDERED: &str = ".tmpl";

macro_rules! files {
    ($($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../templates/api/", $path)))),+]
    };
}

/// The template `api`: path below the project, and content.
const API: &[(&str, &str)] = files![
    ".gitignore.tmpl",
    "Cargo.lock.tmpl",
    "Cargo.toml.tmpl",
    "README.md.tmpl",
    "env/local.json",
    "events/get-greeting.json",
    "params.yaml.tmpl",
    "samconfig.toml.tmpl",
    "src/cache.rs",
    "src/handler.rs",
    "src/lib.rs",
    "src/main.rs",
    "src/settings.rs",
    "src/store.rs",
    "src/store/ssm.rs",
    "template.yaml.tmpl",
];

/// A file of a new project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rendered {
    /// Relative to the project, with `/`.
    pub(crate) path: &'static str,
    pub(crate) text: String,
}

/// Renders the whole project.
pub(crate) fn render(answers: &Answers) -> Result<Vec<Rendered>, minijinja::Error> {
    let environment = environment();
    let context = context! {
        name => answers.name.as_str(),
        architecture => match answers.architecture {
            Architecture::Arm64 => "arm64",
            Architecture::X86_64 => "x86_64",
        },
        profile => answers.profile.as_ref().map(ProfileName::as_str),
        seed => answers.seed(),
        region => answers.region.as_ref().map(RegionName::as_str),
    };
    API.iter()
        .map(|(path, content)| {
            let Some(path) = path.strip_suffix(RENDERED) else {
                return Ok(Rendered { path, text: (*content).to_owned() });
            };
            let text = environment.render_named_str(path, content, &context)?;
            let text = if path == "Cargo.lock" { sorted_lock(&text) } else { text };
            Ok(Rendered { path, text })
        })
        .collect()
}

/// `<%= %>` and `<% %>`, since `{{ }}`, `${ }` and `${{ }}` belong to what is rendered.
fn environment() -> Environment<'static> {
    let syntax = SyntaxConfig::builder()
        .variable_delimiters("<%=", "%>")
        .block_delimiters("<%", "%>")
        .comment_delimiters("<%#", "%>")
        .keep_trailing_newline(true)
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .expect("the delimiters differ");
    let mut environment = Environment::new();
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment
}

/// Sorts the packages of a lock file by name, as Cargo writes them, so that the first build does not change it.
fn sorted_lock(lock: &str) -> String {
    const PACKAGE: &str = "[[package]]\n";
    let mut parts = lock.split(PACKAGE);
    let head = parts.next().unwrap_or_default();
    let mut packages: Vec<&str> = parts.map(str::trim_end).collect();
    packages.sort_by_key(|package| package.lines().next());
    let packages: Vec<String> =
        packages.iter().map(|package| format!("{PACKAGE}{package}\n")).collect();
    format!("{head}{}", packages.join("\n"))
}

/// Tells whether the scaffold is built from a package of this name.
pub(crate) fn depends_on(name: &str) -> bool {
    let lock = API.iter().find(|(path, _)| *path == "Cargo.lock.tmpl").map_or("", |(_, lock)| lock);
    let packages =
        lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    packages.into_iter().any(|package| package == name)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    fn rendered(name: &str, region: Option<&str>) -> Vec<Rendered> {
        let region = region.map(|region| region.parse().unwrap());
        render(&Answers {
            name: name.parse().unwrap(),
            architecture: Architecture::Arm64,
            profile: None,
            region,
        })
        .unwrap()
    }

    fn file<'a>(files: &'a [Rendered], path: &str) -> &'a str {
        &files.iter().find(|file| file.path == path).unwrap().text
    }

    fn files_below(folder: &Path) -> BTreeSet<PathBuf> {
        let mut files = BTreeSet::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files.extend(files_below(&path));
            } else {
                files.insert(path);
            }
        }
        files
    }

    #[test]
    fn the_table_is_the_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/api");
        let table: BTreeSet<PathBuf> = API.iter().map(|(path, _)| folder.join(path)).collect();

        assert_eq!(table, files_below(&folder));
    }

    #[test]
    fn nothing_of_the_template_is_left_and_what_is_not_ours_stays() {
        for file in rendered("my-app", None) {
            assert!(!file.text.contains("<%"), "{}", file.path);
            assert!(file.text.ends_with('\n') && !file.text.ends_with("\n\n"), "{}", file.path);
        }
        assert!(file(&rendered("my-app", None), "template.yaml").contains("${AWS::Region}"));
    }

    #[test]
    fn the_region_is_written_only_when_it_was_said() {
        assert!(!file(&rendered("my-app", None), "samconfig.toml").contains("region"));
        let config = rendered("my-app", Some("eu-west-1"));
        assert!(file(&config, "samconfig.toml").contains("region = \"eu-west-1\""));
    }

    #[test]
    fn a_dependency_is_known_by_its_name() {
        assert!(depends_on("tokio") && !depends_on("my-app"));
    }

    #[test]
    fn the_lock_is_in_cargos_order_whatever_the_name() {
        for name in ["a", "my-app", "zzz", "tokio-app"] {
            let files = rendered(name, None);
            let lock = file(&files, "Cargo.lock");
            let names: Vec<&str> =
                lock.lines().filter(|line| line.starts_with("name = ")).collect();

            assert!(
                names.is_sorted() && names.contains(&format!("name = \"{name}\"").as_str()),
                "{name}"
            );
        }
    }
}
