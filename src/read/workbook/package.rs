//! The guard in front of the reading library: an Excel package is checked from its directory to the last byte, then written anew in
//! memory in the one plain form every reader understands.
//!
//! Checked: the directory (entries, names, encryption, methods, overlaps), every XML part to its end with its checksum, every limit
//! of [`limits`], well-formedness, entities. Mended in the copy: parts under other names, sheets of one name or none,
//! `<dimension>`, the promised number of strings, references and indexes that are none, encodings, extensions in cells. Left out of
//! the copy: macros, links, drawings, and whatever else holds no cells.

use std::collections::{BTreeSet, HashMap};
use std::io::{Cursor, Read, Write};
use std::path::Path;

use zip::CompressionMethod;
use zip::read::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::drawing::Drawing;
use super::parts::{self, Book, Relation};
use super::scan::{self, Facts, Flaw};
use super::{About, Cell, Sheet, Workbook, cells, strikes};
use crate::error::Error;
use crate::finding::{Finding, Level};
use crate::limits::{self, Limit, Limits};

/// The parts of a package by their normalised paths, unpacked.
pub(super) struct Package {
    limits: Limits,
    parts: HashMap<String, Vec<u8>>,
    /// Parts that are no XML; their bytes are not looked at.
    others: Vec<String>,
    /// Names of entries that are to land outside of the package, or on a drive; nothing is unpacked to a disk.
    astray: Vec<String>,
    /// Parts every package has and this one lacks; no cell hangs on them.
    lacking: Vec<&'static str>,
}

/// A sheet of the clean copy.
struct Clean {
    /// Without its cells yet.
    sheet: Sheet,
    facts: Facts,
}

/// Reads an Excel package.
pub(super) fn read(bytes: &[u8], file: &Path, limits: &Limits) -> Result<Workbook, Error> {
    let refuse = |flaw| refusal(flaw, file);
    let mut package = Package::open(bytes, file, limits)?;
    let mut findings = Vec::new();
    let mut about = About::default();
    let (book, relations) = package.book(file, &mut about)?;
    package.report_ignored(&relations, &mut findings);
    let mut copy = Copy::of_size(package.parts.values().map(|part| part.len() + 1024).sum());
    let mut struck = HashMap::new();
    for wanted in ["styles", "sharedStrings"] {
        let path = relations.values().find(|relation| relation.kind == wanted).and_then(|relation| relation.part.as_deref());
        match path {
            Some(path) if wanted == "styles" && !package.has(path) => {
                let message = "工作簿缺少样式部件，日期和百分数只能按普通的数读。请核对这些格";
                findings.push(Finding::new("R020", Level::Warning, message));
            }
            Some(path) => {
                let (part, facts) = package.scanned(path, &mut findings).map_err(refuse)?;
                if wanted == "sharedStrings" && strikes::may_be_in(&part) {
                    struck = strikes::of_strings(&String::from_utf8_lossy(&part));
                }
                copy.add(&format!("xl/{wanted}.xml"), &part, &facts).map_err(refuse)?;
            }
            None => {}
        }
    }
    let sheets = package.sheets(&book, &relations, &struck, &mut copy, &mut findings).map_err(refuse)?;
    let clean = copy.finish(sheets.len(), book.is_1904).map_err(refuse)?;
    let mut reader = cells::Reader::open(clean).map_err(refuse)?;
    let mut workbook = Workbook { sheets: Vec::with_capacity(sheets.len()), about, findings };
    for (at, clean) in sheets.into_iter().enumerate() {
        let mut sheet = clean.sheet;
        reader.read(at, &clean.facts, &mut sheet, &mut workbook.findings).map_err(|flaw| in_sheet(flaw, &sheet.name)).map_err(refuse)?;
        note_facts(clean.facts, &mut sheet, &mut workbook.findings);
        workbook.sheets.push(sheet);
    }
    // Pictures that no sheet places lie in headers and backgrounds.
    let placed = workbook.sheets.iter().any(|sheet| !sheet.pictures.is_empty());
    if !placed && package.others.iter().any(|path| path.contains("/media/")) {
        let message = "工作簿里有图片，图片里的文字没有读。请看一看图片里有没有任务";
        workbook.findings.push(Finding::new("R018", Level::Info, message));
    }
    Ok(workbook)
}

