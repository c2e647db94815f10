//! Every rule of merging: code, level, the name a clerk reads, and what to do. The messages stand where the rule is seen.

use super::codes::rules;

rules! {
    CLAIMS_DIFFER "M001" Warning "文件各处写的单位或期次不一致", "核对采用的是不是对的那个";
    NO_UNIT "M002" Error "认不出是哪个单位", "把文件名改成单位名称，或在标题下写“单位：……”，再汇总";
    NO_PERIOD "M003" Error "认不出是哪一期", "加上 --period，例如 --period 2023Q1";
    OTHER_PLAN "M004" Error "别的计划的报送表", "找到这份表所属的总台账再汇总";
    OTHER_PERIOD "M005" Error "别的期次的报送表", "期次对的话加上 --period；不对的话让单位报这一期的表";
    OTHER_UNIT "M006" Error "文件名和里面的单位不是一家", "问清是哪一家的，把文件名或单位改一致再汇总";
    NEWER "M007" Error "新版本写的文件", "换新版本的程序再汇总";
    SUPERSEDED_DISPATCH "M008" Info "填的是较早一次下发的表", "核对有没有后来新加的任务没填";
    DUPLICATE "M009" Info "同一份文件交了两次", "不需要处理";
    UNREADABLE "M010" Error "读不了的文件", "让单位在 Excel 或 WPS 里另存后重新报送";
    SKIPPED "M011" Info "跳过的文件", "里面若有填报，另存成工作簿再汇总";
    NO_MARKS "M012" Info "下发时的标记丢了", "不需要处理";
    DAMAGED_MARKS "M013" Warning "下发时的标记被改动过", "核对单位和期次";
    NO_TABLE "M014" Error "里面没有可认的表", "让单位填在下发的表里再报送";
    SHEET_RENAMED "M015" Info "工作表改了名", "核对填的是不是这一张";
    SAME_ID "M019" Warning "同一个编码写在好几行", "核对这几行各是哪一项任务";
    UNCLEAR "M020" Error "分不清是哪一项任务", "把编码补上，或者让单位改用下发的表填报，再汇总";
    NEW_ROW "M021" Warning "单位自己加的行", "决定要不要收进计划；内容列在“新增待认领”里";
    CONTRADICTION "M022" Error "编码和内容对不上", "问清写的是哪一项，改好编码或内容再汇总";
    ID_MISMATCH "M023" Warning "编码错了，按内容认", "核对认出的是不是这一项";
    ROW_OF_OTHER_PLAN "M024" Error "别的计划的行", "确认是不是从别的表复制来的；要报的填到这份计划的行里";
    ROW_TWICE "M025" Warning "同一行出现两次", "内容不同的在“待裁定”里选定";
    ID_MISSING "M026" Info "编码没有了，按内容认", "不需要处理";
    ID_UNREADABLE "M027" Info "编码被改坏，按内容认", "不需要处理";
    ROWS_MISSING "M028" Warning "返回的表里少了行", "让单位补报";
    ROWS_UNFILLED "M029" Info "有任务没有填", "让单位补填";
    NOTHING_FILLED "M030" Warning "一格也没有填", "让单位填写后重新报送";
    NO_HEADER "M031" Warning "表头没有了", "核对各列认得对不对";
    HEADER_REPEATED "M032" Info "表头重复", "不需要处理";
    COLUMN_MISSING "M033" Warning "少了填报列", "让单位用下发的表补报这几列";
    HEADER_RENAMED "M034" Info "表头改过", "不需要处理";
    EXTRA_SHEET "M035" Info "多出来的工作表里也有任务", "核对是不是都要报";
    NOT_SENT "M036" Warning "这项任务没有发给这个单位", "核对是不是报错了单位";
    ROW_UNKNOWN "M037" Info "不是任务的行", "里面若有填报，挪到任务的行里再汇总；原文在“未识别”里";
    TEXT_ABOVE "M038" Info "表头上面多出来的字", "里面若有填报，挪到任务的行里";
    HEADER_MOVED "M039" Info "表头换了地方", "不需要处理";
    UNPARSED "M040" Warning "看不懂的填写", "照填报说明改写，再汇总；原文在“未识别”里";
    NORMALISED "M041" Info "换了写法", "不需要处理";
    SUSPICIOUS "M042" Warning "可疑的填写", "核对这一格";
    AMBIGUOUS "M043" Warning "有两种读法", "问清是哪一个意思，改成没有歧义的写法";
    OUT_OF_LIST "M044" Warning "不在可选的词里", "从下拉列表里选一个";
    REFERENCE "M045" Info "写的是“同上”一类", "核对指的是哪一项";
    CONTROLS "M046" Info "含看不见的控制字符", "核对有没有缺字";
    BIDI "M047" Warning "含改变文字方向的字符", "核对字的次序";
    ERROR_VALUE "M048" Warning "公式出错", "改好公式，或直接填写";
    PICTURE_ANSWER "M049" Warning "用图片填写", "把图片里的内容写成文字";
    STATUS_PERCENT "M050" Warning "状态和百分比矛盾", "问清以哪个为准，改一致";
    OUTSIDE "M051" Warning "填在了别的地方", "核对是哪一项、哪一栏的，挪过去再汇总";
    MERGED_ANSWER "M052" Info "几行合并填写", "核对这几项是不是都这样";
    FORMULA "M053" Info "用公式填写", "核对结果；最好直接填写";
    STRUCK "M054" Warning "有删除线", "作废的请删掉";
    COMMENT "M055" Warning "写在批注里", "把要报的写进格里";
    TEXT_BOX "M056" Warning "写在文本框或页眉页脚里", "把要报的写进格里";
    NO_NARRATIVE "M057" Warning "进展情况整列没有填", "核对是不是填错了列";
    LOCKED_EDITED "M058" Warning "改动了任务原文", "核对要不要改总台账；现在仍用原文";
    NO_STATUS "M059" Warning "完成状态整列没有填", "让单位从下拉列表里选；涂颜色不算填";
    CONFLICT_IN_FILE "M060" Error "同一份表里两种说法", "在“待裁定”里选定";
    CONFLICT "M061" Error "两份表两种说法", "在“待裁定”里选定";
    BLANK_ANSWER "M062" Info "只打了空格", "不需要处理，当作没有填";
    UNSEEN "M063" Warning "看不见的填写", "核对单位是不是有意藏起来的";
    REFUSED_DECISION "M064" Warning "“裁定”读不懂或者对不上这份总台账，没有采用", "读不懂的，在选用的那一行写“√”，或者写上应填的内容；对不上的，核对编码、单位和期次，别的计划的裁定交给它自己的总台账";
    OVERRULED "M065" Warning "后来报来的和已有的裁定不一样", "要改用新报的，把总台账里的这一格改成新报的内容，再汇总";
    TORN_ROW "M066" Warning "文本表的一行格子太多", "给含逗号的那一格加上英文引号，或者填在工作簿里，再汇总";
    PLANS_DIFFER "M067" Warning "两份总台账的计划不一样", "修订过的那份写在最前面，再汇总";
    WITHDRAWN "M068" Warning "已经撤销的任务", "核对这项任务是不是不做了；还做的，请修订计划";
    ANSWERS_ALONE "M069" Warning "填了内容，没有写是哪一项任务", "接着上一行写的，写进上一行的格里，再汇总；原文在“未识别”里";
    OTHER_SHEET "M070" Info "没有当作填报读的工作表", "里面若有填报，挪到填报表里再汇总；原文在“未识别”里";
    OUTSIDE_TABLE "M071" Info "表格外面的文字", "里面若有填报，挪到填报表里再汇总；原文在“未识别”里";
    SLIPPED "M072" Error "整行填错了一列", "让单位把这一行挪正，重新报送；原文在“未识别”里";
    SEVERAL_UNITS "M073" Info "一个文件里有几家的填报", "核对各家的分得对不对";
}

/// Whether a code is that of values a person has to decide between.
pub fn is_conflict(code: &str) -> bool {
    [CONFLICT_IN_FILE, CONFLICT].iter().any(|rule| rule.code == code)
}
