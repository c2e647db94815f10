//! Tables of what units write, field by field, and the laws every reading keeps.

use std::fmt::Write as _;

use proptest::prelude::*;

mod texts;

use super::*;
use Note::{
    Ambiguous, BidiControls, Blank, ControlsShown, DoubtfulPicture, ErrorValue, Normalised, OpenStatus, OutOfList, Reference, Suspicious,
    Unparsed,
};
use ProgressField::{Narrative, NextSteps, Percent, Phone, Problems, ReportedOn, Reporter, Status};

/// What is written, its value, what is odd about it.
type Case = (&'static str, Option<&'static str>, &'static [Note]);

const FIELDS: [ProgressField; 8] = [Status, Percent, Narrative, Problems, NextSteps, Reporter, Phone, ReportedOn];

fn hold(field: ProgressField, cases: &[Case]) {
    let mut wrong = String::new();
    for (written, value, notes) in cases {
        let answer = read_answer(field, written, Some(2031));
        if (answer.value.as_deref(), answer.notes.as_slice()) != (*value, *notes) {
            let _ = writeln!(wrong, "{field:?} {written:?}: {answer:?}, not {value:?} {notes:?}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn hold_none(field: ProgressField, none: &[&str]) {
    for written in none {
        assert_eq!(read_answer(field, written, Some(2031)), Answer::none(Unparsed), "{written}");
    }
}

#[test]
fn status_words() {
    const NO_WORD: Case = ("", None, &[Blank]);
    hold(
        Status,
        &[
            NO_WORD,
            (" \u{3000}\n", None, &[Blank]),
            ("未启动", Some("未启动"), &[]),
            ("推进中", Some("推进中"), &[]),
            ("已完成", Some("已完成"), &[]),
            ("长期推进", Some("长期推进"), &[]),
            ("  已完成\n", Some("已完成"), &[]),
            ("已 完 成", Some("已完成"), &[Normalised]),
            ("已完成。", Some("已完成"), &[Normalised]),
            ("完成", Some("已完成"), &[Normalised]),
            ("全部完成！", Some("已完成"), &[Normalised]),
            ("√", Some("已完成"), &[Normalised]),
            ("✔", Some("已完成"), &[Normalised]),
            ("是", Some("已完成"), &[Normalised]),
            ("已办结", Some("已完成"), &[Normalised]),
            ("办结", Some("已完成"), &[Normalised]),
            ("整改到位", Some("已完成"), &[Normalised]),
            ("已竣工", Some("已完成"), &[Normalised]),
            ("如期完成", Some("已完成"), &[Normalised]),
            ("進行中", Some("推进中"), &[Normalised]),
            ("进行中", Some("推进中"), &[Normalised]),
            ("推进", Some("推进中"), &[Normalised]),
            ("在办", Some("推进中"), &[Normalised]),
            ("正在办理", Some("推进中"), &[Normalised]),
            ("有序推进中", Some("推进中"), &[Normalised]),
            ("部分完成", Some("推进中"), &[Normalised]),
            ("已启动", Some("推进中"), &[Normalised]),
            ("未开展", Some("未启动"), &[Normalised]),
            ("未开始", Some("未启动"), &[Normalised]),
            ("尚未启动", Some("未启动"), &[Normalised]),
            ("待实施", Some("未启动"), &[Normalised]),
            ("否", Some("未启动"), &[Ambiguous]),
            ("常年", Some("长期推进"), &[Normalised]),
            ("长期坚持", Some("长期推进"), &[Normalised]),
            ("持续推进", Some("长期推进"), &[Normalised]),
            ("常态化", Some("长期推进"), &[Normalised]),
            ("暂缓", None, &[OutOfList]),
            ("未完成", None, &[OpenStatus]),
            ("基本完成", None, &[OpenStatus]),
            ("基本完成，剩余2户", None, &[OpenStatus]),
            ("已基本完成（主体）", None, &[OpenStatus]),
            ("已开展", None, &[OpenStatus]),
            ("TRUE", None, &[Unparsed]),
            ("FALSE", None, &[Unparsed]),
            ("100%", None, &[Unparsed]),
            ("1", None, &[Unparsed]),
            ("已完成50%", None, &[Unparsed]),
            ("2031-03-31", None, &[Unparsed]),
            ("？", None, &[Unparsed]),
            ("☑已完成□未完成", None, &[Unparsed]),
            ("已建成冷库两座，正在试运行。", None, &[Unparsed]),
            ("#REF!", None, &[ErrorValue]),
            ("=DISPIMG(\"ID_7\",1)", None, &[DoubtfulPicture]),
        ],
    );
}

#[test]
fn status_words_behind_a_tick() {
    hold(
        Status,
        &[
            ("✅已完成", Some("已完成"), &[Normalised]),
            ("✔️ 推进中", Some("推进中"), &[Normalised]),
            ("✅", Some("已完成"), &[Normalised]),
            ("☑", Some("已完成"), &[Normalised]),
        ],
    );
}

#[test]
fn percentages_that_are_read() {
    hold(
        Percent,
        &[
            ("50", Some("50"), &[]),
            ("0", Some("0"), &[]),
            ("100", Some("100"), &[]),
            ("37.5", Some("37.5"), &[]),
            ("50%", Some("50"), &[]),
            (" 50%\n", Some("50"), &[]),
            ("0%", Some("0"), &[]),
            ("1", Some("1"), &[]),
            ("1%", Some("1"), &[]),
            ("0.5%", Some("0.5%"), &[]),
            ("0.005", Some("0.5%"), &[Normalised]),
            ("0.5", Some("50"), &[Normalised]),
            ("0.07", Some("7"), &[Normalised]),
            ("0.29", Some("29"), &[Normalised]),
            ("0.333333333333333", Some("33.3333333333333"), &[Normalised]),
            ("33.3333333333333%", Some("33.3333333333333"), &[]),
            ("５０％", Some("50"), &[Normalised]),
            ("50 %", Some("50"), &[Normalised]),
            ("50.0", Some("50"), &[Normalised]),
            ("050%", Some("50"), &[Normalised]),
            ("50%。", Some("50"), &[Normalised]),
            ("百分之五十", Some("50"), &[Normalised]),
            ("百分之九十九点五", Some("99.5"), &[Normalised]),
            ("百分之 50", Some("50"), &[Normalised]),
            ("百分之百", Some("100"), &[Normalised]),
            ("百分百", Some("100"), &[Normalised]),
            ("百分之零", Some("0"), &[Normalised]),
            ("五成", Some("50"), &[Normalised]),
            ("七成五", Some("75"), &[Normalised]),
            ("8成", Some("80"), &[Normalised]),
            ("十成", Some("100"), &[Normalised]),
            ("一半", Some("50"), &[Normalised]),
            ("完成一半", Some("50"), &[Normalised]),
            ("八十", Some("80"), &[Normalised]),
            ("约80%", Some("80"), &[Normalised]),
            ("80%左右", Some("80"), &[Normalised]),
            ("大约八成左右", Some("80"), &[Normalised]),
            ("已完成80%", Some("80"), &[Normalised]),
            ("100%完成", Some("100"), &[Normalised]),
            ("完成率：85.5%", Some("85.5"), &[Normalised]),
            ("目前总体进度达到６０％", Some("60"), &[Normalised]),
            ("5000%", Some("50"), &[Suspicious]),
            ("3750%", Some("37.5"), &[Suspicious]),
            ("10000%", Some("100"), &[Suspicious]),
        ],
    );
}

#[test]
fn percentages_that_are_not() {
    const NONE: &[&str] = &[
        "-10",
        "－10%",
        "+5",
        "101",
        "120%",
        "500%",
        "5000",
        "20000%",
        "60%-70%",
        "60-70",
        "60%至70%",
        "百分之二十至三十",
        "过半",
        "近80%",
        "80%以上",
        "不足80%",
        "超过80%",
        "未完成80%",
        "剩余20%",
        "同比增长80%",
        "已完成80",
        "完成5000%",
        "已完成",
        "完成",
        "NaN",
        "Infinity",
        "0x1F",
    ];
    hold_none(Percent, NONE);
    let error = |written| read_answer(Percent, written, None);
    for written in ["#REF!", "#NAME?", "#SPILL!", "#BLOCKED!", "#N/A", "#DIV/0!", "#GETTING_DATA", "Err:502"] {
        assert_eq!(error(written), Answer::none(ErrorValue), "{written}");
    }
    assert_eq!(error("　"), Answer::none(Blank));
}

#[test]
fn what_is_no_percentage_at_all() {
    const NONE: &[&str] = &[
        "1,5",
        "1，5",
        "1E2",
        "1/2",
        "1月2日",
        "2031-01-02",
        "45293",
        "TRUE",
        "无",
        "/",
        "50%%",
        "%",
        ".5",
        "50.%",
        "50‰",
        "50个百分点",
        "百分之",
        "百分之三五",
        "百分之十十",
        "百分之五百",
        "成",
        "十二成",
        "五成五成",
        "三分之二",
        "٥٠%",
        "五十六十",
        "80%（已签约12户）",
    ];
    hold_none(Percent, NONE);
}

#[test]
fn days_that_are_read() {
    hold(
        ReportedOn,
        &[
            ("2031-03-31", Some("2031-03-31"), &[]),
            (" 2031-03-31 ", Some("2031-03-31"), &[]),
            ("2031-3-31", Some("2031-03-31"), &[Normalised]),
            ("2031/3/31", Some("2031-03-31"), &[Normalised]),
            ("31/3/2031", Some("2031-03-31"), &[Normalised]),
            ("3/31/2031", Some("2031-03-31"), &[Normalised]),
            ("4/4/2031", Some("2031-04-04"), &[Normalised]),
            ("4/3/2031", None, &[Unparsed]),
            ("31/13/2031", None, &[Unparsed]),
            ("2031.3.31", Some("2031-03-31"), &[Normalised]),
            ("2031.03.31", Some("2031-03-31"), &[Normalised]),
            ("2031年3月31日", Some("2031-03-31"), &[Normalised]),
            ("2031 年 3 月 31 日", Some("2031-03-31"), &[Normalised]),
            ("2031年3月31号", Some("2031-03-31"), &[Normalised]),
            ("2031年3月31", Some("2031-03-31"), &[Normalised]),
            ("２０３１年３月３１日", Some("2031-03-31"), &[Normalised]),
            ("二〇三一年三月三十一日", Some("2031-03-31"), &[Normalised]),
            ("（2031年3月31日）", Some("2031-03-31"), &[Normalised]),
            ("20310331", Some("2031-03-31"), &[Normalised]),
            ("２０３１０３３１", Some("2031-03-31"), &[Normalised]),
            ("2031-03-31 10:20", Some("2031-03-31"), &[Normalised]),
            ("2031-03-31T00:00:00", Some("2031-03-31"), &[Normalised]),
            ("2031/3/31 9:05:00", Some("2031-03-31"), &[Normalised]),
            ("47938", Some("2031-03-31"), &[Normalised]),
            ("47938.75", Some("2031-03-31"), &[Normalised]),
            ("20000", Some("1954-10-03"), &[Suspicious]),
            ("45016", Some("2023-03-31"), &[Suspicious]),
            ("2032-02-29", Some("2032-02-29"), &[]),
            ("3月31日", Some("2031-03-31"), &[Ambiguous]),
            ("3月31号", Some("2031-03-31"), &[Ambiguous]),
            ("3月31", Some("2031-03-31"), &[Ambiguous]),
            ("三月三十一日", Some("2031-03-31"), &[Ambiguous]),
            ("03月05日", Some("2031-03-05"), &[Ambiguous]),
            ("3.31", Some("2031-03-31"), &[Ambiguous]),
            ("3.15", Some("2031-03-15"), &[Ambiguous]),
            ("３．１５", Some("2031-03-15"), &[Ambiguous]),
            ("3.01", Some("2031-03-01"), &[Ambiguous]),
            ("3.4", Some("2031-03-04"), &[Ambiguous]),
            ("2.3", Some("2031-02-03"), &[Ambiguous]),
            ("3/1", Some("2031-03-01"), &[Ambiguous]),
            ("31.4.2", Some("2031-04-02"), &[Ambiguous]),
            ("31年3月31日", Some("2031-03-31"), &[Ambiguous]),
            ("32/1/5", Some("2032-01-05"), &[Ambiguous]),
            ("30-12-31", Some("2030-12-31"), &[Ambiguous]),
            ("3-31", Some("2031-03-31"), &[Ambiguous]),
        ],
    );
    let without_year = |written| read_answer(ReportedOn, written, None);
    assert_eq!(without_year("3月31日"), Answer::none(Unparsed));
    assert_eq!(without_year("3.15"), Answer::none(Unparsed));
    assert_eq!(without_year("45016"), Answer::of("2023-03-31", Some(Normalised)));
}

#[test]
fn days_that_are_not() {
    const NONE: &[&str] = &[
        "2031年3月",
        "2031-03",
        "2031.3",
        "3月",
        "31日",
        "3.1",
        "10.3",
        "12.2",
        "3.0",
        "13.5",
        "3.32",
        "31/3",
        "2031-02-30",
        "2031-13-01",
        "2031-00-10",
        "20310230",
        "20311301",
        "2月29日",
        "2月30日",
        "0",
        "-1",
        "1",
        "60",
        "3",
        "19999",
        "80001",
        "2958466",
        "1E15",
        "1000000000000000",
        "1900-01-03",
        "1900-01-03 3:36",
        "31-03-2031",
        "2031-03.31",
        "28.3.31",
        "31.13.1",
        "2031年3月31日前",
        "2031年3月31日至4月2日",
        "3月底",
        "3月下旬",
        "昨天",
        "已完成",
        "50%",
        "TRUE",
        "NaN",
        "无",
        "日",
        "月日",
        "9:05",
    ];
    hold_none(ReportedOn, NONE);
    assert_eq!(read_answer(ReportedOn, "\n", Some(2031)), Answer::none(Blank));
    assert_eq!(read_answer(ReportedOn, "#VALUE!", Some(2031)), Answer::none(ErrorValue));
}

#[test]
fn status_and_percent_that_exclude_each_other() {
    for (status, percent, expected) in [
        (Some("已完成"), Some("30"), true),
        (Some("已完成"), Some("0.5%"), true),
        (Some("已完成"), Some("100"), false),
        (Some("未启动"), Some("100"), true),
        (Some("未启动"), Some("0"), false),
        (Some("未启动"), Some("0.5%"), true),
        (Some("推进中"), Some("100"), false),
        (Some("长期推进"), Some("30"), false),
        (Some("已完成"), None, false),
        (None, Some("30"), false),
        (Some("已完成"), Some("过半"), false),
    ] {
        assert_eq!(contradiction(status, percent), expected, "{status:?} {percent:?}");
    }
}

#[test]
fn every_status_word_means_one_status() {
    let words = &vocabulary::source().answers;
    let lists = [&words.not_begun, &words.under_way, &words.done, &words.lasting, &words.not_done];
    let mut keys: Vec<String> = lists.iter().flat_map(|list| list.iter().map(key)).collect();
    let count = keys.len();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), count);
    for (list, status) in lists.iter().zip([NOT_BEGUN, UNDER_WAY, DONE, LASTING]) {
        assert_eq!(list.iter().next(), Some(status));
    }
    for list in lists {
        for word in list.iter() {
            assert!(read_answer(Status, word, None).value.is_some(), "{word}");
        }
    }
}

/// What is compared folded must be listed folded, and every listed word must do something.
#[test]
fn every_listed_word_works() {
    let words = &vocabulary::source().answers;
    for (word, text) in words
        .before_percent
        .iter()
        .map(|word| (word, format!("{word}80%")))
        .chain(words.after_percent.iter().map(|word| (word, format!("80%{word}"))))
    {
        assert_eq!(read_answer(Percent, &text, None).value.as_deref(), Some("80"), "{word}");
    }
    for word in words.references.iter() {
        assert_eq!(read_answer(Narrative, word, None).notes, [Reference], "{word}");
    }
    for word in words.reference_begins.iter() {
        assert_eq!(read_answer(Narrative, &format!("{word}3项"), None).notes, [Reference], "{word}");
    }
}

#[test]
fn every_note_has_words_of_its_own() {
    let mut words: Vec<&str> = Note::ALL.into_iter().map(Note::rule_words).collect();
    assert!(words.iter().all(|words| words.contains('。') && words.contains('请') && !words.ends_with('。')));
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), Note::ALL.len());
}

