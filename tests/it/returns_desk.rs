//! A desk for returned workbooks: a plan of twenty tasks dispatched to a unit, its workbook filled in, then damaged cell by cell, part by
//! part or byte by byte, read and merged, and the outcome held against a line of `tests/data/returns/*.txt`.
//!
//! A line says: name | outcome | what must be said | filled = merged + superseded + conflict + rejected | where and why we differ.
//! `FENJIE_UPDATE=1` writes the figures anew; outcome and words are written by hand. `FENJIE_KEEP=folder` writes every damaged file
//! there, with the masters they go into and a list of them, for `benches/hostile/run`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use fenjie::handout::select;
use fenjie::identity::{self, digest};
use fenjie::merge::{Collected, Merged, Merger, Outcome, ReturnedFile};
use fenjie::model::{Ledger, ProgressField, Role};
use fenjie::read::archive::{each_file, is_archive};
use fenjie::read::returned::{Incoming, read_incoming};
use fenjie::read::{ReadOptions, read};
use fenjie::write::dispatch::{DispatchOptions, Dispatcher};
use fenjie::write::{Format, Layout, WriteOptions, write};
use zip::CompressionMethod;

pub use super::returns_book::{Book, Parts, Sheet, Value, cell_name, column, escape, parts_of, zipped};

/// The unit that returns, and another one.
pub const UNIT: &str = "河道管理股";
pub const OTHER: &str = "闸站运行股";
/// The first row with a task, as Excel counts.
pub const FIRST: u32 = 4;
/// Columns of the workbook, by their letters.
pub const ANSWERS: [char; 8] = ['H', 'I', 'J', 'K', 'L', 'M', 'N', 'O'];

const WORKS: [(&str, &str); 20] = [
    ("清理云溪河道", "对云溪干流14公里河道开展清淤疏浚，拆除阻水网箱9处"),
    ("加固青石堤防", "完成青石段堤防加固3.2公里，更换破损护坡"),
    ("划定管护边界", "完成46条小河流的管理范围划定，埋设界桩"),
    ("巡查采砂河段", "每旬巡查采砂河段不少于两次，建立夜间值守制度"),
    ("建设幸福河湖", "在竹坪镇建成幸福河湖样板两处，配套亲水步道"),
    ("排查入河排口", "对全县入河排污口逐一排查编号，完成溯源监测"),
    ("落实河长制度", "调整县乡村三级河长名单并公示，季度召开会议"),
    ("修订防汛预案", "修订全县防汛抢险预案，组织桌面推演一场"),
    ("储备抢险物资", "补齐编织袋、救生衣和冲锋舟，轮换到期物资"),
    ("改造老旧涵闸", "改造排涝涵闸11座，更换启闭设备"),
    ("治理水土流失", "治理水土流失面积8平方公里，栽植护坡林草"),
    ("保护饮水水源", "在水源保护区竖立警示标牌，取缔违规垂钓"),
    ("核查取水许可", "核查取水户计量设施安装，补办过期许可证"),
    ("推广节水灌溉", "在双桥灌区推广管道灌溉1200亩"),
    ("清查水域岸线", "清查占用岸线的违章建筑，逐户下达整改通知"),
    ("整治农村水塘", "整治村前屋后淤塞水塘25口，恢复蓄水"),
    ("开展增殖放流", "在云溪水库放流鱼苗20万尾，规范台账登记"),
    ("完善水文站点", "新建自动雨量站6个，接入县级监测平台"),
    ("培训基层水工", "分两批培训基层水管员，考核合格方可上岗"),
    ("宣传水利法规", "开展世界水日宣传，走进学校和集市发放手册"),
];

fn plan_text() -> String {
    let mut text = "云溪县水务局2031年重点工作计划\n\n一、河道与堤防\n".to_owned();
    for (at, (title, content)) in WORKS.iter().enumerate() {
        let number = fenjie_number(at + 1);
        text += &format!(
            "（{number}）{title}。{content}。\n牵头领导：沈砚秋\n牵头股室：{UNIT}\n相关责任单位：各乡镇水利站\n完成时限：11月底前\n"
        );
    }
    text += &format!("二、闸站\n（一）检修泵站机组。检修三座泵站的机组。\n牵头股室：{OTHER}\n完成时限：6月底前\n");
    text + &format!("（二）更新调度系统。更新闸门远程调度系统。\n牵头股室：{OTHER}\n完成时限：9月底前\n")
}

fn fenjie_number(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (number / 10, number % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    }
}

