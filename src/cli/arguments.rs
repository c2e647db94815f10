//! What can be typed: commands, options, and their help. Every word a clerk reads here is Chinese; clap's own headings are replaced.

use std::fmt::Write;
use std::path::PathBuf;

use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use fenjie::finding::Level;
use fenjie::model::{Period, Role};
use fenjie::read::sniff::{KINDS, Kind};
use fenjie::words::dates::whole_date;
use fenjie::write::{Format, WRITERS};
use jiff::civil::Date;

use super::input::Input;
use super::output::Output;

const OPTIONS: &str = "选项";
const VALUES: &str = "参数";
/// The help page of a command.
const PAGE: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "fenjie", version, about = "分解：把年度工作计划变成责任分解表", disable_help_flag = true, disable_version_flag = true)]
#[command(disable_help_subcommand = true, subcommand_required = true, arg_required_else_help = true, next_help_heading = OPTIONS)]
#[command(override_usage = "fenjie <命令> [选项]", subcommand_value_name = "命令")]
pub struct Arguments {
    /// 只说出错和需要人看的地方
    #[arg(short, long, global = true, display_order = 100)]
    pub quiet: bool,
    /// 显示帮助
    #[arg(short, long, global = true, display_order = 101, action = ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, display_order = 102, action = ArgAction::Version)]
    version: Option<bool>,
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// 把计划变成责任分解表（xlsx），也可以写成 csv、json、md、txt、docx、html
    #[command(visible_alias = "转换", help_template = PAGE, next_help_heading = OPTIONS, after_help = CONVERT_HELP)]
    #[command(override_usage = "fenjie convert <输入> -o <输出> [选项]")]
    Convert(Convert),
    /// 从计划里抄出全部单位名称，做成名录，供人核对别名、填集体的成员
    #[command(visible_alias = "名录", help_template = PAGE, next_help_heading = OPTIONS, after_help = ROSTER_HELP)]
    #[command(override_usage = "fenjie roster <计划> -o <名录.xlsx|名录.csv> [选项]")]
    Roster(Roster),
    /// 把台账按单位拆成下发表，一个单位一个工作簿
    #[command(visible_alias = "下发", help_template = PAGE, next_help_heading = OPTIONS, after_help = DISPATCH_HELP)]
    #[command(override_usage = "fenjie dispatch <总台账> -o <文件夹> --period <期次> [选项]")]
    Dispatch(Dispatch),
    /// 把各单位返回的表汇总进总台账，一格不丢，认不清的列出来
    #[command(visible_alias = "汇总", help_template = PAGE, next_help_heading = OPTIONS, after_help = MERGE_HELP)]
    #[command(override_usage = "fenjie merge <总台账> <报送表>... -o <输出> [选项]")]
    Merge(Merge),
    /// 查一项任务（或总台账的一格）的填报是从哪份文件哪一格来的
    #[command(visible_alias = "溯源", help_template = PAGE, next_help_heading = OPTIONS, after_help = TRACE_HELP)]
    #[command(override_usage = "fenjie trace <总台账> <编码|位置> [选项]")]
    Trace(Trace),
    /// 计划改了：新计划接过旧台账的编码和进展，列出新增、改动、取消的任务
    #[command(visible_alias = "修订", help_template = PAGE, next_help_heading = OPTIONS, after_help = REVISE_HELP)]
    #[command(override_usage = "fenjie revise <旧台账> <新计划> -o <输出> [选项]")]
    Revise(Revise),
    /// 检查一份计划：编号、重复、名称、时限、数目、错漏字，逐条说出在哪里、怎么办
    #[command(visible_alias = "检查", help_template = PAGE, next_help_heading = OPTIONS, after_help = CHECK_HELP)]
    #[command(override_usage = "fenjie check <输入> [选项]")]
    Check(Check),
    /// 列出版式；给出名字就打印它的文件，可以另存、修改、自用
    #[command(visible_alias = "版式", help_template = PAGE, next_help_heading = OPTIONS, after_help = LAYOUTS_HELP)]
    #[command(override_usage = "fenjie layouts [版式名] [-o <文件>]")]
    Layouts(Layouts),
    /// 打印命令行自动补全脚本
    #[command(visible_alias = "补全", help_template = PAGE, next_help_heading = OPTIONS, after_help = COMPLETIONS_HELP)]
    #[command(override_usage = "fenjie completions <命令行>")]
    Completions {
        /// 哪一种命令行：bash、zsh、fish、powershell、elvish
        #[arg(value_name = "命令行", help_heading = VALUES, hide_possible_values = true)]
        shell: Shell,
    },
    /// 打印手册页（man 格式）
    #[command(visible_alias = "手册", help_template = PAGE, next_help_heading = OPTIONS, after_help = MAN_HELP)]
    #[command(override_usage = "fenjie man [命令]")]
    Man {
        /// 哪个命令的手册页；不写就是总的
        #[arg(value_name = "命令", help_heading = VALUES)]
        command: Option<String>,
    },
    /// Reads a workbook in a process of its own, see `rehearsal`.
    #[command(name = super::rehearsal::COMMAND, hide = true)]
    Rehearse(Reading),
    /// 显示某个命令的帮助
    #[command(visible_alias = "帮助", help_template = PAGE, next_help_heading = OPTIONS, override_usage = "fenjie help [命令]")]
    Help {
        /// 哪个命令
        #[arg(value_name = "命令", help_heading = VALUES)]
        command: Option<String>,
    },
}

