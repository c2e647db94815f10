use std::path::Path;

use super::*;
use crate::words::jumbled::jumbled;

fn day(text: &str) -> Option<Date> {
    (!text.is_empty()).then(|| text.parse().unwrap())
}

const fn ongoing() -> Option<Recurrence> {
    Some(Recurrence::Ongoing)
}

/// Field values with their last day and recurrence, in a plan for 2031.
const FIELDS: &[(&str, &str, Option<Recurrence>)] = &[
    ("10月底前", "2031-10-31", None),
    (" 6月底完成。", "2031-06-30", None),
    ("2月底", "2031-02-28", None),
    ("2032年2月底", "2032-02-29", None),
    ("2031年11月", "2031-11-30", None),
    ("２０３１年１１月", "2031-11-30", None),
    ("2031 年 11 月", "2031-11-30", None),
    ("10 月底", "2031-10-31", None),
    ("二〇三一年九月底前", "2031-09-30", None),
    ("二OO八年三月", "2008-03-31", None),
    ("二0三一年十月", "2031-10-31", None),
    ("十一月三十日前", "2031-11-30", None),
    ("十二月底前取得阶段性成果", "2031-12-31", None),
    ("9月1日前", "2031-09-01", None),
    ("4月上旬", "2031-04-10", None),
    ("10月中旬", "2031-10-20", None),
    ("5月下旬完成", "2031-05-31", None),
    ("上半年", "2031-06-30", None),
    ("下半年", "2031-12-31", None),
    ("2032年上半年", "2032-06-30", None),
    ("第三季度", "2031-09-30", None),
    ("第1季度末", "2031-03-31", None),
    ("四季度", "2031-12-31", None),
    ("年内", "2031-12-31", None),
    ("年內完成", "2031-12-31", None),
    ("年底前", "2031-12-31", None),
    ("全年", "2031-12-31", None),
    ("2031年", "2031-12-31", None),
    ("2031年度", "2031-12-31", None),
    ("2032年底", "2032-12-31", None),
    ("今年年底", "2031-12-31", None),
    ("明年3月底前", "2032-03-31", None),
    ("第一季度：摸底排查；第二季度：集中整治", "2031-06-30", None),
    ("6月底前完成主体；12月底前投用", "2031-12-31", None),
    ("2030年6月底前立项，9月底前开工", "2030-09-30", None),
    ("5月、11月", "2031-11-30", None),
    ("3月-10月", "2031-10-31", None),
    ("3—10月", "2031-10-31", None),
    ("3月至10月", "2031-10-31", None),
    ("10月-次年3月", "2032-03-31", None),
    ("11-3月", "2032-03-31", None),
    ("7月1日-15日", "2031-07-15", None),
    ("2031-10-31", "2031-10-31", None),
    ("2031/6", "2031-06-30", None),
    ("2031.9.15前", "2031-09-15", None),
    ("20310930", "2031-09-30", None),
    ("2031-10-31 00:00:00", "2031-10-31", None),
    ("31年12月底前", "2031-12-31", None),
    ("6月1日起施行，12月底前见效", "2031-12-31", None),
    ("长期坚持", "", ongoing()),
    ("長期堅持", "", ongoing()),
    ("持续推进", "", ongoing()),
    ("持續推進", "", ongoing()),
    ("常态化开展", "", ongoing()),
    ("6月1日起", "", ongoing()),
    ("即日起", "", ongoing()),
    ("年内持续推进", "2031-12-31", ongoing()),
    ("11月底前、长期坚持", "2031-11-30", ongoing()),
    ("每半年", "", Some(Recurrence::HalfYearly)),
    ("每季度末月20日前", "", Some(Recurrence::Quarterly)),
    ("每月25日前", "", Some(Recurrence::Monthly)),
    ("每年11月底前", "2031-11-30", Some(Recurrence::Yearly)),
    ("12月底前，每季度调度", "2031-12-31", Some(Recurrence::Quarterly)),
    ("每周", "", None),
    ("立行立改", "", None),
    ("汛期前", "", None),
    ("2月30日", "", None),
    ("13月底前", "", None),
    ("9月初", "", None),
    ("三年内", "", None),
    ("12月10日前上报", "2031-12-10", None),
    ("按《2029年12月方案》执行", "", None),
];

