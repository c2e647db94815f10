//! The ordinary ways in which workbooks come back damaged, as functions over a form.

use super::{Column, Form, Row, Use};

/// Numbers that look random and are always the same for the same seed.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 20).unwrap() % limit.max(1)
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// A way of damaging a form.
pub type Damage = fn(&mut Form, &mut Dice);

/// The fifteen ordinary damages: name, name in Chinese, what it does.
pub const ORDINARY: [(&str, &str, Damage); 15] = [
    ("rows sorted", "行被排序", sort_rows),
    ("序号 renumbered by the unit", "序号被重编", renumber),
    ("序号 cleared", "序号被清空", clear_numbers),
    ("progress headers renamed", "填报列表头改名", rename_headers),
    ("headers with line breaks and blanks", "表头夹换行、空格", break_headers),
    ("title rows added above the header", "表头上方加标题行", add_titles),
    ("column inserted (佐证材料)", "插入一列（佐证材料）", insert_column),
    ("columns reordered", "列被调换", reorder_columns),
    ("punctuation of locked text in another width", "原文标点全半角互换", swap_widths),
    ("line breaks inserted in locked text", "原文里插入换行", break_lines),
    ("locked text edited at its end", "原文结尾被改", edit_end),
    ("locked text shortened to its headline", "原文被缩成标题", shorten),
    ("a row deleted", "删掉一行", delete_row),
    ("blank rows interleaved", "行间插空行", interleave_blank_rows),
    ("unit adds its own task row", "单位自己加一行任务", add_row),
];

fn sort_rows(form: &mut Form, _: &mut Dice) {
    let texts: Vec<usize> = (0..form.columns.len()).filter(|&at| form.columns[at].use_ == Use::Text).collect();
    let key = |row: &Row| texts.iter().map(|&at| row.cells.get(at).cloned().unwrap_or_default()).collect::<Vec<_>>();
    form.rows.sort_by_key(|row| std::cmp::Reverse(key(row)));
}

fn renumber(form: &mut Form, _: &mut Dice) {
    let Some(at) = form.column(Use::Number) else { return };
    for (number, row) in (1..).zip(form.rows.iter_mut().filter(|row| !row.cells.is_empty())) {
        row.cells[at] = number.to_string();
    }
}

fn clear_numbers(form: &mut Form, _: &mut Dice) {
    let Some(at) = form.column(Use::Number) else { return };
    form.rows.iter_mut().filter(|row| !row.cells.is_empty()).for_each(|row| row.cells[at].clear());
}

/// Each header of a progress column as another office calls it.
const OTHER_WORDS: [(&str, &str); 6] = [
    ("完成状态", "工作状态"),
    ("完成百分比", "完成进度"),
    ("进展情况", "工作进展情况"),
    ("存在问题", "存在困难和问题"),
    ("下一步打算", "下一步工作计划"),
    ("填报人", "填表人"),
];

fn rename_headers(form: &mut Form, _: &mut Dice) {
    for column in &mut form.columns {
        let plain: String = column.header.split_whitespace().collect();
        if let Some((_, other)) = OTHER_WORDS.iter().find(|(known, _)| *known == plain) {
            column.header = (*other).to_owned();
        }
    }
}

fn break_headers(form: &mut Form, _: &mut Dice) {
    for (at, column) in form.columns.iter_mut().enumerate() {
        let letters: Vec<char> = column.header.chars().collect();
        let half = letters.len() / 2;
        let (first, second): (String, String) = (letters[..half].iter().collect(), letters[half..].iter().collect());
        column.header = format!("{first}{}{second}", ["\n", " ", "\u{3000}"][at % 3]);
    }
}

fn add_titles(form: &mut Form, _: &mut Dice) {
    form.above.insert(0, "各股室工作任务进展情况报送表".to_owned());
    form.above.push("说明：请各股室认真填写，于下周一前报办公室。".to_owned());
}

