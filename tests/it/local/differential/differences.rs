//! Where moto differs from AWS in what is compared, one by one, and the proof that it still does.

use serde_json::{Value, json};

use super::side::{HERE, Outcome, Side};

/// A difference that is known, and that is met by the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Difference {
    /// An overwrite without a data type makes it `text`; AWS keeps it (and refuses to change this one). So moto gets
    /// it with every overwrite.
    ForgetsDataType,
    /// Labelling what is not there leaves a name without versions behind, over which later requests fall. So moto is
    /// not asked.
    LeavesAGhost,
    /// What returns values tells tiers and policies too.
    TellsTheTierWithValues,
    /// A parameter that was asked for by version or label does not say by which.
    LeavesTheSelectorOut,
    /// Descriptions have no ARN.
    DescribesWithoutArn,
    /// Policies come back in a shape of its own.
    ShapesPoliciesOddly,
    /// What comes back without decryption is the value behind a word.
    EncryptsNothing,
    /// A filter for a tag with any value ends the filtering. So it comes last.
    StopsAtATagWithoutValues,
}

/// What two stores answer when they are asked the same.
pub(super) struct Shown {
    pub(super) reason: &'static str,
    pub(super) before: Vec<(&'static str, Value)>,
    pub(super) ask: (&'static str, Value),
    /// Where in the answer, as a JSON pointer.
    pub(super) at: &'static str,
    /// What is there: the code of an error, or a value.
    pub(super) moto: Value,
    pub(super) ours: Value,
}

impl Difference {
    pub(super) const ALL: [Self; 8] = [
        Self::ForgetsDataType,
        Self::LeavesAGhost,
        Self::TellsTheTierWithValues,
        Self::LeavesTheSelectorOut,
        Self::DescribesWithoutArn,
        Self::ShapesPoliciesOddly,
        Self::EncryptsNothing,
        Self::StopsAtATagWithoutValues,
    ];

    /// Returns what moto is asked in its place, if anything.
    pub(super) fn for_moto(self, arguments: &Value) -> Option<Value> {
        let mut arguments = arguments.clone();
        match self {
            Self::LeavesAGhost => None,
            Self::ForgetsDataType => {
                arguments["DataType"] = json!("aws:ec2:image");
                Some(arguments)
            }
            _ => Some(arguments),
        }
    }

    /// Returns how it is seen.
    pub(super) fn shown(self) -> Shown {
        let string = json!({"Name": "/d", "Value": "x", "Type": "String"});
        let secret = json!({"Name": "/d", "Value": "x", "Type": "SecureString"});
        let policies = json!([{
            "Type": "NoChangeNotification", "Version": "1.0", "Attributes": {"After": "20", "Unit": "Days"},
        }]);
        let advanced = json!({
            "Name": "/d", "Value": "x", "Type": "String", "Tier": "Advanced", "Policies": policies.to_string(),
        });
        let image = json!({"Name": "/d", "Value": "ami-0abcdef12", "Type": "String", "DataType": "aws:ec2:image"});
        let overwritten = json!({"Name": "/d", "Value": "ami-0abcdef13", "Overwrite": true});
        let tagged = json!({"Name": "/d", "Value": "x", "Type": "String", "Tags": [{"Key": "b", "Value": "x"}]});
        let label = json!({"Name": "/d", "Labels": ["x"]});
        let one = json!({"Name": "/d"});
        let (put, get, describe) = ("PutParameter", "GetParameter", "DescribeParameters");
        let shown = |before, ask, at, moto, ours| Shown {
            reason: self.reason(),
            before,
            ask,
            at,
            moto,
            ours,
        };
        match self {
            Self::ForgetsDataType => shown(
                vec![(put, image), (put, overwritten)],
                (get, one),
                "/Parameter/DataType",
                json!("text"),
                json!("aws:ec2:image"),
            ),
            Self::LeavesAGhost => shown(
                vec![("LabelParameterVersion", label)],
                (describe, json!({})),
                "/Parameters/0",
                json!("InternalError"),
                Value::Null,
            ),
            Self::TellsTheTierWithValues => shown(
                vec![(put, string)],
                (get, one),
                "/Parameter/Tier",
                json!("Standard"),
                Value::Null,
            ),
            Self::LeavesTheSelectorOut => shown(
                vec![(put, string)],
                (get, json!({"Name": "/d:1"})),
                "/Parameter/Selector",
                Value::Null,
                json!(":1"),
            ),
            Self::DescribesWithoutArn => shown(
                vec![(put, string)],
                (describe, json!({})),
                "/Parameters/0/ARN",
                Value::Null,
                json!(format!("{HERE}/d")),
            ),
            Self::ShapesPoliciesOddly => shown(
                vec![(put, advanced)],
                (describe, json!({})),
                "/Parameters/0/Policies/0/PolicyType",
                policies[0].clone(),
                json!("NoChangeNotification"),
            ),
            Self::EncryptsNothing => shown(
                vec![(put, secret)],
                (get, one),
                "/Parameter/Value",
                json!("kms:alias/aws/ssm:x"),
                Value::Null,
            ),
            Self::StopsAtATagWithoutValues => shown(
                vec![(put, tagged)],
                (
                    describe,
                    json!({"ParameterFilters": [{"Key": "tag:b"}, {"Key": "Type", "Values": ["SecureString"]}]}),
                ),
                "/Parameters/0/Name",
                json!("/d"),
                Value::Null,
            ),
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Self::ForgetsDataType => "an overwrite resets the data type",
            Self::LeavesAGhost => "a label for nothing leaves a name without versions",
            Self::TellsTheTierWithValues => "values come with their tier",
            Self::LeavesTheSelectorOut => "the selector is not told",
            Self::DescribesWithoutArn => "descriptions have no ARN",
            Self::ShapesPoliciesOddly => "policies have another shape",
            Self::EncryptsNothing => "ciphertext is readable",
            Self::StopsAtATagWithoutValues => {
                "a filter for any value of a tag is the last one looked at"
            }
        }
    }
}

impl Shown {
    /// Returns what a store answers.
    #[track_caller]
    pub(super) fn seen(&self, side: &Side) -> Value {
        for (operation, arguments) in &self.before {
            side.ask(operation, arguments);
        }
        let (operation, arguments) = &self.ask;
        match side.ask(operation, arguments) {
            Outcome::Refused(code) => json!(code),
            Outcome::Done(answer) => answer.pointer(self.at).cloned().unwrap_or_default(),
        }
    }
}