/// `fenjie convert`
#[derive(Debug, Args)]
pub struct Convert {
    /// 计划文件（.txt、.docx、.xlsx、.pdf 等），或 - 表示从标准输入读
    #[arg(value_name = "输入", help_heading = VALUES)]
    pub input: Input,
    /// 写到哪里；扩展名决定格式，- 表示写到标准输出
    #[arg(short, long, value_name = "输出")]
    pub output: Option<Output>,
    #[arg(long, value_name = "格式", value_parser = readable, help = format!("按什么格式读：{}（不写就看内容）", readable_names()))]
    pub from: Option<Kind>,
    #[arg(long, value_name = "格式", value_parser = Format::named, help = format!("按什么格式写：{}（不写就看扩展名）", writable_names()))]
    pub to: Option<Format>,
    /// xlsx、md、docx、html 的版式：名字（见 fenjie layouts）或自己的 .toml 文件
    #[arg(long, value_name = "版式", default_value = fenjie::write::Layout::DEFAULT, hide_default_value = true)]
    pub layout: String,
    /// 印在表头的期次：2023、2023H1、2023Q1 或 2023-03
    #[arg(long, value_name = "期次")]
    pub period: Option<Period>,
    #[command(flatten)]
    pub reading: Reading,
    /// 另存一份核对表（TSV）：原文每一行的每个字归到了哪里
    #[arg(long, value_name = "文件")]
    pub trace: Option<Output>,
}

