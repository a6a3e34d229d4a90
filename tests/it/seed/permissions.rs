//! `bootstrap seed permissions`: the policy that it prints is enough, and nothing in it is too much.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::local::server::{Local, REGION};
use crate::local::wire::Client;
use crate::loopback::{Meddling, Reply, Request, Server};
use crate::sandbox::{Said, Sandbox};

/// What IAM would be asked: an action on a resource, and the keys of the tags that are given or taken away.
struct Asked {
    action: String,
    resource: String,
    tag_keys: Vec<String>,
}

/// Returns what a call needs to be allowed to do.
fn asked(request: &Request) -> Vec<Asked> {
    let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
    let operation = request.operation();
    let texts = |list: &Value, field: Option<&str>| -> Vec<String> {
        let items = list.as_array().into_iter().flatten();
        let text =
            |item: &Value| field.map_or(item, |field| &item[field]).as_str().map(str::to_owned);
        items.filter_map(text).collect()
    };
    let asks = |action: &str, resource: String| {
        let tag_keys = [texts(&body["Tags"], Some("Key")), texts(&body["TagKeys"], None)].concat();
        Asked { action: action.to_owned(), resource, tag_keys }
    };
    let arn = |kind: &str, name: &str| {
        format!("arn:aws:ssm:eu-west-1:000000000000:{kind}/{}", name.trim_start_matches('/'))
    };
    // A selector is no part of the name.
    let parameter = |name: &str| arn("parameter", name.split(':').next().unwrap_or_default());
    let text = |field: &str| body[field].as_str().unwrap_or_default();
    let action = format!("ssm:{operation}");
    match operation {
        // Nobody needs a permission to be told who he is.
        "" => Vec::new(),
        "GetResources" => vec![asks("tag:GetResources", "*".to_owned())],
        "DescribeParameters" => vec![asks(&action, "*".to_owned())],
        "PutParameter" => {
            let with_tags = body["Tags"].as_array().is_some_and(|tags| !tags.is_empty());
            let tags = with_tags.then(|| asks("ssm:AddTagsToResource", parameter(text("Name"))));
            std::iter::once(asks(&action, parameter(text("Name")))).chain(tags).collect()
        }
        "LabelParameterVersion" => vec![asks(&action, parameter(text("Name")))],
        "GetParameters" | "DeleteParameters" => {
            let names = texts(&body["Names"], None);
            names.iter().map(|name| asks(&action, parameter(name))).collect()
        }
        "GetParametersByPath" => vec![asks(&action, parameter(text("Path")))],
        "AddTagsToResource" | "RemoveTagsFromResource" => {
            vec![asks(&action, parameter(text("ResourceId")))]
        }
        "GetServiceSetting" => vec![asks(&action, arn("servicesetting", text("SettingId")))],
        other => panic!("which permission does {other} need?"),
    }
}

/// Tells whether a policy allows it, when the resource has these tags.
fn allows(policy: &Value, asked: &Asked, tags: impl Fn() -> BTreeMap<String, String>) -> bool {
    let statements = policy["Statement"].as_array().expect("a policy has statements");
    statements.iter().any(|statement| {
        let any = |field: &str, is: &dyn Fn(&str) -> bool| {
            let words = statement[field].as_array().expect("a statement has lists");
            words.iter().any(|word| is(word.as_str().expect("they are texts")))
        };
        any("Action", &|word| word == asked.action)
            && any("Resource", &|pattern| matches(pattern, &asked.resource))
            && statement.get("Condition").is_none_or(|condition| holds(condition, asked, &tags()))
    })
}

/// Tells whether a condition holds: those that there are in our policies.
fn holds(condition: &Value, asked: &Asked, tags: &BTreeMap<String, String>) -> bool {
    let mut all =
        condition.as_object().expect("it is a map").iter().flat_map(|(operator, keys)| {
            let keys = keys.as_object().expect("it is a map");
            keys.iter().map(move |(key, value)| (operator.as_str(), key.as_str(), value))
        });
    all.all(|(operator, key, value)| {
        let value = value.as_str().expect("it is a text");
        match (operator, key.strip_prefix("aws:ResourceTag/"), key) {
            ("StringEquals", Some(tag), _) => tags.get(tag).is_some_and(|it| it == value),
            ("ForAllValues:StringEquals", None, "aws:TagKeys") => {
                asked.tag_keys.iter().all(|key| key == value)
            }
            _ => panic!("what does {operator} of {key} mean?"),
        }
    })
}