/// The words for a flaw.
pub(super) fn refusal(flaw: Flaw, file: &Path) -> Error {
    match flaw {
        Flaw::Damaged(reason) => Error::BadWorkbook { file: file.to_owned(), reason },
        Flaw::Unsafe(reason) => Error::UnsafeWorkbook { file: file.to_owned(), reason },
    }
}

fn in_sheet(flaw: Flaw, sheet: &str) -> Flaw {
    let place = |reason| format!("工作表〔{sheet}〕{reason}");
    match flaw {
        Flaw::Damaged(reason) => Flaw::Damaged(place(reason)),
        Flaw::Unsafe(reason) => Flaw::Unsafe(place(reason)),
    }
}

/// What the walk over a sheet found, beside its cells.
fn note_facts(facts: Facts, sheet: &mut Sheet, findings: &mut Vec<Finding>) {
    let says = |row: u32| sheet.cells.binary_search_by(|cell| cell.row.cmp(&row)).is_ok();
    if !facts.hidden_rows.is_empty() && sheet.cells.is_sorted_by_key(|cell| cell.row) {
        sheet.hidden_rows = facts.hidden_rows.into_iter().filter(|&row| says(row)).collect();
    }
    let hidden = |column: &u32| facts.hidden_columns.iter().any(|(first, last)| (first..=last).contains(&column));
    if !facts.hidden_columns.is_empty() {
        let columns: BTreeSet<u32> = sheet.cells.iter().map(|cell| cell.column).collect();
        sheet.hidden_columns = columns.into_iter().filter(hidden).collect();
    }
    sheet.merges = facts.merges;
    super::note_hidden(sheet, findings);
    let mut note =
        |rule: &str, level, message: String, cell: String| findings.push(Finding::new(rule, level, message).at_cell(&sheet.name, cell));
    if facts.dropped_merges > 0 {
        note("R021", Level::Warning, format!("有 {} 处合并单元格太多或写错了，没有当作合并", facts.dropped_merges), "A1".to_owned());
    }
    sheet.pictures.extend(&facts.pictures);
    sheet.picture_cells = facts.pictures;
    sheet.formulas = facts.formulas;
}

impl Package {
    /// Opens a package and unpacks its XML parts, each to its end.
    pub(super) fn open(bytes: &[u8], file: &Path, limits: &Limits) -> Result<Package, Error> {
        Package::unpack(bytes, limits).map_err(|flaw| match flaw {
            Refusal::Flaw(flaw) => refusal(flaw, file),
            Refusal::Locked => Error::WrongKind {
                file: file.to_owned(),
                kind: "加了密码的工作簿".to_owned(),
                advice: "请用密码打开，另存一份不加密码的再转换",
            },
        })
    }

