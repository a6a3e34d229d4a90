//! The table itself.

use super::{Field, Fields, Shape, Words};
use crate::parameter::data_type::DataType;
use crate::parameter::kind::ParameterType;
use crate::parameter::tier::Tier;
use crate::seed::manifest::variables::NAME;

const TEXT: Shape = Shape::Text(Words::Any);
const BOOLEAN: Shape = Shape::Text(Words::Boolean);
const WHOLE: Shape = Shape::Text(Words::Whole);
const UNIT: Shape = Shape::Text(Words::Of(&["days", "hours"]));
const TYPE: Shape = Shape::Text(Words::Of(&ParameterType::WORDS));
const TIER: Shape = Shape::Text(Words::Of(&Tier::WORDS));
const OVERWRITE: Shape = Shape::Text(Words::Of(&["changed", "never", "always"]));
const TAGS: Shape =
    Shape::Names { of: "keys to values", like: None, shape: &TEXT, removable: true };

/// A file of a manifest.
pub(crate) static FILE: Shape = Shape::Map(&MANIFEST);

static MANIFEST: Fields = Fields::of(
    "a manifest",
    &[
        Field::required("version", Shape::Text(Words::Only("1")), "Version of the format: 1."),
        Field::new("aws", AWS, "Where the manifest may be applied; anywhere else it ends first."),
        Field::new("vars", VARS, "Variables for `${name}`."),
        Field::new(
            "path",
            TEXT,
            "What relative names are put behind; nothing outside of it is deleted.",
        ),
        Field::new(
            "include",
            Shape::Either {
                is: "`include` is a file or a list of files",
                shapes: &[TEXT, Shape::List("a file")],
            },
            "Files of the same shape that this one is laid over; relative to this file.",
        ),
        Field::new(
            "defaults",
            Shape::Map(&DEFAULTS),
            "What holds for parameters that do not say otherwise.",
        ),
        Field {
            removable: true,
            ..Field::new("parameters", Shape::Parameters, "Parameters by name.")
        },
        Field::new("stages", STAGES, "Overlays by name; `--stage` chooses one."),
        Field::new(
            "prune",
            Shape::Map(&PRUNE),
            "What becomes of parameters that are not named any more.",
        ),
    ],
);

const AWS: Shape = Shape::Map(&Fields::of(
    "`aws`",
    &[
        Field::inherited(
            "account",
            Shape::Text(Words::Like("^[0-9]{12}$")),
            "The account: twelve digits, in quotes.",
        ),
        Field::inherited("region", TEXT, "The Region, such as `eu-west-1`."),
    ],
));

const VARS: Shape =
    Shape::Names { of: "names to texts", like: Some(NAME), shape: &TEXT, removable: false };

const STAGES: Shape = Shape::Names {
    of: "names to overlays",
    like: None,
    shape: &Shape::Map(&STAGE),
    removable: true,
};

static STAGE: Fields = Fields::of(
    "a stage",
    &[
        Field::new("aws", AWS, "Where this stage may be applied."),
        Field::new("vars", VARS, "Variables of this stage."),
        Field::new("defaults", Shape::Map(&DEFAULTS), "Defaults of this stage."),
        Field::inherited(
            "parameters",
            Shape::Parameters,
            "Parameters of this stage, field by field; `null` takes away.",
        ),
    ],
);

static DEFAULTS: Fields = Fields::of(
    "`defaults`",
    &[
        Field::inherited("type", TYPE, "Type of a parameter whose value does not decide it."),
        Field::inherited("tier", TIER, "Tier."),
        Field::inherited("key_id", TEXT, "KMS key; counts for SecureStrings only."),
        Field::inherited("overwrite", OVERWRITE, "When a parameter that is there is written."),
        Field::inherited("protect", BOOLEAN, "Whether it is never deleted or replaced."),
        Field::inherited("purge_tags", BOOLEAN, "Whether tags that are not said are removed."),
        Field::inherited("tags", TAGS, "Tags, merged with those of each parameter."),
    ],
);

static PRUNE: Fields = Fields::of(
    "`prune`",
    &[
        Field::new("enabled", BOOLEAN, "Whether they are deleted without `--prune`."),
        Field::new("id", TEXT, "Whose they are: by default, the `path`."),
        Field::new(
            "keep",
            Shape::List("a pattern"),
            "Patterns, relative to `path`, of what is never deleted.",
        ),
    ],
);

