//! How many calls a run makes: what AWS throttles is not asked more often than it must be.

use std::fmt::Write as _;

use super::{machine, seed, sent};
use crate::loopback::Server;
use crate::peers::moto;

/// Counts the calls of the operations that a run may make.
fn calls(server: &Server) -> Vec<(&'static str, usize)> {
    let operations = [
        "GetParameters",
        "DescribeParameters",
        "GetResources",
        "PutParameter",
        "AddTagsToResource",
    ];
    let calls = operations.map(|operation| (operation, server.calls(operation)));
    let systems_manager =
        server.requests().iter().filter(|request| !request.operation().is_empty()).count();
    let counted: usize = calls.iter().map(|(_, calls)| calls).sum();
    assert_eq!(counted, systems_manager, "there are other calls too");
    calls.into()
}

#[test]
fn plain_parameters_are_read_ten_at_a_time_and_nothing_else_is_asked() {
    let Some(moto) = moto() else { return };
    let mut manifest = "version: 1\npath: /it-counted-plain\nparameters:\n".to_owned();
    for number in 0..25 {
        writeln!(manifest, "  p{number:02}: value {number}").unwrap();
    }

    let relay = moto.relay(|_| None);
    assert_eq!(seed(&machine(&relay), &manifest, &["--yes"]).code, Some(0));
    assert_eq!(
        calls(&relay),
        [
            ("GetParameters", 3),
            ("DescribeParameters", 0),
            ("GetResources", 0),
            ("PutParameter", 25),
            ("AddTagsToResource", 0)
        ]
    );

    let relay = moto.relay(|_| None);
    assert_eq!(seed(&machine(&relay), &manifest, &[]).code, Some(0));
    assert_eq!(
        calls(&relay),
        [
            ("GetParameters", 3),
            ("DescribeParameters", 0),
            ("GetResources", 0),
            ("PutParameter", 0),
            ("AddTagsToResource", 0)
        ]
    );
}

#[test]
fn descriptions_are_read_fifty_at_a_time_and_tags_a_hundred() {
    let Some(moto) = moto() else { return };
    let mut manifest =
        "version: 1\npath: /it-counted-rich\ndefaults: {tags: {app: shop}}\nparameters:\n"
            .to_owned();
    for number in 0..60 {
        writeln!(manifest, "  p{number:02}: {{value: x, description: number {number}}}").unwrap();
    }

    let relay = moto.relay(|_| None);
    assert_eq!(seed(&machine(&relay), &manifest, &["--yes"]).code, Some(0));
    // Tags come along with a new parameter.
    assert_eq!((relay.calls("PutParameter"), relay.calls("AddTagsToResource")), (60, 0));
    // What is not there has nothing to be described.
    assert_eq!((relay.calls("DescribeParameters"), relay.calls("GetResources")), (0, 0));

    let relay = moto.relay(|_| None);
    let said = seed(&machine(&relay), &manifest, &[]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(relay.calls("GetParameters"), 6);
    assert_eq!((relay.calls("PutParameter"), relay.calls("AddTagsToResource")), (0, 0));
    // Moto makes pages of ten descriptions, whatever it is asked for, and of fifty resources; AWS makes them of fifty
    // and of a hundred. Asking for the next page is no new question.
    let described = sent(&relay, "DescribeParameters");
    let questions = described.iter().filter(|body| body["NextToken"].is_null());
    let names: Vec<usize> = questions
        .map(|body| body["ParameterFilters"][0]["Values"].as_array().unwrap().len())
        .collect();
    assert_eq!(names, [50, 10]);
    assert!(described.iter().all(|body| body["MaxResults"] == 50));
    let tags = sent(&relay, "GetResources");
    let (questions, pages): (Vec<_>, Vec<_>) =
        tags.iter().partition(|body| body["PaginationToken"].is_null());
    assert_eq!(questions.len(), 1);
    assert_eq!(questions[0]["ResourceARNList"].as_array().unwrap().len(), 60);
    // AWS refuses the two together.
    assert!(pages.iter().all(|body| body["ResourceARNList"].is_null()), "{pages:?}");
}
