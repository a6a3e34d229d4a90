//! AddTagsToResource, RemoveTagsFromResource and ListTagsForResource: the tags of one parameter.

use serde::Deserialize;

use crate::parameter::tag::{TagError, Tags};

use super::refusal::Refusal;
use super::request;

#[derive(Deserialize, Clone)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TagInput {
    key: Option<String>,
    value: Option<String>,
}

impl TagInput {
    /// Reads the tags of a request. What breaks the model is refused at once; the inner error may have a name that
    /// depends on the operation.
    pub(super) fn collect(inputs: Vec<Self>) -> Result<Result<Tags, TagError>, Refusal> {
        let mut tags = Tags::default();
        for input in inputs {
            let key = request::required("Key", input.key)?;
            let value = request::required("Value", input.value)?;
            if tags.iter().any(|(other, _)| other == key) {
                // Assumed: a key that is there twice is a mistake, not a wish for the last.
                return Err(Refusal::validation("a tag's key is there twice"));
            }
            if let Err(error) = tags.set(&key, &value) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(tags))
    }
}