/// A parameter in the long way.
pub(crate) static PARAMETER: Fields = Fields::of(
    "a parameter",
    &[
        Field::inherited("value", VALUE, "The value: a text, or a list of texts."),
        Field::inherited("from", Shape::Map(&FROM), "Where the value comes from."),
        Field::inherited("json", Shape::Anything, "The value: compact JSON of what stands here."),
        Field::inherited("type", TYPE, "How Parameter Store keeps the value."),
        Field::inherited("description", TEXT, "What it is for. Not encrypted."),
        Field::inherited("tags", TAGS, "Tags."),
        Field::inherited("tier", TIER, "What it costs, and how much it holds."),
        Field::inherited("key_id", TEXT, "KMS key of a SecureString."),
        Field::inherited("overwrite", OVERWRITE, "When it is written if it is there."),
        Field::inherited(
            "ignore",
            Shape::List("an item"),
            "`[value]`: the value counts only at creation.",
        ),
        Field::inherited("purge_tags", BOOLEAN, "Whether tags that are not said are removed."),
        Field::inherited("labels", Shape::List("a label"), "Labels of the version that is wanted."),
        Field::inherited("protect", BOOLEAN, "Whether it is never deleted or replaced."),
        Field::inherited("sensitive", BOOLEAN, "Whether a String is masked, too."),
        Field::inherited("allowed_pattern", TEXT, "Regular expression that the value matches."),
        Field::inherited("data_type", Shape::Text(Words::Of(&DataType::WORDS)), "Data type."),
        Field::inherited(
            "policies",
            Shape::Maps(&POLICY),
            "Policies, in the tier Advanced; `[]` takes them away.",
        ),
    ],
);

const VALUE: Shape = Shape::Either {
    is: "a value is a text or a list of texts",
    shapes: &[TEXT, Shape::List("an item")],
};

static FROM: Fields = Fields::choice(
    "`from`",
    &[
        Field::new(
            "env",
            Shape::Either {
                is: "`env` is a variable's name, or a map with `name` and `default`",
                shapes: &[TEXT, Shape::Map(&ENV)],
            },
            "Environment variable.",
        ),
        Field::new(
            "file",
            Shape::Either {
                is: "`file` is a path, or a map with `path`, `encoding` and `trim`",
                shapes: &[TEXT, Shape::Map(&READ)],
            },
            "File, relative to the manifest.",
        ),
        Field::new(
            "command",
            Shape::Either {
                is: "`command` is a list of a program and its arguments, or a map with `argv` and `timeout`",
                shapes: &[Shape::List("an argument"), Shape::Map(&COMMAND)],
            },
            "What a program prints; needs `--allow-commands`.",
        ),
        Field::new("random", Shape::Map(&RANDOM), "A value that is made once, at creation."),
        Field::new(
            "parameter",
            Shape::Either {
                is: "`parameter` is a name, or a map with `name`, `region`, `profile` and `role_arn`",
                shapes: &[TEXT, Shape::Map(&COPY)],
            },
            "The value of another parameter.",
        ),
        Field::new(
            "prompt",
            Shape::Either {
                is: "`prompt` is a question, or a map with `question`",
                shapes: &[TEXT, Shape::Map(&PROMPT)],
            },
            "What somebody types, without an echo.",
        ),
    ],
);

static ENV: Fields = Fields::of(
    "`env`",
    &[
        Field::required("name", TEXT, "Name of the variable."),
        Field::new("default", TEXT, "Value where it is not set."),
    ],
);

static READ: Fields = Fields::of(
    "`file`",
    &[
        Field::required("path", TEXT, "Path, relative to the manifest."),
        Field::new(
            "encoding",
            Shape::Text(Words::Of(&["base64"])),
            "`base64` for a file that is no text.",
        ),
        Field::new(
            "trim",
            Shape::Text(Words::Of(&["newline"])),
            "`newline` leaves out the one at the end.",
        ),
    ],
);

static COMMAND: Fields = Fields::of(
    "`command`",
    &[
        Field::required("argv", Shape::List("an argument"), "The program and its arguments."),
        Field::new("timeout", WHOLE, "How many seconds it may take: 30, if nothing is said."),
    ],
);

static RANDOM: Fields = Fields::of(
    "`random`",
    &[
        Field::new("length", WHOLE, "How many characters: 32, if nothing is said."),
        Field::new(
            "charset",
            Shape::Text(Words::Of(&["alphanumeric", "ascii", "hex", "base64", "uuid"])),
            "Of which characters: alphanumeric, if nothing is said.",
        ),
    ],
);

static COPY: Fields = Fields::of(
    "`parameter`",
    &[
        Field::required("name", TEXT, "Name of the other parameter."),
        Field::new("region", TEXT, "Its Region, if it is another one."),
        Field::new("profile", TEXT, "The profile that may read it."),
        Field::new("role_arn", TEXT, "The role that may read it."),
    ],
);

static PROMPT: Fields = Fields::of("`prompt`", &[Field::new("question", TEXT, "What is asked.")]);

static POLICY: Fields = Fields::choice(
    "a policy",
    &[
        Field::new("expiration", TEXT, "When it is deleted: `2030-12-02T21:34:33Z`."),
        Field::new(
            "expiration_notification",
            Shape::Map(&Fields::of(
                "`expiration_notification`",
                &[
                    Field::required("before", WHOLE, "How long before it is deleted."),
                    Field::required("unit", UNIT, "`days` or `hours`."),
                ],
            )),
            "When somebody is told before.",
        ),
        Field::new(
            "no_change_notification",
            Shape::Map(&Fields::of(
                "`no_change_notification`",
                &[
                    Field::required("after", WHOLE, "How long after the last change."),
                    Field::required("unit", UNIT, "`days` or `hours`."),
                ],
            )),
            "When somebody is told that nothing has changed.",
        ),
    ],
);
