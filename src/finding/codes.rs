//! Every code of a finding that is no check: its level, what it means and what a person does about it.
//!
//! The messages stand where the finding is seen; this is what can be said of all of them. `docs/codes.md` is made of it, and a test
//! holds it against the codes in the source. Checks of plans have their own table, with examples (`check::RULES`).

use std::fmt::Write;

use super::merging::RULES as MERGING;
use super::{Finding, Level, level_name};

/// One code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// `"R012"`; never used again for something else.
    pub code: &'static str,
    /// How much its findings matter.
    pub level: Level,
    /// How much the harmless ones among them matter, where there are such.
    pub milder: Option<Level>,
    /// What it means, in a few words.
    pub name: &'static str,
    /// What a person does about it.
    pub advice: &'static str,
}

impl Code {
    const fn new(code: &'static str, level: Level, name: &'static str, advice: &'static str) -> Code {
        Code { code, level, milder: None, name, advice }
    }

    const fn or(self, milder: Level) -> Code {
        Code { milder: Some(milder), ..self }
    }

    /// A finding of this code.
    pub(crate) fn finding(&self, message: impl Into<String>) -> Finding {
        Finding::new(self.code, self.level, message)
    }
}

/// The codes of one step of the work; they share their first letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// The first letter of its codes: `'R'`.
    pub letter: char,
    /// The step: `"读入"`.
    pub name: &'static str,
    /// Its codes, ascending.
    pub codes: &'static [Code],
}

/// The families in the order of the work.
pub const FAMILIES: &[Family] = &[
    Family { letter: 'R', name: "读入文件", codes: READING },
    Family { letter: 'W', name: "写出文件", codes: WRITING },
    Family { letter: 'N', name: "单位名录", codes: ROSTER },
    Family { letter: 'D', name: "下发", codes: DISPATCHING },
    Family { letter: 'M', name: "汇总", codes: MERGING },
    Family { letter: 'V', name: "修订", codes: REVISING },
];

use Level::{Info, Warning};