    fn unpack(bytes: &[u8], limits: &Limits) -> Result<Package, Refusal> {
        let damaged = |reason: &str| Refusal::Flaw(Flaw::Damaged(reason.to_owned()));
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged("压缩包的目录不完整，多半没有下载完"))?;
        check_directory(&mut archive, limits)?;
        let mut package =
            Package { limits: limits.clone(), parts: HashMap::new(), others: Vec::new(), astray: Vec::new(), lacking: Vec::new() };
        let mut left = limits.of(Limit::TotalBytes);
        for at in 0..archive.len() {
            let mut part = archive.by_index(at).map_err(|_| damaged("压缩包的目录和内容对不上"))?;
            let path = part.name().ok().and_then(|name| parts::normalised(&name));
            package.astray.extend(part.name().ok().filter(|name| parts::leaves(name)).map(|name| name.into_owned()));
            let Some(path) = path.filter(|_| part.is_file()) else { continue };
            if !path.ends_with(".xml") && !path.ends_with(".rels") {
                package.others.push(path);
                continue;
            }
            let limit = left.min(limits.of(Limit::PartBytes));
            let too_large = || Refusal::Flaw(Flaw::Unsafe(format!("解压后超过 {} MB", limits.of(Limit::TotalBytes) >> 20)));
            // What an entry says of its size is believed only where it speaks against it.
            if part.size() > limit {
                return Err(too_large());
            }
            if part.size() >= limits::RATIO_FROM && part.size() / part.compressed_size().max(1) > limits.of(Limit::Ratio) {
                let reason = format!("部件 {path} 解压后超过压缩前的 {} 倍，正常工作簿不会有", limits.of(Limit::Ratio));
                return Err(Refusal::Flaw(Flaw::Unsafe(reason)));
            }
            let mut content = Vec::with_capacity(usize::try_from(part.size().min(limit)).unwrap_or(0).min(bytes.len().saturating_mul(64)));
            part.by_ref().take(limit + 1).read_to_end(&mut content).map_err(|_| damaged(&format!("部件 {path} 坏了，校验不通过")))?;
            left = left.checked_sub(content.len() as u64).filter(|_| content.len() as u64 <= limit).ok_or_else(too_large)?;
            if package.parts.insert(path.clone(), content).is_some() {
                return Err(Refusal::Flaw(Flaw::Unsafe(format!("压缩包里有两个叫 {path} 的部件"))));
            }
        }
        package.lacking = ["[Content_Types].xml", "_rels/.rels"].into_iter().filter(|path| !package.has(&path.to_lowercase())).collect();
        Ok(package)
    }

    /// A part as UTF-8, by its normalised path; what was damaged in it is a finding.
    pub(super) fn part(&mut self, path: &str, findings: &mut Vec<Finding>) -> Result<Vec<u8>, Flaw> {
        let bytes = self.parts.remove(path).ok_or_else(|| Flaw::Damaged(format!("缺少部件 {path}")))?;
        let (part, damaged) = scan::decode(bytes)?;
        if damaged > 0 {
            let message = format!("部件 {path} 里有 {damaged} 个字坏了，读成了“\u{FFFD}”。请对照原件补上");
            findings.push(Finding::new("R020", Level::Warning, message));
        }
        Ok(part)
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.parts.contains_key(path)
    }

    /// A part that was walked over, and what the walk found.
    pub(super) fn scanned(&mut self, path: &str, findings: &mut Vec<Finding>) -> Result<(Vec<u8>, Facts), Flaw> {
        let part = self.part(path, findings)?;
        let facts = scan::scan(&part, &self.limits).map_err(|flaw| match flaw {
            Flaw::Damaged(reason) => Flaw::Damaged(format!("部件 {path} {reason}")),
            Flaw::Unsafe(reason) => Flaw::Unsafe(format!("部件 {path} {reason}")),
        })?;
        Ok((part, facts))
    }

    /// A small part as text.
    fn text(&mut self, path: &str) -> Result<String, Flaw> {
        let (part, _) = self.scanned(path, &mut Vec::new())?;
        Ok(String::from_utf8_lossy(&part).into_owned())
    }

    /// The workbook part and its relationships; what the workbook says about itself goes to `about`.
    fn book(&mut self, file: &Path, about: &mut About) -> Result<(Book, HashMap<String, Relation>), Error> {
        let refuse = |flaw| refusal(flaw, file);
        let roots = if self.has("_rels/.rels") { parts::relations(&self.text("_rels/.rels").map_err(refuse)?, "") } else { HashMap::new() };
        let of_kind = |kind: &str| roots.values().find(|relation| relation.kind == kind).and_then(|relation| relation.part.clone());
        for (kind, usual) in [("core-properties", "docprops/core.xml"), ("custom-properties", "docprops/custom.xml")] {
            // Properties that cannot be read are no reason to refuse the workbook.
            let part = of_kind(kind).unwrap_or_else(|| usual.to_owned());
            if let Some(text) = self.has(&part).then(|| self.text(&part).ok()).flatten() {
                about.take(&text);
            }
        }
        let stated = of_kind("officeDocument");
        let path = stated.unwrap_or_else(|| "xl/workbook.xml".to_owned());
        if path.ends_with(".bin") {
            let advice = "里面不是 XML，读出来可能缺字。请在 Excel 里打开，另存为 .xlsx 再转换";
            return Err(Error::WrongKind { file: file.to_owned(), kind: "二进制工作簿（.xlsb）".to_owned(), advice });
        }
        let relations = self.text(&parts::relations_path(&path)).map_err(refuse)?;
        let book = self.text(&path).map_err(refuse)?;
        about.take(&book);
        Ok((parts::book(&book), parts::relations(&relations, &path)))
    }

    /// Copies the sheets with cells.
    fn sheets(
        &mut self,
        book: &Book,
        relations: &HashMap<String, Relation>,
        struck: &HashMap<usize, String>,
        copy: &mut Copy,
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Clean>, Flaw> {
        if book.tabs.len() > self.limits.count(Limit::Sheets) {
            return Err(Flaw::Unsafe(format!("工作表超过 {} 张", self.limits.of(Limit::Sheets))));
        }
        let mut sheets: Vec<Clean> = Vec::new();
        for (at, tab) in book.tabs.iter().enumerate() {
            let relation = relations.get(&tab.relation);
            match relation.map(|relation| relation.kind.as_str()) {
                Some("worksheet") => {}
                Some("chartsheet" | "dialogsheet") => {
                    findings.push(Finding::new("R045", Level::Info, format!("〔{}〕是图表，没有单元格可读", tab.name)));
                    continue;
                }
                Some(kind) if kind.to_ascii_lowercase().contains("macro") => {
                    findings.push(Finding::new("R016", Level::Info, format!("宏工作表〔{}〕没有读，里面的宏不会运行", tab.name)));
                    continue;
                }
                _ => return Err(Flaw::Damaged(format!("工作表〔{}〕在压缩包里没有对应的部件", tab.name))),
            }
            let path = relation
                .and_then(|relation| relation.part.clone())
                .ok_or_else(|| Flaw::Damaged(format!("工作表〔{}〕在压缩包里没有对应的部件", tab.name)))?;
            let (part, facts) = self.scanned(&path, findings).map_err(|flaw| in_sheet(flaw, &tab.name))?;
            if !facts.has_cells {
                return Err(Flaw::Damaged(format!("工作表〔{}〕里没有单元格区", tab.name)));
            }
            copy.add(&format!("xl/worksheets/sheet{}.xml", sheets.len() + 1), &part, &facts)?;
            let name = if tab.name.is_empty() { format!("第{}张", at + 1) } else { tab.name.clone() };
            let mut sheet = Sheet { name, visibility: tab.visibility, ..Sheet::default() };
            if !struck.is_empty() || strikes::may_be_in(&part) {
                sheet.struck = strikes::of_cells(&String::from_utf8_lossy(&part), &facts.places, struck);
            }
            self.add_asides(&path, &mut sheet)?;
            sheets.push(Clean { sheet, facts });
        }
        Ok(sheets)
    }

    /// Says what is in the package and was not read.
    fn report_ignored(&self, relations: &HashMap<String, Relation>, findings: &mut Vec<Finding>) {
        let mut note = |rule: &str, message: &str| findings.push(Finding::new(rule, Level::Info, message));
        for path in &self.lacking {
            note("R044", &format!("工作簿缺少部件 {path}，单元格照常读出；Excel 会说它已损坏，请让对方重新存盘"));
        }
        if self.others.iter().any(|path| path.ends_with("vbaproject.bin")) {
            note("R016", "工作簿里有宏，没有读也不会运行");
        }
        if let Some(first) = self.astray.first() {
            let message =
                format!("压缩包里有 {} 个文件的路径不正常，如“{}”，没有打开。请问清文件的来历", self.astray.len(), super::brief(first));
            findings.push(Finding::new("R043", Level::Warning, message));
        }
        let mut note = |rule: &str, message: &str| findings.push(Finding::new(rule, Level::Info, message));
        if relations.values().any(|relation| relation.kind == "externalLink") {
            note("R017", "工作簿链接了别的文件，没有打开它们；链接来的数用的是上次保存的结果");
        }
    }

    /// Adds what belongs to a sheet beside its cells. Comments are the modern ones where there are any: the others repeat them then.
    fn add_asides(&mut self, path: &str, sheet: &mut Sheet) -> Result<(), Flaw> {
        let relations_path = parts::relations_path(path);
        if !self.has(&relations_path) {
            return Ok(());
        }
        let relations = parts::relations(&self.text(&relations_path)?, path);
        let of = |kind: &str| {
            relations.values().find(|relation| relation.kind.eq_ignore_ascii_case(kind)).and_then(|relation| relation.part.clone())
        };
        if let Some(part) = of("threadedComment").or_else(|| of("comments")).filter(|part| self.has(part)) {
            for (place, text) in parts::comments(&self.text(&part)?) {
                let (row, column) = place.unwrap_or_default();
                sheet.comments.push(Cell { row, column, text: text.trim().to_owned(), number: None });
            }
            sheet.comments.retain(|comment| !comment.text.is_empty());
        }
        if let Some(part) = of("drawing").filter(|part| self.has(part)) {
            let drawing = Drawing::read(&self.text(&part)?);
            (sheet.drawings, sheet.pictures) = (drawing.texts, drawing.pictures);
        }
        Ok(())
    }
}