#[test]
fn fields_read() {
    let cases = FIELDS;
    for (value, due, recurrence) in cases {
        let found = read_deadline(value, Some(2031)).unwrap_or_else(|| panic!("{value}"));
        assert_eq!((found.due, found.recurrence), (day(due), *recurrence), "{value}");
        assert_eq!(found.raw, value.trim().trim_end_matches('。'), "{value}");
        assert_eq!(found.source, DeadlineSource::Field);
    }
    for value in ["", "  ", "无", "/", "—", "——", "-", "。", "暂无", "\u{3000}"] {
        assert_eq!(read_deadline(value, Some(2031)), None, "{value:?}");
    }
}

#[test]
fn without_a_plan_year_only_printed_years_count() {
    for (value, due) in [("10月底前", ""), ("2031年10月底前", "2031-10-31"), ("2031年6月底前、12月底前", "2031-12-31"), ("明年", "")]
    {
        assert_eq!(read_deadline(value, None).unwrap().due, day(due), "{value}");
    }
    let (range, found) = find_deadline("年底前完成搬迁。", None).unwrap();
    assert_eq!((range, found.due), (0..9, None));
    assert_eq!(read_deadline("次年3月", Some(i16::MAX)).unwrap().due, None);
}

#[test]
fn deadline_clauses_are_told_from_names_and_prose() {
    for clause in [
        "6月底前完成",
        " 2031年底前完成",
        "年内持续推进",
        "长期坚持",
        "長期堅持",
        "12月底前取得阶段性成果",
        "全年",
        "全年推进",
        "每半年",
        "每月25日前",
        "持续推进",
        "9月投入使用",
        "2031年11月",
        "第三季度",
        "力争11月底前投用",
        "完成时限：11月底",
        "5月、11月",
        "立行立改",
        "汛期前完成",
        "十月底前",
        "2031.10.31",
        "2031年全年",
        "1-12月",
        "第二、三季度",
        "2031年-2033年",
        "2032年春节前",
        "半年一次",
        "11月30日（含）前",
    ] {
        assert!(is_deadline_clause(clause), "{clause}");
    }
    for clause in [
        "",
        "市财政局",
        "李明远",
        "各镇街",
        "长期护理保险科",
        "2031年重点工作专班",
        "季度分析组",
        "年内科",
        "市青年联合会",
        "全年龄段服务中心",
        "三月社区",
        "牵头单位：市水务局",
        "各有关单位要在年底前把各项工作做细做实并且认真总结经验教训写出报告来",
        "由县住建局牵头，6月底前完成",
        "6月底前由县住建局牵头",
        "持续改善办公室",
        "3月15日消费者权益日",
        "每月例会制度办公室",
    ] {
        assert!(!is_deadline_clause(clause), "{clause}");
    }
}

#[test]
fn completion_dates_in_running_text() {
    let cases: &[(&str, &str, &str)] = &[
        ("改造老旧管网，10月底前完成主体工程。", "10月底前", "2031-10-31"),
        ("力争年底前全部达标。", "年底前", "2031-12-31"),
        ("年内建成两处公园。", "年内", "2031-12-31"),
        ("加快审批，年內辦結。", "年內", "2031-12-31"),
        ("力争2031年12月底完成验收，年内完成投资。", "2031年12月底", "2031-12-31"),
        ("到2031年底，入学率达到98%。", "到2031年底", "2031-12-31"),
        ("今年底配置率达到90%以上。", "今年底", "2031-12-31"),
        ("6月30日前完成普查。", "6月30日前", "2031-06-30"),
        ("6 月 30 日前完成普查。", "6 月 30 日前", "2031-06-30"),
        ("上半年完成选址，9月底前开工。", "9月底前", "2031-09-30"),
        ("上半年完成选址。", "上半年", "2031-06-30"),
        ("第三季度末完成招标。", "第三季度末", "2031-09-30"),
        ("二季度完成招标。", "二季度", "2031-06-30"),
        ("于２０３１年９月底前投用。", "２０３１年９月底前", "2031-09-30"),
        ("十一月底前完成清淤。", "十一月底前", "2031-11-30"),
        ("二〇三一年八月底前建成。", "二〇三一年八月底前", "2031-08-31"),
        ("新校舍9月投入使用。", "9月", "2031-09-30"),
        ("10月中旬全面完成秋种。", "10月中旬", "2031-10-20"),
        ("明年3月底前完成并网。", "明年3月底前", "2032-03-31"),
        ("2032年2月底前完成结算。", "2032年2月底前", "2032-02-29"),
        ("入户率较2018年底提高5%，11月底前完成。", "11月底前", "2031-11-30"),
        ("年终前完成兑现。", "年终前", "2031-12-31"),
        ("落实《2029年12月底前实施的办法》，8月底前整改到位。", "8月底前", "2031-08-31"),
        ("12月底前报送总结；5月底前完成自查。", "5月底前", "2031-05-31"),
        ("（市水务局负责，7月底前完成）", "7月底前", "2031-07-31"),
        ("9月1日前完成校车年检。", "9月1日前", "2031-09-01"),
        ("11月30日24时前完成清场。", "11月30日24时前", "2031-11-30"),
        ("9月底前完成前期，2032年3月开工，2033年6月底前完工。", "9月底前", "2031-09-30"),
    ];
    for (body, raw, due) in cases {
        let (range, found) = find_deadline(body, Some(2031)).unwrap_or_else(|| panic!("{body}"));
        assert_eq!((found.raw.as_str(), found.due), (*raw, day(due)), "{body}");
        assert_eq!(&body[range], *raw, "{body}");
        assert_eq!((found.source, found.recurrence), (DeadlineSource::Body, None));
    }
}

