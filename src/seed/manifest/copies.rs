//! Copies of what the same manifest writes: which of the two is first nobody could say.

use std::collections::BTreeMap;

use super::decode::{Declared, Origin};
use super::place::{Diagnostic, Place};
use crate::parameter::name::ParameterName;

/// Returns each parameter whose value is taken, in the same store, from one that the manifest writes itself.
pub(super) fn of_our_own(declared: &[Declared]) -> Vec<Diagnostic> {
    let is_written = |declared: &&Declared| !matches!(declared.origin, Origin::Nowhere);
    let written: BTreeMap<&ParameterName, &Place> = declared
        .iter()
        .filter(is_written)
        .map(|declared| (&declared.parameter.name, &declared.place))
        .collect();
    let problem = |declared: &Declared| {
        let Origin::Copy(copy) = &declared.origin else { return None };
        let place = written.get(&copy.name).filter(|_| copy.is_here())?;
        let message = format!(
            "this manifest writes `{}` itself, at {}: take the value for both from the same place",
            copy.name,
            crate::foreign::escaped(&place.to_string())
        );
        let problem = Diagnostic::new(&declared.value_place, message);
        Some(problem.beside(place, "written here"))
    };
    declared.iter().filter_map(problem).collect()
}

#[cfg(test)]
mod tests {
    use crate::cli::ReadingArgs;
    use crate::seed::manifest::fixture::Folder;

    #[test]
    fn what_the_manifest_writes_is_not_copied_from_the_store() {
        let source = "\
version: 1
path: /p
parameters:
  a: v2
  b: {from: {parameter: /p/a}}
  c: {from: {parameter: /p/c}}
  d: {from: {parameter: {name: /p/a, region: eu-west-1}}}
  e: {overwrite: never}
  f: {from: {parameter: /p/e}}
  g: {from: {parameter: /elsewhere}}
";
        let folder = Folder::with(&[("m.yaml", source)]);
        let problems = folder.normal(&folder.problems(&ReadingArgs::default()));

        insta::assert_snapshot!(problems, @"
        m.yaml:5:13: this manifest writes `/p/a` itself, at m.yaml:4:3: take the value for both from the same place
          in b > from
        m.yaml:6:13: this manifest writes `/p/c` itself, at m.yaml:6:3: take the value for both from the same place
          in c > from
        ");
    }
}
