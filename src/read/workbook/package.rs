//! An Excel package: checked from its directory to the last byte, and its parts handed to whoever reads them.
//!
//! Checked: the directory (entries, names, encryption, methods, overlaps), every XML part to its end with its checksum, every limit
//! of [`limits`], well-formedness, entities. Parts are found through relationships, under whatever names. What a part promises (how
//! many strings, how large a sheet) is not believed. Macros, links and whatever else holds no cells are never opened.

use hashbrown::HashMap;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::path::Path;

use zip::CompressionMethod;
use zip::read::ZipArchive;

use super::drawing::Drawing;
use super::parts::{self, Book, Relation};
use super::scan::{self, Flaw};
use super::sheet::{self, Common, Facts};
use super::strings::Strings;
use super::{About, Cell, Sheet, Workbook, styles};
use crate::error::Error;
use crate::finding::{Finding, brief, reading as rules};
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

/// Reads an Excel package.
pub(super) fn read(bytes: &[u8], file: &Path, limits: &Limits) -> Result<Workbook, Error> {
    let refuse = |flaw| refusal(flaw, file);
    let mut package = Package::open(bytes, file, limits)?;
    let mut findings = Vec::new();
    let mut about = About::default();
    let (book, relations) = package.book(file, &mut about)?;
    package.report_ignored(&relations, &mut findings);
    let common = package.common(&relations, book.is_1904, &mut findings).map_err(refuse)?;
    let sheets = package.sheets(&book, &relations, &common, &mut findings).map_err(refuse)?;
    let mut workbook = Workbook { sheets, about, findings };
    // Pictures that no sheet places lie in headers and backgrounds.
    let placed = workbook.sheets.iter().any(|sheet| !sheet.pictures.is_empty());
    if !placed && package.others.iter().any(|path| path.contains("/media/")) {
        let message = "工作簿里有图片，图片里的文字没有读。请看一看图片里有没有任务";
        workbook.findings.push(rules::PICTURE.harmless(message));
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
    sheet.margins = facts.margins;
    super::note_hidden(sheet, findings);
    if facts.dropped_merges > 0 {
        let message = format!("有 {} 处合并单元格太多或写错了，没有当作合并", facts.dropped_merges);
        findings.push(rules::BAD_MERGES.finding(message).at_cell(&sheet.name, "A1"));
    }
    sheet.pictures.extend(&facts.pictures);
    sheet.picture_cells = facts.pictures;
    sheet.formulas = facts.formulas;
    sheet.failed = facts.failed;
}

impl Package {
    /// Opens a package and unpacks its XML parts, each to its end.
    pub(super) fn open(bytes: &[u8], file: &Path, limits: &Limits) -> Result<Package, Error> {
        Package::unpack(bytes, limits).map_err(|flaw| match flaw {
            Refusal::Flaw(flaw) => refusal(flaw, file),
            Refusal::Locked => Error::WrongKind {
                file: file.to_owned(),
                kind: "加了密码的工作簿".to_owned(),
                advice: "请用密码打开，另存一份不加密码的再试",
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
            findings.push(rules::BROKEN_CHARACTERS.finding(message));
        }
        Ok(part)
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.parts.contains_key(path)
    }

    /// A part that was walked over to its end.
    pub(super) fn checked(&mut self, path: &str, findings: &mut Vec<Finding>) -> Result<Vec<u8>, Flaw> {
        let part = self.part(path, findings)?;
        scan::check(&part, &self.limits).map_err(|flaw| flaw.within(&format!("部件 {path} ")))?;
        Ok(part)
    }

    /// A small part as text.
    fn text(&mut self, path: &str) -> Result<String, Flaw> {
        let part = self.checked(path, &mut Vec::new())?;
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
            let advice = "里面不是 XML，读出来可能缺字。请在 Excel 里打开，另存为 .xlsx 再试";
            return Err(Error::WrongKind { file: file.to_owned(), kind: "二进制工作簿（.xlsb）".to_owned(), advice });
        }
        let relations = self.text(&parts::relations_path(&path)).map_err(refuse)?;
        let book = self.text(&path).map_err(refuse)?;
        about.take(&book);
        Ok((parts::book(&book), parts::relations(&relations, &path)))
    }

    /// What the sheets have in common. Without styles numbers are only numbers, which is said.
    fn common(&mut self, relations: &HashMap<String, Relation>, is_1904: bool, findings: &mut Vec<Finding>) -> Result<Common, Flaw> {
        let path_of = |kind: &str| relations.values().find(|relation| relation.kind == kind).and_then(|relation| relation.part.as_deref());
        let mut common = Common { is_1904, ..Common::default() };
        match path_of("styles") {
            Some(path) if self.has(path) => {
                let part = self.part(path, findings)?;
                common.looks = styles::read(&part, &self.limits).map_err(|flaw| flaw.within(&format!("部件 {path} ")))?;
            }
            Some(_) => {
                let message = "工作簿缺少样式部件，日期和百分数只能按普通的数读。请核对这些格";
                findings.push(rules::NO_STYLES.finding(message));
            }
            None => {}
        }
        if let Some(path) = path_of("sharedStrings") {
            let part = self.part(path, findings)?;
            common.strings = Strings::read(&part, &self.limits).map_err(|flaw| flaw.within(&format!("部件 {path} ")))?;
        }
        Ok(common)
    }

    /// Reads the sheets with cells.
    fn sheets(
        &mut self,
        book: &Book,
        relations: &HashMap<String, Relation>,
        common: &Common,
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Sheet>, Flaw> {
        if book.tabs.len() > self.limits.count(Limit::Sheets) {
            return Err(Flaw::Unsafe(format!("工作表超过 {} 张", self.limits.of(Limit::Sheets))));
        }
        let mut sheets = Vec::new();
        for (at, tab) in book.tabs.iter().enumerate() {
            let relation = relations.get(&tab.relation);
            match relation.map(|relation| relation.kind.as_str()) {
                Some("worksheet") => {}
                Some("chartsheet" | "dialogsheet") => {
                    findings.push(rules::CHART_SHEET.finding(format!("〔{}〕是图表，没有单元格可读", tab.name)));
                    continue;
                }
                Some(kind) if kind.to_ascii_lowercase().contains("macro") => {
                    findings.push(rules::MACROS.finding(format!("宏工作表〔{}〕没有读，里面的宏不会运行", tab.name)));
                    continue;
                }
                _ => return Err(Flaw::Damaged(format!("工作表〔{}〕在压缩包里没有对应的部件", tab.name))),
            }
            let path = relation
                .and_then(|relation| relation.part.clone())
                .ok_or_else(|| Flaw::Damaged(format!("工作表〔{}〕在压缩包里没有对应的部件", tab.name)))?;
            let name = if tab.name.is_empty() { format!("第{}张", at + 1) } else { tab.name.clone() };
            let mut sheet = Sheet { name, visibility: tab.visibility, ..Sheet::default() };
            let part = self.part(&path, findings);
            let facts = part.and_then(|part| sheet::read(&part, common, &self.limits, &mut sheet, findings));
            let facts = facts.map_err(|flaw| flaw.within(&format!("工作表〔{}〕", tab.name)))?;
            self.add_asides(&path, &mut sheet)?;
            note_facts(facts, &mut sheet, findings);
            sheets.push(sheet);
        }
        Ok(sheets)
    }

    /// Says what is in the package and was not read.
    fn report_ignored(&self, relations: &HashMap<String, Relation>, findings: &mut Vec<Finding>) {
        for path in &self.lacking {
            let message = format!("工作簿缺少部件 {path}，单元格照常读出；Excel 会说它已损坏，请让对方重新存盘");
            findings.push(rules::PARTS_MISSING.finding(message));
        }
        if self.others.iter().any(|path| path.ends_with("vbaproject.bin")) {
            findings.push(rules::MACROS.finding("工作簿里有宏，没有读也不会运行"));
        }
        if let Some(first) = self.astray.first() {
            let message = format!("压缩包里有 {} 个文件的路径不正常，如“{}”，没有打开。请问清文件的来历", self.astray.len(), brief(first));
            findings.push(rules::ODD_PATHS.finding(message));
        }
        if relations.values().any(|relation| relation.kind == "externalLink") {
            findings.push(rules::EXTERNAL_LINKS.finding("工作簿链接了别的文件，没有打开它们；链接来的数用的是上次保存的结果"));
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
