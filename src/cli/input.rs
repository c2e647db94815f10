//! Where a plan comes from: a file or standard input, and whether its name and its bytes agree.

use std::ffi::{OsStr, OsString};
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use fenjie::error::Error;
use fenjie::files;
use fenjie::limits::{Limit, Limits};
use fenjie::read::sniff::{Kind, kind_of};

use super::office::{self, Converted};
use super::report::{file_name, say};

/// A file, or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Stdin,
    File(PathBuf),
}

impl From<&OsStr> for Input {
    fn from(text: &OsStr) -> Self {
        if text == "-" { Input::Stdin } else { Input::File(text.into()) }
    }
}

impl Input {
    /// The name in messages.
    pub fn name(&self) -> &Path {
        match self {
            Input::Stdin => Path::new("标准输入"),
            Input::File(file) => file,
        }
    }

    /// The file, unless it is standard input.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Input::Stdin => None,
            Input::File(file) => Some(file),
        }
    }

    /// The bytes, when they are of a kind we read and of the kind that was promised; an old document as LibreOffice converts it.
    pub fn read(&self, from: Option<Kind>, limits: &Limits, quiet: bool) -> anyhow::Result<Vec<u8>> {
        let bytes = match self {
            Input::Stdin => read_stdin(limits.of(Limit::FileBytes))?,
            Input::File(file) => match files::read(file, limits.of(Limit::FileBytes)) {
                Err(error @ Error::NotFound { .. }) => return Err(missing(error, file)),
                read => read?,
            },
        };
        let kind = kind_of(&bytes);
        if !kind.is_readable() && from.is_none() {
            return self.as_converted(&bytes, kind, limits, quiet);
        }
        kind.refuse_unreadable(self.name())?;
        match from {
            Some(from) if from != kind && (from, kind) != (Kind::Csv, Kind::Text) => {
                bail!("“{}”是{}，不是{}。请去掉 --from", self.name().display(), kind.in_sentence(), from.in_sentence())
            }
            Some(_) => {}
            None => self.check_extension(kind)?,
        }
        Ok(bytes)
    }

    fn as_converted(&self, bytes: &[u8], kind: Kind, limits: &Limits, quiet: bool) -> anyhow::Result<Vec<u8>> {
        match office::converted(bytes, kind, limits) {
            Converted::Docx(docx) => {
                if !quiet {
                    say(&format!("{}：先用 LibreOffice 转成了 .docx 再读，原文件没有动。", file_name(self.name())));
                }
                Ok(docx)
            }
            Converted::Failed => {
                bail!("用 LibreOffice 转换“{}”没有成功。请用 Word 或 WPS 打开它，另存为 .docx 再试", self.name().display())
            }
            Converted::NotTried => Err(kind.refuse_unreadable(self.name()).err().map_or_else(|| anyhow!("读不了"), Into::into)),
        }
    }

    /// A name that promises something else is more often the wrong file than a wrong name.
    fn check_extension(&self, kind: Kind) -> anyhow::Result<()> {
        let Input::File(file) = self else { return Ok(()) };
        let extension = file.extension().map(OsStr::to_string_lossy).unwrap_or_default();
        match Kind::promised(&extension) {
            Some(promised) if promised == kind || promised == Kind::Text => Ok(()),
            // Its bytes are text like any other.
            Some(Kind::Csv) => Ok(Kind::Csv.refuse_unreadable(file)?),
            Some(_) => {
                let (file, content, name) =
                    (file.display(), kind.in_sentence(), kind.entry().extensions.first().copied().unwrap_or_default());
                bail!(
                    "“{file}”的扩展名是 .{extension}，内容却是{content}。请确认没有选错文件；没选错就把扩展名改成 .{name}，或者加上 --from {name}"
                )
            }
            None => Ok(()),
        }
    }
}

/// A file of settings a person wrote: a layout, own words. A few kilobytes; anything larger is another file.
pub fn settings(file: &Path) -> Result<String, Error> {
    const MOST: u64 = 1 << 20;
    let text = String::from_utf8(files::read(file, MOST)?).map_err(|_| Error::UnknownEncoding { file: file.to_owned() })?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// A missing file is often there under nearly the same name: without the extension Windows hides, with it twice, with a blank.
fn missing(error: Error, file: &Path) -> anyhow::Error {
    let key = |name: &OsStr| {
        let name = name.to_string_lossy().to_lowercase().replace(char::is_whitespace, "");
        name.trim_end_matches(".txt").to_owned()
    };
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let wanted = file.file_name().map(key);
    let mut names: Vec<OsString> = folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.file_name()).collect();
    names.sort();
    match names.into_iter().find(|name| Some(key(name)) == wanted) {
        Some(name) => anyhow!("找不到“{}”。是不是“{}”？", file.display(), file.with_file_name(name).display()),
        None => error.into(),
    }
}

fn read_stdin(limit: u64) -> anyhow::Result<Vec<u8>> {
    let mut stdin = io::stdin().lock();
    if stdin.is_terminal() {
        say(if cfg!(windows) {
            "请贴上计划全文，回车后按 Ctrl+Z 再回车。"
        } else {
            "请贴上计划全文，回车后按 Ctrl+D。"
        });
    }
    let mut bytes = Vec::new();
    stdin.by_ref().take(limit.saturating_add(1)).read_to_end(&mut bytes).context("读不了标准输入")?;
    match bytes.len() as u64 {
        0 => bail!("标准输入里没有内容。请用 | 把计划文本接进来，或者给出文件名"),
        size if size > limit => Err(Error::TooLarge { file: Input::Stdin.name().to_owned(), size, limit }.into()),
        _ => Ok(bytes),
    }
}