/// Tells whether a text is what a pattern with `*` says.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text
            .strip_prefix(start)
            .is_some_and(|after| (0..=after.len()).any(|from| matches(rest, &after[from..]))),
    }
}

/// Returns the tags of a resource, past every policy.
fn tags_of(url: &str, key: &str, arn: &str) -> BTreeMap<String, String> {
    let client = Client::new(url, REGION, key);
    let found = client.succeed("GetResources", &json!({"ResourceARNList": [arn]}));
    let tags = found["ResourceTagMappingList"][0]["Tags"].as_array().cloned().unwrap_or_default();
    let text = |tag: &Value, field: &str| tag[field].as_str().unwrap_or_default().to_owned();
    tags.iter().map(|tag| (text(tag, "Key"), text(tag, "Value"))).collect()
}

/// A server that lets through what a policy allows, and the actions that it did not.
fn guarded(server: &Local, policy: Value) -> (Server, Arc<Mutex<Vec<String>>>) {
    let (url, key) = (server.url().to_owned(), server.key().to_owned());
    let denied = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&denied);
    let server = Server::relay(server.url(), move |request| {
        let all = asked(request);
        let tags = |asked: &Asked| tags_of(&url, &key, &asked.resource);
        let denied = all.iter().find(|asked| !allows(&policy, asked, || tags(asked)))?;
        noted.lock().expect("no test panicked here").push(denied.action.clone());
        Some(Meddling::Instead(Reply::aws_error(400, "AccessDeniedException", "no")))
    });
    (server, denied)
}

fn beside(server: &Local, url: &str) -> Sandbox {
    let mut sandbox = Sandbox::empty();
    for (name, value) in &server.exports {
        sandbox.set(name, value.replace(server.url(), url));
    }
    sandbox
}

