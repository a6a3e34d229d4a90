//! What is read, with how many calls, and what is said of what cannot be exported.

use std::fs;

use serde_json::{Value, json};

use super::{beside, picture, put, rich};
use crate::local::server::{Local, machine};
use crate::loopback::{Meddling, Reply};
use crate::peers::moto;
use crate::seed::machine as machine_of;

#[test]
fn a_manifest_says_all_there_is_but_the_values() {
    let server = Local::ephemeral(&[]);
    let client = server.client();
    put(&client, "/shop/dev/db/host", "String", "db.internal");
    put(&client, "/shop/dev/db/replicas", "StringList", "a,b");
    put(&client, "/shop/dev/password", "SecureString", "hunter22");
    client.succeed("PutParameter", &rich("/shop/dev/rich"));
    put(&client, "/shop/other", "String", "not below");

    let said = beside(&server).bootstrap(&["export", "/shop/dev"]);

    insta::assert_snapshot!(picture(&said), @r#"
    # Exported from /shop/dev in eu-west-1, without values: each is taken from a variable of its own.
    # Labels and earlier versions are not part of it.
    version: 1
    path: /shop/dev

    parameters:
      db/host: { type: String, from: { env: SHOP_DEV_DB_HOST } }
      db/replicas: { type: StringList, from: { env: SHOP_DEV_DB_REPLICAS } }
      password: { type: SecureString, from: { env: SHOP_DEV_PASSWORD } }
      rich:
        type: SecureString
        from: { env: SHOP_DEV_RICH }
        description: "what it is"
        tier: Advanced
        key_id: "alias/shop"
        allowed_pattern: "^.*$"
        policies:
          - expiration: "2999-12-31T00:00:00.000Z"
        tags:
          "app": "shop"
    ---
    no value is in it; before `bootstrap seed`, set these variables, or declare values in their place:
      SHOP_DEV_DB_HOST
      SHOP_DEV_DB_REPLICAS
      SHOP_DEV_PASSWORD
      SHOP_DEV_RICH
    with the values themselves: `bootstrap export /shop/dev --reveal`
    exit code 0
    "#);
}

#[test]
fn values_are_written_only_when_they_are_to_be_revealed() {
    let server = Local::ephemeral(&[]);
    let client = server.client();
    put(&client, "/shop/dev/db/host", "String", "db.internal");
    put(&client, "/shop/dev/db/replicas", "StringList", "a,b");
    put(&client, "/shop/dev/password", "SecureString", "hunter22");
    client.succeed("PutParameter", &rich("/shop/dev/rich"));

    let said = beside(&server).bootstrap(&["export", "/shop/dev/", "--reveal"]);

    insta::assert_snapshot!(picture(&said), @r#"
    # Exported from /shop/dev in eu-west-1, with values, secrets too: whoever reads this reads them.
    # Labels and earlier versions are not part of it.
    version: 1
    path: /shop/dev

    parameters:
      db/host: "db.internal"
      db/replicas: ["a", "b"]
      password: { type: SecureString, value: "hunter22" }
      rich:
        type: SecureString
        value: "s3cret $${x} no"
        description: "what it is"
        tier: Advanced
        key_id: "alias/shop"
        allowed_pattern: "^.*$"
        policies:
          - expiration: "2999-12-31T00:00:00.000Z"
        tags:
          "app": "shop"
    ---
    exit code 0
    "#);
}

#[test]
fn everything_is_read_in_the_largest_pages_and_values_only_when_asked_for() {
    let log = tempfile::NamedTempFile::new().unwrap();
    let path = log.path().display().to_string();
    let server = Local::ephemeral(&["--call-log", &path]);
    let client = server.client();
    for number in 0..105 {
        put(&client, &format!("/many/p{number:03}"), "String", "x");
    }
    fs::write(log.path(), "").unwrap();

    let said = beside(&server).bootstrap(&["export", "/many"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(said.stdout.matches("from: { env: MANY_P").count(), 105);
    assert!(said.stderr.contains("and 85 more, in the manifest"), "{said:?}");
    let log = fs::read_to_string(log.path()).unwrap();
    let calls = |operation: &str| log.matches(&format!("\"{operation}\"")).count();
    assert_eq!(calls("GetParametersByPath"), 11);
    assert_eq!(calls("DescribeParameters"), 3);
    assert_eq!(calls("GetResources"), 2);
    assert_eq!(log.lines().filter(|line| line.contains("operation")).count(), 16);
}

#[test]
fn values_are_decrypted_only_when_they_are_to_be_revealed() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine_of(&relay);
    assert_eq!(
        crate::seed::seed(&sandbox, "version: 1\npath: /it-decrypt\nparameters: {a: x}", &["-y"])
            .code,
        Some(0)
    );

    for (arguments, decrypts) in [(&[][..], false), (&["--reveal"][..], true)] {
        let relay = moto.relay(|_| None);
        let arguments = [&["export", "/it-decrypt"], arguments].concat();
        let said = machine_of(&relay).bootstrap(&arguments);

        assert_eq!(said.code, Some(0), "{said:?}");
        for request in relay.requests() {
            if request.operation() == "GetParametersByPath" {
                let body: Value = serde_json::from_str(&request.body).unwrap();
                assert_eq!(body["WithDecryption"], decrypts, "{body}");
            }
        }
        assert!(relay.calls("GetParametersByPath") > 0);
    }
}

#[test]
fn an_empty_page_is_not_the_end() {
    let sandbox = machine();
    let faults = json!([
        {"operation": "GetParametersByPath", "calls": [1, 2], "fault": "empty-page"},
        {"operation": "DescribeParameters", "calls": [1], "fault": "empty-page"},
        {"operation": "GetParametersByPath", "calls": [4], "fault": "throttling"},
    ]);
    let faults = sandbox.write("faults.json", faults.to_string());
    let server = Local::ephemeral(&["--faults", &faults.display().to_string()]);
    put(&server.client(), "/a/b", "String", "x");

    let said = beside(&server).bootstrap(&["export", "/a"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains("b: { type: String, from: { env: A_B } }"), "{said:?}");
}

#[test]
fn what_cannot_be_exported_is_said_in_one_line() {
    let server = Local::ephemeral(&[]);
    let client = server.client();
    put(&client, "/a/b", "String", "x");
    put(&client, "top", "String", "x");
    let sandbox = beside(&server);

    let pictures = ["a/b", "", "/a//b", "/aws/service", "/a/b", "/top", "/nothing"].map(|path| {
        let said = sandbox.bootstrap(&["export", path]);
        assert_eq!(said.stdout, "", "{path}");
        format!("{path:?}\n{}exit code {}\n", said.stderr, said.code.unwrap())
    });

    insta::assert_snapshot!(pictures.concat(), @r#"
    "a/b"
    error: `a/b` is no path that can be exported: a path begins with `/`

    hint: say where it begins: `bootstrap export /a/b`
    exit code 2
    ""
    error: `` is no path that can be exported: a path begins with `/`

    hint: name a path such as `bootstrap export /my-app`
    exit code 2
    "/a//b"
    error: `/a//b` is no path that can be exported: a name has no empty level: no `//`, and no `/` at its end

    hint: name a path such as `bootstrap export /my-app`
    exit code 2
    "/aws/service"
    error: `/aws/service` is no path that can be exported: names that begin with `aws` are reserved for AWS

    hint: name a path such as `bootstrap export /my-app`
    exit code 2
    "/a/b"
    error: `/a/b` is a parameter, and nothing is below it

    hint: name the path that it is below: `bootstrap export /a`
    exit code 2
    "/top"
    error: `/top` is a parameter, and nothing is below it

    hint: name the path that it is below: `bootstrap export /`
    exit code 2
    "/nothing"
    nothing is below /nothing in eu-west-1, and nothing was written
    exit code 1
    "#);
}

#[test]
fn the_root_has_all_there_is_by_its_whole_name() {
    let server = Local::ephemeral(&[]);
    let client = server.client();
    put(&client, "/a/b", "String", "x");
    put(&client, "top", "String", "y");

    let said = beside(&server).bootstrap(&["export", "/", "--reveal"]);

    insta::assert_snapshot!(said.stdout, @r#"
    # Exported from / in eu-west-1, with values, secrets too: whoever reads this reads them.
    # Labels and earlier versions are not part of it.
    version: 1

    parameters:
      /a/b: "x"
      top: "y"
    "#);
}

#[test]
fn a_parameter_that_has_the_name_of_the_path_is_named() {
    let server = Local::ephemeral(&[]);
    let client = server.client();
    put(&client, "/a", "String", "x");
    put(&client, "/a/b", "String", "y");

    let said = beside(&server).bootstrap(&["export", "/a", "--reveal"]);

    assert_eq!(said.code, Some(0));
    assert!(said.stdout.contains("  b: \"y\"\n") && !said.stdout.contains("\"x\""), "{said:?}");
    assert!(said.stderr.contains("/a is a parameter, too"), "{said:?}");
}

#[test]
fn what_is_not_known_here_is_left_out_aloud() {
    let Some(moto) = moto() else { return };
    let odd = |name: &str, kind: &str| {
        json!({"Name": name, "Type": kind, "Value": "x", "Version": 1,
            "ARN": format!("arn:aws:ssm:eu-west-1:123456789012:parameter{name}")})
    };
    let listed = json!({"Parameters": [odd("/it-odd/blob", "Blob"), odd("/it-odd/a", "String")]});
    let described = |tier| {
        json!({"Parameters": [
            {"Name": "/it-odd/a", "Type": "String", "Tier": tier, "DataType": "aws:future"}]})
    };
    for (tier, code) in [("Standard", 1), ("Frozen", 3)] {
        let (listed, described) = (listed.to_string(), described(tier).to_string());
        let relay = moto.relay(move |request| match request.operation() {
            "GetParametersByPath" => Some(Meddling::Instead(Reply::ok(listed.clone()))),
            "DescribeParameters" => Some(Meddling::Instead(Reply::ok(described.clone()))),
            _ => None,
        });

        let said = machine_of(&relay).bootstrap(&["export", "/it-odd", "--reveal"]);

        assert_eq!(said.code, Some(code), "{said:?}");
        if code == 1 {
            insta::assert_snapshot!(picture(&said), @r#"
            # Exported from /it-odd in eu-west-1, with values, secrets too: whoever reads this reads them.
            # Labels and earlier versions are not part of it.
            version: 1
            path: /it-odd

            parameters:
              a:
                type: String
                value: "x"
                # its `data_type` is such as a manifest cannot say
              # `/it-odd/blob` is left out: the type `Blob` is not known here
            ---
            warning: `/it-odd/a`: its `data_type` is such as a manifest cannot say
            warning: `/it-odd/blob` is left out: the type `Blob` is not known here
            exit code 1
            "#);
        } else {
            assert_eq!(said.stdout, "");
            assert!(said.stderr.contains("tier that is not known here: `Frozen`"), "{said:?}");
        }
    }
}

#[test]
fn whoever_may_not_read_is_told_which_permission_is_missing() {
    let Some(moto) = moto() else { return };
    for (operation, permission) in [
        ("GetParametersByPath", "ssm:GetParametersByPath on the path"),
        ("DescribeParameters", "ssm:DescribeParameters"),
        ("GetResources", "tag:GetResources"),
    ] {
        let seeded = moto.relay(|_| None);
        let manifest = "version: 1\npath: /it-denied-export\nparameters: {a: x}";
        assert_eq!(crate::seed::seed(&machine_of(&seeded), manifest, &["-y"]).code, Some(0));
        let relay = moto.relay(move |request| {
            (request.operation() == operation)
                .then(|| Meddling::Instead(Reply::aws_error(400, "AccessDeniedException", "no")))
        });

        let said = machine_of(&relay).bootstrap(&["export", "/it-denied-export"]);

        assert_eq!((said.code, said.stdout.as_str()), (Some(3), ""), "{operation}");
        assert!(said.stderr.contains(permission), "{operation}: {said:?}");
    }
}
