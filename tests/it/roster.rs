//! The roster: drafted from a plan, filled in by a clerk, read back, resolved.

use std::path::Path;

use fenjie::finding::Finding;
use fenjie::limits::USUAL;
use fenjie::model::{Group, Roster, Unit};
use fenjie::read::roster::read;
use fenjie::roster::{Draft, Entry, Resolution, draft};
use fenjie::write::roster::{csv, workbook};

use super::dispatch::seed;

fn read_back(bytes: &[u8], name: &str) -> (Roster, Vec<Finding>) {
    read(bytes, Path::new(name), &USUAL).unwrap()
}

fn without_places(mut roster: Roster) -> Roster {
    roster.units.iter_mut().for_each(|unit| unit.place = None);
    roster.groups.iter_mut().for_each(|group| group.place = None);
    roster
}

/// The roster a draft is, when nobody decides anything.
fn undecided(draft: &Draft) -> Roster {
    let mut roster = Roster::default();
    for name in &draft.names {
        match &name.entry {
            Entry::Unit(unit) => roster.units.push(unit.clone()),
            Entry::Group(group) => roster.groups.push(group.clone()),
        }
    }
    without_places(roster)
}

#[test]
fn a_draft_nobody_touched_reads_back_as_its_names() {
    for number in ["000", "003", "004"] {
        let Some(ledger) = seed(number) else { return };
        let drafted = draft(&ledger.plan, None);
        assert!(drafted.names.len() > 10);
        for (bytes, name) in [(workbook(&drafted, &ledger.plan).unwrap(), "名录.xlsx"), (csv(&drafted).unwrap(), "名录.csv")] {
            let (roster, findings) = read_back(&bytes, name);
            assert_eq!(without_places(roster), undecided(&drafted), "{number} {name}: proposals count only when taken over");
            assert_eq!(findings, [], "{number} {name}");
        }
    }
}

#[test]
fn the_seeds_get_the_proposals_a_clerk_would_make() {
    let proposed = |number: &str| {
        let ledger = seed(number)?;
        let drafted = draft(&ledger.plan, None);
        let pair = |name: &fenjie::roster::DraftName| Some((name.entry.name().to_owned(), name.proposals.first()?.unit.clone()));
        let groups = drafted.names.iter().filter(|name| matches!(name.entry, Entry::Group(_))).map(|name| name.entry.name().to_owned());
        Some((drafted.names.iter().filter_map(pair).collect::<Vec<_>>(), groups.collect::<Vec<_>>()))
    };
    let has =
        |pairs: &[(String, String)], name: &str, unit: &str| pairs.iter().any(|pair| (pair.0.as_str(), pair.1.as_str()) == (name, unit));
    let Some((pairs, groups)) = proposed("003") else { return };
    assert!(has(&pairs, "黄茅洲镇", "黄茅洲镇中心卫生院"), "{pairs:?}");
    assert!(groups.contains(&"各医疗卫生单位".to_owned()), "{groups:?}");
    let (pairs, groups) = proposed("004").unwrap();
    assert!(has(&pairs, "局医政药政管理", "局医政药政管理岗位") && has(&pairs, "规划发展岗位", "局规划发展岗位"), "{pairs:?}");
    assert!(groups.contains(&"局机关各岗位".to_owned()), "{groups:?}");
    let (pairs, _) = proposed("000").unwrap();
    assert!(has(&pairs, "医政科", "医政医管科") && has(&pairs, "公卫科", "公共卫生科"), "{pairs:?}");
}

const FILLED: &str = "\
望川县单位名录,,,,,,,,
科室名称,类型,简称,包含单位,联络员,手机,电子邮箱,建议归入,是否采用
农田建设股,,农建股、农田股,,林知秋,0731-5550001,lin@example.cn,,
水利站,单位,,,,,,,
水管所,单位,,,周斐,,,水利站,是
灌溉站,单位,,,,,,水管所,√
林站,单位,,,,,,林业站,对
东站,单位,,,,,,西站,否
各站,集体,,水利站、灌溉站、林站,,,,,
各有关单位,,,各站、农建股,,,,,
办公室,汇总,,,,,,,
";

