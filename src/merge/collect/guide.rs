//! The sheet of instructions that goes out with the table: nobody asks for answers there, and what is written there all the same is kept.

use super::unread::keep_and_say;
use super::{Collected, ReturnedFile};
use crate::identity::{Sent, read_labelled};
use crate::returned::Table;
use crate::words::numbering::marker;

/// Its name, unless a layout calls it otherwise.
const NAME: &str = "填报说明";

/// Whether a table is the sheet of instructions: a table with a header is not, whatever it is called.
pub(super) fn is_guide(table: &Table, sent: Option<&Sent>) -> bool {
    let says_so = |sent: &Sent| {
        let said = || table.rows.iter().flat_map(|row| &row.cells).map(|cell| sent.says(&cell.text));
        said().filter(|&said| said).count() * 2 > said().count()
    };
    table.columns.is_empty() && (table.sheet.as_deref() == Some(NAME) || sent.is_some_and(says_so))
}

/// Keeps what the unit wrote among the instructions.
pub(super) fn keep_of_guide(table: &Table, file: &ReturnedFile, collected: &mut Collected) {
    let sent = file.returned.evidence.sent.as_ref().filter(|sent| !sent.words.is_empty());
    let is_of_guide = |text: &str| match sent {
        Some(sent) => sent.says(text),
        // Nobody knows what was sent; a numbered line may have been.
        None => text == NAME || marker(text).is_some() || read_labelled(text).is_some(),
    };
    keep_and_say(table, file, collected, is_of_guide, |count, first| {
        format!("填报说明里多写了 {count} 处，如“{first}”，没有当作填报读，原文留在“未识别”里。里面若有填报，请挪到填报表里再汇总")
    });
}