/// The master with its dispatches, the workbooks as they were sent, by unit; and the master after a second dispatch.
pub struct Office {
    pub ledger: Ledger,
    pub sent: Vec<(String, Vec<u8>)>,
    pub later: Ledger,
    /// What was sent for the period before, by unit.
    pub before: Vec<(String, Vec<u8>)>,
}

fn dispatch(ledger: &mut Ledger, period: &str) -> Vec<(String, Vec<u8>)> {
    let layout = Layout::named(Layout::DISPATCH).unwrap();
    let copy = ledger.clone();
    let options = DispatchOptions { layout: &layout, period: period.parse().unwrap(), role: Role::Lead, return_by: None, collector: None };
    let dispatcher = Dispatcher::new(&copy, options);
    let mut sent = Vec::new();
    for handout in select(&copy.plan, Role::Lead, None).handouts {
        let bytes = dispatcher.workbook(&handout).unwrap().bytes;
        ledger.dispatches.push(dispatcher.record(&handout, &format!("{}.xlsx", handout.unit), &bytes));
        sent.push((handout.unit.clone(), bytes));
    }
    sent
}

pub static OFFICE: LazyLock<Office> = LazyLock::new(|| {
    let mut ledger = read(plan_text().as_bytes(), Path::new("计划.txt")).unwrap().ledger;
    assert_eq!(ledger.plan.tasks.len(), 22);
    let sent = dispatch(&mut ledger, "2031Q1");
    let mut later = ledger.clone();
    dispatch(&mut later, "2031Q1");
    let before = dispatch(&mut ledger.clone(), "2030Q4");
    Office { ledger, sent, later, before }
});

/// The workbook of [`UNIT`] filled in: eight answers for each of twenty tasks.
pub struct Filled {
    pub book: Book,
    /// Which task (counted from 1) each long answer belongs to, and under which field.
    pub owners: BTreeMap<String, (usize, ProgressField)>,
}

/// The number of 2031-03-28 in a sheet.
pub const DAY: f64 = 47_935.0;

pub static FILLED: LazyLock<Filled> = LazyLock::new(|| {
    let sent = &OFFICE.sent.iter().find(|(unit, _)| unit == UNIT).unwrap().1;
    let mut book = Book::open(sent);
    let table = book.table();
    assert_eq!((table.text("H3"), table.text("O3"), table.text("P3")), ("完成状态".into(), "填报日期".into(), "编码".into()));
    let mut owners = BTreeMap::new();
    for (task, (title, _)) in WORKS.iter().enumerate() {
        let row = FIRST + u32::try_from(task).unwrap();
        let amount = 137 * (task + 1);
        let long = [
            (ProgressField::Narrative, format!("{title}已推进到位，累计投入人工{amount}个。")),
            (ProgressField::Problems, format!("还差资金{amount}元没有落实")),
            (ProgressField::NextSteps, format!("下月对接{amount}户")),
        ];
        table.set(&format!("H{row}"), ["推进中", "未启动", "长期推进"][task % 3]);
        table.set(&format!("I{row}"), if task % 3 == 1 { 0.0 } else { 53.0 });
        for (letter, (field, text)) in ['J', 'K', 'L'].into_iter().zip(long) {
            table.set(&format!("{letter}{row}"), text.as_str());
            owners.insert(text, (task + 1, field));
        }
        table.set(&format!("M{row}"), "顾晚舟");
        table.set(&format!("N{row}"), "0799-5550123");
        table.styled(&format!("O{row}"), DAY, 1);
    }
    Filled { book, owners }
});

impl Book {
    /// What the unit wrote in long words, wherever it stands now.
    pub fn said(&self) -> BTreeSet<String> {
        let texts =
            self.sheets.iter().filter(|sheet| sheet.state.is_empty()).flat_map(|sheet| sheet.rows.values().flat_map(BTreeMap::values));
        texts
            .filter_map(|cell| match &cell.value {
                Value::Text(text) if FILLED.owners.contains_key(text) => Some(text.clone()),
                _ => None,
            })
            .collect()
    }

