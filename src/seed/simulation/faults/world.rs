//! Random manifests, and stores that have little or much of what they want.

use serde_json::json;

use super::super::*;
use super::seen::{Everything, everything};
use crate::parameter::data_type::DataType;
use crate::parameter::label::Label;
use crate::parameter::text::Description;
use crate::parameter::tier::Tier;
use crate::parameter::{Charset, Recipe};

/// So many parameters are named, and so many are there that nobody names.
pub(super) const NAMED: u8 = 6;
pub(super) const UNNAMED: u8 = 4;

const IMAGE: &str = "ami-0123456789abcdef0";

/// What is wanted, what is there, and how it is gone about.
pub(super) struct World {
    pub(super) manifest: Manifest,
    pub(super) asked: Asked,
    pub(super) simulated: Simulated,
    pub(super) before: Everything,
}

impl World {
    pub(super) fn new(random: &mut fastrand::Rng) -> Self {
        let simulated = Simulated::new(false);
        let parameters = (0..NAMED).map(|number| named(&simulated, number, random)).collect();
        (0..UNNAMED).for_each(|number| unnamed(&simulated, number, random));
        let reads_nothing = random.u8(..8) == 0;
        let prunes = !reads_nothing && random.bool();
        // What is refused would keep all from being deleted.
        let replaces = !reads_nothing && random.u8(..4) > u8::from(!prunes);
        let scope = (prunes || random.bool()).then_some("/f");
        let mut manifest = manifest(scope, parameters);
        manifest.prune = manifest.prune.map(|prune| Prune { keep: kept(&["u0"]), ..prune });
        let intent = Intent { replaces, only_compares: false };
        let asked = Asked { intent, prunes, reads_nothing };
        Self { manifest, asked, before: everything(&simulated), simulated }
    }

    /// Tells whether the rules let a parameter be deleted that nobody names: in other words than the program's.
    pub(super) fn may_go(&self, name: &str) -> bool {
        let tags = &self.before[name].tags;
        self.asked.prunes
            && name != "/f/u0"
            && tags.get("bootstrap:manifest").is_some_and(|owner| owner == "/f")
            && !tags.contains_key("bootstrap:protect")
    }

    pub(super) fn named(&self) -> impl Iterator<Item = &Parameter> {
        self.manifest.parameters.iter().map(|placed| &placed.parameter)
    }
}

/// Makes a parameter that is wanted, and perhaps one that is there.
fn named(simulated: &Simulated, number: u8, random: &mut fastrand::Rng) -> Parameter {
    let name = format!("/f/p{number}");
    let mut parameter = with_value(&name, random);
    let one_in = |of: u8, random: &mut fastrand::Rng| random.u8(..of) == 0;
    let about = one_in(3, random).then(|| Description::parse("what it is").unwrap());
    parameter.description = about;
    parameter.tier =
        [None, None, None, Some(Tier::Standard), Some(Tier::Advanced)][random.usize(..5)];
    if random.bool() {
        parameter.tags = tags(&[("app", "shop"), ("team", "one")]);
    }
    parameter.purges_tags = one_in(4, random);
    if one_in(3, random) {
        parameter.labels = ["live", "now"].map(|label| Label::parse(label).unwrap()).into();
    }
    parameter.protect = one_in(12, random).then_some(true);
    parameter.overwrite =
        [Overwrite::Changed, Overwrite::Changed, Overwrite::Always, Overwrite::Never]
            [random.usize(..10).saturating_sub(6)];
    if random.u8(..3) > 0 {
        fill(simulated, &mut parameter, random);
    }
    parameter
}

fn with_value(name: &str, random: &mut fastrand::Rng) -> Parameter {
    let value = if random.u8(..4) == 0 { "old" } else { "new" };
    let recipe = Recipe { length: 24, charset: Charset::Alphanumeric };
    let plain = wanted(name, value);
    let secure = |plain| Parameter { kind: ParameterType::SecureString, ..plain };
    match random.u8(..10) {
        0 => Parameter { data_type: Some(DataType::Ec2Image), ..wanted(name, IMAGE) },
        1 => Parameter { kind: ParameterType::StringList, ..plain },
        2 => secure(plain),
        3 => Parameter { value: WantedValue::Random(recipe), ..secure(plain) },
        4 => Parameter { ignores_value: true, ..plain },
        _ => plain,
    }
}

/// Puts something where a parameter is wanted: as wanted or otherwise.
fn fill(simulated: &Simulated, wanted: &mut Parameter, random: &mut fastrand::Rng) {
    let is_image = random.u8(..8) == 0;
    if random.u8(..8) == 0 && wanted.data_type.is_none() {
        // One that is not there could only be refused.
        wanted.value = WantedValue::Any;
    }
    if is_image && wanted.data_type.is_none() {
        // What is for good must be said to become something else.
        wanted.data_type = Some(DataType::Text);
    }
    let kind =
        if is_image { "String" } else { ["String", "String", "SecureString"][random.usize(..3)] };
    let mut put = json!({
        "Name": wanted.name.as_str(), "Value": if is_image { IMAGE } else { "old" }, "Type": kind,
        "DataType": if is_image { "aws:ec2:image" } else { "text" },
    });
    put["Tier"] = json!(["Standard", "Standard", "Advanced"][random.usize(..3)]);
    if random.bool() {
        put["Description"] = json!(["what it is", "what it was"][random.usize(..2)]);
    }
    let tag = |key, value| json!({"Key": key, "Value": value});
    let some = [tag("app", "shop"), tag("app", "old"), tag("theirs", "1"), tag("team", "one")];
    put["Tags"] = json!([some[random.usize(..2)], some[random.usize(2..4)]]);
    simulated.ask("PutParameter", &put).unwrap();
    if random.u8(..3) == 0 {
        let label = json!({"Name": wanted.name.as_str(), "Labels": ["live", "now"]});
        simulated.ask("LabelParameterVersion", &label).unwrap();
    }
    if random.u8(..3) == 0 {
        put.as_object_mut().unwrap().remove("Tags");
        put["Overwrite"] = json!(true);
        simulated.ask("PutParameter", &put).unwrap();
    }
}

/// Puts something that nobody names: somebody's, and perhaps not to be deleted.
fn unnamed(simulated: &Simulated, number: u8, random: &mut fastrand::Rng) {
    let mut tags = Vec::new();
    if random.u8(..4) > 0 {
        let owner = ["/f", "/f", "/f", "/g", "/f/u"][random.usize(..5)];
        tags.push(json!({"Key": "bootstrap:manifest", "Value": owner}));
    }
    if random.u8(..4) == 0 {
        tags.push(json!({"Key": "bootstrap:protect", "Value": "true"}));
    }
    let name = format!("/f/u{number}");
    let put = json!({"Name": name, "Value": "old", "Type": "String", "Tags": tags});
    simulated.ask("PutParameter", &put).unwrap();
}
