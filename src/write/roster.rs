//! 单位名录 as a workbook or a csv a clerk edits: one row a name, with where it stands and what it may be.

use super::book::{Allow, Book, Rule};
use super::list_table::{self, Column, ListTable};
use super::shown::shown;
use crate::error::Error;
use crate::model::{Contact, Plan};
use crate::roster::{Draft, DraftName, Entry};
use crate::write::layout::Align;

const SHEET: &str = "单位名录";
const GUIDE: &str = "填写说明";
/// The columns a person fills in are open.
const COLUMNS: &[Column] = &[
    Column::open("单位名称", 28.0, Align::Left),
    Column::open("类别", 8.0, Align::Center),
    Column::open("别名", 24.0, Align::Left),
    Column::open("成员", 36.0, Align::Left),
    Column::open("联系人", 10.0, Align::Center),
    Column::open("电话", 15.0, Align::Center),
    Column::open("邮箱", 20.0, Align::Left),
    Column::shown("建议归入", 24.0, Align::Left),
    Column::open("采用", 7.0, Align::Center),
    Column::shown("理由", 40.0, Align::Left),
    Column::shown("出现", 7.0, Align::Center),
    Column::shown("牵头", 7.0, Align::Center),
    Column::shown("配合", 7.0, Align::Center),
    Column::shown("分工", 7.0, Align::Center),
    Column::shown("在第几项", 24.0, Align::Left),
];
const KIND: u16 = 1;
const ADOPT: u16 = 8;
const UNIT: &str = "单位";
const COLLECTOR: &str = "汇总";
const GROUP: &str = "集体";
const YES: &str = "是";
const LINES: &[&str] = &[
    "这张表是从计划里抄出来的全部单位名称。改好以后，下发、汇总、核对都用它（--roster）。",
    "一、同一个单位有几种写法：“建议归入”里写着它可能是哪个单位。对的，在“采用”里选“是”；不对的不用管；想归到别的单位，把“建议归入”改成那个名字再选“是”。",
    "二、别名：这个单位别的写法，用顿号隔开。",
    "三、“各……单位”这样的是集体：在“成员”里写上它包括哪些单位，用顿号隔开；成员可以是别的集体。成员自己没有一行也会各发一份，只是没有联系人，下发时会提醒核对名字。没填成员的集体下发时会整个发成一份。",
    "四、类别：单位、集体、汇总（下发表填好后交给它；只能有一个）。",
    "五、各行的先后就是下发清单、汇总表里单位的先后，可以拖动整行调整；可以加行，不认识的列会跳过。",
    "六、“出现、牵头、配合、分工、在第几项”只供参考。",
];

/// Writes the workbook.
///
/// # Errors
/// [`Error::Workbook`] when it cannot be put together.
pub fn workbook(draft: &Draft, plan: &Plan) -> Result<Vec<u8>, Error> {
    let mut book = Book::new()?;
    let title = shown(format!("{}单位名录", super::rows::title_of(plan))).text;
    book.set_title(&title);
    let table = ListTable { title: &title, columns: COLUMNS };
    let mut sheet = book.add_sheet(SHEET)?;
    let rows = draft.names.iter().map(row);
    let (first, last) = table.write(&mut sheet, rows)?;
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let kinds = words(&[UNIT, GROUP, COLLECTOR]);
    let rule = Rule {
        allow: Allow::Words(&kinds), title: "类别", prompt: "单位、集体（“各……单位”），或汇总（表交给它）", refusal: ""
    };
    sheet.add_rule(KIND, (first, last), &rule)?;
    let yes = words(&[YES, "否"]);
    let rule = Rule {
        allow: Allow::Words(&yes), title: "采用", prompt: "选“是”：这一行的名称就算作“建议归入”那个单位的别名", refusal: ""
    };
    sheet.add_rule(ADOPT, (first, last), &rule)?;
    list_table::write_lines(&mut book.add_sheet(GUIDE)?, GUIDE, LINES)?;
    book.finish()
}

/// Writes the csv: UTF-8 with a byte order mark, as Excel wants it.
///
/// # Errors
/// [`Error::Workbook`], which memory never gives.
pub fn csv(draft: &Draft) -> Result<Vec<u8>, Error> {
    let header = COLUMNS.iter().map(|column| column.header.to_owned()).collect();
    super::csv::table(std::iter::once(header).chain(draft.names.iter().map(row)))
}

fn row(name: &DraftName) -> Vec<String> {
    let nobody = Contact::default();
    let (kind, aliases, members, contact) = match &name.entry {
        Entry::Unit(unit) => (if unit.collects { COLLECTOR } else { UNIT }, &unit.aliases, &[][..], &unit.contact),
        Entry::Group(group) => (GROUP, &group.aliases, group.members.as_slice(), &nobody),
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let first = name.proposals.first();
    let reasons: Vec<&str> = name.proposals.iter().map(|proposal| proposal.why.as_str()).collect();
    let tasks: Vec<String> = name.tasks.iter().map(ToString::to_string).collect();
    vec![
        name.entry.name().to_owned(),
        kind.to_owned(),
        aliases.join("、"),
        members.join("、"),
        text(&contact.person),
        text(&contact.phone),
        text(&contact.email),
        first.map(|proposal| proposal.unit.clone()).unwrap_or_default(),
        String::new(),
        reasons.join("；"),
        (name.leads + name.helps + name.duties).to_string(),
        name.leads.to_string(),
        name.helps.to_string(),
        name.duties.to_string(),
        tasks.join("、"),
    ]
}
