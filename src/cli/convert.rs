//! `fenjie convert`: any readable input to any writable format.

use std::path::Path;

use anyhow::{Context, bail};
use fenjie::error::Error;
use fenjie::finding::{Finding, writing as rules};
use fenjie::model::Ledger;
use fenjie::read::Reading;
use fenjie::read::sniff::Kind;
use fenjie::write::{Format, WRITERS, WriteOptions, write};

use super::Outcome;
use super::arguments::Convert;
use super::check;
use super::input::Input;
use super::layouts;
use super::output::{Output, check_targets};
use super::ownership::refuse_loss;
use super::progress::Progress;
use super::report::{self, quoted, say};

/// Reads, writes, and says what was found. Nothing is written unless everything could be.
pub fn convert(options: &Convert, quiet: bool) -> anyhow::Result<Outcome> {
    let targets: Vec<_> = [("-o", &options.output), ("--trace", &options.trace)]
        .into_iter()
        .filter_map(|(name, target)| Some((name, target.as_ref()?)))
        .collect();
    check_targets(&targets, options.input.file().as_slice())?;
    let (format, output) = target(options)?;
    let layout = layouts::find(&options.layout)?;
    let rules = options.reading.rules()?.promised(options.from);
    let progress = Progress::start("正在读取……", quiet);
    let bytes = options.input.read(options.from, &rules.limits, quiet).map_err(|error| swapped(error, &options.input, &output))?;
    progress.step("正在分解……");
    let reading = rules.read(&bytes, options.input.name())?;
    if !reading.account.sources().is_empty() && reading.account.sums().printed == 0 {
        bail!("“{}”里只有空格和换行，没有文字。请重新下载，或向发件人要一份完整的", options.input.name().display());
    }
    // What is written may be as large again.
    drop(bytes);
    progress.step("正在生成……");
    let mut write_options = WriteOptions::new(&layout);
    if let Some(period) = options.period {
        write_options = write_options.for_period(period);
    }
    let mut written = write(&reading.ledger, format, &write_options)?;
    written.findings.extend(unheld(&reading.ledger, format));
    refuse_loss(&output, Some(&reading.ledger).filter(|_| format.holds_entries()), &rules)?;
    options.trace.iter().try_for_each(|trace| refuse_loss(trace, None, &rules))?;
    let replacing = output.replacing();
    output.write(&std::mem::take(&mut written.bytes))?;
    drop(progress);
    if let Some(trace) = &options.trace {
        trace.write_beside(reading.account.trace().as_bytes(), quiet).context("表已经写好，核对表没写成")?;
    }
    tell(options.input.name(), &reading, quiet);
    let errors = check::errors(&reading, &rules);
    report::say_findings(options.input.name(), &errors);
    report::say_findings(output.name(), &written.findings);
    if let Output::File(file) = &output
        && !quiet
    {
        say(&report::written(file, &reading.ledger.plan, replacing));
    }
    let looks = [&reading.findings, &errors, &written.findings].into_iter().any(|findings| report::must_look(findings));
    Ok(if looks || reading.ledger.plan.tasks.is_empty() { Outcome::MustLook } else { Outcome::Done })
}

/// The format and the place to write to.
fn target(options: &Convert) -> anyhow::Result<(Format, Output)> {
    let Some(output) = &options.output else {
        let input = options.input.name().with_extension("xlsx");
        let name = report::file_name(if options.input == Input::Stdin { Path::new("责任分解表.xlsx") } else { &input });
        return match options.to {
            None => bail!("没有说写到哪里。请加上 -o，例如：-o {}；只想在屏幕上看，加上 --to md", quoted(&name)),
            Some(Format::Xlsx) => bail!("xlsx 是工作簿，不能显示在屏幕上。请加上 -o，例如：-o {}", quoted(&name)),
            Some(format) => Ok((format, Output::Stdout)),
        };
    };
    let format = match (options.to, output) {
        (Some(format), Output::Stdout) => format,
        (None, Output::Stdout) => {
            bail!("写到标准输出要说明格式。请加上 --to，可用的有：{}", names())
        }
        (to, Output::File(file)) => format_of(file, to)?,
    };
    if format == Format::Xlsx && output.is_screen() {
        bail!("xlsx 是工作簿，不能显示在屏幕上。请用 -o 写出文件名，或者接到别的程序");
    }
    Ok((format, output.clone()))
}

/// The format of a file: its extension and `--to` must not contradict each other, or the file would not open.
fn format_of(file: &Path, to: Option<Format>) -> anyhow::Result<Format> {
    let extension = file.extension().map(|extension| extension.to_string_lossy().into_owned());
    match (Format::of_file(file), to) {
        (Ok(format), None) => Ok(format),
        (Ok(format), Some(to)) if format == to => Ok(to),
        (Ok(_), Some(to)) => {
            let name = WRITERS.iter().find(|writer| writer.format == to).map_or("", |writer| writer.name);
            bail!(
                "“{}”的扩展名和 --to {name} 对不上，写出来会打不开。请把文件名改成 {}，或者去掉 --to",
                file.display(),
                quoted(&report::file_name(&file.with_extension(name)))
            )
        }
        (Err(_), Some(to)) => Ok(to),
        (Err(_), None) => match extension {
            Some(extension) => bail!(
                "“{}”：不会写 .{extension} 文件。可用的有：{}，例如 {}",
                file.display(),
                names(),
                quoted(&report::file_name(&file.with_extension("xlsx")))
            ),
            None => bail!(
                "“{}”没有扩展名，不知道写成什么格式。请写成 {}，可用的有：{}",
                file.display(),
                quoted(&report::file_name(&file.with_extension("xlsx"))),
                names()
            ),
        },
    }
}

/// When the input is missing and the output is a plan, the two were most likely given the wrong way round.
fn swapped(error: anyhow::Error, input: &Input, output: &Output) -> anyhow::Error {
    let missing = matches!(error.downcast_ref(), Some(Error::NotFound { .. }));
    match (input, output) {
        (Input::File(input), Output::File(output))
            if missing && output.exists() && Kind::of_name(output).is_some_and(Kind::is_readable) =>
        {
            anyhow::anyhow!(
                "找不到“{}”。是不是把输入和输出写反了？应为：fenjie convert {} -o {}",
                input.display(),
                quoted(&output.to_string_lossy()),
                quoted(&input.to_string_lossy())
            )
        }
        _ => error,
    }
}

/// Says that a format has no room for what was reported.
fn unheld(ledger: &Ledger, format: Format) -> Option<Finding> {
    let count = Some(ledger.entries.len()).filter(|&count| count > 0 && !format.holds_entries())?;
    let message = format!("有 {count} 条填报，这种格式写不下，没有写进去。要留着填报请写成 .xlsx 或 .json");
    Some(rules::NO_ROOM_FOR_ENTRIES.finding(message))
}

/// Says what was found in a plan.
fn tell(file: &Path, reading: &Reading, quiet: bool) {
    let plan = &reading.ledger.plan;
    if plan.tasks.is_empty() && reading.findings.is_empty() {
        say(&format!("{}：里面没有任务。请确认选对了文件。", report::file_name(file)));
    } else if !plan.tasks.is_empty() && !quiet {
        say(&format!("{}：{}", report::file_name(file), report::summary(plan)));
    }
    if let Some(words) = report::unrecognised(file, plan).filter(|_| !plan.tasks.is_empty()) {
        say(&words);
    }
    report::say_findings(file, &reading.findings);
}

fn names() -> String {
    WRITERS.iter().map(|writer| writer.name).collect::<Vec<_>>().join("、")
}