/// `fenjie roster`
#[derive(Debug, Args)]
pub struct Roster {
    /// 计划文件、责任分解表或总台账
    #[arg(value_name = "计划", help_heading = VALUES)]
    pub plan: Input,
    /// 写到哪里：.xlsx 或 .csv
    #[arg(short, long, value_name = "名录")]
    pub output: PathBuf,
    /// 以前做好的名录：填过的都带过来，再补上新的名称
    #[arg(long, value_name = "旧名录")]
    pub roster: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

/// `fenjie dispatch`
#[derive(Debug, Args)]
pub struct Dispatch {
    /// 总台账，或任何读得懂的计划文件
    #[arg(value_name = "总台账", help_heading = VALUES)]
    pub master: Input,
    /// 写到哪个文件夹；没有就新建
    #[arg(short, long, value_name = "文件夹")]
    pub output: PathBuf,
    /// 填报哪一期：2023、2023H1、2023Q1 或 2023-03
    #[arg(long, value_name = "期次")]
    pub period: Period,
    #[arg(long, value_name = "范围", default_value = "lead", hide_default_value = true, value_parser = role, help = "发给谁：lead 牵头单位（不写就是它）；units 配合单位；all 两种都发，加一列“本单位职责”")]
    pub by: Role,
    /// 单位名录（见 fenjie roster）：别名、简称、“各……单位”都按它展开
    #[arg(long, value_name = "名录")]
    pub roster: Option<PathBuf>,
    #[arg(long, value_name = "日期", value_parser = day, help = "要求哪天返回，写成 2023-04-05")]
    pub return_by: Option<Date>,
    /// 另外打成一个压缩包
    #[arg(long)]
    pub zip: bool,
    /// 带下发记录的总台账写到哪里（不写就是文件夹里的 总台账.xlsx）
    #[arg(long, value_name = "文件")]
    pub master_out: Option<PathBuf>,
    /// 下发表的版式：名字（见 fenjie layouts）或自己的 .toml 文件
    #[arg(long, value_name = "版式", default_value = fenjie::write::Layout::DISPATCH, hide_default_value = true)]
    pub layout: String,
    #[command(flatten)]
    pub reading: Reading,
}

/// What every command takes that reads plans: an office's own words, and how large a file may be.
#[derive(Debug, Args)]
pub struct Reading {
    /// 自己的栏目名（.toml 文件，写法见 fenjie help convert）
    #[arg(long, value_name = "文件")]
    pub synonyms: Option<PathBuf>,
    /// 放宽或收紧读文件的上限，例如 rows=2000000；可以写几次，名称见 docs/limits.md
    #[arg(long = "limit", value_name = "名称=数")]
    pub limits: Vec<String>,
}

/// `fenjie merge`
#[derive(Debug, Args)]
pub struct Merge {
    /// 总台账（下发时写出的那一份）
    #[arg(value_name = "总台账", help_heading = VALUES)]
    pub master: Input,
    /// 返回的表：文件、文件夹（连同里面的文件夹）、.zip，可以给多个；也可以是另一份总台账；只是裁定时不用给
    #[arg(value_name = "报送表", help_heading = VALUES, num_args = 0..)]
    pub returns: Vec<PathBuf>,
    /// 汇总后的总台账写到哪里（可以就是原来那一份）
    #[arg(short, long, value_name = "输出")]
    pub output: Option<Output>,
    /// 汇总报告：.json 或 .xlsx
    #[arg(long, value_name = "文件")]
    pub report: Option<Output>,
    /// 填好“裁定”列的工作簿
    #[arg(long, value_name = "文件")]
    pub decisions: Option<PathBuf>,
    /// 只看结果，不写总台账
    #[arg(long)]
    pub dry_run: bool,
    /// 汇总哪一期（不写就是最近一次下发的）
    #[arg(long, value_name = "期次")]
    pub period: Option<Period>,
    #[command(flatten)]
    pub reading: Reading,
}

/// `fenjie trace`
#[derive(Debug, Args)]
pub struct Trace {
    /// 总台账
    #[arg(value_name = "总台账", help_heading = VALUES)]
    pub master: Input,
    /// 任务编码（K3V9-014-X），或总台账里的位置（H12，总台账!H12）
    #[arg(value_name = "编码|位置", help_heading = VALUES)]
    pub target: String,
    /// 打印成 JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub reading: Reading,
}

/// `fenjie revise`
#[derive(Debug, Args)]
pub struct Revise {
    /// 旧台账，或旧计划
    #[arg(value_name = "旧台账", help_heading = VALUES)]
    pub old: Input,
    /// 新计划：任何读得懂的文件，或者改过的工作簿
    #[arg(value_name = "新计划", help_heading = VALUES)]
    pub new: Input,
    /// 写到哪里；扩展名决定格式
    #[arg(short, long, value_name = "输出")]
    pub output: Output,
    /// 修订对照：.xlsx 或 .json
    #[arg(long, value_name = "文件")]
    pub report: Option<Output>,
    /// xlsx、md、docx、html 的版式：名字（见 fenjie layouts）或自己的 .toml 文件
    #[arg(long, value_name = "版式", default_value = fenjie::write::Layout::MASTER, hide_default_value = true)]
    pub layout: String,
    #[command(flatten)]
    pub reading: Reading,
}

/// `fenjie check`
#[derive(Debug, Args)]
pub struct Check {
    /// 计划文件，或 - 表示从标准输入读
    #[arg(value_name = "输入", help_heading = VALUES)]
    pub input: Input,
    /// 写到哪里：问题清单.xlsx、.json 或 .txt（不写就打印出来）
    #[arg(short, long, value_name = "输出")]
    pub output: Option<Output>,
    /// 按什么格式写：text、json、xlsx（不写就看扩展名）
    #[arg(long, value_name = "格式", hide_possible_values = true)]
    pub format: Option<Form>,
    #[arg(long, value_name = "格式", value_parser = readable, help = format!("按什么格式读：{}（不写就看内容）", readable_names()))]
    pub from: Option<Kind>,
    /// 只用这些规则：编号（C401）或一类的名字（时限），用逗号分开
    #[arg(long, value_name = "规则", value_delimiter = ',')]
    pub only: Vec<String>,
    /// 不用这些规则，写法同 --only
    #[arg(long, value_name = "规则", value_delimiter = ',')]
    pub skip: Vec<String>,
    /// 只看这一级和更要紧的：错误、警告、提示（或 error、warning、info）
    #[arg(long, value_name = "级别", hide_possible_values = true)]
    pub level: Option<Gravity>,
    /// 按哪一天看时限过没过，例如 2023-06-30（不写就不看）
    #[arg(long, value_name = "日期", value_parser = day)]
    pub as_of: Option<Date>,
    /// 单位名录（见 fenjie roster）：名称对着它查，别名和“各……单位”按它认
    #[arg(long, value_name = "名录")]
    pub roster: Option<PathBuf>,
    /// 停用规则的文件（.toml），每条都要写理由
    #[arg(long, value_name = "文件")]
    pub rules: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

/// The form of a list of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    Text,
    Json,
    Xlsx,
}

/// A level as it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Gravity {
    #[value(name = "错误", alias = "error")]
    Error,
    #[value(name = "警告", alias = "warning")]
    Warning,
    #[value(name = "提示", alias = "info")]
    Info,
}