    /// Every text of the table that was not sent, but the words of its header.
    fn written(&self) -> BTreeSet<String> {
        static SENT: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
            let book = Book::open(&OFFICE.sent.iter().find(|(unit, _)| unit == UNIT).unwrap().1);
            book.sheets.iter().flat_map(Sheet::texts).collect()
        });
        let shown = self.sheets.iter().filter(|sheet| sheet.state.is_empty() && !sheet.name.starts_with("_fenjie"));
        let is_id = |text: &str| text.matches(['-', '—']).count() == 2 && !text.contains(|c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c));
        let is_said = |text: &str| identity::read_title(text).is_some() || identity::read_labelled(text).is_some();
        let is_title = |text: &str| is_said(text) || OFFICE.ledger.plan.title.iter().any(|title| title.contains(text));
        let is_sent = |text: &String| SENT.contains(text) || SENT.iter().any(|sent| plain(sent) == plain(text));
        let texts = shown.flat_map(Sheet::texts_but_headers).filter(|text| !is_sent(text) && !is_title(text) && !is_id(text));
        // Of an edited text what was added; escapes of Excel are read as what they stand for.
        let added = texts.map(|text| {
            let same = SENT.iter().filter(|sent| text.starts_with(sent.as_str())).map(String::len).max().unwrap_or_default();
            text[same..].to_owned()
        });
        added.filter(|text| plain(text).chars().count() > 3 && !text.contains("_x")).collect()
    }
}

/// A damaged return: its files, and the long answers that are in them.
pub struct Case {
    pub name: &'static str,
    pub files: Vec<(PathBuf, Vec<u8>)>,
    said: BTreeSet<String>,
    /// Every other text the unit wrote, wherever it stands.
    written: BTreeSet<String>,
    /// Of the master it goes into, where that is not the usual one.
    ledger: Option<Ledger>,
}

impl Case {
    /// The filled workbook, changed as a person or a program changes cells.
    pub fn cells(name: &'static str, change: impl FnOnce(&mut Book)) -> Case {
        let mut book = FILLED.book.clone();
        change(&mut book);
        let (said, written) = (book.said(), book.written());
        Case { name, said, written, files: vec![(format!("{UNIT}.xlsx").into(), book.bytes())], ledger: None }
    }

    /// The filled workbook as bytes, changed.
    pub fn of_bytes(name: &'static str, file: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> Case {
        let bytes = change(FILLED.book.bytes());
        Case { name, said: FILLED.book.said(), written: BTreeSet::new(), files: vec![(file.into(), bytes)], ledger: None }
    }

    /// The filled workbook as parts, changed.
    pub fn parts(name: &'static str, change: impl FnOnce(&mut Parts)) -> Case {
        Case::of_bytes(name, &format!("{UNIT}.xlsx"), |_| {
            let mut parts = FILLED.book.to_parts();
            change(&mut parts);
            zipped(&parts, CompressionMethod::Deflated)
        })
    }

    /// The first answer's text is destroyed by the damage itself.
    pub fn without(mut self, cell: &str) -> Case {
        let text = FILLED.book.sheets[0].text(cell);
        assert!(self.said.remove(&text), "{cell} says something");
        self
    }

    /// None of the answers is in it.
    pub fn none(mut self) -> Case {
        self.said.clear();
        self.written.clear();
        self
    }

    /// It goes into another master.
    pub fn into(mut self, ledger: Ledger) -> Case {
        self.ledger = Some(ledger);
        self
    }

    pub fn and(mut self, file: &str, bytes: Vec<u8>) -> Case {
        self.files.push((file.into(), bytes));
        self
    }
}

/// Reads and merges files as the program does.
pub fn merged(ledger: &Ledger, files: &[(PathBuf, Vec<u8>)]) -> Merged {
    let options = ReadOptions::default();
    let merger = Merger::new(ledger, None);
    let collect = |file: &Path, bytes: &[u8]| {
        let (name, sha256) = (file.display().to_string(), digest(bytes));
        match read_incoming(bytes, file, &options) {
            Ok(Incoming::Return(returned)) => merger.collect(&ReturnedFile { name, sha256, returned: *returned }),
            Ok(Incoming::Master(reading)) => merger.collect_master(&name, sha256, reading.ledger, reading.findings),
            Ok(Incoming::Index) => panic!("{name}: a list of what was sent"),
            Err(error) => Collected::unreadable(&name, Some(sha256), &error.to_string()),
        }
    };
    let mut collected = Vec::new();
    for (file, bytes) in files {
        if is_archive(bytes) {
            let unreadable = |file: &Path, why: &str| Collected::unreadable(&file.display().to_string(), None, why);
            let each = each_file(bytes, file, &fenjie::limits::USUAL, |name, content| {
                let file = file.join(&name);
                collected.push(content.map_or_else(|why| unreadable(&file, &why), |content| collect(&file, &content)));
            });
            collected.extend(each.err().map(|error| unreadable(file, &error.to_string())));
        } else {
            collected.push(collect(file, bytes));
        }
    }
    merger.finish(collected, Vec::new())
}

