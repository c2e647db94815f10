use super::*;

/// `L` lead departments, `U` units, `D` deadline, `l` leaders, one line a value.
fn show(text: &str, assignment: &Assignment) -> String {
    let mut lines: Vec<String> = assignment
        .values
        .iter()
        .map(|value| {
            let letter = match value.field {
                Field::LeadDepartments => "L",
                Field::Units => "U",
                Field::Deadline => "D",
                Field::LeadLeaders => "l",
                Field::InternalDepartments => "I",
                Field::ResponsiblePersons => "r",
                Field::Extra => "x",
                _ => "?",
            };
            format!("{letter}{}", value.text)
        })
        .collect();
    lines.extend(assignment.duties.iter().map(|(unit, duty)| format!("{}={}", &text[unit.clone()], &text[duty.clone()])));
    lines.extend(assignment.others.iter().map(|(label, value)| format!("[{}]{}", &text[label.clone()], &text[value.clone()])));
    lines.join(" ")
}

#[test]
fn brackets() {
    let cases: &[(&str, &str)] = &[
        ("牵头单位：市文旅局；责任单位：市商务局、市城管局，6月底完成", "L市文旅局 U市商务局 U市城管局 D6月底完成"),
        ("责任科室：人事科、财务科", "I人事科 I财务科"),
        ("责任领导：甲乙；牵头单位:市教育局", "l甲乙 L市教育局"),
        ("市教育局牵头，市财政局、市人社局按职责分工负责，2023年底前完成", "L市教育局 U市财政局 U市人社局 D2023年底前完成"),
        ("市教育局、市财政局负责", "U市教育局 U市财政局"),
        ("市教育局负责，年内持续推进", "L市教育局 D年内持续推进"),
        ("由市教育局牵头，市财政局，市人社局配合", "L市教育局 U市财政局 U市人社局"),
        ("市教育局、市财政局牵头，市人社局参与", "L市教育局 L市财政局 U市人社局"),
        ("市教育局牵头，各县（市、区）政府落实", "L市教育局 U各县（市、区）政府"),
        ("市教育局会同市财政局负责", "L市教育局 U市财政局"),
        ("配合单位：市财政局；联络员：水清；完成时限：6月底前", "U市财政局 D6月底前 [联络员]水清"),
        ("资金渠道：专项债券，责任单位：市财政局，监管单位：市审计局", "U市财政局 [资金渠道]专项债券 [监管单位]市审计局"),
        ("市教育局牵头；联络员：水清", "L市教育局 [联络员]水清"),
        ("完成时限：一季度：立项；二季度：开工", "D一季度：立项；二季度：开工"),
        ("市教育局、市财政局等", "U市教育局 U市财政局"),
        ("责任单位：市教育局、市财政局按职责分工负责", "U市教育局 U市财政局"),
        ("责任单位 市教育局、市财政局", "U市教育局 U市财政局"),
        ("6月底前完成", "D6月底前完成"),
        ("牵头：市教育局；配合：市财政局", "L市教育局 U市财政局"),
        // Words nobody knows before the first label are kept, marks are not.
        ("15分，责任领导：祝小舟，责任站所：林业站", "x15分 l祝小舟 I林业站"),
        ("市级示范工程，责任单位：梨树镇", "x市级示范工程 U梨树镇"),
        ("▲；责任单位：梨树镇，5分", "U梨树镇 x5分"),
        ("责任人：祝小舟，9月5日前", "r祝小舟 D9月5日前"),
        ("责任单位：水利局（责任人：邱实）、梨树镇（责任人：祝小舟）", "U水利局 r邱实 U梨树镇 r祝小舟"),
        ("责任单位：工信局（牵头），各乡镇", "L工信局 U各乡镇"),
        ("责任单位：审批局、数据局，列第一位者为牵头单位，下同；完成时限：5月", "U审批局 U数据局 D5月"),
        // A person before a verb.
        ("宣教股牵头，邱实负责", "L宣教股 l邱实"),
        ("邱实、祝小舟负责，办公室落实", "l邱实 l祝小舟 U办公室"),
        ("文旅、林业局负责", "U文旅 U林业局"),
        ("由信息股牵头，会同人事股、督查室落实", "L信息股 U人事股 U督查室"),
        ("信息股、人事股双牵头", "L信息股 L人事股"),
        ("信息股负总责，人事股配合", "L信息股 U人事股"),
    ];
    for (text, expected) in cases {
        let (_, assignment) = read_bracket(text, Vocabulary::built_in()).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(show(text, &assignment), *expected, "{text}");
    }
}

