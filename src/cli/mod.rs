//! The command line: one variant of [`Command`](arguments::Command) and one function per command.
//!
//! Declared in `main.rs` only, so the library cannot reach it. Data goes to stdout or to a file, words go to stderr, in Chinese.
//! It holds no knowledge about plans or workbooks: that is the library's.

mod archive;
mod arguments;
mod check;
mod child;
mod convert;
mod dispatch;
mod input;
mod layouts;
mod merge;
mod office;
mod output;
mod ownership;
mod progress;
mod reading;
mod refusal;
mod rehearsal;
mod report;
mod revise;
mod roster;
mod shell;
mod stop;
mod trace;

use std::ffi::OsString;
use std::panic;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use anyhow::Context;
use clap::FromArgMatches;

use arguments::{Arguments, Command};
use report::say;

/// How a command ended when it could do its work. That it could not is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Exit code 0.
    Done,
    /// Exit code 1: done, but a person must look.
    MustLook,
}

const COULD_NOT: u8 = 2;

/// Where the program panicked last. The library catches the panics of the libraries below it; only one that reaches the end is said.
static PANICKED: Mutex<Option<String>> = Mutex::new(None);

/// Runs the program on the arguments of the process.
pub fn run() -> ExitCode {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!("（{}:{}）", place.file(), place.line()));
        *PANICKED.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
    stop::heed();
    let arguments: Vec<OsString> = std::env::args_os().collect();
    panic::catch_unwind(|| run_with(&arguments)).unwrap_or_else(|_| {
        let place = PANICKED.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
        say(&report::failure(&format!("程序内部出错了{place}：没有做完，已经写好的文件是完整的。请把用到的文件和这一行文字发给开发者")));
        ExitCode::from(COULD_NOT)
    })
}

fn run_with(arguments: &[OsString]) -> ExitCode {
    if let Some(words) = refusal::wide_dash(arguments) {
        say(&report::failure(&words));
        return ExitCode::from(COULD_NOT);
    }
    let parsed = arguments::command().try_get_matches_from(arguments).and_then(|matches| Arguments::from_arg_matches(&matches));
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(refusal) => return refusal::answer(&refusal, arguments),
    };
    match perform(&parsed) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::MustLook) => ExitCode::from(1),
        Err(error) => {
            say(&report::failure(&report::reasons(&error)));
            ExitCode::from(COULD_NOT)
        }
    }
}

fn perform(arguments: &Arguments) -> anyhow::Result<Outcome> {
    match &arguments.command {
        Command::Convert(options) => convert::convert(options, arguments.quiet).context("转换没做成"),
        Command::Dispatch(options) => dispatch::dispatch(options, arguments.quiet).context("下发没做成"),
        Command::Roster(options) => roster::roster(options, arguments.quiet).context("名录没做成"),
        Command::Merge(options) => merge::merge(options, arguments.quiet).context("汇总没做成"),
        Command::Trace(options) => trace::trace(options).context("没有查成"),
        Command::Revise(options) => revise::revise(options, arguments.quiet).context("修订没做成"),
        Command::Check(options) => check::check(options, arguments.quiet).context("检查没做成"),
        Command::Rehearse(reading) => Ok(rehearsal::perform(&reading.rules()?.limits)?),
        Command::Layouts(options) => layouts::layouts(options, arguments.quiet).context("版式没取成"),
        Command::Completions { shell } => shell::completions(*shell).context("补全脚本没打印成"),
        Command::Man { command } => shell::manual(command.as_deref()).context("手册页没打印成"),
        Command::Help { command } => shell::help(command.as_deref()).context("帮助没打印成"),
    }
}