#[test]
fn other_times_in_running_text_are_no_deadlines() {
    for body in [
        "",
        "近视率在2028年的基础上每年降低0.5个百分点。",
        "较2030年底下降三成。",
        "全市2035年达到消除目标。",
        "到2035年底全面建成。",
        "到2032年底覆盖率过半。",
        "2030年12月底前已经完成。",
        "落实2031年工作要点。",
        "2031年完成各项任务。",
        "全年提供信息12条。",
        "今年培训骨干。",
        "自6月1日起施行。",
        "6月1日起实行新办法。",
        "10月-次年3月为防火期。",
        "3月至10月开展巡护。",
        "11月底至次年2月底开展冬训。",
        "每月28日前更新台账。",
        "每年6月底前组织体检。",
        "每季度末月20日前汇总。",
        "12月10日前将总结报送市教育局。",
        "请于7月5日前反馈意见。",
        "通过3-5年建设形成品牌。",
        "三年内实现翻番。",
        "5年底子薄弱。",
        "青少年内分泌门诊。",
        "老年内科建设。",
        "年内科室调整方案。",
        "组织敬老月活动。",
        "5月开展宣传活动。",
        "6月5日世界环境日集中宣传。",
        "开展“2031年底前清零”行动。",
        "2029年12月31日前出生的儿童。",
        "上半年各项指标分析。",
        "年底考核排名靠后的约谈。",
        "学年末测评。",
        "汛期前、春节前排查隐患。",
        "摸清2030年底数。",
        "截至10月底已完成六成。",
        "10月前后组织调研。",
        "0-6月龄婴儿随访。",
        "20xx年底前完成。",
        "2月30日前完成。",
        "去年底建成的项目。",
        "去年12月底前建成。",
        "312年底完成。",
        "20311月底前完成。",
    ] {
        assert_eq!(find_deadline(body, Some(2031)), None, "{body}");
    }
}

#[test]
fn recurrences_in_running_text() {
    use Recurrence::{HalfYearly, Monthly, Quarterly, Yearly};
    let cases: &[(&str, Option<Recurrence>)] = &[
        ("每月召开一次调度会。", Some(Monthly)),
        ("每个月例会。", Some(Monthly)),
        ("按月通报进度。", Some(Monthly)),
        ("逐月分析运行情况。", Some(Monthly)),
        ("一月一次现场办公。", Some(Monthly)),
        ("每月28日前更新台账，每月点评。", Some(Monthly)),
        ("每季度通报。", Some(Quarterly)),
        ("每季通报。", Some(Quarterly)),
        ("按季度拨付。", Some(Quarterly)),
        ("按季调度。", Some(Quarterly)),
        ("一季度一次大排查。", Some(Quarterly)),
        ("每三个月演练。", Some(Quarterly)),
        ("每3个月演练。", Some(Quarterly)),
        ("每個季度檢查一次。", Some(Quarterly)),
        ("每半年评估。", Some(HalfYearly)),
        ("半年一次体检。", Some(HalfYearly)),
        ("每６个月复查。", Some(HalfYearly)),
        ("每年组织轮训。", Some(Yearly)),
        ("每年度清理文件。", Some(Yearly)),
        ("一年一次审计。", Some(Yearly)),
        ("每年不少于2次联合演练。", Some(Yearly)),
        ("每 季度通报。", Some(Quarterly)),
        ("每月调度、每季度通报。", None),
        ("每月调度、每周碰头。", None),
        ("每周碰头。", None),
        ("每日巡查。", None),
        ("每学期家访。", None),
        ("每学年评比。", None),
        ("每两年普查。", None),
        ("每两个月会商。", None),
        ("每年降低0.5个百分点。", None),
        ("力争每年提高3至5个百分点。", None),
        ("每年平均增长6%。", None),
        ("每人每月820元。", None),
        ("每户每年补助1200元。", None),
        ("每月发放津贴200元。", None),
        ("每年投入奖补资金３万元。", None),
        ("每人每月下沉网格走访。", Some(Monthly)),
        ("长期坚持，持续推进。", None),
        ("每年龄段配备教师。", None),
        ("按月龄接种。", None),
        ("按季节轮作。", None),
        ("十一月一次集中宣讲。", None),
        ("第一季度一次性拨付。", None),
        ("上半年一次、下半年一次。", None),
        ("开展“每月一课”活动。", None),
        ("落实《每季度例会办法》。", None),
        ("深化“一月一课一片一实践”。", None),
        ("落实月报制度。", None),
        ("逐年改善。", None),
        ("", None),
    ];
    for (body, recurrence) in cases {
        assert_eq!(find_recurrence(body).map(|(_, recurrence)| recurrence), *recurrence, "{body}");
    }
}