/// Longer than any of these may take in a build that is not optimised, on a slow machine that does much else.
const LONGEST: Duration = Duration::from_secs(60);

/// Merges one file of whose answers nothing is known: whatever is taken balances and is in its place.
pub fn is_sound(file: &str, bytes: &[u8]) -> Result<(), String> {
    let case = Case::of_bytes("", file, |_| bytes.to_vec()).none();
    sound(&case, &merged(&OFFICE.ledger, &case.files))
}

/// Letters and digits of a text.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What must hold whatever came back.
fn sound(case: &Case, merged: &Merged) -> Result<(), String> {
    let report = &merged.report;
    if !report.totals.balance() || report.files.iter().any(|file| !file.cells.balance()) {
        return Err(format!("out of balance: {:?}", report.totals));
    }
    let seq = |id: &str| OFFICE.ledger.plan.tasks.iter().find(|task| task.id == id).map(|task| task.seq);
    for entry in &merged.ledger.entries {
        match FILLED.owners.get(&*entry.value) {
            Some((task, _)) if seq(&entry.task) != Some(*task) => return Err(format!("misassigned to {}: {}", entry.task, entry.value)),
            _ => {}
        }
    }
    // Of a file that is something else altogether nobody knows what it holds.
    let other = report.findings.iter().any(|finding| finding.rule == "R042");
    let unread = report.files.iter().all(|file| file.outcome == Outcome::Rejected && (file.cells.filled == 0 || other));
    let kept = |text: &String| {
        merged.ledger.entries.iter().any(|entry| entry.value.contains(text.as_str()))
            || merged.ledger.strays.iter().any(|stray| stray.text.contains(text.as_str()))
    };
    let told: String = report.findings.iter().map(|finding| plain(&finding.message)).collect();
    let stands = |text: &str| {
        let entries = merged.ledger.entries.iter().map(|entry| &*entry.value);
        entries.chain(merged.ledger.strays.iter().map(|stray| stray.text.as_str())).any(|known| plain(known).contains(text))
    };
    let kept = |text: &String| kept(text) || told.contains(&plain(text)) || stands(&plain(text));
    match case.said.iter().chain(&case.written).find(|text| !unread && !kept(text)) {
        Some(lost) => Err(format!("lost without a word: {lost:.200}")),
        None => Ok(()),
    }
}

/// The line of a case.
struct Line {
    name: String,
    outcome: String,
    said: Vec<String>,
    figures: String,
    why: String,
}

fn read_lines(file: &Path) -> Vec<Line> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| {
        let mut fields = line.split(" | ").map(str::trim);
        let mut next = || fields.next().unwrap_or_default().trim_end_matches('|').trim().to_owned();
        let (name, outcome, said, figures, why) = (next(), next(), next(), next(), next());
        Line { name, outcome, said: said.split(", ").filter(|word| !word.is_empty()).map(str::to_owned).collect(), figures, why }
    });
    lines.collect()
}

