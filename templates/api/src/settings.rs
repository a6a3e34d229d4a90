//! What the function is told by its environment; template.yaml declares these variables.

use std::error::Error;
use std::fmt;

const GREETING_PARAMETER: &str = "GREETING_PARAMETER";
const SSM_ENDPOINT_URL: &str = "SSM_ENDPOINT_URL";

/// The settings of the function.
#[derive(Debug, PartialEq)]
pub struct Settings {
    /// The name of the parameter that holds the greeting.
    pub(crate) greeting_parameter: String,
    /// Where Parameter Store is, if it is not where AWS has it.
    pub(crate) ssm_endpoint: Option<String>,
}

impl Settings {
    /// Reads the settings from an environment; a variable that is empty counts as not set.
    pub fn read(environment: impl Fn(&str) -> Option<String>) -> Result<Self, MissingSetting> {
        let get = |variable| environment(variable).filter(|value| !value.is_empty());

        Ok(Self {
            greeting_parameter: get(GREETING_PARAMETER)
                .ok_or(MissingSetting(GREETING_PARAMETER))?,
            ssm_endpoint: get(SSM_ENDPOINT_URL),
        })
    }
}

/// The environment variable that is needed and not set.
#[derive(Debug, PartialEq)]
pub struct MissingSetting(&'static str);

impl fmt::Display for MissingSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the environment variable `{}` is not set", self.0)
    }
}

impl Error for MissingSetting {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Settings, MissingSetting> {
        Settings::read(|name| {
            let (_, value) = variables.iter().find(|(variable, _)| *variable == name)?;
            Some((*value).to_owned())
        })
    }

    #[test]
    fn the_endpoint_may_be_named() {
        let settings = read(&[
            ("GREETING_PARAMETER", "/app/greeting"),
            ("SSM_ENDPOINT_URL", "http://127.0.0.1:4566"),
        ]);

        assert_eq!(
            settings,
            Ok(Settings {
                greeting_parameter: "/app/greeting".to_owned(),
                ssm_endpoint: Some("http://127.0.0.1:4566".to_owned()),
            })
        );
    }

    #[test]
    fn an_empty_endpoint_is_no_endpoint() {
        let settings = read(&[
            ("GREETING_PARAMETER", "/app/greeting"),
            ("SSM_ENDPOINT_URL", ""),
        ]);

        assert_eq!(settings.map(|settings| settings.ssm_endpoint), Ok(None));
    }

    #[test]
    fn a_missing_parameter_name_is_named() {
        let error = read(&[]).expect_err("the parameter is not named");

        assert_eq!(
            error.to_string(),
            "the environment variable `GREETING_PARAMETER` is not set"
        );
    }
}
