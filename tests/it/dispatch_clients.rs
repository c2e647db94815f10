//! Dispatched workbooks in the programs of other people: openpyxl reads back every lock and rule; LibreOffice re-saves them as xlsx,
//! xls and ods, and they still say which they are and what was sent.

use std::collections::BTreeMap;
use std::path::Path;

use fenjie::handout::Handout;
use fenjie::identity::Carrier;
use fenjie::model::{Ledger, Role};
use fenjie::read::returned::evidence;
use serde_json::Value;

use super::dispatch::{assert_sent, carriers, open, seed, workbooks};
use super::office::{are_there, convert};
use super::read_foreign::{has_openpyxl, script};

/// The workbooks of both seeds by lead, as files of a folder.
fn files(folder: &Path) -> Vec<(String, Ledger, Handout)> {
    let mut files = Vec::new();
    for number in ["003", "004"] {
        let Some(ledger) = seed(number) else { continue };
        for (at, (handout, bytes)) in workbooks(&ledger, Role::Lead).into_iter().enumerate() {
            let name = format!("{number}-{at}.xlsx");
            std::fs::write(folder.join(&name), bytes).unwrap();
            files.push((name, ledger.clone(), handout));
        }
    }
    files
}

const OPEN: [&str; 8] = ["完成状态", "完成百分比", "进展情况", "存在问题", "下一步打算", "填报人", "联系电话", "填报日期"];

#[test]
fn openpyxl_sees_locks_rules_and_print_set_up() {
    if !has_openpyxl() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    let seen: BTreeMap<String, Value> = serde_json::from_str(&script("dispatched_sheets.py", &[folder.path().to_str().unwrap()])).unwrap();
    assert_eq!(seen.len(), files.len());
    for (name, ledger, handout) in &files {
        let book = &seen[name];
        let unit = &handout.unit;
        assert_eq!(book["sheets"][0], serde_json::json!(["填报表", "visible", true]), "{unit}");
        assert_eq!(book["sheets"][1], serde_json::json!(["填报说明", "visible", true]));
        assert_eq!(book["sheets"][2], serde_json::json!(["_fenjie_dispatch", "veryHidden", false]));
        assert_eq!(book["rows"], handout.shares.len());
        assert!(book["title"].as_str().unwrap().ends_with(&format!("填报表（2023年第一季度·{unit}）")));
        for (what, forbidden) in [("sort", true), ("autoFilter", false), ("formatRows", false), ("insertRows", true), ("deleteRows", true)]
        {
            assert_eq!(book["forbidden"][what], forbidden, "{unit} {what}");
        }
        assert!(book["password"].is_null(), "no password");
        for (header, cells) in book["open"].as_object().unwrap() {
            let is_open = OPEN.contains(&header.as_str());
            assert!(cells.as_array().unwrap().iter().all(|cell| *cell == is_open), "{unit} {header}");
            let fills = &book["fills"][header];
            assert_eq!(*fills, if is_open { serde_json::json!(["FFFFF9E5"]) } else { serde_json::json!(["None"]) }, "{unit} {header}");
        }
        assert_rules(&book["rules"], handout.shares.len());
        let stamp = book["properties"]["fenjie.dispatch"].as_str().unwrap();
        assert!(stamp.contains(&ledger.plan.id) && stamp.contains(unit.as_str()));
        assert_eq!(book["subject"], stamp);
        assert_eq!(book["names"]["_fenjie_dispatch"], format!("\"{stamp}\""));
        assert_eq!((book["print_titles"].as_str(), book["freeze"].as_str()), (Some("$3:$3"), Some("C4")));
        assert_eq!(book["paper"], serde_json::json!([9, "landscape", 0, true]));
        assert!(book["filter"].as_str().unwrap().starts_with("A3:"));
        for (header, least, most) in
            [("序号", 5.0, 7.0), ("具体内容", 50.0, 61.0), ("进展情况", 36.0, 41.0), ("存在问题", 24.0, 25.0), ("编码", 8.0, 12.0)]
        {
            let width = book["widths"][header].as_f64().unwrap();
            assert!((least..=most).contains(&width), "{unit} {header} {width}");
        }
    }
}

fn assert_rules(rules: &Value, rows: usize) {
    assert_eq!(rules["完成状态"]["list"], "\"未启动,推进中,已完成,长期推进\"");
    assert_eq!((&rules["完成百分比"]["type"], &rules["完成百分比"]["limits"]), (&"whole".into(), &serde_json::json!(["0", "100"])));
    assert_eq!(rules["填报日期"]["type"], "date");
    assert_eq!((&rules["进展情况"]["type"], &rules["进展情况"]["limits"][0]), (&"textLength".into(), &"2000".into()));
    for header in OPEN {
        let rule = &rules[header];
        assert!(rule["prompt"].as_str().is_some_and(|prompt| !prompt.is_empty()), "{header}: {rule}");
        assert_eq!(rule["rows"], serde_json::json!([4, 3 + rows]), "{header}");
    }
}

#[test]
fn libreoffice_leaves_identity_and_sent_values() {
    use Carrier::{DefinedName, HiddenSheet, HiddenStamp, Property, RowIds, Subject, Subtitle, TitleRow};
    if !are_there(&["soffice"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    let names: Vec<&str> = files.iter().map(|(name, _, _)| name.as_str()).collect();
    if names.is_empty() {
        return;
    }
    for extension in ["xlsx", "xls", "ods"] {
        let out = folder.path().join(extension);
        convert(folder.path(), extension, &out, &names);
        for (name, ledger, handout) in &files {
            let bytes = std::fs::read(out.join(name.replace("xlsx", extension))).unwrap();
            let evidence = evidence(&open(&bytes), Path::new(""));
            let mut found = carriers(&evidence, ledger, handout);
            found.dedup();
            assert_eq!(found, [HiddenSheet, HiddenStamp, Property, Subject, DefinedName, TitleRow, Subtitle, RowIds], "{name} {extension}");
            assert_sent(evidence.sent.as_ref().unwrap(), ledger, handout);
            assert!(evidence.damaged.is_empty() && evidence.newer.is_none());
        }
    }
}