/// Texts of the pieces these fields are made of, and any text at all.
fn written() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "0",
        "1",
        "3",
        "9",
        "５",
        "十",
        "百",
        "五",
        "点",
        ".",
        "%",
        "％",
        "百分之",
        "成",
        "约",
        "左右",
        "完成",
        "已",
        "年",
        "月",
        "日",
        "-",
        "/",
        ":",
        " ",
        "T",
        "2031",
        "31",
        "同上",
        "见第",
        "项",
        "是",
        "否",
        "\r",
        "\n",
        "\0",
        "\u{85}",
        "\u{202E}",
        "#",
        "!",
        "E",
        "+",
        "(",
        "）",
        "=DISPIMG(",
        "　",
        "😀",
        "𠮷",
    ]);
    prop_oneof![
        prop::collection::vec(pieces, 0..9).prop_map(|pieces| pieces.concat()),
        (0u32..200_000, 0u32..4).prop_map(|(number, places)| (f64::from(number) / 10f64.powi(places as i32)).to_string()),
        any::<String>(),
        "\\PC{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4096,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(20_230_510),
        ..ProptestConfig::default()
    })]

    #[test]
    fn every_text_reads_and_its_value_reads_as_itself(written in written(), year in prop::option::of(any::<i16>())) {
        for field in FIELDS {
            let Answer { value, notes } = read_answer(field, &written, year);
            let no_value = [Blank, Unparsed, OutOfList, OpenStatus, ErrorValue, DoubtfulPicture];
            prop_assert_eq!(value.is_none(), notes.iter().any(|note| no_value.contains(note)), "{:?}", field);
            let Some(value) = value else { continue };
            // What is odd about a text itself stays so: a reference, a direction, a telephone number cut short.
            let of_the_text = matches!(field, Narrative | Problems | NextSteps | Reporter | Phone);
            let lasting = |note: &Note| of_the_text && matches!(note, Reference | BidiControls | Suspicious);
            let notes = notes.into_iter().filter(lasting).collect();
            prop_assert_eq!(read_answer(field, &value, year), Answer { value: Some(value), notes }, "{:?}", field);
        }
    }

    #[test]
    fn values_have_their_form(written in written()) {
        if let Some(percent) = read_answer(Percent, &written, None).value {
            let number: f64 = percent.trim_end_matches('%').parse().unwrap();
            prop_assert!((0.0..=100.0).contains(&number) && percent.ends_with('%') == (number > 0.0 && number < 1.0), "{}", percent);
        }
        if let Some(day) = read_answer(ReportedOn, &written, Some(2031)).value {
            prop_assert_eq!(day.parse::<jiff::civil::Date>().unwrap().to_string(), day);
        }
        if let Some(text) = read_answer(Narrative, &written, None).value {
            let kept = |text: &str| text.chars().filter(|&c| !c.is_control() && !c.is_whitespace()).count();
            prop_assert!(kept(&text) >= kept(&written[trimmed(&written)]));
            prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n' && c != '\t'));
        }
    }
}
