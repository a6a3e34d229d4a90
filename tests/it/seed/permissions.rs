//! `bootstrap seed permissions`: the policy that it prints is enough, and nothing in it is too much.

use serde_json::Value;

use crate::local::server::Local;
use crate::loopback::{Meddling, Reply, Request, Server};
use crate::sandbox::{Said, Sandbox};

/// What IAM would be asked: an action on a resource.
type Asked = (String, String);

/// Returns what a call needs to be allowed to do.
fn asked(request: &Request) -> Vec<Asked> {
    let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
    let operation = request.operation();
    let action = |service: &str| format!("{service}:{operation}");
    let arn = |kind: &str, name: &str| {
        format!("arn:aws:ssm:eu-west-1:000000000000:{kind}/{}", name.trim_start_matches('/'))
    };
    let parameter = |name: &str| {
        // A selector is no part of the name.
        let name = name.split(':').next().unwrap_or_default();
        (action("ssm"), arn("parameter", name))
    };
    let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
    match operation {
        // Nobody needs a permission to be told who he is.
        "" => Vec::new(),
        "GetResources" => vec![(action("tag"), "*".to_owned())],
        "DescribeParameters" => vec![(action("ssm"), "*".to_owned())],
        "PutParameter" => {
            let with_tags = body["Tags"].as_array().is_some_and(|tags| !tags.is_empty());
            let tags = ("ssm:AddTagsToResource".to_owned(), arn("parameter", &text("Name")));
            std::iter::once(parameter(&text("Name"))).chain(with_tags.then_some(tags)).collect()
        }
        "GetParameter" | "DeleteParameter" | "LabelParameterVersion" => {
            vec![parameter(&text("Name"))]
        }
        "GetParameters" | "DeleteParameters" => {
            let names = body["Names"].as_array().cloned().unwrap_or_default();
            names.iter().map(|name| parameter(name.as_str().unwrap_or_default())).collect()
        }
        "GetParametersByPath" => vec![parameter(&text("Path"))],
        "AddTagsToResource" | "RemoveTagsFromResource" => vec![parameter(&text("ResourceId"))],
        "GetServiceSetting" => vec![(action("ssm"), arn("servicesetting", &text("SettingId")))],
        other => panic!("which permission does {other} need?"),
    }
}

fn allows(policy: &Value, (action, resource): &Asked) -> bool {
    let statements = policy["Statement"].as_array().expect("a policy has statements");
    statements.iter().any(|statement| {
        let any = |field: &str, is: &dyn Fn(&str) -> bool| {
            let words = statement[field].as_array().expect("a statement has lists");
            words.iter().any(|word| is(word.as_str().expect("they are texts")))
        };
        any("Action", &|word| word == action)
            && any("Resource", &|pattern| matches(pattern, resource))
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

/// A server that lets through what a policy allows.
fn guarded(server: &Local, policy: Value) -> Server {
    Server::relay(server.url(), move |request| {
        let allowed = asked(request).iter().all(|asked| allows(&policy, asked));
        (!allowed).then(|| Meddling::Instead(Reply::aws_error(400, "AccessDeniedException", "no")))
    })
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

/// Goes through a scenario with the policy of each state, changed in some way; ends with what fails.
#[track_caller]
fn run(scenario: Scenario<'_>, change: impl Fn(&mut Value)) -> Option<Said> {
    let server = Local::ephemeral(&[]);
    for (manifest, flags) in scenario {
        let sandbox = beside(&server, server.url());
        sandbox.write("work/params.yaml", manifest);
        let known = ["--prune", "--replace", "--no-read"];
        let known = flags.iter().filter(|flag| known.contains(flag)).copied();
        let arguments = ["seed", "permissions", "params.yaml"].into_iter().chain(known);
        let said = sandbox.bootstrap(&arguments.collect::<Vec<_>>());
        assert_eq!(said.code, Some(0), "{said:?}");
        let mut policy = serde_json::from_str(&said.stdout).expect("a policy is JSON");
        change(&mut policy);
        let guard = guarded(&server, policy);
        let sandbox = beside(&server, &guard.url());
        sandbox.write("work/params.yaml", manifest);
        let said = sandbox.bootstrap(&[&["seed", "params.yaml", "--yes"], *flags].concat());
        if said.code != Some(0) {
            return Some(said);
        }
    }
    None
}

/// Asserts that the policies are enough, and that each statement but the optional ones is needed somewhere.
#[track_caller]
fn assert_least(scenario: Scenario<'_>, statements: &[&str]) {
    if let Some(said) = run(scenario, |_| ()) {
        panic!("the policy is not enough: {said:?}");
    }
    for sid in statements {
        let without = run(scenario, |policy| {
            let statements = policy["Statement"].as_array_mut().expect("it has statements");
            statements.retain(|statement| statement["Sid"] != *sid);
        });
        assert!(without.is_some(), "{sid} is not needed");
    }
}

#[test]
fn the_policy_is_enough_and_nothing_in_it_is_too_much() {
    const CREATED: &str = "version: 1\npath: /it\ndefaults: {tags: {a: x}}\nparameters: {one: x, two/three: y, /top: {value: z, description: d}}";
    let updated =
        CREATED.replace("one: x", "one: changed").replace("description: d", "description: e");
    let tagged = updated.replace("a: x", "a: y");

    assert_least(
        &[(CREATED, &[]), (CREATED, &[]), (&updated, &[]), (&tagged, &[])],
        &["ReadValues", "DescribeParameters", "ReadTags", "WriteParameters", "WriteTags"],
    );
}

#[test]
fn the_policy_is_enough_for_everything_that_a_run_may_do() {
    const CREATED: &str = "version: 1\npath: /it\nprune: {enabled: false}\nparameters:\n  one: x\n  old: y\n  labelled: {value: x, labels: [live]}\n  tagged: {value: x, purge_tags: true, tags: {a: x, b: y}}\n  large: {value: x, tier: Advanced}\n";
    let updated =
        CREATED.replace("one: x", "one: y").replace("{value: x, labels", "{value: y, labels");
    let updated = updated.replace(", b: y", "").replace("tier: Advanced", "tier: Standard");
    let pruned = updated.replace("  old: y\n", "");

    assert_least(
        &[(CREATED, &[]), (&updated, &["--replace"]), (&pruned, &["--prune"]), (&pruned, &[])],
        &[
            "ReadValues",
            "DescribeParameters",
            "ReadTags",
            "WriteParameters",
            "WriteTags",
            "RemoveTags",
            "WriteLabels",
            "ReplaceParameters",
            "ListPath",
            "PruneParameters",
        ],
    );
    assert_least(&[(CREATED, &["--no-read"])], &["WriteParameters", "WriteLabels"]);
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