fn insert_column(form: &mut Form, dice: &mut Dice) {
    let places: Vec<usize> = (1..form.columns.len()).collect();
    let at = places[dice.below(places.len())];
    form.columns.insert(at, Column { header: "佐证材料".to_owned(), use_: Use::Own });
    for (number, row) in (1..).zip(form.rows.iter_mut().filter(|row| !row.cells.is_empty())) {
        row.cells.insert(at, format!("见{}号卷宗照片{number}张", number * 3));
    }
}

fn reorder_columns(form: &mut Form, dice: &mut Dice) {
    let mut order: Vec<usize> = (0..form.columns.len()).collect();
    dice.shuffle(&mut order);
    form.rearrange(&order);
}

fn swap_widths(form: &mut Form, _: &mut Dice) {
    const PAIRS: [(char, char); 8] =
        [(',', '，'), ('.', '。'), (';', '；'), (':', '：'), ('(', '（'), (')', '）'), ('%', '％'), ('"', '“')];
    let other = |c: char| {
        let pair = PAIRS.iter().find(|(half, full)| c == *half || c == *full);
        pair.map_or(c, |(half, full)| if c == *half { *full } else { *half })
    };
    form.edit_texts(|text| text.chars().map(other).collect());
}

fn break_lines(form: &mut Form, _: &mut Dice) {
    form.edit_texts(|text| {
        let broken = text.chars().enumerate().flat_map(|(at, c)| (at > 0 && at % 11 == 0).then_some('\n').into_iter().chain([c]));
        broken.collect()
    });
}

fn edit_end(form: &mut Form, _: &mut Dice) {
    form.edit_texts(|text| {
        if text.is_empty() { String::new() } else { format!("{}，并按季度报送进展。", text.trim_end_matches('。')) }
    });
}

/// Keeps the heading, or of a text without one its first clause.
fn shorten(form: &mut Form, _: &mut Dice) {
    form.edit_texts(|text| {
        let first = text.split(['。', '；', '\n', '，', '：', ',', '.', ';', ':']).map(str::trim).find(|clause| clause.chars().count() > 3);
        first.unwrap_or(text).to_owned()
    });
}

fn delete_row(form: &mut Form, dice: &mut Dice) {
    if form.rows.iter().filter(|row| row.task.is_some()).count() > 1 {
        let at = dice.below(form.rows.len());
        form.rows.remove(at);
    }
}

fn interleave_blank_rows(form: &mut Form, _: &mut Dice) {
    form.rows = form.rows.drain(..).flat_map(|row| [row, Row::default()]).collect();
}

fn add_row(form: &mut Form, dice: &mut Dice) {
    let mut texts = 0;
    let cells = form.columns.iter().map(|column| match column.use_ {
        Use::Number => "99".to_owned(),
        Use::Text => {
            texts += 1;
            if texts == 1 { "自选动作".to_owned() } else { "自行组织业务练兵，编印口袋书三百册".to_owned() }
        }
        Use::Answer(field) => super::answer(&form.unit, "自选", field),
        _ => String::new(),
    });
    let row = Row { task: None, cells: cells.collect() };
    let at = dice.below(form.rows.len() + 1);
    form.rows.insert(at, row);
}

