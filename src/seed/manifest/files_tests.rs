//! Files that include one another, and each way in which they cannot.

use crate::cli::ReadingArgs;
use crate::seed::manifest::fixture::Folder;

#[test]
fn files_include_one_another_within_limits() {
    let folder = Folder::with(&[
        (
            "m.yaml",
            "version: 1\ninclude: ['${name}.yaml', b.yaml, missing.yaml, .]\nvars: {name: a}\nparameters: {}\n",
        ),
        ("a.yaml", "version: 1\ninclude: m.yaml\nprune: {}\nparameters: {x: 'y'}\n"),
        ("b.yaml", "version: 1\ninclude: ./a.yaml\n  bad"),
    ]);
    insta::assert_snapshot!(folder.problems(&ReadingArgs::default()), @"
    m.yaml:2:35: cannot read `missing.yaml`: No such file or directory (os error 2)
      in include
    m.yaml:2:49: cannot read `.`: not a file
      in include
    a.yaml:2:10: `m.yaml` includes itself
      in include
    a.yaml:3:8: `prune` is said in the manifest itself, not in a file that it includes
    b.yaml:2:10: cannot read `./a.yaml bad`: No such file or directory (os error 2)
      in include
    ");

    let file = |n: usize| format!("version: 1\ninclude: {}.yaml\nparameters: {{}}\n", n + 1);
    let files: Vec<(String, String)> = (0..12).map(|n| (format!("{n}.yaml"), file(n))).collect();
    let mut files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    files.push(("m.yaml", "version: 1\ninclude: 0.yaml\nparameters: {}\n"));
    insta::assert_snapshot!(Folder::with(&files).problems(&ReadingArgs::default()), @"
    7.yaml:2:10: files include one another at most 8 deep
      in include
    ");

    let names: Vec<String> = (0..70).map(|n| format!("{n}.yaml")).collect();
    let root = format!("version: 1\ninclude: [{}]\nparameters: {{}}\n", names.join(", "));
    let mut files: Vec<(&str, &str)> =
        names.iter().map(|name| (name.as_str(), "version: 1\n")).collect();
    files.push(("m.yaml", &root));
    let said = Folder::with(&files).problems(&ReadingArgs::default());
    assert_eq!(said.matches("at most 64 files").count(), 7, "{said}");
}
