//! Which of the names that there are was likely meant by one that there is not.

/// How alike names are of which one is likely meant by the other.
const ALIKE: f64 = 0.8;

/// Returns the name that was likely meant; nothing, when none is really near.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    known
        .into_iter()
        .map(|known| (strsim::jaro_winkler(&name, &known.to_lowercase()), known))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_like_the_one_that_was_asked_for() {
        let known = ["default", "work", "worker", "Production"];

        for (name, expected) in
            [("wrok", Some("work")), ("production", Some("Production")), ("x", None), ("", None)]
        {
            assert_eq!(nearest(name, known), expected, "{name:?}");
        }
    }
}
