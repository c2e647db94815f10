//! The ledger in its own format, `fenjie.ledger/1`.
//!
//! Nothing is interpreted: what the file says is what comes out, or it is refused with the place and the reason.

use std::path::Path;

use serde::Deserialize;

use super::{ReadOptions, Reading, charset};
use crate::error::Error;
use crate::model::{FORMAT, Ledger};
use crate::passage::Account;

/// What tells the format of what is no ledger.
#[derive(Deserialize)]
struct Head {
    format: Option<String>,
}

/// Reads a ledger.
///
/// # Errors
/// [`Error::BadLedger`] with line and reason; [`Error::NewerFormat`] for a version we do not know.
pub(super) fn read(bytes: &[u8], file: &Path, _: &ReadOptions<'_>) -> Result<Reading, Error> {
    let text = charset::decode(bytes, file)?;
    let bad = |reason: String| Error::BadLedger { file: file.to_owned(), reason };
    let read: Result<Ledger, _> = serde_json::from_str(&text);
    // What is of another format may be a ledger to the letter, or none at all.
    let format = match &read {
        Ok(ledger) => Some(ledger.format.clone()),
        Err(error) => serde_json::from_str::<Head>(&text).map_err(|_| bad(words(error)))?.format,
    };
    let format = format.ok_or_else(|| bad(format!("没有“format”这一项，应为“{FORMAT}”")))?;
    if format != FORMAT {
        let version = format.strip_prefix("fenjie.ledger/").and_then(|version| version.parse::<u32>().ok());
        return Err(match version {
            Some(_) => Error::NewerFormat { file: file.to_owned(), format, known: FORMAT },
            None => bad(format!("“format”是“{format}”，应为“{FORMAT}”")),
        });
    }
    let ledger = read.map_err(|error| bad(words(&error)))?;
    Ok(Reading { ledger, findings: Vec::new(), account: Account::default() })
}

/// The parser's complaint in words for a clerk, with the line.
fn words(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    let what = match error.classify() {
        Category::Eof => "文件没有写完就断了".to_owned(),
        Category::Syntax | Category::Io => "写法不是 JSON".to_owned(),
        Category::Data => {
            let said = error.to_string();
            let quoted: Vec<&str> = said.split('`').collect();
            match quoted.as_slice() {
                [before, name, ..] if before.starts_with("missing field") => format!("缺少“{name}”这一项"),
                [before, name, ..] if before.starts_with("unknown") => format!("不认识“{name}”"),
                _ => "有一项的内容不对".to_owned(),
            }
        }
    };
    format!("第 {} 行第 {} 个字节，{what}", error.line(), error.column())
}