impl From<Gravity> for Level {
    fn from(gravity: Gravity) -> Self {
        match gravity {
            Gravity::Error => Level::Error,
            Gravity::Warning => Level::Warning,
            Gravity::Info => Level::Info,
        }
    }
}

/// `fenjie layouts`
#[derive(Debug, Args)]
pub struct Layouts {
    /// 只要这一个版式的文件
    #[arg(value_name = "版式名", help_heading = VALUES)]
    pub name: Option<String>,
    /// 把版式文件存到哪里（不写就打印出来）
    #[arg(short, long, value_name = "文件", requires = "name")]
    pub output: Option<Output>,
}

const HELP: &str = "例子：
  fenjie convert samples/望川县2023年教育工作要点.txt -o 责任分解表.xlsx
  fenjie 转换 samples/望川县2023年教育工作要点.txt -o 责任分解表.xlsx
  fenjie layouts

每个命令的详细说明：fenjie convert --help
退出码：0 做好了；1 做好了，但有地方要人看；2 没做成。";

const CONVERT_HELP: &str = "例子：
  fenjie convert samples/望川县2023年教育工作要点.txt -o 责任分解表.xlsx
  fenjie convert samples/望川县2023年教育工作要点.txt -o 责任分解表.xlsx --layout 责任分解表-详
  fenjie convert samples/望川县2023年教育工作要点.txt -o 总台账.xlsx --layout 总台账 --period 2023Q1
  fenjie convert samples/望川县2023年教育工作要点.txt --to csv
  fenjie convert samples/望川县2023年教育工作要点.txt -o 任务.json --trace 核对.tsv
  cat samples/望川县2023年教育工作要点.txt | fenjie convert - --to md