#[test]
fn prose_in_brackets_is_left_alone() {
    for text in [
        "含宅基地腾退房屋",
        "不叫不到、随叫随到",
        "允许突破现行工资水平，允许扣除成本",
        "详见附件：任务清单",
        "高血压、糖尿病",
        "专科",
        "第二批",
        "谁主管、谁负责",
        "一期",
    ] {
        let read = read_bracket(text, Vocabulary::built_in()).map(|(kind, _)| kind);
        assert!(matches!(read, None | Some(Bracket::Bare)), "{text}: {read:?}");
    }
}

#[test]
fn field_values() {
    let cases: &[(Field, &str, &str)] = &[
        (Field::Units, "局机关各岗位，各学校", "U局机关各岗位 U各学校"),
        (Field::Units, "办公室牵头，各科室配合", "L办公室 U各科室"),
        (Field::Units, "教育科、财务科按职责分工分别负责。", "U教育科 U财务科"),
        (Field::LeadDepartments, "市教育局，市财政局配合", "L市教育局 U市财政局"),
        (
            Field::Units,
            "教育科、体育科负责课程；信息中心负责系统建设",
            "U教育科 U体育科 U信息中心 教育科=课程 体育科=课程 信息中心=系统建设",
        ),
        (
            Field::Units,
            "人口监测和家庭科、信息中心协助开展宣传。",
            "U人口监测和家庭科 U信息中心 人口监测和家庭科=协助开展宣传 信息中心=协助开展宣传",
        ),
        (Field::Deadline, " 10月底前 ", "D10月底前"),
        (Field::Units, "市投资局（牵头）、市发改局", "L市投资局 U市发改局"),
        (Field::Units, "市投资局（牵头单位）、市发改局（协办）", "L市投资局 U市发改局"),
        (Field::LeadDepartments, "市投资局、市发改局（配合）", "L市投资局 U市发改局"),
        (Field::Units, "办公室（党建办）、市教育局（相关科室）", "U办公室（党建办） U市教育局（相关科室）"),
        (Field::Units, "牵头：规划股\n配合：土地股、矿产股", "L规划股 U土地股 U矿产股"),
        (Field::LeadLeaders, "邱实责任股室：规划股", "l邱实责任股室：规划股"),
        (Field::Units, "牵头部室：规划部；配合方：土地部", "L规划部 U土地部"),
        (Field::Units, "主办：规划股 协办：土地股", "L规划股 U土地股"),
        (Field::Units, "规划股；配合单位：土地股", "U规划股 U土地股"),
        (Field::LeadLeaders, "邱实；责任人：祝小舟", "l邱实 r祝小舟"),
        (Field::ResponsiblePersons, "邱实 13800001111", "r邱实 x13800001111"),
        (Field::LeadsAndPersons, "市教育局 邱  实", "L市教育局 r邱实"),
        (Field::UnitsAndPersons, "市教育局（邱实）、桐花乡 祝 小 舟", "U市教育局 r邱实 U桐花乡 r祝小舟"),
        (Field::LeadersAndBodies, "邱实（市教育局）", "l邱实 I市教育局"),
        (Field::Units, "规划股 0777-8800123、土地股", "x0777-8800123 U规划股 U土地股"),
        (Field::Units, "自然资\n源局", "U自然资源局"),
        (Field::Units, "——", ""),
        (Field::Units, "待定", ""),
        (Field::LeadDepartments, "〃", ""),
    ];
    for (field, text, expected) in cases {
        assert_eq!(show(text, &read_value(*field, text, Vocabulary::built_in())), *expected, "{text}");
    }
}