/// Damages of which some leave nothing to tell tasks by: what is left must still end as what it is, or be refused.
pub const UGLY: [(&str, Damage); 16] = [
    ("some ids cleared", |form, dice| {
        in_column(form, Use::Id, |rows| rows.iter_mut().step_by(1 + dice.below(3)).for_each(|id| id.clear()))
    }),
    ("one id filled down", |form, _| {
        in_column(form, Use::Id, |rows| {
            let first = rows.first().map(|id| (*id).clone()).unwrap_or_default();
            rows.iter_mut().for_each(|id| id.clone_from(&first));
        });
    }),
    ("ids of two rows swapped", swap_ids),
    ("an id mistyped", |form, dice| {
        in_column(form, Use::Id, |rows| {
            if !rows.is_empty() {
                let at = dice.below(rows.len());
                *rows[at] = rows[at].replace(['0', '1'], "l").to_lowercase();
            }
        });
    }),
    ("the column of ids gone", |form, _| form.drop_columns(|column| column.use_ == Use::Id)),
    ("headers gone", |form, _| form.columns.iter_mut().for_each(|column| column.header.clear())),
    ("one header nobody knows", |form, dice| {
        let at = dice.below(form.columns.len());
        form.columns[at].header = "情况".to_owned();
    }),
    ("a column of answers gone", |form, dice| {
        let answers: Vec<Use> = form.columns.iter().map(|column| column.use_).filter(|known| matches!(known, Use::Answer(_))).collect();
        if !answers.is_empty() {
            let gone = answers[dice.below(answers.len())];
            form.drop_columns(|column| column.use_ == gone);
        }
    }),
    ("a locked column gone", |form, dice| {
        let locked: Vec<usize> = (0..form.columns.len()).filter(|&at| matches!(form.columns[at].use_, Use::Text | Use::Locked)).collect();
        if !locked.is_empty() {
            let gone = locked[dice.below(locked.len())];
            form.rearrange(&(0..form.columns.len()).filter(|&at| at != gone).collect::<Vec<_>>());
        }
    }),
    ("locked texts emptied", |form, _| form.edit_texts(|_| String::new())),
    ("every second character of locked texts gone", |form, _| form.edit_texts(|text| text.chars().step_by(2).collect())),
    ("a row copied", |form, dice| {
        if !form.rows.is_empty() {
            let at = dice.below(form.rows.len());
            form.rows.insert(at, form.rows[at].clone());
        }
    }),
    ("a row copied and answered otherwise", |form, dice| {
        if !form.rows.is_empty() {
            let at = dice.below(form.rows.len());
            let mut copy = form.rows[at].clone();
            for (cell, column) in copy.cells.iter_mut().zip(&form.columns) {
                if matches!(column.use_, Use::Answer(_)) && !cell.is_empty() {
                    cell.push_str("（又）");
                }
            }
            form.rows.push(copy);
        }
    }),
    ("sums and signatures below", |form, _| {
        let line = |text: &str, form: &Form| {
            let mut cells = vec![String::new(); form.columns.len()];
            if let Some(first) = cells.first_mut() {
                *first = text.to_owned();
            }
            Row { task: None, cells }
        };
        for text in ["合计", "填表人：林知秋　　审核人：周望川", "注：以上数据截至3月底"] {
            form.rows.push(line(text, form));
        }
    }),
    ("the unit's name in the title retyped", |form, _| form.above = vec!["2023年第一季度工作进展情况汇总表".to_owned()]),
    ("hidden sheet gone", |form, _| form.hidden.clear()),
];

fn swap_ids(form: &mut Form, dice: &mut Dice) {
    let Some(id) = form.column(Use::Id) else { return };
    let rows: Vec<usize> = (0..form.rows.len()).filter(|&at| form.rows[at].task.is_some() && !form.rows[at].cells.is_empty()).collect();
    if rows.len() < 2 {
        return;
    }
    let (a, b) = (rows[dice.below(rows.len())], rows[dice.below(rows.len())]);
    let texts = |row: &Row| {
        let of_task = form.columns.iter().zip(&row.cells).filter(|(column, _)| column.use_ == Use::Text);
        of_task.map(|(_, text)| text.clone()).collect::<Vec<_>>()
    };
    // Which of two tasks of the same words a row is, only its id says.
    if texts(&form.rows[a]) == texts(&form.rows[b]) {
        let (one, other) = (form.rows[a].task.clone(), form.rows[b].task.clone());
        (form.rows[a].task, form.rows[b].task) = (other, one);
    }
    let (one, other) = (form.rows[a].cells[id].clone(), form.rows[b].cells[id].clone());
    (form.rows[a].cells[id], form.rows[b].cells[id]) = (other, one);
}

/// Changes the cells of a column, rows of tasks only.
fn in_column(form: &mut Form, wanted: Use, change: impl FnOnce(&mut Vec<&mut String>)) {
    let Some(at) = form.column(wanted) else { return };
    let rows = form.rows.iter_mut().filter(|row| row.task.is_some() && !row.cells.is_empty());
    change(&mut rows.map(|row| &mut row.cells[at]).collect());
}