const READING: &[Code] = &[
    Code::new("R001", Warning, "任务在附件里，这份文件里没有", "取得附件，转换附件本身"),
    Code::new("R002", Warning, "没有找到任务", "确认选对了文件；任务要有编号，或写明责任分工"),
    Code::new("R003", Warning, "表里没有“工作任务”一类的栏目", "是任务表的，给任务那一列写上栏目名"),
    Code::new("R010", Warning, "单元格是公式", "没有结果的，在 Excel 或 WPS 里打开保存一次再读；有结果的，确认结果是新的").or(Info),
    Code::new("R011", Warning, "公式出错", "改好公式，或直接填写"),
    Code::new("R012", Warning, "数或日期和单元格的格式对不上，照数字读", "核对这一格"),
    Code::new("R013", Info, "有隐藏的行", "确认它们仍然有效；作废的请删掉"),
    Code::new("R014", Info, "有隐藏的列", "确认它们仍然有效；作废的请删掉"),
    Code::new("R015", Info, "隐藏的工作表没有读", "要读它，先取消隐藏"),
    Code::new("R016", Info, "带有宏；宏没有读，也不会运行", "不需要处理"),
    Code::new("R017", Info, "链接了别的文件；没有打开，用上次保存的结果", "数要新的，请对方更新链接后重新存盘"),
    Code::new("R018", Warning, "是图片，读不出文字", "把图片里的内容写成文字").or(Info),
    Code::new("R019", Warning, "一格在文件里出现两次，两个都留下", "核对这一格，留对的那个"),
    Code::new("R020", Warning, "文件里有坏字，读成“\u{FFFD}”", "对照原件补上这些字"),
    Code::new("R021", Warning, "合并单元格太多、写错或互相重叠，没有当作合并", "核对这些格属于哪几行"),
    Code::new("R022", Warning, "有批注，没有当作任务的内容", "把要紧的话写进单元格"),
    Code::new("R023", Info, "有不能显示的控制字符，换成看得见的符号", "核对有没有缺字"),
    Code::new("R024", Warning, "两张工作表内容一样，只读一份", "确认另一份不是改过的新稿"),
    Code::new("R025", Warning, "任务来自几张工作表", "不该读的，先删去或隐藏").or(Info),
    Code::new("R026", Warning, "两项任务用了同一个编码，后一项给新编码", "核对是不是复制出来的行"),
    Code::new("R027", Warning, "编码的校验位不对，给新编码", "核对是不是抄错了，改回原来的编码"),
    Code::new("R028", Info, "任务没有编码，当作新增", "核对是不是新增的任务"),
    Code::new("R029", Warning, "CSV 的引号没有配对", "在记事本里核对这一行的引号"),
    Code::new("R030", Warning, "总台账的表上改过，按表上的为准；看不明白的没有采用", "核对改动；没有采用的，照说明重新写").or(Info),
    Code::new("R031", Warning, "总台账里一项任务的行不在了，任务照留", "确实不做了，用 fenjie revise 修订"),
    Code::new("R032", Warning, "总台账里后来加的行，当作新任务", "核对这项任务和它的新编码"),
    Code::new("R033", Warning, "随文件保存的台账数据坏了，只按看得见的读", "改用没动过的那一份"),
    Code::new("R034", Warning, "看得见的表或它的表头不在了，读随文件保存的台账数据", "在表上改过的，把表头恢复原样再读一次"),
    Code::new("R035", Warning, "总台账里的列删了、改了名或是后来加的", "核对这一列的内容去了哪里").or(Info),
    Code::new("R036", Info, "总台账里后来写上的字，不是哪一项任务的内容，记在台账数据里", "要算任务内容的，写进任务的行里"),
    Code::new("R037", Info, "总台账里后来加的工作表，没有当作台账读", "不需要处理；要读的，另存成一份再试"),
    Code::new("R038", Info, "总台账里一行的编码没有了或不对，按内容认出", "编码请勿改动"),
    Code::new("R039", Warning, "编码是别的计划的，给新编码", "核对这一行是不是从别的计划复制来的"),
    Code::new("R040", Warning, "有加了删除线的字，照常读入", "作废的请删掉"),
    Code::new("R041", Warning, "有文本框，没有当作任务的内容", "把要紧的话写进单元格"),
    Code::new("R042", Info, "文件名的结尾和内容不是一种格式，照内容读", "让单位按内容另存"),
    Code::new("R043", Warning, "压缩包里有路径不正常的文件，没有打开", "问清文件的来历"),
    Code::new("R044", Info, "工作簿缺少部件，单元格照常读出", "请对方在 Excel 或 WPS 里重新存盘"),
    Code::new("R045", Info, "图表工作表没有单元格可读", "不需要处理"),
    Code::new("R046", Warning, "公式要启动别的程序；没有执行", "不要在 Excel 里点“启用”，问清文件的来历"),
    Code::new("R047", Warning, "一格的内容写坏了或在文件里找不到", "对照原件补上这一格"),
    Code::new("R048", Warning, "一格的位置写坏了，不知道它在哪里", "对照原件，把它的内容补到该在的格里"),
    Code::new("R049", Warning, "工作簿缺少样式，日期和百分数按普通的数读", "核对日期和百分数"),
    Code::new("R050", Warning, "没有写出时各格的记录，看不出表上改过哪些格", "在表上改过的，对照结果核对一遍"),
    Code::new("R051", Info, "总台账里写在没有栏目名的一列", "给这一列写上栏目名"),
    Code::new("R052", Warning, "处理意见所在的行对不上原来的内容，没有留下", "把处理意见写到别处"),
    Code::new("R057", Warning, "该写单位或姓名的地方写的是“待定”“同上”一类，没有当作名称", "把名称补上"),
    Code::new("R058", Info, "“同上”按上面一格的内容读", "看一看是不是这个意思"),
    Code::new("R059", Info, "这一部分写的是以前的工作，没有当作任务", "其中有今年要做的，写到任务里"),
    Code::new("R060", Info, "一行的格比栏目少，缺的格按合并的单元格读，取上面一格的内容", "看一看是不是这个意思"),
    Code::new("R064", Warning, "一行的格比栏目少，缺的是哪一格按各格的内容认，缺的格空着", "对照原件核对，把缺的格补上"),
    Code::new("R101", Info, "文档里有未处理的修订，按全部接受读", "确认修订都要接受"),
    Code::new("R102", Info, "文档里有文本框，没有当作正文", "正文写在文本框里的，移出来再试"),
    Code::new("R103", Info, "有图片或嵌入对象，里面的文字读不出", "其中有任务的，补录成文字"),
    Code::new("R104", Info, "文档带有宏；宏没有运行", "不需要处理"),
    Code::new("R111", Warning, "PDF 有几页没有读全", "对照原件补录，或用 Word 原件重新转换"),
    Code::new("R112", Warning, "PDF 有几页没有文字，可能是扫描的图片", "其中有任务的，补录"),
    Code::new("R113", Warning, "PDF 有些字没有文字对照表，读不出", "对照原件补录，或用 Word 原件重新转换"),
];

const WRITING: &[Code] = &[
    Code::new("W001", Warning, "文字超过单元格上限，表里截断；全文在台账数据里", "把这项任务拆短"),
    Code::new("W002", Warning, "行要比 Excel 允许的还高，打印时下面的字看不到", "在版式里加宽这一列，或把任务拆短"),
    Code::new("W003", Info, "有不能显示的控制字符，写出时略去", "核对原文这一处有没有缺字"),
    Code::new("W004", Warning, "这种格式写不下填报情况，没有写进去", "要留着填报，写成 .xlsx 或 .json"),
];

