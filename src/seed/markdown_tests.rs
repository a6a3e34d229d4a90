//! Pages of made-up reports.

use serde_json::json;

use super::*;

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

    insta::assert_snapshot!(page(&report(&steps, 1), 100), @r"
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

    insta::assert_snapshot!(page(&report(&json!(steps), 1), 100), @r"
    ## bootstrap seed

    * account: \*\*\*\*\*\*\*\*9012
    * Region: eu-west-1
    * by: user/moto
    * credentials: environment variables

    | step | type | parameter | details | result |
    | --- | --- | --- | --- | --- |
    | create | String | /a/new |  | created, version 1 |
    | update | String | /a/failed | value; Odd: &lt;b&gt;no&lt;/b&gt; \| \`why\` &#64;team &#35; x; changed by user/ann at 2026-11-22T10:00:00Z | failed |

    1 to create, 2 to update, 1 unchanged

    1 created, 1 failed, 1 unchanged

    **The store is not as the manifest says.**
    ");
}

#[test]
fn where_nothing_is_to_be_done_there_is_no_table() {
    let steps = json!([step("/a", "unchanged", &[])]);

    let page = page(&report(&steps, 0), 100);

    assert!(!page.contains('|'), "{page}");
    assert!(page.ends_with("**The store is as the manifest says.**\n"), "{page}");
}

#[test]
fn why_nothing_was_tried_is_said() {
    let mut refused = report(&json!([]), 2);
    refused["error"] = json!("11 parameters would be deleted, and at most 10 may be");

    let page = page(&refused, 100);

    let reason = "11 parameters would be deleted, and at most 10 may be";
    assert!(page.ends_with(&format!("**Nothing was written: {reason}.**\n")), "{page}");
}

#[test]
fn what_is_too_long_for_a_page_is_counted() {
    let steps: Value = (0..30).map(|number| step(&format!("/p{number}"), "create", &[])).collect();

    let page = page(&report(&steps, 1), 20);

    assert!(page.contains("/p19") && !page.contains("/p20"), "{page}");
    assert!(page.contains("\nand 10 more\n"), "{page}");
}
