//! Pages of made-up reports.

use serde_json::json;

use super::*;
use crate::seed::prune::PruneError;

fn report(steps: &Value, exit_code: u8) -> Value {
    json!({
        "exit_code": exit_code,
        "target": {
            "account": "********9012", "principal": "user/moto", "region": "eu-west-1",
            "profile": null, "credentials": "environment variables", "endpoint": null,
        },
        "counts": {"create": 1, "update": 2, "unchanged": 1, "refused": 0},
        "steps": steps,
    })
}

fn step(name: &str, action: &str, changes: &[&str]) -> Value {
    json!({"name": name, "type": "String", "action": action, "changes": changes,
        "result": null, "version": null, "reason": null})
}

#[test]
fn a_plan_is_a_table_of_what_would_be_done() {
    let steps = json!([
        step("/a_b/new", "create", &[]),
        step("/a_b/old", "update", &["value", "tags"]),
        step("/a_b/same", "unchanged", &[]),
    ]);

    insta::assert_snapshot!(page(&report(&steps, 1), usize::MAX), @r"
    ## bootstrap seed

    * account: \*\*\*\*\*\*\*\*9012
    * Region: eu-west-1
    * by: user/moto
    * credentials: environment variables

    | step | type | parameter | details |
    | --- | --- | --- | --- |
    | create | String | /a\_b/new |  |
    | update | String | /a\_b/old | value, tags |

    1 to create, 2 to update, 1 unchanged

    **The store is not as the manifest says.**
    ");
}

#[test]
fn what_became_of_it_stands_beside_it() {
    let mut steps = [
        step("/a/new", "create", &[]),
        step("/a/failed", "update", &["value"]),
        step("/a/same", "unchanged", &[]),
    ];
    steps[0]["result"] = json!("created");
    steps[0]["version"] = json!(1);
    steps[1]["result"] = json!("failed");
    steps[1]["reason"] = json!("Odd: <b>no</b> | `why` @team\n# x");
    steps[2]["result"] = json!("unchanged");
    steps[1]["changed_by"] = json!("user/ann");
    steps[1]["changed_at"] = json!("2026-11-22T10:00:00Z");

    insta::assert_snapshot!(page(&report(&json!(steps), 1), usize::MAX), @r"
    ## bootstrap seed

    * account: \*\*\*\*\*\*\*\*9012
    * Region: eu-west-1
    * by: user/moto
    * credentials: environment variables

    | step | type | parameter | details | result |
    | --- | --- | --- | --- | --- |
    | update | String | /a/failed | value; Odd: &lt;b&gt;no&lt;/b&gt; \| \`why\` &#64;team &#35; x; changed by user/ann at 2026-11-22T10:00:00Z | failed |
    | create | String | /a/new |  | created, version 1 |

    1 to create, 2 to update, 1 unchanged

    1 created, 1 failed, 1 unchanged

    **The store is not as the manifest says.**
    ");
}

#[test]
fn where_nothing_is_to_be_done_there_is_no_table() {
    let steps = json!([step("/a", "unchanged", &[])]);

    let page = page(&report(&steps, 0), usize::MAX);

    assert!(!page.contains('|'), "{page}");
    assert!(page.ends_with("**The store is as the manifest says.**\n"), "{page}");
}

#[test]
fn why_nothing_was_tried_is_said() {
    let mut refused = report(&json!([]), 2);
    refused["error"] = json!("11 parameters would be deleted, and at most 10 may be");

    let page = page(&refused, usize::MAX);

    let reason = "11 parameters would be deleted, and at most 10 may be";
    assert!(page.ends_with(&format!("**Nothing was written: {reason}.**\n")), "{page}");
}

#[test]
fn what_says_itself_that_nothing_was_written_says_it_once() {
    let mut refused = report(&json!([]), 2);
    refused["error"] = json!(PruneError::TooMany { count: 1, most: 0 }.to_string());

    let page = page(&refused, usize::MAX);

    let reason = "1 parameter would be deleted, and at most 0 may be";
    assert!(page.ends_with(&format!("**Nothing was written: {reason}.**\n")), "{page}");
}

#[test]
fn which_stage_how_long_and_what_is_not_known_are_said() {
    let mut report = report(&json!([step("/a", "update", &["value"])]), 1);
    report["target"]["stages"] = json!(["dev", "prod"]);
    report["estimate"] = json!({"writes": 300, "writes_a_second": 3.0, "seconds": 100});
    report["changed_by_unknown"] = json!("AccessDenied: no <b>");
    let without = page(&report, usize::MAX);
    report["target"]["stage"] = json!("pr_od");
    let with = page(&report, usize::MAX);

    assert!(without.contains("\n* stage: none, of dev, prod\n"), "{without}");
    insta::assert_snapshot!(with, @r"
    ## bootstrap seed

    * account: \*\*\*\*\*\*\*\*9012
    * Region: eu-west-1
    * by: user/moto
    * credentials: environment variables
    * stage: pr\_od

    | step | type | parameter | details |
    | --- | --- | --- | --- |
    | update | String | /a | value |

    1 to create, 2 to update, 1 unchanged; about 1 min 40 s at 3 writes a second

    who has changed them could not be read: AccessDenied: no &lt;b&gt;

    **The store is not as the manifest says.**
    ");
    report["steps"][0]["result"] = json!("updated");
    assert!(!page(&report, usize::MAX).contains("1 min 40 s"));
}

fn with_result(name: &str, result: &str) -> Value {
    let mut step = step(name, "create", &[]);
    step["result"] = json!(result);
    step
}

/// Twelve hundred steps: the 999th is denied, and the rest is not tried after the 1100th.
fn many() -> Value {
    let result = |number| match number {
        999 => "failed",
        1100.. => "not-tried",
        _ => "created",
    };
    (0..1200).map(|number| with_result(&format!("/many/p{number:04}"), result(number))).collect()
}

#[test]
fn what_is_not_as_it_should_be_comes_first_and_what_is_left_out_is_counted() {
    let report = report(&many(), 1);
    let rows = |page: &str| page.lines().filter(|line| line.contains("/many/")).count();

    for room in [5_000, 20_000, 50_000] {
        let page = page(&report, room);
        assert!(page.len() <= room, "{room}: {}", page.len());
        assert!(page.len() + 300 > room, "{room}: {}", page.len());
        let first = page.lines().find(|line| line.contains("/many/")).unwrap();
        assert!(first.contains("/many/p0999") && first.contains("failed"), "{first}");
        let left_out = 1200 - rows(&page);
        assert!(page.contains(&format!("\nand {left_out} more")), "{page}");
    }
    let page_of_100 = page(&report, 20_000);
    assert!(page_of_100.contains("/many/p1199") && page_of_100.contains("/many/p0000"));
    assert!(page_of_100.contains(" more\n"), "{page_of_100}");
    let short = page(&report, 5_000);
    assert!(short.contains("not as they should be: the log of the run names each"), "{short}");
    assert_eq!(rows(&page(&report, usize::MAX)), 1200);
}

#[test]
fn long_names_and_reasons_do_not_make_a_page_too_large() {
    let steps = (0..1200).map(|number| {
        let mut step = with_result(&format!("/{}/p{number}", "_".repeat(900)), "failed");
        step["reason"] = json!("|".repeat(300));
        step
    });
    let room = 1024 * 1024;

    let page = page(&report(&steps.collect(), 1), room);

    assert!(page.len() <= room, "{}", page.len());
    assert!(page.contains("**The store is not as the manifest says.**"));
}
