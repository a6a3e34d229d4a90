//! Names that must not be read: all of them are said, none is guessed, and it costs few calls.

use super::*;

/// Plans for some parameters of which some must not be read, and returns what is said, and after how many reads.
async fn refused(number: usize, denied: &[usize]) -> (String, usize) {
    let name = |number: &usize| format!("/d/p{number:03}");
    let rule = |number| {
        let name = name(number);
        format!(r#"{{"operation": "GetParameters", "name": "{name}", "fault": "access-denied"}}"#)
    };
    let script = format!("[{}]", denied.iter().map(rule).collect::<Vec<_>>().join(", "));
    let simulated = Simulated::new(false);
    let store = store(&simulated, None, Some(&script));
    let manifest = manifest(None, (0..number).map(|number| wanted(&name(&number), "x")).collect());
    let error = plan(&manifest, Asked::default(), &store).await.unwrap_err();
    let said = error.to_string();
    for number in denied.iter().take(10) {
        assert!(said.contains(&format!("`{}`", name(number))), "{said}");
    }
    assert_eq!(said.matches("`/d/").count(), denied.len().min(10), "{said}");
    (said, simulated.calls()["GetParameters"].all)
}

#[tokio::test(start_paused = true)]
async fn the_names_that_are_denied_are_said_and_no_others() {
    let (said, calls) = refused(10, &[7]).await;
    assert!(said.contains(": `/d/p007`: AccessDeniedException"), "{said}");
    assert!(calls <= 5, "{calls}");
    for only in 0..10 {
        assert!(refused(10, &[only]).await.1 <= 7);
    }

    let (said, calls) = refused(10, &[2, 9]).await;
    assert!(said.contains(": `/d/p002`, `/d/p009`: AccessDeniedException"), "{said}");
    assert!(calls <= 11, "{calls}");
    // In several calls, too.
    let (_, calls) = refused(100, &[3, 50, 51]).await;
    assert!(calls <= 10 + 16, "{calls}");
}

#[tokio::test(start_paused = true)]
async fn where_all_are_denied_ten_are_said_and_that_there_may_be_others() {
    let all: Vec<usize> = (0..100).collect();

    let (said, calls) = refused(100, &all).await;

    assert!(said.contains("`/d/p009` and perhaps others: AccessDeniedException"), "{said}");
    assert!(calls <= 10 + 20, "{calls}");
    let (said, _) = refused(10, &all[..10]).await;
    assert!(!said.contains("perhaps others"), "{said}");
}

#[tokio::test(start_paused = true)]
async fn a_name_that_was_not_asked_for_alone_is_not_blamed() {
    let names = ["/d/a", "/d/b", "/d/c", "/d/d"];
    for script in [
        // The others are not denied, when they are asked for again.
        r#"[{"operation": "GetParameters", "calls": [1], "fault": "access-denied"}]"#,
        r#"[{"operation": "GetParameters", "calls": [1, 2], "fault": "access-denied"}]"#,
        // Nobody answers any more.
        r#"[{"operation": "GetParameters", "calls": [1], "fault": "access-denied"},
            {"operation": "GetParameters", "fault": "cut-before"}]"#,
    ] {
        let simulated = Simulated::new(false);
        let store = store(&simulated, None, Some(script));
        let manifest = manifest(None, names.map(|name| wanted(name, "x")).into());

        let error = plan(&manifest, Asked::default(), &store).await.unwrap_err();

        assert!(error.to_string().contains("AccessDeniedException"), "{error}");
        assert!(!error.to_string().contains("`/d/"), "{error}");
        assert_eq!(error.outcome(), Outcome::CouldNotTell);
    }
}