/// A manifest in each of its states, and the flags that it is applied with.
type Scenario<'a> = &'a [(&'a str, &'a [&'a str])];

/// What came of a scenario: what failed, which actions were denied, and which statements there were.
#[derive(Debug, Default)]
struct Ran {
    failed: Option<Said>,
    denied: Vec<String>,
    statements: BTreeSet<String>,
}

/// Goes through a scenario with the policy of each state, without one statement; ends with what fails.
#[track_caller]
fn run(scenario: Scenario<'_>, without: Option<&str>) -> Ran {
    let server = Local::ephemeral(&[]);
    let mut ran = Ran::default();
    for (manifest, flags) in scenario {
        let mut policy = policy_of(&beside(&server, server.url()), manifest, flags);
        let statements = policy["Statement"].as_array_mut().expect("it has statements");
        statements.retain(|statement| statement["Sid"].as_str() != without);
        let name = |statement: &Value| statement["Sid"].as_str().map(str::to_owned);
        ran.statements.extend(statements.iter().filter_map(name));
        let (guard, denied) = guarded(&server, policy);
        let sandbox = beside(&server, &guard.url());
        sandbox.write("work/params.yaml", manifest);
        let said = sandbox.bootstrap(&[&["seed", "params.yaml", "--yes"], *flags].concat());
        ran.denied.append(&mut denied.lock().expect("no test panicked here"));
        if said.code != Some(0) {
            return Ran { failed: Some(said), ..ran };
        }
    }
    ran
}

#[track_caller]
fn policy_of(sandbox: &Sandbox, manifest: &str, flags: &[&str]) -> Value {
    sandbox.write("work/params.yaml", manifest);
    let known = ["--prune", "--replace", "--no-read"];
    let known = flags.iter().filter(|flag| known.contains(flag)).copied();
    let arguments = ["seed", "permissions", "params.yaml"].into_iter().chain(known);
    let said = sandbox.bootstrap(&arguments.collect::<Vec<_>>());
    assert_eq!(said.code, Some(0), "{said:?}");
    serde_json::from_str(&said.stdout).expect("a policy is JSON")
}

/// Asserts that the policies are enough, that these are their statements, and that each of them is needed somewhere but
/// the optional one, whose lack is only felt.
#[track_caller]
fn assert_least(scenario: Scenario<'_>, statements: &[&str]) {
    const OPTIONAL: &str = "OptionalReadThroughput";
    let ran = run(scenario, None);
    assert!(ran.failed.is_none() && ran.denied.is_empty(), "the policy is not enough: {ran:?}");
    let there: BTreeSet<&str> = ran.statements.iter().map(String::as_str).collect();
    assert_eq!(there, statements.iter().copied().chain([OPTIONAL]).collect());
    for sid in statements {
        assert!(run(scenario, Some(sid)).failed.is_some(), "{sid} is not needed");
    }
    let ran = run(scenario, Some(OPTIONAL));
    assert!(ran.failed.is_none(), "{OPTIONAL} is not optional: {ran:?}");
    assert!(ran.denied.iter().all(|action| action == "ssm:GetServiceSetting"), "{ran:?}");
    assert!(!ran.denied.is_empty(), "{OPTIONAL} is never asked for");
}

#[test]
fn the_policy_is_enough_and_nothing_in_it_is_too_much() {
    const CREATED: &str = "version: 1\npath: /it\ndefaults: {tags: {a: x}}\nparameters: {one: x, two/three: y, /top: {value: z, description: d, protect: true}}";
    let updated =
        CREATED.replace("one: x", "one: changed").replace("description: d", "description: e");
    let tagged = updated.replace("a: x", "a: y");
    let open = tagged.replace(", protect: true", "");

    assert_least(
        &[(CREATED, &[]), (CREATED, &[]), (&updated, &[]), (&tagged, &[]), (&open, &[])],
        &[
            "ReadValues",
            "DescribeParameters",
            "ReadTags",
            "WriteParameters",
            "WriteTags",
            "RemoveProtection",
        ],
    );
}

#[test]
fn the_policy_is_enough_for_everything_that_a_run_may_do() {
    const SOURCE: &str = "version: 1\npath: /other\nparameters: {token: x}\n";
    const CREATED: &str = "version: 1\naws: {account: '000000000000', region: eu-west-1}\npath: /it\nprune: {enabled: false}\nparameters:\n  one: {value: x, protect: true, tags: {a: x}}\n  old: y\n  copied: {from: {parameter: /other/token}, type: SecureString}\n  labelled: {value: x, labels: [live]}\n  tagged: {value: x, purge_tags: true, tags: {a: x, b: y}}\n  large: {value: x, tier: Advanced, tags: {theirs: z}}\n  there: {value: x, overwrite: never, tags: {a: x}, labels: [live]}\n";
    let updated = CREATED
        .replace("{value: x, labels", "{value: y, labels")
        .replace("value: x, protect: true", "value: y")
        .replace(", b: y", "")
        .replace("tier: Advanced, tags: {theirs: z}", "tier: Standard");
    let pruned = updated.replace("  old: y\n", "");

    assert_least(
        &[
            (SOURCE, &[]),
            (CREATED, &[]),
            (&updated, &["--replace"]),
            (&pruned, &["--prune"]),
            (&pruned, &[]),
        ],
        &[
            "ReadSources",
            "ReadValues",
            "DescribeParameters",
            "ReadTags",
            "WriteParameters",
            "WriteTags",
            "RemoveTags",
            "RemoveProtection",
            "WriteLabels",
            "ReplaceParameters",
            "ListPath",
            "PruneParameters",
        ],
    );
    assert_least(
        &[(CREATED_BLINDLY, &["--no-read"])],
        &["WriteParameters", "WriteTags", "WriteLabels"],
    );
}

const CREATED_BLINDLY: &str = "version: 1\npath: /it\nparameters: {a: x, labelled: {value: x, labels: [live]}, tagged: {value: x, tags: {a: x}}}\n";

#[test]
fn what_is_carried_over_needs_what_it_takes_to_read_and_to_write_it() {
    const CREATED: &str =
        "version: 1\nparameters: {it-large: {value: x, tier: Advanced, tags: {theirs: z}}}\n";
    let replaced = CREATED.replace("tier: Advanced, tags: {theirs: z}", "tier: Standard");
    let server = Local::ephemeral(&[]);
    let sandbox = beside(&server, server.url());
    sandbox.write("work/params.yaml", CREATED);
    assert_eq!(sandbox.bootstrap(&["seed", "params.yaml", "--yes"]).code, Some(0));
    let policy = policy_of(&sandbox, &replaced, &["--replace"]);
    let (guard, denied) = guarded(&server, policy);
    let sandbox = beside(&server, &guard.url());
    sandbox.write("work/params.yaml", &replaced);

    let said = sandbox.bootstrap(&["seed", "params.yaml", "--yes", "--replace"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(*denied.lock().unwrap(), [""; 0]);
    let arn = "arn:aws:ssm:eu-west-1:000000000000:parameter/it-large";
    assert_eq!(tags_of(server.url(), server.key(), arn)["theirs"], "z");
}

#[test]
fn nothing_is_asked_and_nothing_is_fetched() {
    // No credentials, no Region, no network, no variable and no file.
    let sandbox = Sandbox::empty();
    sandbox.write(
        "work/params.yaml",
        "version: 1\npath: /it\nparameters:\n  a: {type: SecureString, key_id: alias/shop, tier: Standard, from: {env: NOT_SET}}\n  b: {from: {file: not-there.txt}}\n",
    );

    let said = sandbox.bootstrap(&["seed", "permissions", "params.yaml", "--region", "eu-west-1"]);

    insta::assert_snapshot!(super::picture(&sandbox, &said), @r#"
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "ReadValues",
          "Effect": "Allow",
          "Action": [
            "ssm:GetParameters"
          ],
          "Resource": [
            "arn:aws:ssm:eu-west-1:*:parameter/it/a",
            "arn:aws:ssm:eu-west-1:*:parameter/it/b"
          ]
        },
        {
          "Sid": "DescribeParameters",
          "Effect": "Allow",
          "Action": [
            "ssm:DescribeParameters"
          ],
          "Resource": [
            "*"
          ]
        },
        {
          "Sid": "WriteParameters",
          "Effect": "Allow",
          "Action": [
            "ssm:PutParameter"
          ],
          "Resource": [
            "arn:aws:ssm:eu-west-1:*:parameter/it/a",
            "arn:aws:ssm:eu-west-1:*:parameter/it/b"
          ]
        },
        {
          "Sid": "UseKey",
          "Effect": "Allow",
          "Action": [
            "kms:Decrypt",
            "kms:Encrypt"
          ],
          "Resource": [
            "arn:aws:kms:eu-west-1:*:key/*"
          ],
          "Condition": {
            "ForAnyValue:StringEquals": {
              "kms:ResourceAliases": "alias/shop"
            },
            "StringEquals": {
              "kms:ViaService": "ssm.eu-west-1.amazonaws.com"
            }
          }
        },
        {
          "Sid": "OptionalReadThroughput",
          "Effect": "Allow",
          "Action": [
            "ssm:GetServiceSetting"
          ],
          "Resource": [
            "arn:aws:ssm:eu-west-1:*:servicesetting/ssm/parameter-store/high-throughput-enabled"
          ]
        }
      ]
    }
    ReadValues: to compare before anything is written
    DescribeParameters: what is updated is described first; IAM cannot limit it to parameters
    WriteParameters: to create and to update
    UseKey: values are encrypted with it (Encrypt; GenerateDataKey in the tier Advanced) and compared (Decrypt)
    OptionalReadThroughput: how many writes a second the account takes; without it the default, 3, is assumed
    any account: say `aws.account` in the manifest to name it
    keys: AWS's own, `alias/aws/ssm`, needs no statement; a parameter that is there under another key than the manifest says needs that key, too
    exit code 0
    "#);
    let as_json = sandbox.bootstrap(&["seed", "permissions", "params.yaml", "--format", "json"]);
    assert_eq!((as_json.code, as_json.stderr.as_str()), (Some(0), ""));
    let policy: Value = serde_json::from_str(&as_json.stdout).unwrap();
    assert_eq!(policy["Version"], "2012-10-17");
}

#[test]
fn a_bad_manifest_has_no_policy() {
    let sandbox = Sandbox::empty();
    sandbox.write("work/params.yaml", "version: 1\nparameters: {a: }\n");

    let said = sandbox.bootstrap(&["seed", "permissions", "params.yaml"]);

    assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{said:?}");
    assert!(said.stderr.starts_with("error: params.yaml:2:14: "), "{said:?}");
}