enum Refusal {
    Flaw(Flaw),
    Locked,
}

impl From<Flaw> for Refusal {
    fn from(flaw: Flaw) -> Self {
        Refusal::Flaw(flaw)
    }
}

/// Checks the directory of a package.
fn check_directory(archive: &mut ZipArchive<Cursor<&[u8]>>, limits: &Limits) -> Result<(), Refusal> {
    let unsafe_because = |reason: &str| Err(Refusal::Flaw(Flaw::Unsafe(reason.to_owned())));
    if archive.len() > limits.count(Limit::Entries) {
        return unsafe_because(&format!("压缩包里有 {} 个部件，正常工作簿不到 {} 个", archive.len(), limits.of(Limit::Entries)));
    }
    if archive.has_duplicate_names() {
        return unsafe_because("压缩包里有同名的部件");
    }
    for at in 0..archive.len() {
        let Ok(part) = archive.by_index_raw(at) else {
            return Err(Flaw::Damaged("压缩包的目录和内容对不上".to_owned()).into());
        };
        if part.encrypted() {
            return Err(Refusal::Locked);
        }
        if !matches!(part.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(Flaw::Damaged("用了办公软件不用的压缩方法".to_owned()).into());
        }
        if part.is_symlink() {
            return unsafe_because("压缩包里有指向别处的链接");
        }
    }
    match archive.has_overlapping_entries() {
        Ok(false) => Ok(()),
        Ok(true) => unsafe_because("压缩包里的部件互相重叠"),
        Err(_) => Err(Flaw::Damaged("压缩包的目录和内容对不上".to_owned()).into()),
    }
}

