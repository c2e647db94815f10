use super::*;
use crate::words::jumbled::jumbled;
use Comparator::{About, AtLeast, AtMost, Exactly, LessThan, MoreThan};

/// `(words, comparator, value, upper, unit)`.
type Expected = (&'static str, Option<Comparator>, f64, Option<f64>, &'static str);

#[test]
fn quantities_promised() {
    let cases: &[(&str, Expected)] = &[
        ("签约率达到65%以上。", ("签约率达到65%以上", Some(AtLeast), 65.0, None, "%")),
        ("簽約率達到６５％以上。", ("簽約率達到６５％以上", Some(AtLeast), 65.0, None, "%")),
        ("入学率达 98.5 %。", ("入学率达 98.5 %", Some(Exactly), 98.5, None, "%")),
        ("占比控制在35%-50%。", ("占比控制在35%-50%", None, 35.0, Some(50.0), "%")),
        ("增速保持在6%～8%。", ("增速保持在6%～8%", None, 6.0, Some(8.0), "%")),
        ("能耗控制在5%以内。", ("能耗控制在5%以内", Some(AtMost), 5.0, None, "%")),
        ("失业率控制在5.5%。", ("失业率控制在5.5%", Some(AtMost), 5.5, None, "%")),
        ("事故率低于3‰。", ("事故率低于3‰", Some(LessThan), 3.0, None, "‰")),
        ("死亡率不高于12.7/10万。", ("死亡率不高于12.7/10万", Some(AtMost), 12.7, None, "/10万")),
        ("覆盖率每年提高3至5个百分点。", ("覆盖率每年提高3至5个百分点", None, 3.0, Some(5.0), "个百分点")),
        ("合格率达到百分之九十五以上。", ("合格率达到百分之九十五以上", Some(AtLeast), 95.0, None, "%")),
        ("合格率达到百分之百。", ("合格率达到百分之百", Some(Exactly), 100.0, None, "%")),
        ("实现“三个90%”。", ("三个90%", None, 90.0, None, "%")),
        ("增长率超过7%。", ("增长率超过7%", Some(MoreThan), 7.0, None, "%")),
        ("绿化率70%左右。", ("绿化率70%左右", Some(About), 70.0, None, "%")),
        ("投诉量较去年下降10%。", ("投诉量较去年下降10%", None, 10.0, None, "%")),
        ("到2031年底，普及率≥79.2%。", ("普及率≥79.2%", Some(AtLeast), 79.2, None, "%")),
        ("到2031年底普及率达80%。", ("普及率达80%", Some(Exactly), 80.0, None, "%")),
        ("指标值≤12.7", ("指标值≤12.7", Some(AtMost), 12.7, None, "")),
        ("开展不少于4次的巡回讲座。", ("开展不少于4次的巡回讲座", Some(AtLeast), 4.0, None, "次")),
        ("开展演练至少两次。", ("开展演练至少两次", Some(AtLeast), 2.0, None, "次")),
        ("培育三家以上龙头企业。", ("培育三家以上", Some(AtLeast), 3.0, None, "家")),
        ("力争新增9家托育机构。", ("新增9家托育机构", None, 9.0, None, "家")),
        ("新增９個社區食堂。", ("新增９個社區食堂", None, 9.0, None, "个")),
        ("全面完成免费检查1800对。", ("全面完成免费检查1800对", Some(Exactly), 1800.0, None, "对")),
        ("服务老年人8万人。", ("服务老年人8万人", None, 8.0, None, "万人")),
        ("入户服务1.2万人次。", ("入户服务1.2万人次", None, 1.2, None, "万人次")),
        ("完成投资3.6亿元。", ("完成投资3.6亿元", Some(Exactly), 3.6, None, "亿元")),
        ("完成投资3.65亿。", ("完成投资3.65亿", Some(Exactly), 3.65, None, "亿")),
        ("到位资金5,000万元以上。", ("到位资金5,000万元以上", Some(AtLeast), 5000.0, None, "万元")),
        ("每村配备1-2名护林员。", ("每村配备1-2名护林员", None, 1.0, Some(2.0), "名")),
        ("平均到达时间缩短到13分钟以内。", ("平均到达时间缩短到13分钟以内", Some(AtMost), 13.0, None, "分钟")),
        ("办理时限压缩至3个工作日。", ("办理时限压缩至3个工作日", Some(Exactly), 3.0, None, "个工作日")),
        ("建设高标准农田2.5万亩。", ("建设高标准农田2.5万亩", None, 2.5, None, "万亩")),
        ("改造管网12.8公里。", ("改造管网12.8公里", None, 12.8, None, "公里")),
        ("全县60%的村通客车。", ("全县60%的村通客车", None, 60.0, None, "%")),
        ("浓度控制在35微克/立方米以下。", ("浓度控制在35微克/立方米以下", Some(AtMost), 35.0, None, "微克/立方米")),
        ("新增床位约120张。", ("新增床位约120张", Some(About), 120.0, None, "张")),
        ("落实《甲办法》，建站5座。", ("建站5座", None, 5.0, None, "座")),
        ("提供信息 12 条。", ("提供信息 12 条", None, 12.0, None, "条")),
        ("每千人口托位数达到3.2个。", ("每千人口托位数达到3.2个", Some(Exactly), 3.2, None, "个")),
        ("每季度至少开展1次。", ("每季度至少开展1次", Some(AtLeast), 1.0, None, "次")),
        ("举办“送戏进村”活动10场次以上。", ("举办“送戏进村”活动10场次以上", Some(AtLeast), 10.0, None, "场次")),
        ("新建站点（含改造）6个。", ("新建站点（含改造）6个", None, 6.0, None, "个")),
        ("不超过２０家。", ("不超过２０家", Some(AtMost), 20.0, None, "家")),
    ];
    for (text, (raw, comparator, value, upper, unit)) in cases {
        let found = find_targets(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        let (range, target) = &found[0];
        assert_eq!(target.raw, *raw, "{text}");
        assert_eq!(&text[range.clone()], *raw, "{text}");
        assert_eq!((target.comparator, target.upper), (*comparator, *upper), "{text}");
        assert!((target.value - value).abs() < 1e-9, "{text}: {}", target.value);
        assert_eq!(target.unit.as_deref().unwrap_or(""), *unit, "{text}");
    }
}

#[test]
fn other_numbers_are_no_targets() {
    for text in [
        "",
        "2031年10月底前完成。",
        "落实第3条规定。",
        "（3）建立机制。",
        "1.完善制度。",
        "1、完善制度。",
        "县政发〔2031〕12号文件。",
        "提升12345热线办理水平。",
        "创建10S管理医院。",
        "启动“6+3”建设模式。",
        "推进双随机、一公开。",
        "做好0-6岁儿童随访。",
        "65岁以上老年人。",
        "巩固“十四五”成果。",
        "增强“4个意识”。",
        "落实三项制度。",
        "开展一次调研。",
        "打造一批亮点。",
        "实现政策全覆盖。",
        "防控H7N9。",
        "落实《关于3个百分点的通知》。",
        "每人每月820元。",
        "从4个方面发力。",
        "上述5项工作。",
        "前3名给予通报。",
        "去年完成3000户。",
        "已建成12家。",
        "7×24小时值守。",
        "24小时值守。",
        "培育20余家企业。",
        "落实1人1档。",
        "提升120一体化。",
        "5部门联合检查。",
        "推行1次性告知。",
        "召开3例会。",
        "第12次会议精神。",
        "1.8家企业入驻。",
        "联系电话12345678901234个。",
        "三五个人。",
        "引进亿元以上企业。",
        "百日攻坚、千村万户。",
        "降低百元收入消耗。",
        "通过3-5年建设。",
        "防火期10月-次年3月。",
        "三甲医院、二级以上医院。",
        "12:30个会。",
    ] {
        assert_eq!(find_targets(text), [], "{text}");
    }
}

#[test]
fn several_in_order_without_overlap() {
    let text = "住院占比达到90%，就诊率达到65%左右；推动在谈项目12个，签约1个，培训骨干30名和新手50名。";
    let found = find_targets(text);
    let raws: Vec<&str> = found.iter().map(|(_, target)| target.raw.as_str()).collect();
    assert_eq!(raws, ["住院占比达到90%", "就诊率达到65%左右", "在谈项目12个", "签约1个", "培训骨干30名", "新手50名"]);
    assert!(found.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start));
}