#[test]
fn what_a_clerk_decided_counts() {
    let (roster, findings) = read_back(FILLED.as_bytes(), "名录.csv");
    assert_eq!(findings, []);
    let units: Vec<(&str, String)> = roster.units.iter().map(|unit| (unit.name.as_str(), unit.aliases.join("、"))).collect();
    assert_eq!(
        units,
        [
            ("农田建设股", "农建股、农田股".to_owned()),
            ("水利站", "水管所、灌溉站".to_owned()),
            ("东站", String::new()),
            ("办公室", String::new()),
            ("林业站", "林站".to_owned()),
        ]
    );
    assert_eq!(roster.units[0].contact.words(), "林知秋 0731-5550001 lin@example.cn");
    assert_eq!(roster.units[1].contact.person.as_deref(), Some("周斐"), "the contact of the adopted name");
    assert!(roster.units[3].collects);
    let members = |name: &str| match roster.resolve(name) {
        Resolution::Group(_, units) => units.iter().map(|unit| unit.name.clone()).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(members("各站"), ["水利站", "林业站"], "aliases of one unit are one member");
    assert_eq!(members("各有关单位"), ["农田建设股", "水利站", "林业站"]);
    for name in ["农建股", "水管所", "林站", "东站", "各站"] {
        let again = match roster.resolve(name) {
            Resolution::Unit(Unit { name, .. }) | Resolution::Group(Group { name, .. }, _) => roster.resolve(name),
            Resolution::Unknown => panic!("{name}"),
        };
        assert_eq!(again, roster.resolve(name), "resolving what was resolved changes nothing");
    }
}

#[test]
fn contradictions_are_said_with_their_rows() {
    /// Rule, cell, words of the message.
    type Said = (&'static str, &'static str, &'static [&'static str]);
    let cases: &[(&str, &[Said])] = &[
        ("单位名称,别名\n甲股,一股\n乙股,一股\n", &[("N001", "A3", &["一股", "第 3 行", "第 2 行", "乙股", "甲股"])]),
        ("单位名称,别名\n甲股,\n甲 股,\n", &[("N001", "A3", &["第 2 行"])]),
        ("单位名称,别名\n甲股,乙股\n乙股,\n", &[("N001", "A3", &["乙股", "甲股"])]),
        ("单位名称,建议归入,采用\n甲股,乙股,是\n乙股,甲股,是\n", &[("N003", "A2", &["绕成了一圈"])]),
        ("单位名称,成员\n甲股,\n各股,甲股、丙股\n", &[("N006", "B3", &["各股", "“丙股”在名录里", "没有联系人"])]),
        ("单位名称,成员\n各股,甲股、乙股、丙股、丁股\n", &[("N006", "B2", &["“甲股”、“乙股”、“丙股”等 4 个", "没有联系人"])]),
        ("单位名称,成员\n甲股,\n各股,甲股、各站\n", &[("N004", "B3", &["各股", "各站"])]),
        ("单位名称,成员\n甲股,\n各股,各科\n各科,各股、甲股\n", &[("N005", "B3", &["各股"]), ("N005", "B4", &["各科"])]),
    ];
    for (text, expected) in cases {
        let (roster, findings) = read_back(text.as_bytes(), "名录.csv");
        let found: Vec<(&str, &str)> =
            findings.iter().map(|finding| (finding.rule.as_str(), finding.cell.as_deref().unwrap_or(""))).collect();
        assert_eq!(found, expected.iter().map(|(rule, cell, _)| (*rule, *cell)).collect::<Vec<_>>(), "{text}");
        for (finding, (_, _, words)) in findings.iter().zip(*expected) {
            assert!(words.iter().all(|word| finding.message.contains(word)), "{}", finding.message);
        }
        for group in &roster.groups {
            assert!(matches!(roster.resolve(&group.name), Resolution::Group(..)), "a circle of groups ends");
        }
    }
}

/// The sheet's own instruction: write the members of a group into its cell.
#[test]
fn members_without_a_row_are_units_of_their_own() {
    let (roster, findings) = read_back("单位名称,别名,成员\n甲股,一股,\n各股,,一股、乙股、丙 股\n各站,,乙股\n".as_bytes(), "名录.csv");
    let units: Vec<&str> = roster.units.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(units, ["甲股", "乙股", "丙 股"], "an alias is no new unit, and nobody comes twice");
    let Resolution::Group(_, members) = roster.resolve("各股") else { panic!("各股 is a group") };
    assert_eq!(members.len(), 3);
    assert_eq!(findings.len(), 1, "{findings:?}");
}

#[test]
fn a_table_without_units_is_refused() {
    for text in ["单位名称,类别\n", "随便写写\n", "序号,工作任务\n1,修渠\n", "单位名称,成员\n各股,\n"] {
        let error = read(text.as_bytes(), Path::new("名录.csv"), &USUAL).unwrap_err().to_string();
        assert!(error.contains("名录.csv") && error.contains("一个单位也没有") && error.contains("fenjie roster"), "{error}");
    }
}

#[test]
fn a_roster_of_another_kind_of_file_is_refused() {
    let error = read(b"%PDF-1.7", Path::new("名录.pdf"), &USUAL).unwrap_err().to_string();
    assert!(error.contains("名录.pdf") && error.contains("fenjie roster"), "{error}");
}
