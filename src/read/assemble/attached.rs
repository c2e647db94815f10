//! Titles of attachments that stand right above their tables.

use std::ops::Range;

use crate::model::Section;

use super::super::Block;
use super::super::frame::{ATTACHMENT, Mark, title_behind_mark};
use super::Assembler;

impl Assembler<'_> {
    /// 附件：2031年任务分解表 right above a table: the title in its block.
    pub(super) fn heads_table(&self, at: usize) -> Option<Range<usize>> {
        let above = matches!(self.blocks.get(at + 1), Some(Block::Grid(_))) && self.frame.marks[at] == Mark::Rest(ATTACHMENT);
        title_behind_mark(self.paragraph(at).filter(|_| above)?.text())
    }

    /// The title of the attachment that a table at block `at` is, a section of the plan.
    pub(super) fn attached_title(&mut self, at: usize) -> Option<String> {
        let above = at.checked_sub(1)?;
        let title = self.paragraph(above)?.text()[self.heads_table(above)?].to_owned();
        self.plan.sections.push(Section { title: title.clone(), level: 1, ..Section::default() });
        Some(title)
    }
}