本单位自己的栏目名（表头、“某某：”）写在一个 .toml 文件里，用 --synonyms 给出，例如：
    [fields.lead_departments]
    labels = [\"挂帅单位\"]      # 正文里的“挂帅单位：”和表头都认
    headers = [\"主攻\"]         # 只在表头里认
栏目有 title 工作任务、content 具体内容、lead_leaders 牵头领导、lead_departments 牵头单位、
units 责任单位、deadline 完成时限等，写错了会列出全部。和内置的意思不一样时，以自己写的为准。

没有 -o 而有 --to 时写到标准输出（xlsx 除外）。输入文件从不改动。
已有的输出文件会被换掉；里面有别处没有的填报、或者读不了的，不换。
退出码：0 做好了；1 做好了，但有地方要人看（例如一项任务也没找到）；
2 没做成（只有 --trace 的核对表没写成时，表已经写好）。";

const ROSTER_HELP: &str = "例子：
  fenjie roster samples/望川县2023年教育工作要点.txt -o 名录.xlsx
  fenjie 名录 samples/望川县2023年教育工作要点.txt -o 名录.csv
  fenjie roster samples/望川县2013年卫生工作要点.txt -o 新名录.xlsx --roster 名录.xlsx

名录里：每个单位名称一行，写着出现了几次、在第几项；“建议归入”是可能的全称（简称、省略写法），要人选了“采用”才算；
“各……单位”这样的集体，要人在“成员”里填上它包括哪些单位。改好后：fenjie dispatch 总台账.xlsx -o 下发 --period 2023Q1 --roster 名录.xlsx
已有的名录不会被换掉。退出码：0 做好了；1 做好了，但有地方要人看；2 没做成。";

const DISPATCH_HELP: &str = "例子：
  fenjie dispatch samples/望川县2023年教育工作要点.txt -o 下发 --period 2023Q1
  fenjie 下发 samples/望川县2023年教育工作要点.txt -o 下发 --period 2023Q1 --return-by 2023-04-05
  fenjie dispatch samples/望川县2023年教育工作要点.txt -o 打包下发 --period 2023Q1 --zip

配合单位也发，加 --by all；计划里写“各……单位”的，先做名录、填成员，再加 --roster 名录.xlsx。

文件夹里会有：每个单位一个工作簿；下发清单.xlsx（发了哪些、几项、联系谁）；总台账.xlsx（带下发记录，汇总时用它，才知道谁没交）。
再做一次只会换掉没动过的旧下发表；填过的、别人的文件一个也不动，有这样的重名文件就停下。输入文件从不改动。
退出码：0 做好了；1 做好了，但有地方要人看（例如有任务没写牵头单位）；2 没做成。";

const MERGE_HELP: &str = "例子：
  fenjie merge samples/汇总/总台账.xlsx samples/汇总/返回 -o 总台账-汇总.xlsx
  fenjie 汇总 samples/汇总/总台账.xlsx samples/汇总/返回 -o 总台账-汇总.xlsx --report 汇总报告.xlsx
  fenjie merge samples/汇总/总台账.xlsx samples/汇总/返回 --dry-run

后来又交来的，接着汇总到同一份里：把上一次的输出当作总台账，再给出新交的文件。
哪一行是哪项任务，看编码、内容、科室一起认，从不按位置；认不清的不猜，原文留在“未识别”里。
同一格有两种说法的，列在“待裁定”里：在选用的那一行的“裁定”列写“√”，或者写上应填的内容，存盘，
再汇总一次，不用再给报送表：fenjie merge 总台账-汇总.xlsx -o 总台账-汇总.xlsx
裁定写在另一个工作簿里的，用 --decisions 给出。对不上这份总台账的裁定不采用，留在“未识别”里。
填了的每一格都有下落，最后一行给出合计；对不上就什么也不写。
输入文件从不改动，除非 -o 就是总台账；-o 处原来的文件里有这次没有的内容，另存成“…（旧）”。
退出码：0 做好了；1 做好了，但有地方要人看；2 没做成（只有 --report 没写成时，总台账已经写好）。";

const TRACE_HELP: &str = "例子：
  fenjie merge samples/汇总/总台账.xlsx samples/汇总/返回 -o 总台账-汇总.xlsx
  fenjie trace 总台账-汇总.xlsx Y8CG-002-7
  fenjie 溯源 总台账-汇总.xlsx J6

每一条填报都列出：期次、单位、填报项、内容、是否采用，来自哪份文件、哪张表、哪一格、什么时候保存、文件的 SHA-256。
退出码：0 查到了；1 没有填报；2 没做成（例如没有这个编码）。";

const REVISE_HELP: &str = "例子：
  fenjie revise samples/汇总/总台账.xlsx samples/望川县2023年教育工作要点.txt -o 总台账-修订.xlsx
  fenjie 修订 samples/汇总/总台账.xlsx samples/望川县2023年教育工作要点.txt -o 总台账-修订.xlsx --report 修订对照.xlsx

按内容认出同一项任务：编码和以前的填报都接过来；没有变、文字改动、换章节、改编号、拆分、新增、取消分别列出。
新增的任务给新编码，旧编码永不再用；取消的任务和它的填报仍然保留在台账里。
退出码：0 没有要人看的；1 有拆分、取消或分不清的，请看；2 没做成。";
const CHECK_HELP: &str = "例子：
  fenjie check samples/望川县2023年教育工作要点.txt
  fenjie 检查 samples/望川县2023年教育工作要点.txt -o 问题清单.xlsx
  fenjie check samples/望川县2023年教育工作要点.txt --only 时限,C101 --level 警告
  fenjie check samples/望川县2023年教育工作要点.txt --as-of 2023-03-31 --format json
  fenjie check samples/望川县2023年教育工作要点.txt --roster 名录.xlsx

停用规则的文件这样写：
  [[off]]
  rule = \"C801\"
  reason = \"我们的计划一向用半角标点\"

每条规则的说明见 docs/rules.md。
退出码：0 没有错误和警告；1 有错误或警告，要人看；2 没做成。";

const LAYOUTS_HELP: &str = "例子：
  fenjie layouts
  fenjie layouts 责任分解表 -o 我的版式.toml
  fenjie convert samples/望川县2023年教育工作要点.txt -o 责任分解表.xlsx --layout 我的版式.toml";

const COMPLETIONS_HELP: &str = "例子：
  fenjie completions bash > fenjie.bash";

const MAN_HELP: &str = "例子：
  fenjie man > fenjie.1
  fenjie man convert > fenjie-convert.1";

/// The command line with its page of help; the list of commands is made from the commands themselves.
pub fn command() -> clap::Command {
    let command = Arguments::command();
    let names: Vec<(String, String)> = typed(&command).map(|sub| (names(sub), about(sub))).collect();
    let width = names.iter().map(|(names, _)| columns(names)).max().unwrap_or(0);
    let list = names.iter().fold(String::new(), |mut list, (names, about)| {
        let _ = writeln!(list, "  {names}{}  {about}", " ".repeat(width - columns(names)));
        list
    });
    command.after_help(HELP).help_template(format!("{{about}}\n\n用法：{{usage}}\n\n命令:\n{list}\n{OPTIONS}:\n{{options}}{{after-help}}"))
}

/// The commands a person types.
pub fn typed(command: &clap::Command) -> impl Iterator<Item = &clap::Command> {
    command.get_subcommands().filter(|sub| !sub.is_hide_set())
}

/// A command's name with its Chinese one: `"convert、转换"`.
pub fn names(command: &clap::Command) -> String {
    std::iter::once(command.get_name()).chain(command.get_visible_aliases()).collect::<Vec<_>>().join("、")
}

fn about(command: &clap::Command) -> String {
    command.get_about().map(ToString::to_string).unwrap_or_default()
}

/// Columns on a terminal: a Chinese character takes two.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn readable_names() -> String {
    let readable = KINDS.iter().filter(|entry| entry.kind.is_readable());
    readable.filter_map(|entry| entry.extensions.first().copied()).collect::<Vec<_>>().join("、")
}

fn writable_names() -> String {
    WRITERS.iter().map(|writer| writer.name).collect::<Vec<_>>().join("、")
}

/// A day as it is typed: 2023-06-30, 2023年6月30日.
fn day(text: &str) -> Result<Date, String> {
    whole_date(text).ok_or_else(|| format!("“{text}”不是日期。请写成 2023-06-30"))
}

fn readable(name: &str) -> Result<Kind, String> {
    match Kind::promised(name) {
        Some(kind) if kind.is_readable() => Ok(kind),
        Some(_) => Err(format!("本版还读不了 {name}。可用的有：{}", readable_names())),
        None => Err(format!("没有这种格式。可用的有：{}", readable_names())),
    }
}

fn role(name: &str) -> Result<Role, String> {
    Role::named(name).ok_or_else(|| {
        let known: Vec<String> = Role::ALL.iter().map(|(_, name, words)| format!("{name}（{words}）")).collect();
        format!("没有“{name}”这种。可用的有：{}", known.join("、"))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_holds_together() {
        super::command().debug_assert();
    }
}
