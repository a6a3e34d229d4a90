//! `GetServiceSetting`: whether the account has higher throughput.

use serde::Deserialize;
use serde_json::json;

use super::refusal::Refusal;
use super::{Decision, Engine, request};

const HIGH_THROUGHPUT: &str = "/ssm/parameter-store/high-throughput-enabled";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    setting_id: Option<String>,
}

pub(super) fn decide(engine: &Engine, input: Input) -> Result<Decision, Refusal> {
    let id = request::required("SettingId", input.setting_id)?;
    let id = request::text("SettingId", &id, 1..=1000)?;
    let arn = engine.site.setting(HIGH_THROUGHPUT);
    if id != HIGH_THROUGHPUT && id != arn {
        return Err(Refusal::new(
            "ServiceSettingNotFound",
            format_args!("the only setting here is `{HIGH_THROUGHPUT}`"),
        ));
    }
    let enabled = engine.settings.high_throughput;
    Ok(Decision::answer(json!({ "ServiceSetting": {
        "SettingId": HIGH_THROUGHPUT,
        "SettingValue": enabled.to_string(),
        "LastModifiedUser": if enabled { engine.site.user() } else { "System".to_owned() },
        "ARN": arn,
        "Status": if enabled { "Customized" } else { "Default" },
    }})))
}