/// The annotated plans beside the project, where they are at hand.
#[test]
fn annotated_plans_agree() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let mut plans = 0;
    for number in 0..100 {
        let Ok(bytes) = crate::files::read(&seeds.join(format!("seed-{number:03}.gold.json")), u64::MAX - 1) else {
            continue;
        };
        plans += 1;
        let plan: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let year = plan["year"].as_i64().and_then(|year| i16::try_from(year).ok());
        for task in plan["tasks"].as_array().unwrap() {
            let text = |key: &str| task[key].as_str().unwrap_or("").to_owned();
            let expected = (task["due"].as_str().and_then(day), text("recurrence"));
            let found = if task["deadline_source"] == "field" {
                let raw = text("deadline_raw");
                assert!(is_deadline_clause(&raw), "{raw}");
                read_deadline(&raw, year).map(|found| (found.raw, found.due, found.recurrence)).unwrap()
            } else {
                let body = format!("{}\n{}", text("title"), text("content"));
                let found = find_deadline(&body, year).map(|(_, found)| found).unwrap_or_default();
                (found.raw, found.due, find_recurrence(&body).map(|(_, recurrence)| recurrence))
            };
            let (raw, due, recurrence) = found;
            let recurrence = recurrence.map_or(serde_json::Value::from(""), |found| serde_json::json!(found));
            let place = format!("seed {number:03} task {}", task["seq"]);
            assert_eq!((due, recurrence), (expected.0, serde_json::json!(expected.1)), "{place}");
            assert_eq!(raw, text("deadline_raw"), "{place}");
        }
    }
    if plans == 0 {
        eprintln!("SKIPPED annotated_plans_agree: no plans in {}", seeds.display());
    }
}

#[test]
fn hostile_text_takes_linear_time() {
    for piece in ["1", "年", "月", "每", "2031年", "每年均", "《", "“", "一次", "12月底前", "年年底", "第一季度-", "　", "6月报"]
    {
        let text = piece.repeat(60_000 / piece.len());
        find_deadline(&text, Some(2031));
        find_recurrence(&text);
        read_deadline(&text, Some(2031));
        assert!(!is_deadline_clause(&text), "{piece}");
    }
}

#[test]
fn jumbled_text_gives_sound_ranges() {
    const PIECES: &[&str] = &[
        "年", "月", "日", "季度", "半年", "底", "前", "内", "每", "次", "一", "十", "2031", "12", "0", "3", "-", "至", "、", "。", "“",
        "”", "《", "》", " ", "　", "\n", "第", "今", "明", "次年", "上", "下", "全", "起", "按", "完成", "报送", "é", "😀", "個", "１",
        "O", "〇", ".", "/", "月底", "旬", "两",
    ];
    for text in jumbled(PIECES) {
        if let Some((range, found)) = find_deadline(&text, Some(2031)) {
            assert_eq!(text.get(range), Some(found.raw.as_str()), "{text}");
        }
        for year in [None, Some(2031), Some(i16::MAX), Some(i16::MIN)] {
            read_deadline(&text, year);
        }
        find_recurrence(&text);
        is_deadline_clause(&text);
    }
}
