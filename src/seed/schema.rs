//! The JSON Schema of manifests, for editors: made from the table that manifests are checked with.

use serde_json::{Map, Value, json};

use super::manifest::layers::SOURCES;
use super::manifest::shape::{FILE, Fields, PARAMETER, Shape, Words};
use super::prune;

/// Where a variable stands in a text; what comes of it is not known to a schema.
const VARIABLE: &str = r"\$\{";

/// Returns the schema.
pub(crate) fn schema() -> Value {
    let parameter = json!([text(), texts(), of(&Shape::Map(&PARAMETER)), { "type": "null" }]);
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A manifest of `bootstrap seed`, version 1",
        "$defs": {
            "parameters": {
                "description": "Parameters by name; a key that ends in `/` opens a sub-tree.",
                "type": "object",
                "patternProperties": {
                    "/$": { "$ref": "#/$defs/parameters" },
                    "[^/]$": { "$ref": "#/$defs/parameter" },
                },
                "additionalProperties": false,
            },
            "parameter": { "anyOf": parameter },
        },
    });
    if let (Some(schema), Value::Object(file)) = (schema.as_object_mut(), of(&FILE)) {
        schema.extend(file);
    }
    schema
}

fn of(shape: &Shape) -> Value {
    match shape {
        Shape::Text(words) => of_words(words),
        Shape::List(_) => texts(),
        Shape::Map(fields) => of_fields(fields),
        Shape::Names { like, shape, removable, .. } => {
            let values = removable_if(*removable, of(shape));
            let mut object = json!({ "type": "object", "additionalProperties": values });
            if let Some(like) = like {
                object["propertyNames"] = json!({ "pattern": like });
            }
            object
        }
        Shape::Maps(fields) => json!({ "type": "array", "items": of_fields(fields) }),
        Shape::Parameters => json!({ "$ref": "#/$defs/parameters" }),
        Shape::Either { shapes, .. } => {
            json!({ "anyOf": shapes.iter().map(of).collect::<Vec<_>>() })
        }
        Shape::Anything => json!({}),
    }
}

fn of_words(words: &Words) -> Value {
    let variable = json!({ "type": "string", "pattern": VARIABLE });
    let text_like = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    match words {
        Words::Any => text(),
        Words::Whole => json!({
            "anyOf": [{ "type": "integer", "minimum": 0 }, text_like("^[0-9]+$"), variable]
        }),
        Words::Boolean => json!({
            "anyOf": [{ "type": "boolean" }, { "enum": ["true", "false"] }, variable]
        }),
        Words::Of(words) => json!({ "anyOf": [{ "enum": words }, variable] }),
        Words::Only(only) => match only.parse::<u64>() {
            Ok(number) => json!({ "enum": [number, only] }),
            Err(_) => json!({ "enum": [only] }),
        },
        Words::Like(pattern) => json!({
            "anyOf": [text_like(pattern), { "type": "integer" }, variable]
        }),
    }
}

fn of_fields(fields: &Fields) -> Value {
    let mut properties = Map::new();
    for field in fields.all {
        let mut property = removable_if(field.removable, of(&field.shape));
        if let Some(property) = property.as_object_mut() {
            property.insert("description".to_owned(), field.about.into());
            if field.name == "tags" {
                let ours = json!({ "pattern": format!("^{}", prune::PREFIX) });
                property.insert("propertyNames".to_owned(), json!({ "not": ours }));
            }
        }
        properties.insert(field.name.to_owned(), property);
    }
    let mut object =
        json!({ "type": "object", "properties": properties, "additionalProperties": false });
    let required: Vec<&str> =
        fields.all.iter().filter(|field| field.required).map(|field| field.name).collect();
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    if fields.is_choice {
        object["minProperties"] = json!(1);
        object["maxProperties"] = json!(1);
    }
    if std::ptr::eq(fields, &raw const PARAMETER) {
        object["not"] = json!({ "anyOf": pairs() });
    }
    object
}

/// Only one field says the value.
fn pairs() -> Vec<Value> {
    let [value, from, json] = SOURCES;
    [[value, from], [value, json], [from, json]]
        .into_iter()
        // What is taken away by `null` says nothing.
        .map(|[one, other]| {
            let said = json!({ "not": { "type": "null" } });
            json!({ "required": [one, other], "properties": { one: said, other: said } })
        })
        .collect()
}

fn removable_if(removable: bool, schema: Value) -> Value {
    if removable { json!({ "anyOf": [schema, { "type": "null" }] }) } else { schema }
}

fn text() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

fn texts() -> Value {
    json!({ "type": "array", "items": text() })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Asserts that a schema has exactly the fields of the table, at each level.
    fn assert_same(schema: &Value, shape: &'static Shape, levels: &mut usize) {
        // What `null` may stand for has the rest beside it.
        let schema = match schema["anyOf"].as_array().map(Vec::as_slice) {
            Some([first, null]) if null["type"] == "null" => first,
            _ => schema,
        };
        match shape {
            Shape::Map(fields) | Shape::Maps(fields) => {
                let schema = if let Shape::Maps(_) = shape { &schema["items"] } else { schema };
                *levels += 1;
                let properties = schema["properties"].as_object().unwrap();
                let known: BTreeSet<&str> = fields.names().into_iter().collect();
                assert_eq!(properties.keys().map(String::as_str).collect::<BTreeSet<_>>(), known);
                assert_eq!(schema["additionalProperties"], json!(false), "{}", fields.what);
                for field in fields.all {
                    assert_same(&properties[field.name], &field.shape, levels);
                }
            }
            Shape::Names { shape, .. } => {
                assert_same(&schema["additionalProperties"], shape, levels);
            }
            Shape::Either { shapes, .. } => {
                let schemas = schema["anyOf"].as_array().unwrap();
                assert_eq!(schemas.len(), shapes.len());
                schemas
                    .iter()
                    .zip(*shapes)
                    .for_each(|(schema, shape)| assert_same(schema, shape, levels));
            }
            Shape::Text(_) | Shape::List(_) | Shape::Parameters | Shape::Anything => {}
        }
    }

    #[test]
    fn the_schema_has_the_fields_that_are_read_at_each_level() {
        static PARAMETER_MAP: Shape = Shape::Map(&PARAMETER);
        let schema = schema();
        let mut levels = 0;

        assert_same(&schema, &FILE, &mut levels);
        assert_same(&schema["$defs"]["parameter"]["anyOf"][2], &PARAMETER_MAP, &mut levels);

        assert_eq!(levels, 18);
    }
}
