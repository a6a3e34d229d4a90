//! How far the reading of a large store is, while time passes only when nobody has anything to do.

use std::path::Path;
use std::time::Duration;

use super::*;
use crate::cli::Quotas;
use crate::local::simulated::Simulated;
use crate::parameter::WantedValue;
use crate::parameter::label::Label;
use crate::parameter::text::Description;
use crate::secret::Secret;
use crate::seed::manifest::place::File;
use crate::seed::manifest::{Placed, Prune};
use crate::store::Write;
use crate::store::reading::{Reading, What};

fn manifest(number: usize) -> Manifest {
    let file = File::first(Path::new("params.yaml"));
    let parameter = |number| {
        let value = WantedValue::Known(Secret::new("x"));
        let mut parameter = Parameter::plain(&format!("/s/p{number}"), value);
        parameter.description = Some(Description::parse("d").unwrap());
        parameter.tags.set("app", "shop").unwrap();
        parameter.labels = [Label::parse("live").unwrap()].into();
        Placed { parameter, place: file.start() }
    };
    Manifest {
        scope: Some("/s".to_owned()),
        prune: Some(Prune::default()),
        parameters: (0..number).map(parameter).collect(),
        ..Manifest::default()
    }
}

async fn fill(simulated: &Simulated, manifest: &Manifest) {
    let open = Ssm::nearby(&simulated.open());
    for placed in &manifest.parameters {
        let write = Write {
            name: placed.parameter.name.clone(),
            kind: placed.parameter.kind,
            value: Secret::new("x"),
            overwrite: false,
            details: crate::store::Described::default(),
            tags: placed.parameter.tags.clone(),
        };
        open.put(open.turn_to_write().await, &write).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_waits_can_see_what_is_read_and_how_much_of_it() {
    const ALL: usize = 300;
    let (simulated, manifest) = (Simulated::new(false), manifest(ALL));
    fill(&simulated, &manifest).await;
    let store = Ssm::new(&simulated.behind(Some(Quotas::Default), None));
    let asked = Asked { prunes: true, ..Asked::default() };
    let mut seen: Vec<Reading> = Vec::new();

    let surveyed = {
        let mut work = std::pin::pin!(survey(&manifest, asked, &store));
        loop {
            tokio::select! {
                biased;
                surveyed = &mut work => break surveyed.unwrap(),
                () = tokio::time::sleep(Duration::from_millis(50)) => seen.extend(store.reading()),
            }
        }
    };

    assert_eq!(surveyed.plan.steps.len(), ALL);
    seen.dedup();
    assert!(seen.len() > 20, "{seen:?}");
    let mut order: Vec<What> = seen.iter().map(|reading| reading.what).collect();
    order.dedup();
    assert_eq!(order, [What::Values, What::Descriptions, What::Labels, What::Path]);
    for (before, after) in seen.iter().zip(&seen[1..]) {
        assert!(before.what != after.what || before.done < after.done, "{before:?} {after:?}");
    }
    for reading in &seen {
        let all = (reading.what != What::Path).then_some(ALL);
        assert!(reading.all == all && reading.done <= ALL, "{reading:?}");
    }
}
