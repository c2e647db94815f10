//! `fenjie layouts`: which layouts there are, and the file of each to start an own one from.

use std::fmt::Write;
use std::path::Path;

use anyhow::bail;
use fenjie::error::Error;
use fenjie::write::Layout;

use super::Outcome;
use super::arguments::Layouts;
use super::input::{self, Input};
use super::output::Output;
use super::report::say;

/// Lists the layouts, or gives one's file.
pub fn layouts(options: &Layouts, quiet: bool) -> anyhow::Result<Outcome> {
    let Some(name) = &options.name else {
        Output::Stdout.write(list()?.as_bytes())?;
        return Ok(Outcome::Done);
    };
    let Some(text) = Layout::source(name) else {
        return Err(unknown(name).into());
    };
    let output = options.output.clone().unwrap_or(Output::Stdout);
    output.check(&Input::Stdin)?;
    if let Output::File(file) = &output
        && file.exists()
    {
        bail!("“{}”已经有了，里面可能有改好的版式。请换一个名字", file.display());
    }
    output.write(text.as_bytes())?;
    if let Output::File(file) = output.clone()
        && !quiet
    {
        say(&format!("已写入 {0}。改好后这样用：fenjie convert 计划.txt -o 责任分解表.xlsx --layout {0}", file.display()));
    }
    Ok(Outcome::Done)
}

fn list() -> Result<String, Error> {
    let mut list = String::new();
    for name in Layout::names() {
        let layout = Layout::named(name)?;
        let columns: Vec<&str> = layout.columns.iter().map(|column| column.header.as_str()).collect();
        let default = if name == Layout::DEFAULT { "（不写 --layout 时用它）" } else { "" };
        let _ = writeln!(list, "{name}{default}\n    {}", columns.join("、"));
    }
    list.push_str("\n版式是内置的 .toml 文件。要改列、列宽、字体，先取出一份：\n    fenjie layouts 责任分解表 -o 我的版式.toml\n改好后用 --layout 我的版式.toml。\n");
    Ok(list)
}

/// A built-in layout by name, or an own one by file.
pub fn find(name: &str) -> anyhow::Result<Layout> {
    if Layout::names().contains(&name) {
        return Ok(Layout::named(name)?);
    }
    let file = Path::new(name);
    if !file.exists() && !name.ends_with(".toml") && !name.contains(['/', '\\']) {
        return Err(unknown(name).into());
    }
    Ok(Layout::from_toml(file, &input::settings(file)?)?)
}

fn unknown(name: &str) -> Error {
    Error::UnknownLayout { name: name.to_owned(), known: Layout::names().join("、") }
}