#[test]
fn labels_are_found_on_one_line() {
    let fields = |text: &str| labelled(text, Vocabulary::built_in()).iter().map(|label| label.field).collect::<Vec<_>>();
    assert_eq!(fields("责任领导：甲    牵头科室：乙；完成时限：每季度"), [Field::LeadLeaders, Field::LeadDepartments, Field::Deadline]);
    assert_eq!(fields("加强管理。责任单位：甲局。完成时限：6月底"), [Field::Units, Field::Deadline]);
    assert_eq!(fields("压实责任单位：不要"), []);
    assert_eq!(fields("组  长:甲"), [Field::LeadLeaders]);
    assert_eq!(
        fields("加强管理。【牵头单位】甲局 【责任单位】乙局、丙局【完成时限】6月底"),
        [Field::LeadDepartments, Field::Units, Field::Deadline]
    );
    assert_eq!(fields("加强【重点】管理"), []);
}

#[test]
fn sentences_that_begin_with_who_does_it() {
    let cases: &[(&str, Option<&str>)] = &[
        ("由县编办牵头，县法制办、县政务中心配合，全面公布权力清单。", Some("L县编办 U县法制办 U县政务中心")),
        ("县财政局负责，县审计局配合，将经费纳入预算。", Some("L县财政局 U县审计局")),
        ("县财政局、县审计局负责，开展检查。", Some("U县财政局 U县审计局")),
        ("由县教育局会同县公安局负责，开展检查。", Some("L县教育局 U县公安局")),
        ("市水利局会同市审计局加强资金监管。", Some("L市水利局 U市审计局")),
        ("市水利局会同乡村建设局、市审计局开展检查。", Some("L市水利局 U乡村建设局 U市审计局")),
        ("市气象局、市应急局按职责做好预警。", Some("U市气象局 U市应急局")),
        ("各方按职责做好预警。", None),
        ("会同有关方面加强监管。", None),
        ("坚持党委牵头，部门配合，形成合力。", None),
        ("加强队伍建设，提高水平。", None),
        ("各级各部门要牵头负责，抓好落实。", None),
    ];
    for (text, expected) in cases {
        assert_eq!(read_subject(text).map(|assignment| show(text, &assignment)).as_deref(), *expected, "{text}");
    }
}

#[test]
fn duty_prose() {
    let cases: &[(&str, &str)] = &[
        ("甲科具体负责章程；办公室（党建办）主要负责党建。", "甲科=章程 办公室（党建办）=党建"),
        ("甲科及乙科负责规划，开展培训；丙科负责资金", "甲科=规划，开展培训 乙科=规划，开展培训 丙科=资金"),
        ("配合科室主要负责用房设置。", "配合科室=用房设置"),
        ("甲科负责审批；信息中心做好信息化建设。", "甲科=审批 信息中心=做好信息化建设"),
        ("甲科负责审批；并定期通报。", "甲科=审批；并定期通报"),
        ("法制股負責稽核；執法中隊及辦公室協助巡查", "法制股=稽核 執法中隊=協助巡查 辦公室=協助巡查"),
        ("甲科具体负责审批，乙科、丙科具体负责资金", "甲科=审批 乙科=资金 丙科=资金"),
    ];
    for (text, expected) in cases {
        let duties = read_duties(text, &["甲科"]).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(show(text, &Assignment { duties, ..Assignment::default() }), *expected, "{text}");
    }
    for text in ["加强资金管理，提高效率。", "负责年度宣传报道工作。", "坚持谁主管谁负责的原则。"] {
        assert_eq!(read_duties(text, &[]), None, "{text}");
    }
}

