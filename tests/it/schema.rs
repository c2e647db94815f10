//! The JSON Schema that ships with the project is the one the types give, and what we write fits it.

use std::path::Path;

use fenjie::model::{FORMAT, ledger_schema};

/// `FENJIE_UPDATE=1 cargo test schema` writes it anew after a change of the model; the change of the file is then reviewed like code.
#[test]
fn the_checked_in_schema_is_the_types_schema() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/ledger.schema.json");
    let wanted = ledger_schema() + "\n";
    if std::env::var_os("FENJIE_UPDATE").is_some() {
        std::fs::write(&file, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(found, wanted, "templates/ledger.schema.json is not what the types say; FENJIE_UPDATE=1 cargo test schema writes it anew");
}

/// Every property of a written ledger is one the schema knows, in every object.
#[test]
fn what_is_written_is_in_the_schema() {
    let schema: serde_json::Value = serde_json::from_str(&ledger_schema()).unwrap();
    let sample = super::write_support::sample();
    let value = serde_json::to_value(&sample).unwrap();
    assert_eq!(value["format"], FORMAT);
    let properties = |name: &str| schema["$defs"][name]["properties"].as_object().unwrap_or_else(|| panic!("{name}"));
    let known = |object: &serde_json::Value, name: &str| {
        for key in object.as_object().unwrap().keys() {
            assert!(properties(name).contains_key(key), "{name} has no {key} in the schema");
        }
    };
    known(&value["plan"], "Plan");
    value["plan"]["tasks"].as_array().unwrap().iter().for_each(|task| known(task, "Task"));
    value["plan"]["sections"].as_array().unwrap().iter().for_each(|section| known(section, "Section"));
    value["entries"].as_array().unwrap().iter().for_each(|entry| known(entry, "Entry"));
}
