//! What a shell wants of a program: completions, manual pages, help.

use anyhow::bail;
use clap_complete::Shell;
use clap_mangen::Man;

use super::Outcome;
use super::arguments;
use super::output::Output;

/// The headings of a manual page, which clap writes in English.
const HEADINGS: &[(&str, &str)] = &[
    ("NAME", "名称"),
    ("SYNOPSIS", "用法"),
    ("DESCRIPTION", "说明"),
    ("OPTIONS", "选项"),
    ("SUBCOMMANDS", "命令"),
    ("EXTRA", "补充"),
    ("VERSION", "版本"),
];

/// Prints a completion script.
pub fn completions(shell: Shell) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut arguments::command(), "fenjie", &mut script);
    Output::Stdout.write(&script)?;
    Ok(Outcome::Done)
}

/// Prints the manual page of a command, or of the program.
pub fn manual(name: Option<&str>) -> anyhow::Result<Outcome> {
    let mut page = Vec::new();
    Man::new(find(name)?).render(&mut page)?;
    let mut page = String::from_utf8(page)?;
    for (english, chinese) in HEADINGS {
        page = page.replace(&format!(".SH {english}\n"), &format!(".SH {chinese}\n"));
    }
    Output::Stdout.write(page.as_bytes())?;
    Ok(Outcome::Done)
}

/// Prints the help of a command, or of the program.
pub fn help(name: Option<&str>) -> anyhow::Result<Outcome> {
    find(name)?.print_help()?;
    Ok(Outcome::Done)
}

/// A command by its English or Chinese name, built: as it is when it is typed.
fn find(name: Option<&str>) -> anyhow::Result<clap::Command> {
    let mut program = arguments::command();
    program.build();
    let Some(name) = name else { return Ok(program) };
    match program.find_subcommand(name) {
        Some(command) => Ok(command.clone()),
        None => {
            bail!("没有“{name}”这个命令。可用的有：{}", arguments::typed(&program).map(arguments::names).collect::<Vec<_>>().join("；"))
        }
    }
}
