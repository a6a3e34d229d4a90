//! The compact JSON of a part of the manifest: keys in their order, numbers as they are written.

use serde::de::IgnoredAny;

use super::{Content, Node, Text};

/// Returns the JSON, and whether some of it comes from the environment. Nothing is returned where a part of it cannot
/// be made out.
pub(super) fn compact(node: &Node) -> Option<(String, bool)> {
    let mut json = String::new();
    let is_tainted = write(node, &mut json)?;
    Some((json, is_tainted))
}

fn write(node: &Node, json: &mut String) -> Option<bool> {
    let mut is_tainted = false;
    match &node.content {
        Content::Nothing => json.push_str("null"),
        Content::Text(text) => {
            json.push_str(&scalar(text));
            is_tainted = text.is_tainted;
        }
        Content::List(items) => {
            json.push('[');
            for (position, item) in items.iter().enumerate() {
                separate(position, json);
                is_tainted |= write(item, json)?;
            }
            json.push(']');
        }
        Content::Map(entries) => {
            json.push('{');
            for (position, (key, value)) in entries.iter().enumerate() {
                separate(position, json);
                is_tainted |= key.is_tainted;
                json.push_str(&quoted(&key.text));
                json.push(':');
                is_tainted |= write(value, json)?;
            }
            json.push('}');
        }
        Content::Broken => return None,
    }
    Some(is_tainted)
}

fn separate(position: usize, json: &mut String) {
    if position > 0 {
        json.push(',');
    }
}

/// What YAML takes for a number and JSON does not, such as `0x1F`, is a text.
fn scalar(text: &Text) -> String {
    let written = text.as_str();
    let lower = written.to_ascii_lowercase();
    match lower.as_str() {
        "true" | "false" if text.is_plain => lower,
        _ if text.is_plain && is_number(written) => written.to_owned(),
        _ => quoted(written),
    }
}

fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use crate::cli::ReadingArgs;
    use crate::seed::manifest::decode::Origin;
    use crate::seed::manifest::fixture::Folder;

    fn texts(source: &str) -> Vec<String> {
        let draft = Folder::with(&[("m.yaml", source)]).draft(&ReadingArgs::default()).unwrap();
        let text = |origin: &Origin| match origin {
            Origin::Manifest { text, .. } => text.expose_secret().to_owned(),
            other => panic!("{other:?}"),
        };
        draft.declared.iter().map(|declared| text(&declared.origin)).collect()
    }

    #[test]
    fn json_is_compact_and_keeps_its_order_and_its_numbers() {
        let source = "
    version: 1
    vars: {rps: 10, name: x}
    parameters:
      a:
        json: {z: 1, a: 1.10, e: 1e3, h: 0x1F, o: 0123, d: .5, n: -0, big: 12345678901234567890123, inf: .inf, nan: 1_000,
               t: true, T: True, no: no, s: '5', q: \"a\\\"b\\n\", nil: ~, list: [x, {y: z}, []], rps: '${rps}', v: 'v${rps}'}
      b: {json: ~}
      c: {json: text}
    ";
        let texts = texts(source);

        assert_eq!(
            texts[0],
            "{\"z\":1,\"a\":1.10,\"e\":1e3,\"h\":\"0x1F\",\"o\":\"0123\",\"d\":\".5\",\"n\":-0,\
             \"big\":12345678901234567890123,\"inf\":\".inf\",\"nan\":\"1_000\",\"t\":true,\"T\":true,\"no\":\"no\",\"s\":\"5\",\
             \"q\":\"a\\\"b\\n\",\"nil\":null,\"list\":[\"x\",{\"y\":\"z\"},[]],\"rps\":10,\"v\":\"v10\"}"
        );
        assert!(serde_json::from_str::<serde_json::Value>(&texts[0]).is_ok());
        assert_eq!(texts[1..], ["null", "\"text\""]);
    }
}
