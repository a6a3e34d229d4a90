//! A settings file is read as the SDK reads it, to the line.

use super::*;

fn read(kind: Kind, bytes: impl AsRef<[u8]>) -> SettingsFile {
    SettingsFile::of(Path::new("file"), kind, bytes.as_ref())
}

#[test]
fn the_encoding_is_known_by_the_bytes() {
    let utf_16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    };
    let text = "[default]\n";
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), Encoding::Utf8),
        (Vec::new(), Encoding::Utf8),
        (b"\xef\xbb\xbf[default]".to_vec(), Encoding::ByteOrderMark),
        (utf_16(&format!("\u{feff}{text}"), u16::to_le_bytes), Encoding::Utf16("UTF-16")),
        (utf_16(&format!("\u{feff}{text}"), u16::to_be_bytes), Encoding::Utf16("UTF-16")),
        (utf_16(text, u16::to_le_bytes), Encoding::Utf16("UTF-16LE")),
        (utf_16(text, u16::to_be_bytes), Encoding::Utf16("UTF-16BE")),
        (b"[default]\n# Andr\xe9\n".to_vec(), Encoding::Other { line: 2 }),
    ] {
        assert_eq!(Encoding::of(&bytes), encoding, "{bytes:?}");
    }
}

#[test]
fn a_line_that_is_none_is_told_by_its_number() {
    for (text, line, excerpt) in [
        ("[default\nx = y\n", 1, "[default"),
        ("\n# x\nregion = canary\n", 3, "region = ..."),
        ("[default]\r\nregion eu\r\n", 2, "region ..."),
        ("[default]\n= canary\n", 2, "... = ..."),
        ("[default]\n  region = eu\n", 2, "region = ..."),
        ("[default]\ns3 =\n  canary\n", 3, "..."),
        ("[default]\rregion = eu\r", 1, "[default] ..."),
    ] {
        let malformed = read(Kind::Config, text).malformed.expect(text);

        assert_eq!((malformed.line, malformed.excerpt.as_str()), (line, excerpt), "{text:?}");
    }
}

#[test]
fn what_the_sdk_reads_is_read() {
    let text = "; x\n[default] # mine\nAWS_Key = a # b\ns3 =\n  a = b\n  c = d\nlong = a\n  b\n\n[x]\n[default]\nregion=eu#1\n";
    let file = read(Kind::Credentials, text);

    assert_eq!(file.malformed, None);
    let section = file.sections.iter().find(|section| section.heading == "default").unwrap();
    let get = |key: &str| section.settings.get(key).map(Secret::expose_secret);
    assert_eq!(section.line, 2);
    assert_eq!(get("aws_key"), Some("a"));
    assert_eq!(get("s3"), Some("\na = b\nc = d"));
    assert_eq!(get("long"), Some("a\nb"));
    assert_eq!(get("region"), Some("eu#1"));
}

#[test]
fn a_heading_means_something_else_in_each_file() {
    for (heading, config, credentials) in [
        ("default", Role::Profile("default"), Role::Profile("default")),
        ("profile default", Role::Profile("default"), Role::MisnamedProfile("default")),
        ("work", Role::MisnamedProfile("work"), Role::Profile("work")),
        ("profile  work", Role::Profile("work"), Role::MisnamedProfile("work")),
        ("sso-session my", Role::SsoSession("my"), Role::Other),
        ("services my", Role::Other, Role::Other),
    ] {
        assert_eq!(Role::of(heading, Kind::Config), config, "{heading}");
        assert_eq!(Role::of(heading, Kind::Credentials), credentials, "{heading}");
    }
}

/// Reads a file as the SDK does: what two profiles say, or the line at which it stops.
fn read_by_the_sdk(kind: Kind, text: &str) -> Result<Vec<Option<String>>, Option<usize>> {
    use std::error::Error as _;

    use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
    use aws_types::os_shim_internal::{Env, Fs};

    let kind = match kind {
        Kind::Config => EnvConfigFileKind::Config,
        Kind::Credentials => EnvConfigFileKind::Credentials,
    };
    let files = EnvConfigFiles::builder().with_contents(kind, text).build();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (fs, env) = (Fs::from_slice(&[]), Env::from_slice(&[]));
    let profiles =
        runtime.block_on(aws_config::profile::load(&fs, &env, &files, None)).map_err(|error| {
            let said = error.source().map(ToString::to_string).unwrap_or_default();
            let (_, rest) = said.split_once("on line ")?;
            rest.split(':').next()?.parse::<usize>().ok()
        })?;
    let said = ["default", "a"].map(|name| {
        let profile = profiles.get_profile(name)?;
        Some(profile.get("k").unwrap_or("nothing").to_owned())
    });
    Ok(said.to_vec())
}

proptest::proptest! {
    #[test]
    fn every_file_is_read_as_the_sdk_reads_it(
        lines in proptest::collection::vec(
            "(\\[(profile )?(default|a)\\]? ?(#x)?|\\[a|[kK] ?= ?[xy]?( #z|#z)?|k|=x| k = y|  x|#|;c|\t|)",
            0..8,
        ),
        is_config in proptest::bool::ANY,
    ) {
        let kind = if is_config { Kind::Config } else { Kind::Credentials };
        let text = lines.join("\n");
        let file = read(kind, &text);
        let read = if let Some(malformed) = &file.malformed {
            Err(Some(malformed.line))
        } else {
                let profiles = super::super::Profiles { files: vec![file] };
            Ok(["default", "a"].map(|name| {
                    let said = profiles.setting(name, "k").unwrap_or("nothing");
                    profiles.exists(name).then(|| said.to_owned())
                }).to_vec())
        };

        proptest::prop_assert_eq!(read, read_by_the_sdk(kind, &text), "{:?}", text);
    }
}
