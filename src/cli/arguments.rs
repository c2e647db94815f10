//! What can be typed: commands, options, and their help. Every word a clerk reads here is Chinese; clap's own headings are replaced.

use std::fmt::Write;
use std::path::PathBuf;

use clap::{ArgAction, Args, CommandFactory, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use fenjie::finding::Level;
use fenjie::model::Period;
use fenjie::read::sniff::{KINDS, Kind};
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
    /// 把计划文本变成责任分解表、CSV、JSON 或 Markdown
    #[command(visible_alias = "转换", help_template = PAGE, next_help_heading = OPTIONS, after_help = CONVERT_HELP)]
    #[command(override_usage = "fenjie convert <输入> -o <输出> [选项]")]
    Convert(Convert),
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
    /// 计划文件（.txt、.json），或 - 表示从标准输入读
    #[arg(value_name = "输入", help_heading = VALUES)]
    pub input: Input,
    /// 写到哪里；扩展名决定格式，- 表示写到标准输出
    #[arg(short, long, value_name = "输出")]
    pub output: Option<Output>,
    #[arg(long, value_name = "格式", value_parser = readable, help = format!("按什么格式读：{}（不写就看内容）", readable_names()))]
    pub from: Option<Kind>,
    #[arg(long, value_name = "格式", value_parser = Format::named, help = format!("按什么格式写：{}（不写就看扩展名）", writable_names()))]
    pub to: Option<Format>,
    /// xlsx 和 md 的版式：名字（见 fenjie layouts）或自己的 .toml 文件
    #[arg(long, value_name = "版式", default_value = fenjie::write::Layout::DEFAULT, hide_default_value = true)]
    pub layout: String,
    /// 印在表头的期次：2023、2023H1、2023Q1 或 2023-03
    #[arg(long, value_name = "期次")]
    pub period: Option<Period>,
    /// 另存一份核对表（TSV）：原文每一行的每个字归到了哪里
    #[arg(long, value_name = "文件")]
    pub trace: Option<Output>,
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
    /// 停用规则的文件（.toml），每条都要写理由
    #[arg(long, value_name = "文件")]
    pub rules: Option<PathBuf>,
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

没有 -o 而有 --to 时写到标准输出（xlsx 除外）。已有的输出文件会被换掉；输入文件从不改动。
退出码：0 做好了；1 做好了，但有地方要人看（例如一项任务也没找到）；2 没做成，什么也没写。";

const CHECK_HELP: &str = "例子：
  fenjie check samples/望川县2023年教育工作要点.txt
  fenjie 检查 samples/望川县2023年教育工作要点.txt -o 问题清单.xlsx
  fenjie check samples/望川县2023年教育工作要点.txt --only 时限,C101 --level 警告
  fenjie check samples/望川县2023年教育工作要点.txt --as-of 2023-03-31 --format json

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
    let names: Vec<(String, String)> = command.get_subcommands().map(|sub| (names(sub), about(sub))).collect();
    let width = names.iter().map(|(names, _)| columns(names)).max().unwrap_or(0);
    let list = names.iter().fold(String::new(), |mut list, (names, about)| {
        let _ = writeln!(list, "  {names}{}  {about}", " ".repeat(width - columns(names)));
        list
    });
    command.after_help(HELP).help_template(format!("{{about}}\n\n用法：{{usage}}\n\n命令:\n{list}\n{OPTIONS}:\n{{options}}{{after-help}}"))
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
    fenjie::words::dates::whole_date(text).ok_or_else(|| "请写成 2023-06-30 这样".to_owned())
}

fn readable(name: &str) -> Result<Kind, String> {
    match Kind::promised(name) {
        Some(kind) if kind.is_readable() => Ok(kind),
        Some(_) => Err(format!("本版还读不了 {name}。可用的有：{}", readable_names())),
        None => Err(format!("没有这种格式。可用的有：{}", readable_names())),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_holds_together() {
        super::command().debug_assert();
    }
}