/// The words of the list of damages, and the rules that say them; a word without one is explained beside each of its lines.
const WORDS: &[(&str, &[&str])] = &[
    ("nothing-filled", &["M030"]),
    ("rows-unfilled", &["M029"]),
    ("rows-missing", &["M028"]),
    ("row-unknown", &["M037", "M069", "M070", "M071"]),
    ("new-row", &["M021"]),
    ("conflict", &["M060", "M061"]),
    ("header-repeated", &["M032"]),
    ("header-synonym", &["M034"]),
    ("header-missing", &["M031"]),
    ("hidden-rows", &["R013"]),
    ("hidden-columns", &["R014"]),
    ("merged-answer", &["M052"]),
    ("col-missing", &["M033"]),
    ("id-missing", &["M026", "M012 编码"]),
    ("id-unknown", &["M027"]),
    ("id-text-mismatch", &["M023"]),
    ("id-of-other-plan", &["M024", "M023"]),
    ("locked-edited", &["M058"]),
    ("value-unparsed", &["M040", "M044"]),
    ("value-normalised", &["M041"]),
    ("value-suspicious", &["M042"]),
    ("value-ambiguous", &["M043"]),
    ("value-unreadable", &["R012", "R020", "R011", "R047", "R048"]),
    ("contradiction", &["M050"]),
    ("text-bidi-controls", &["M047"]),
    ("control-chars", &["R023", "M046"]),
    ("comment-content", &["M055"]),
    ("struck-text", &["M054"]),
    ("text-box", &["M056"]),
    ("extra-sheet", &["M035"]),
    ("meta-missing", &["M012"]),
    ("meta-mismatch", &["M001", "M013"]),
    ("title-mismatch", &["M001"]),
    ("wrong-unit", &["M006", "M002", "M036"]),
    ("wrong-period", &["M005"]),
    ("schema-newer", &["M007"]),
    ("superseded-dispatch", &["M008"]),
    ("duplicate-return", &["M009"]),
    ("formula-cell", &["M053"]),
    ("error-cell", &["M048", "R011"]),
    ("picture-answer", &["R018", "M049"]),
    ("external-link", &["R017"]),
    ("macro", &["R016"]),
    ("duplicate-cell", &["R019"]),
    ("cell-outside", &["M051", "M037", "M069"]),
    ("cell-without-a-column", &["M051"]),
    ("header-moved", &["M039"]),
    ("sheet-renamed", &["M015"]),
    ("dup-id", &["M019"]),
    ("value-blank", &["M062"]),
    ("invisible-text", &["M063"]),
    ("status-empty", &["M059"]),
    ("row-twice", &["M025"]),
    ("wrong-extension", &["R042"]),
    ("odd-paths", &["R043"]),
    ("part-missing", &["R044"]),
    ("chart-sheet", &["R045"]),
    ("hostile-formula", &["R046"]),
    ("part-damaged", &["R020", "R049"]),
    ("text-above", &["M038"]),
    ("progress-empty", &["M057"]),
    ("row-slipped", &["M072"]),
    ("value-reference", &["M045"]),
    ("merges-dropped", &["R021"]),
    ("formula-without-result", &["R010"]),
    ("bad-cell-ref", &["R048"]),
    ("no-table", &["M014"]),
    // A refused file is M010 with its reason in words.
    ("empty", &["M010 空文件"]),
    ("not-a-workbook", &["M010"]),
    ("truncated", &["M010 没有下载完", "M010 目录不完整"]),
    ("corrupt-part", &["M010 坏了", "M010 不完整", "M010 读不出", "M010 不是它声明的编码", "M010 没有单元格区"]),
    ("corrupt-container", &["M010 缺少部件", "M010 目录", "M010 没有对应的部件", "M010 坏", "M010 读不"]),
    ("encrypted", &["M010 密码"]),
    ("too-big", &["M010 超过", "M010 正常表格不会有", "M010 正常工作簿", "M010 重复了"]),
    ("hostile-zip", &["M010 重叠", "M010 正常工作簿", "M010 对应的部件", "M010 同名"]),
    ("hostile-xml", &["M010 DTD", "M010 没有尽头"]),
    ("not-supported", &["M010 读不", "M010 二进制工作簿"]),
];

/// What of a line's words was not said.
fn unsaid(line: &Line, merged: &Merged) -> Vec<String> {
    let findings = &merged.report.findings;
    let missing = line.said.iter().filter(|word| {
        let (kind, detail) = word.split_once(':').map_or((word.as_str(), ""), |(kind, detail)| (kind, detail));
        let Some((_, rules)) = WORDS.iter().find(|(name, _)| *name == kind) else { return true };
        let (mut count, mut named) = (0, false);
        for rule in *rules {
            let (code, words) = rule.split_once(' ').unwrap_or((rule, ""));
            for finding in findings.iter().filter(|finding| finding.rule == code && finding.message.contains(words)) {
                count += 1;
                let place = finding.cell.as_deref().unwrap_or_default();
                named |= finding.message.contains(detail) || place == detail || place.starts_with(detail);
            }
        }
        let is_number = !detail.is_empty() && detail.bytes().all(|byte| byte.is_ascii_digit());
        !(count > 0 && (named || (is_number && count.to_string() == detail)))
    });
    missing.cloned().collect()
}

fn figures(merged: &Merged) -> String {
    let totals = merged.report.totals;
    let outcome = |file: &fenjie::merge::FileReport| match file.outcome {
        Outcome::Merged | Outcome::Partial => "taken",
        Outcome::Duplicate => "twice",
        Outcome::Rejected => "refused",
    };
    let outcomes: Vec<&str> = merged.report.files.iter().map(outcome).collect();
    format!(
        "{}: {} = {} + {} + {} + {}",
        outcomes.join(" "),
        totals.filled,
        totals.merged + totals.unchanged,
        totals.superseded,
        totals.conflict,
        totals.rejected
    )
}