const ROSTER: &[Code] = &[
    Code::new("N001", Warning, "一个名字在名录里指两个单位，用前面的", "删掉一处"),
    Code::new("N003", Warning, "几个名字互相归入，绕成一圈，都没有归入", "只留一个方向"),
    Code::new("N004", Warning, "成员也是一类单位，名录里却没有它，没有算进去", "给它加一行，填上成员；或把成员改成具体单位"),
    Code::new("N005", Warning, "一类单位的成员里绕一圈又有它自己，重复的没有算", "改成员"),
    Code::new("N006", Warning, "成员在名录里没有自己的一行，各当一个单位，没有联系人", "名字写错的改过来；要留联系人的各加一行"),
];

const DISPATCHING: &[Code] = &[
    Code::new("D001", Warning, "一类单位拆不开，整个发成一份", "用 fenjie roster 做一份名录，填上成员，加 --roster 再下发"),
    Code::new("D002", Warning, "任务没有写由谁负责，没有下发", "在总台账里补上责任单位，再下发"),
    Code::new("D003", Warning, "名录里没有这个单位，照原名下发", "在名录里补上这个单位，或把它填进某个单位的别名"),
    Code::new("D004", Warning, "文件夹里有以前下发、这次没有的表，没有动它", "确认不再用就删掉，免得发错"),
    Code::new("D005", Warning, "期次比计划的年份早", "看 --period 是不是写错了年份"),
    Code::new("D006", Warning, "名录里两家共用一个名称或别名", "在名录里改成两家不同的写法，再下发"),
];

const REVISING: &[Code] = &[
    Code::new("V000", Info, "没有变", "不需要处理"),
    Code::new("V001", Info, "文字有改动", "核对新旧文字"),
    Code::new("V002", Info, "换了章节", "核对新的章节"),
    Code::new("V003", Info, "编号变了", "不需要处理；编码没有变"),
    Code::new("V004", Info, "责任或时限变了", "告诉有关单位"),
    Code::new("V005", Warning, "拆分出来的", "核对；以前的填报留在原来那一项"),
    Code::new("V006", Info, "新增", "核对，再下发给有关单位"),
    Code::new("V007", Warning, "取消", "核对是不是漏了；以前的填报仍然保留"),
    Code::new("V008", Warning, "并入别的任务", "核对；以前的填报还在原编码下"),
    Code::new("V009", Warning, "分不清", "核对是旧计划的哪一项；现在按新增处理"),
];

/// The entry of a code: `"R012"`.
pub fn find(code: &str) -> Option<&'static Code> {
    let family = FAMILIES.iter().find(|family| code.starts_with(family.letter))?;
    family.codes.iter().find(|known| known.code == code)
}

/// A code as a sheet shows it: `"看不懂的填写［M040］"`; an unknown one alone.
pub fn in_words(code: &str) -> String {
    find(code).map_or_else(|| code.to_owned(), |found| format!("{}［{code}］", found.name))
}

/// The page of all codes, in Markdown.
pub fn page() -> String {
    let mut page = String::from(
        "# 问题编号\n\n每条问题后面的方括号里是编号，按编号在这里找它的意思和办法。C 开头的是检查计划的规则，见[检查规则](rules.md)。\n\n\
         - **错误**：不处理，结果就是错的；**警告**：请看一看；**提示**：知道就好，不影响退出码。\n\
         - 写着两种级别的，不碍事的情形是后一种。\n\n\
         本页由编号表生成，请不要直接改。\n",
    );
    for Family { letter, name, codes } in FAMILIES {
        let _ = write!(page, "\n## {letter}：{name}\n\n| 编号 | 级别 | 意思 | 怎么办 |\n|---|---|---|---|\n");
        for Code { code, level, milder, name, advice } in *codes {
            let milder = milder.map(|milder| format!("、{}", level_name(milder))).unwrap_or_default();
            let _ = writeln!(page, "| {code} | {}{milder} | {name} | {advice} |", level_name(*level));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_each_its_own() {
        for family in FAMILIES {
            assert!(family.codes.windows(2).all(|pair| pair[0].code < pair[1].code), "{} ascends", family.name);
            for code in family.codes {
                assert!(code.code.len() == 4 && code.code.starts_with(family.letter), "{}", code.code);
                assert!(!code.name.is_empty() && !code.advice.is_empty(), "{}", code.code);
                assert_eq!(find(code.code), Some(code));
            }
        }
    }

    #[test]
    fn names_are_shown_with_their_codes() {
        assert_eq!((in_words("M040").as_str(), in_words("M999").as_str()), ("看不懂的填写［M040］", "M999"));
    }
}
