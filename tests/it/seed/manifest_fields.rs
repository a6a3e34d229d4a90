//! Each rule of Parameter Store that can be known beforehand is kept before anybody is asked, and told with its place.

use super::{machine, refused, with};
use crate::peers::moto;

fn cases(cases: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    cases.iter().map(|(case, parameters)| (*case, with(parameters))).collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a picture of each rule")]
fn tiers_data_types_and_patterns_fit_the_value() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let said = refused(
        &machine(&relay),
        &cases(&[
            ("a pattern that is none", "a: {value: x, allowed_pattern: '['}"),
            (
                "a pattern that is too long",
                &format!("a: {{value: x, allowed_pattern: {}}}", "x".repeat(1025)),
            ),
            ("a value that does not match", "a: {value: x, allowed_pattern: '^y$'}"),
            ("a data type that is none", "a: {value: x, data_type: number}"),
            ("no image", "a: {value: x, data_type: 'aws:ec2:image'}"),
            ("no integration", "a: {value: x, data_type: 'aws:ssm:integration'}"),
            ("no Region", "a: {value: x, data_type: 'aws:region'}"),
            ("no account", "a: {value: x, data_type: 'aws:account:id'}"),
            ("no boolean", "a: {value: x, data_type: boolean}"),
            ("no integer", "a: {value: x, data_type: integer}"),
            ("no integer in a list", "a: {value: [1, x], data_type: integer}"),
            ("no float", "a: {value: x, data_type: float}"),
            ("no binary", "a: {value: '*', data_type: binary}"),
            ("no host name", "a: {value: '*', data_type: hostname}"),
            ("no address of a person", "a: {value: x, data_type: email}"),
            ("no IPv4 address", "a: {value: x, data_type: ipv4-address}"),
            ("no IPv6 address", "a: {value: x, data_type: ipv6-address}"),
            ("no URL", "a: {value: x, data_type: url, tier: Advanced}"),
            ("no JSON", "a: {value: x, data_type: json, tier: Advanced}"),
            ("no JSON with comments", "a: {value: x, data_type: jsonc, tier: Advanced}"),
            ("JSON in the tier Standard", "a: {json: {}, data_type: json}"),
            (
                "a URL in the tier Standard",
                "a: {value: 'https://x', data_type: url, tier: Standard}",
            ),
            (
                "policies in the tier Standard",
                "a: {value: x, policies: [{expiration: 2030-01-01T00:00:00Z}]}",
            ),
        ]),
    );

    insta::assert_snapshot!(said, @"
    a pattern that is none
      3:34: the pattern is no regular expression
           in a > allowed_pattern
    a pattern that is too long
      3:34: a pattern has at most 1024 characters, not 1025
           in a > allowed_pattern
    a value that does not match
      3:14: the value does not match its `allowed_pattern`
           in a > value
    a data type that is none
      3:28: `data_type` is `text`, `aws:ec2:image`, `aws:ssm:integration`, `aws:region`, `aws:account:id`, `boolean`, `integer`, `float`, `binary`, `hostname`, `email`, `ipv4-address`, `ipv6-address`, `url`, `json` or `jsonc`
           in a > data_type
    no image
      3:14: the value does not fit the data type `aws:ec2:image`: it takes `ami-` and 8 or 17 of `0` to `9` and `a` to `f`
           in a > value
    no integration
      3:14: the value does not fit the data type `aws:ssm:integration`: it takes a JSON object
           in a > value
    no Region
      3:14: the value does not fit the data type `aws:region`: it takes a Region such as `eu-west-1`
           in a > value
    no account
      3:14: the value does not fit the data type `aws:account:id`: it takes 12 digits
           in a > value
    no boolean
      3:14: the value does not fit the data type `boolean`: it takes `true` or `false`
           in a > value
    no integer
      3:14: the value does not fit the data type `integer`: it takes digits, and a sign before them if need be
           in a > value
    no integer in a list
      3:14: item 2 of the list does not fit the data type `integer`: it takes digits, and a sign before them if need be
           in a > value
    no float
      3:14: the value does not fit the data type `float`: it takes a number such as `-1.5` or `2e10`
           in a > value
    no binary
      3:14: the value does not fit the data type `binary`: it takes Base64
           in a > value
    no host name
      3:14: the value does not fit the data type `hostname`: it takes a host name such as `db.example.com`
           in a > value
    no address of a person
      3:14: the value does not fit the data type `email`: it takes an address such as `me@example.com`
           in a > value
    no IPv4 address
      3:14: the value does not fit the data type `ipv4-address`: it takes an address such as `192.0.2.1`
           in a > value
    no IPv6 address
      3:14: the value does not fit the data type `ipv6-address`: it takes an address such as `2001:db8::1`
           in a > value
    no URL
      3:14: the value does not fit the data type `url`: it takes a URL such as `https://example.com/`
           in a > value
    no JSON
      3:14: the value does not fit the data type `json`: it takes JSON
           in a > value
    no JSON with comments
      3:14: the value does not fit the data type `jsonc`: it takes JSON, with or without comments
           in a > value
    JSON in the tier Standard
      3:28: the data type `json` needs `tier: Advanced`
           in a > data_type
    a URL in the tier Standard
      3:38: the data type `url` needs `tier: Advanced`
           in a > data_type
    policies in the tier Standard
      3:27: policies need `tier: Advanced`
           in a > policies
    ");
    assert_eq!(relay.requests().len(), 0);
}

#[test]
fn policies_and_labels_are_those_that_there_are() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let policies =
        |policies: &str| with(&format!("a: {{value: x, tier: Advanced, policies: {policies}}}"));
    let eleven = "{no_change_notification: {after: 1, unit: days}}, ".repeat(11);
    let labels = |labels: &str| with(&format!("a: {{value: x, labels: {labels}}}"));
    let many: Vec<String> = (0..11).map(|number| format!("l{number}")).collect();
    let many = many.join(", ");
    let said = refused(
        &machine(&relay),
        &[
            ("policies that are a text", policies("x")),
            ("a policy that is a text", policies("[x]")),
            ("an unknown policy", policies("[{expires: x}]")),
            (
                "two policies in one",
                policies("[{expiration: x, no_change_notification: {after: 1, unit: days}}]"),
            ),
            ("no moment", policies("[{expiration: tomorrow}]")),
            ("no number", policies("[{no_change_notification: {after: soon, unit: days}}]")),
            ("no unit", policies("[{no_change_notification: {after: 1}}]")),
            ("another unit", policies("[{expiration_notification: {before: 1, unit: weeks}}]")),
            (
                "two expirations",
                policies(
                    "[{expiration: 2030-01-01T00:00:00Z}, {expiration: 2031-01-01T00:00:00Z}]",
                ),
            ),
            ("too many policies", policies(&format!("[{eleven}]"))),
            ("labels that are a text", labels("x")),
            ("a label with a space", labels("['a b']")),
            ("a label with a digit first", labels("[1x]")),
            ("a label of AWS", labels("[AWS-x]")),
            ("an empty label", labels("['']")),
            ("a label that is too long", labels(&format!("[{}]", "l".repeat(101)))),
            ("a label twice", labels("[x, x]")),
            ("too many labels", labels(&format!("[{many}]"))),
        ],
    );

    insta::assert_snapshot!(said, @"
    policies that are a text
      3:43: `policies` is a list of maps
           in a > policies
    a policy that is a text
      3:44: a policy is a map with `expiration`, `expiration_notification` or `no_change_notification`
           in a > policies
    an unknown policy
      3:45: a policy has no field `expires`; did you mean `expiration`?
           in a > policies
    two policies in one
      3:44: a policy is one of `expiration`, `expiration_notification` or `no_change_notification`
           in a > policies
    no moment
      3:44: policy 1 has no `Timestamp` that is a moment such as `2030-12-02T21:34:33.000Z`
           in a > policies
    no number
      3:77: `after` is a whole number from 0 to 1000000
           in a > policies > no_change_notification > after
    no unit
      3:69: `no_change_notification` has no `unit`
           in a > policies > no_change_notification
    another unit
      3:88: `unit` is `days` or `hours`
           in a > policies > expiration_notification > unit
    two expirations
      3:43: a parameter has at most one policy `Expiration`
           in a > policies
    too many policies
      3:43: a parameter has at most 10 policies, not 11
           in a > policies
    labels that are a text
      3:25: `labels` is a list; each label is a text
           in a > labels
    a label with a space
      3:26: a label has only letters, digits, `.`, `_` and `-`, not ' '
           in a > labels
    a label with a digit first
      3:26: a label does not begin with a digit
           in a > labels
    a label of AWS
      3:26: labels that begin with `aws` or `ssm` are reserved for AWS
           in a > labels
    an empty label
      3:26: a label has 1 to 100 characters
           in a > labels
    a label that is too long
      3:26: a label has 1 to 100 characters
           in a > labels
    a label twice
      3:29: this label is written twice
           in a > labels
    too many labels
      3:25: a version has at most 10 labels, not 11
           in a > labels
    ");
    assert_eq!(relay.requests().len(), 0);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a picture of each rule")]
fn what_is_said_of_a_value_fits_where_it_comes_from() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let said = refused(
        &machine(&relay),
        &cases(&[
            ("JSON and a value", "a: {json: {}, value: x}"),
            ("JSON that is a list of the store", "a: {json: [1], type: StringList}"),
            ("JSON that is too long", &format!("a: {{json: {{a: {}}}}}", "x".repeat(4100))),
            ("JSON with a key twice", "a: {json: {b: 1, b: 2}}"),
            ("a random list", "a: {from: {random: {}}, type: StringList}"),
            ("a random value again and again", "a: {from: {random: {}}, overwrite: always}"),
            ("a random value of no length", "a: {from: {random: {length: 0}}}"),
            ("a random value that is too long", "a: {from: {random: {length: 4097}}}"),
            ("a random value that is much too long", "a: {from: {random: {length: 100000}}}"),
            ("a UUID of another length", "a: {from: {random: {charset: uuid, length: 3}}}"),
            ("another charset", "a: {from: {random: {charset: emoji}}}"),
            ("another overwrite", "a: {value: x, overwrite: yes}"),
            ("something else ignored", "a: {value: x, ignore: [tags]}"),
            ("no flag", "a: {value: x, protect: maybe}"),
            ("no value and nothing that allows it", "a: {description: x}"),
            ("a command that is not allowed", "a: {from: {command: [date]}}"),
            ("a command in a shell", "a: {from: {command: date}}"),
            ("a command of nothing", "a: {from: {command: []}}"),
            ("a command without an end", "a: {from: {command: {argv: [date], timeout: 0}}}"),
            ("a copy of no name", "a: {from: {parameter: 'a b'}}"),
            ("a copy from no Region", "a: {from: {parameter: {name: x, region: Ireland}}}"),
            ("no name of a variable", "a: {from: {env: {default: x}}}"),
            ("another encoding", "a: {from: {file: {path: x, encoding: rot13}}}"),
        ]),
    );

    insta::assert_snapshot!(said, @"
    JSON and a value
      3:13: a parameter has `value` or `json`, not both
           in a > json
    JSON that is a list of the store
      3:13: JSON is one text, and no StringList
           in a > json
    JSON that is too long
      3:13: the value has 4108 characters, and the tier Standard holds 4096; `tier: Advanced` holds 8192
           in a > json
    JSON with a key twice
      3:20: this key is written twice
           in a > json
    a random list
      3:13: a random value is one text, and no StringList
           in a > from
    a random value again and again
      3:38: a random value is made once: leave `overwrite` out, or say `never` to leave all else, too
           in a > overwrite
    a random value of no length
      3:31: `length` is a whole number from 1 to 8192
           in a > from > random > length
    a random value that is too long
      3:13: the random value has 4097 characters, and the tier holds 4096
           in a > from
    a random value that is much too long
      3:31: `length` is a whole number from 1 to 8192
           in a > from > random > length
    a UUID of another length
      3:46: a UUID has a length of its own
           in a > from > random > length
    another charset
      3:32: `charset` is `alphanumeric`, `ascii`, `hex`, `base64` or `uuid`
           in a > from > random > charset
    another overwrite
      3:28: `overwrite` is `changed`, `never` or `always`
           in a > overwrite
    something else ignored
      3:26: only `value` can be ignored
           in a > ignore
    no flag
      3:26: `protect` is `true` or `false`
           in a > protect
    no value and nothing that allows it
      3:3: there is no value: say `value`, `from` or `json`
    a command that is not allowed
      3:13: the value is what a command prints, and commands are run only with `--allow-commands`
           in a > from
    a command in a shell
      3:23: `command` is a list of a program and its arguments, or a map with `argv` and `timeout`
           in a > from > command
    a command of nothing
      3:23: a command has a program, and then its arguments
           in a > from > command
    a command without an end
      3:47: `timeout` is a whole number from 1 to 3600
           in a > from > command > timeout
    a copy of no name
      3:25: a name has only letters, digits, `.`, `_`, `-` and `/`, not ' '
           in a > from > parameter
    a copy from no Region
      3:43: a Region is written like `eu-west-1`: lower-case letters, digits and hyphens
           in a > from > parameter > region
    no name of a variable
      3:19: `env` has no `name`
           in a > from > env
    another encoding
      3:40: `encoding` is `base64`
           in a > from > file > encoding
    ");
    assert_eq!(relay.requests().len(), 0);
}

#[test]
fn where_a_manifest_may_be_applied_and_what_it_deletes_is_checked() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let manifest = |lines: &str| format!("version: 1\n{lines}\nparameters: {{a: x}}\n");
    let tags: Vec<String> = (0..49).map(|number| format!("k{number}: v")).collect();
    let tags = tags.join(", ");
    let said = refused(
        &machine(&relay),
        &[
            ("no account", manifest("aws: {account: '1234'}")),
            ("no Region", manifest("aws: {region: Ireland}")),
            ("something else of AWS", manifest("aws: {partition: aws}")),
            ("deleting everywhere", manifest("prune: {enabled: true}")),
            ("no pattern", manifest("path: /p\nprune: {keep: ['a[']}")),
            ("a pattern of an absolute name", manifest("path: /p\nprune: {keep: ['/p/a']}")),
            (
                "no room for the tags that tell whose it is",
                format!(
                    "version: 1\npath: /p\nprune: {{}}\nparameters:\n  a: {{value: x, protect: true, tags: {{{tags}}}}}\n"
                ),
            ),
            ("a list of variables", manifest("vars: [a]")),
            ("a variable that is a list", manifest("vars: {a: [b]}")),
            ("an include that is a map", manifest("include: {a: b}")),
            ("a stage with something else", manifest("stages: {prod: {path: /x}}")),
            (
                "a stage that nobody chose",
                manifest("stages: {prod: {parameters: {a: {valeu: x}}}}"),
            ),
        ],
    );

    insta::assert_snapshot!(said, @"
    no account
      2:16: an account has twelve digits; put them in quotes
           in aws > account
    no Region
      2:15: a Region is written like `eu-west-1`: lower-case letters, digits and hyphens
           in aws > region
    something else of AWS
      2:7: `aws` has no field `partition`, only `account` or `region`
    deleting everywhere
      2:8: what is deleted is under the `path`, and the manifest has none
           in prune
    no pattern
      3:16: not a pattern, such as `runtime/**`
           in prune > keep
    a pattern of an absolute name
      3:16: a pattern is relative to the `path`: without a slash at its beginning
           in prune > keep
    no room for the tags that tell whose it is
      5:3: with `prune` or `protect`, a parameter has at most 48 tags of yours
    a list of variables
      2:7: `vars` is a map from names to texts
    a variable that is a list
      2:11: a variable is a text, not a list
           in vars > a
    an include that is a map
      2:10: `include` is a file or a list of files
    a stage with something else
      2:17: a stage has no field `path`, only `aws`, `vars`, `defaults` or `parameters`
           in stages > prod
    a stage that nobody chose
      2:34: a parameter has no field `valeu`; did you mean `value`?
           in stages > prod > parameters > a
    ");
    assert_eq!(relay.requests().len(), 0);
}