#[test]
fn listed_duties() {
    for (text, wanted) in [
        ("甲建设股：组织实施和验收；计划财务股：资金拨付，和监管。", "甲建设股=组织实施和验收 计划财务股=资金拨付，和监管"),
        ("基教股、人事股：补充师资；做好培训\n计财股： 保障经费", "基教股=补充师资；做好培训 人事股=补充师资；做好培训 计财股=保障经费"),
        ("计财股：保障经费", "计财股=保障经费"),
        ("会议时间：上午九点", "?会议时间：上午九点"),
    ] {
        assert_eq!(show(text, &read_value(Field::Duties, text, Vocabulary::built_in())), wanted);
    }
}

#[test]
fn last_sentences_that_say_who_does_it() {
    for (text, wanted) in [
        ("引进企业六家。由甲局牵头，乙局、丙局配合，副主任陶立群负责。", Some((21, "甲局 乙局 丙局 陶立群"))),
        ("引进企业六家。甲局牵头，6月底前完成", Some((21, "甲局 6月底前完成"))),
        ("由甲局牵头，乙局配合。", None),
        ("引进企业六家。乙局配合，甲局牵头。", None),
        ("引进企业六家。甲局牵头，做好服务。", None),
        ("引进企业六家。坚持谁主管、谁负责。", None),
    ] {
        let found = read_closing_sentence(text)
            .map(|(at, assignment)| (at, assignment.values.into_iter().map(|value| value.text).collect::<Vec<_>>().join(" ")));
        assert_eq!(found, wanted.map(|(at, names)| (at, names.to_owned())), "{text}");
    }
}

#[test]
fn clauses_further_on_that_say_who_does_it() {
    for (text, expected) in [
        ("完成造林一万亩，由市林草局牵头，各镇配合；", Some("L市林草局 U各镇")),
        ("完成补植补绿，由市住建局负责。", Some("L市住建局")),
        ("整治河道四条，由市水务局牵头制定方案。", Some("L市水务局")),
        ("组建分队，由市水务局牵头训练；演练两次。", None),
        ("核定床位，由医共体内市中医院牵头医院核定。", None),
        ("改造路灯，由市路灯所负责养护两年。", None),
        ("完成补植补绿，由市住建局、市城管局负责，加强管护。", Some("U市住建局 U市城管局")),
        ("形成党委领导，政府负责，部门配合的格局。", None),
        ("压实责任，由专人负责，定期通报。", None),
        ("由市住建局负责，争取资金。", None),
        ("新增床位，牵头单位为市卫健局，配合单位为市财政局。", Some("L市卫健局 U市财政局")),
        ("建设食堂，由市民政局牵头，会同市工信局编制规划。", Some("L市民政局 U市工信局")),
        ("发放消费券，市商务局牵头、市财政局配合。", Some("L市商务局 U市财政局")),
        ("牵头单位为主的格局，鼓励龙头企业牵头，形成合力。", None),
    ] {
        assert_eq!(
            read_inner_subject(text, Vocabulary::built_in()).map(|assignment| show(text, &assignment)).as_deref(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn parts_that_each_name_who_is_in_charge() {
    for (text, expected) in [
        ("深化整治。市委政法委负责协调；市法院、市检察院负责办理。", Some("U市委政法委 U市法院 U市检察院")),
        ("深化整治。市委政法委负责协调；各县抓好落实。", None),
        ("深化整治。市委政法委负责协调。", None),
        ("市委政法委负责协调；市法院负责办理。", None),
    ] {
        assert_eq!(read_divided_duties(text).map(|assignment| show(text, &assignment)).as_deref(), expected, "{text}");
    }
}

#[test]
fn people_named_by_the_last_clause() {
    let vocabulary = Vocabulary::built_in();
    for (text, expected) in [
        ("评定红黄牌，责任人邱实。", Some("r邱实")),
        ("评定红黄牌，责任领导祝小舟、邱实", Some("l祝小舟 l邱实")),
        ("责任人邱实", None),
        ("评定红黄牌，责任人由村民推选。", None),
        ("村支书为第一责任人，责任人落实到位。", None),
    ] {
        let found = read_named_people(text, vocabulary);
        assert_eq!(found.map(|assignment| show(text, &assignment)).as_deref(), expected, "{text}");
    }
}