/// The clean copy being written: nothing is compressed, it lives only in memory.
struct Copy {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    relations: String,
}

impl Copy {
    /// A copy that will hold about `size` bytes.
    fn of_size(size: usize) -> Self {
        Copy { zip: ZipWriter::new(Cursor::new(Vec::with_capacity(size))), relations: String::new() }
    }

    /// Adds a part, mended.
    fn add(&mut self, path: &str, part: &[u8], facts: &Facts) -> Result<(), Flaw> {
        let mut pieces = Vec::with_capacity(facts.edits.len() * 2 + 1);
        let mut at = 0;
        for edit in &facts.edits {
            pieces.push(part.get(at..edit.range.start).unwrap_or_default());
            pieces.push(edit.text.as_bytes());
            at = edit.range.end.max(at);
        }
        pieces.push(part.get(at..).unwrap_or_default());
        self.write(path, &pieces)
    }

    fn write(&mut self, path: &str, pieces: &[&[u8]]) -> Result<(), Flaw> {
        let failed = |_| Flaw::Damaged("整理时没做成".to_owned());
        self.zip
            .start_file(path, SimpleFileOptions::default().compression_method(CompressionMethod::Stored))
            .map_err(|error| failed(error.into()))?;
        pieces.iter().try_for_each(|piece| self.zip.write_all(piece)).map_err(failed)
    }

    /// Adds what binds `sheets` sheets together, named `1`, `2` …
    fn finish(mut self, sheets: usize, is_1904: bool) -> Result<Vec<u8>, Flaw> {
        const ROOT: &str =
            "<Relationships><Relationship Id=\"r\" Type=\"/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
        let mut book = format!("<workbook><workbookPr date1904=\"{}\"/><sheets>", u8::from(is_1904));
        for number in 1..=sheets {
            book.push_str(&format!("<sheet name=\"{number}\" sheetId=\"{number}\" r:id=\"r{number}\"/>"));
            self.relations
                .push_str(&format!("<Relationship Id=\"r{number}\" Type=\"/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"));
        }
        book.push_str("</sheets></workbook>");
        let relations = std::mem::take(&mut self.relations);
        self.write("_rels/.rels", &[ROOT.as_bytes()])?;
        self.write("xl/_rels/workbook.xml.rels", &[b"<Relationships>", relations.as_bytes(), b"</Relationships>"])?;
        self.write("xl/workbook.xml", &[book.as_bytes()])?;
        let packed = self.zip.finish().map_err(|_| Flaw::Damaged("整理时没做成".to_owned()))?;
        Ok(packed.into_inner())
    }
}