#[test]
fn hostile_text_takes_linear_time() {
    for piece in ["1", "十", "十5", "1-", "百分之", "3个", "9%", "1,000", "《1%", "“1%", "1.", "　", "至少", "力争", "1万"] {
        find_targets(&piece.repeat(60_000 / piece.len()));
    }
}

/// What a jumbled text is made of.
const PIECES: &[&str] = &[
    "百分之",
    "一",
    "十",
    "万",
    "亿",
    "0",
    "3",
    "1,000",
    ".5",
    "%",
    "‰",
    "个",
    "家",
    "元",
    "分钟",
    "以上",
    "不少于",
    "达到",
    "第",
    "每",
    "-",
    "至",
    "，",
    "。",
    "“",
    "”",
    "《",
    "》",
    "（",
    "）",
    " ",
    "　",
    "\n",
    "个百分点",
    "完成",
    "2031年底",
    "约",
    "é",
    "😀",
    "個",
    "Ａ",
];

#[test]
fn jumbled_text_gives_sound_ranges() {
    for text in jumbled(PIECES) {
        let mut end = 0;
        for (range, target) in find_targets(&text) {
            assert!(range.start >= end && target.value.is_finite(), "{text}");
            assert_eq!(text.get(range.clone()), Some(target.raw.as_str()), "{text}");
            assert!(!target.raw.is_empty(), "{text}");
            end = range.end;
        }
    }
}
