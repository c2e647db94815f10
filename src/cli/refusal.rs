//! A command line we cannot use: what is wrong with it and what to type instead, in Chinese. clap's own messages are English.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use fenjie::write::Format;

use super::COULD_NOT;
use super::arguments;
use super::report::{failure, quoted, say};

/// Shows help or version, or says why the command line cannot be used.
pub fn answer(refusal: &clap::Error, arguments: &[OsString]) -> ExitCode {
    match refusal.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = refusal.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = refusal.print();
            ExitCode::from(COULD_NOT)
        }
        _ => {
            say(&failure(&format!("命令没看懂：{}", explain(refusal, arguments))));
            say(&usage(arguments));
            ExitCode::from(COULD_NOT)
        }
    }
}

/// Dashes an input method for Chinese writes where `-` is meant.
const WIDE_DASHES: [char; 6] = ['—', '－', '–', '―', '﹣', '−'];

/// Says which argument begins with a dash of Chinese; a file may.
pub fn wide_dash(arguments: &[OsString]) -> Option<String> {
    let typed = arguments.iter().skip(1).filter_map(|argument| argument.to_str());
    let wide = typed.into_iter().find(|argument| argument.starts_with(WIDE_DASHES) && !Path::new(argument).exists())?;
    let name = wide.trim_start_matches(WIDE_DASHES).trim_start_matches('-');
    let dashes = if name.chars().count() > 1 { "--" } else { "-" };
    Some(format!("命令没看懂：“{wide}”前面是中文的横线。请换成英文的减号：{dashes}{name}"))
}

fn explain(refusal: &clap::Error, arguments: &[OsString]) -> String {
    let argument = argument_named(refusal, ContextKind::InvalidArg);
    let value = words(refusal, ContextKind::InvalidValue);
    match refusal.kind() {
        ErrorKind::InvalidSubcommand => unknown_command(refusal),
        ErrorKind::MissingSubcommand => format!("没有说要做什么。可用的命令：{}", commands()),
        ErrorKind::UnknownArgument => unknown_argument(refusal, arguments),
        ErrorKind::MissingRequiredArgument => missing(&words(refusal, ContextKind::InvalidArg), &argument),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument}后面少了内容。请补上"),
        ErrorKind::InvalidValue => {
            format!(
                "{argument}没有“{value}”{}可用的有：{}",
                suggestion(refusal, ContextKind::SuggestedValue),
                words(refusal, ContextKind::ValidValue)
            )
        }
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(refusal).map(|source| source.to_string()).unwrap_or_default();
            format!("{argument}不对：{why}")
        }
        ErrorKind::ArgumentConflict => match argument_named(refusal, ContextKind::PriorArg) {
            other if other == argument || other == "“”" => {
                format!("{argument}写了两次。请只留一个")
            }
            other => format!("{argument}和{other}不能一起用。请只留一个"),
        },
        ErrorKind::InvalidUtf8 => "参数里有认不出的字符。请检查文件名".to_owned(),
        _ => format!("命令写得不对：{argument}{value}。请对照用法检查"),
    }
}

fn missing(asked: &str, argument: &str) -> String {
    match asked.strip_prefix("--output ") {
        Some(what) => format!("没有说写到哪里。请加上：-o {what}"),
        None => format!("少了{}，请补上", argument.trim_end()),
    }
}

fn unknown_command(refusal: &clap::Error) -> String {
    let typed = words(refusal, ContextKind::InvalidSubcommand);
    if Path::new(&typed).exists() || typed.ends_with(".txt") {
        return format!("“{typed}”是文件，前面少了命令。应为：fenjie convert {} -o 责任分解表.xlsx", quoted(&typed));
    }
    format!("没有“{typed}”这个命令{}可用的命令：{}", suggestion(refusal, ContextKind::SuggestedSubcommand), commands())
}

/// A word too many: an unknown option, a blank in a file name, a forgotten `-o`, or really one too many.
fn unknown_argument(refusal: &clap::Error, arguments: &[OsString]) -> String {
    let extra = &words(refusal, ContextKind::InvalidArg);
    if extra.starts_with('-') {
        return format!("没有“{extra}”这个选项{}", suggestion(refusal, ContextKind::SuggestedArg));
    }
    let typed: Vec<String> = arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let at = typed.iter().rposition(|argument| argument == extra).unwrap_or(0);
    if let Some(file) = (1..at).find_map(|from| longest_file(&typed[from..])) {
        return format!("文件名“{file}”里有空格，要用引号括起来：\"{file}\"");
    }
    if Format::of_file(Path::new(extra)).is_ok() && !typed.iter().any(|argument| argument == "-o" || argument == "--output") {
        return format!("多了一个“{extra}”。如果要写到这个文件，请在它前面加上 -o：-o {}", quoted(extra));
    }
    format!("多了一个“{extra}”。一次处理一个文件；文件名里有空格时，请用引号括起来")
}

/// The longest run of words from the first that, with blanks between, names a file.
fn longest_file(words: &[String]) -> Option<String> {
    (2..=words.len()).rev().map(|length| words[..length].join(" ")).find(|name| Path::new(name).is_file())
}

/// The end of the sentence, with the nearest word there is.
fn suggestion(refusal: &clap::Error, kind: ContextKind) -> String {
    match words(refusal, kind) {
        nearest if nearest.is_empty() => "。".to_owned(),
        nearest => format!("。是不是想写“{nearest}”？"),
    }
}

/// An argument as it is typed: `"“--to”"` of clap's `--to <格式>`, `"“输入”"` of `<输入>`.
fn argument_named(refusal: &clap::Error, kind: ContextKind) -> String {
    let words = words(refusal, kind);
    if words.starts_with('-') {
        return format!(" {} ", words.split_once(' ').map_or(words.as_str(), |(name, _)| name));
    }
    let names: Vec<String> = words.split('、').map(|name| format!("“{}”", name.trim_matches(['<', '>', '[', ']', '.', ' ']))).collect();
    names.join("和")
}

fn words(refusal: &clap::Error, kind: ContextKind) -> String {
    match refusal.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

fn commands() -> String {
    arguments::typed(&arguments::command()).map(arguments::names).collect::<Vec<_>>().join("；")
}

/// How the command that was typed, in either language, is used.
fn usage(arguments: &[OsString]) -> String {
    let mut program = arguments::command();
    let typed = arguments.iter().skip(1).filter_map(|argument| argument.to_str()).find(|argument| !argument.starts_with('-'));
    let (name, command) = match typed.and_then(|typed| program.find_subcommand_mut(typed)) {
        Some(command) => (format!("fenjie {} --help", command.get_name()), command),
        None => ("fenjie --help".to_owned(), &mut program),
    };
    format!("用法：{}（详见 {name}）", command.render_usage().to_string().trim_start_matches("Usage: "))
}
