//! All parameters of a hierarchy, page by page, with their values where these are to be revealed.

use aws_sdk_ssm::types::Parameter;

use super::answer::{listed, unexpected};
use super::{Group, Ssm};
use crate::aws::Failure;
use crate::secret::Secret;
use crate::store::Listed;
use crate::store::reading::What;

/// The most parameters on a page.
const PAGE: i32 = 10;

/// A parameter as it is listed: its name and its type may be such as we do not know.
#[derive(Debug, Clone)]
pub(crate) struct Revealed {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) arn: String,
    /// Nothing when it was not asked for.
    pub(crate) value: Option<Secret>,
}

impl Ssm {
    /// Lists the parameters under a path and all below it, with their values only when they are to be decrypted.
    pub(crate) async fn reveal(&self, path: &str, decrypt: bool) -> Result<Vec<Revealed>, Failure> {
        self.by_path(path, decrypt, |parameter| revealed(parameter, decrypt)).await
    }

    /// Lists everything under a path, without the values.
    pub(crate) async fn list(&self, path: &str) -> Result<Vec<Listed>, Failure> {
        self.by_path(path, false, listed).await
    }

    async fn by_path<T>(
        &self,
        path: &str,
        decrypt: bool,
        read: impl Fn(Parameter) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let call = self.systems_manager.get_parameters_by_path().path(path).recursive(true);
        let call = call.with_decryption(decrypt).max_results(PAGE);
        self.tally.begins(What::Path, None);
        self.pages(Group::Reads, async |token| {
            let call = call.clone().set_next_token(token);
            let answer = call.send().await.map_err(|error| Failure::of(&error))?;
            let found = answer.parameters.unwrap_or_default();
            self.tally.adds(found.len());
            Ok((found.into_iter().map(&read).collect::<Result<_, _>>()?, answer.next_token))
        })
        .await
    }
}

/// Reads a parameter of an answer. What is not said is not taken for empty.
fn revealed(parameter: Parameter, decrypt: bool) -> Result<Revealed, Failure> {
    let name = parameter.name.ok_or_else(|| unexpected("an answer has no name"))?;
    let lacks = |what| unexpected(&format!("an answer about `{name}` has no {what}"));
    let kind = parameter.r#type.ok_or_else(|| lacks("type"))?;
    let arn = parameter.arn.ok_or_else(|| lacks("ARN"))?;
    let value = parameter.value.map(Secret::new).ok_or_else(|| lacks("value"));
    let value = if decrypt { Some(value?) } else { None };
    Ok(Revealed { kind: kind.as_str().to_owned(), arn, value, name })
}