/// Merges every case by itself and compares it with its line.
pub fn compare(group: &str, cases: Vec<Case>) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/returns").join(format!("{group}.txt"));
    let mut lines = read_lines(&file);
    let update = std::env::var_os("FENJIE_UPDATE").is_some();
    let mut failures = Vec::new();
    let mut seen = BTreeSet::new();
    keep(group, &cases, &lines);
    for case in &cases {
        assert!(seen.insert(case.name), "{} is there twice", case.name);
        let started = Instant::now();
        let merged = merged(case.ledger.as_ref().unwrap_or(&OFFICE.ledger), &case.files);
        let took = started.elapsed();
        let Some(line) = lines.iter_mut().find(|line| line.name == case.name) else {
            failures.push(format!("no line for: {} | {} ({:.1} s)\n{}", case.name, figures(&merged), took.as_secs_f64(), said(&merged)));
            continue;
        };
        if update {
            line.figures = figures(&merged);
        }
        let refused = merged.report.files.last().is_some_and(|file| file.outcome == Outcome::Rejected);
        let mut wrong = unsaid(line, &merged);
        wrong.extend(sound(case, &merged).err());
        if line.outcome == "merge-all" && line.said.is_empty() && merged.report.totals.rejected > 0 {
            wrong.push("answers are left out, and nothing has to be said".to_owned());
        }
        if (line.outcome == "reject") != refused || line.figures != figures(&merged) || took > LONGEST {
            wrong.push(format!("{} ({:.1} s) {}", line.outcome, took.as_secs_f64(), figures(&merged)));
        }
        if !wrong.is_empty() {
            failures.push(format!("{}: {}\n{}", case.name, wrong.join("; "), said(&merged)));
        }
    }
    if update {
        write_lines(&file, &lines);
    }
    let unmade: Vec<&str> = lines.iter().map(|line| line.name.as_str()).filter(|name| !seen.contains(name)).collect();
    assert!(
        failures.is_empty() && unmade.is_empty(),
        "{} of {} failed, {unmade:?} not made:\n{}",
        failures.len(),
        cases.len(),
        failures.join("\n")
    );
}

/// Writes the files of a group of cases with the masters they go into, where somebody asked for them.
fn keep(group: &str, cases: &[Case], lines: &[Line]) {
    let Some(folder) = std::env::var_os("FENJIE_KEEP").map(PathBuf::from) else { return };
    let put = |file: &Path, bytes: &[u8]| {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    };
    let master = |ledger: &Ledger| {
        let layout = Layout::named(Layout::MASTER).unwrap();
        write(ledger, Format::Xlsx, &WriteOptions::new(&layout)).unwrap().bytes
    };
    put(&folder.join("总台账.xlsx"), &master(&OFFICE.ledger));
    let mut list = String::new();
    for (number, case) in (1..).zip(cases) {
        let own = Path::new(group).join(format!("{number:03}"));
        for (file, bytes) in &case.files {
            put(&folder.join(&own).join(file), bytes);
        }
        let used = match &case.ledger {
            Some(ledger) => {
                put(&folder.join(group).join(format!("{number:03}-总台账.xlsx")), &master(ledger));
                format!("{group}/{number:03}-总台账.xlsx")
            }
            None => "总台账.xlsx".to_owned(),
        };
        let line = lines.iter().find(|line| line.name == case.name);
        let (outcome, figures) = line.map(|line| (line.outcome.as_str(), line.figures.as_str())).unwrap_or_default();
        let files: Vec<String> = case.files.iter().map(|(file, _)| own.join(file).display().to_string()).collect();
        list += &format!("{}\t{used}\t{outcome}\t{figures}\t{}\n", files.join("|"), case.name);
    }
    put(&folder.join(format!("{group}.tsv")), list.as_bytes());
}

fn said(merged: &Merged) -> String {
    let all = merged
        .report
        .findings
        .iter()
        .take(14)
        .map(|finding| format!("      {} {} {}\n", finding.rule, finding.cell.as_deref().unwrap_or_default(), finding.message));
    all.collect()
}

fn write_lines(file: &Path, lines: &[Line]) {
    let head = std::fs::read_to_string(file).unwrap_or_default();
    let mut text: String = head.lines().filter(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    for Line { name, outcome, said, figures, why } in lines {
        text += format!("{name} | {outcome} | {} | {figures} | {why}", said.join(", ")).trim_end_matches([' ', '|']);
        text.push('\n');
    }
    std::fs::write(file, text).unwrap();
}
