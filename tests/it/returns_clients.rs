//! Returned workbooks as programs and offices leave them beyond the ordinary: exported by other spreadsheets, phones and office
//! automation, retyped with other words, laid out anew. One line of `tests/data/returns/clients.txt` and `habits.txt` for each.

use super::returns_desk::{ANSWERS, Case, FIRST, OTHER, Sheet, UNIT, Value, compare};
use super::returns_package::{change, replace};

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn rows() -> std::ops::Range<u32> {
    FIRST..FIRST + 20
}

fn case(name: &'static str, change: impl FnOnce(&mut Sheet)) -> Case {
    Case::cells(name, |book| change(book.table()))
}

fn with_part(name: &'static str, path: &'static str, content: &'static [u8]) -> Case {
    Case::cells(name, move |book| book.parts.push((path.into(), content.to_vec())))
}

/// A sheet with each text of a column made anew.
fn each(name: &'static str, letter: char, value: impl Fn(u32) -> Value) -> Case {
    case(name, |table| rows().for_each(|row| table.styled(&format!("{letter}{row}"), value(row), 0)))
}

#[test]
fn programs_export_them() {
    let cases = vec![
        Case::cells("Google Sheets: no properties, hidden sheet only hidden, all strings shared", |book| {
            book.properties.clear();
            book.sheets.iter_mut().filter(|sheet| !sheet.state.is_empty()).for_each(|sheet| sheet.state = "hidden");
        }),
        Case::cells("Numbers: a summary first, the table renamed, hidden sheets and names gone", |book| {
            (book.properties, book.names) = (Vec::new(), String::new());
            book.sheets.truncate(1);
            book.sheets[0].name = "填报表 - 表格 1".into();
            let mut summary = Sheet { name: "导出摘要".into(), ..Sheet::default() };
            summary.row(1, &["此文稿是从 Numbers 表格导出。每个表格都转换成了 Excel 工作表。"]);
            summary.row(3, &["Numbers 表格工作表名称", "Numbers 表格名称", "Excel 工作表名称"]);
            summary.row(4, &["填报表", "表格 1", "填报表 - 表格 1"]);
            book.sheets.insert(0, summary);
        })
        .none(),
        each("a phone program writes numbers as text", 'I', |_| "53".into()),
        each("office automation writes dates with a time", 'O', |_| "2031-03-28 00:00:00".into()),
        each("dates as a phone shows them", 'O', |_| "2031/3/28".into()),
        Case::cells("numbers as formula strings (t=str)", |book| {
            rows().for_each(|row| book.table().styled(&format!("I{row}"), Value::Raw("t=\"str\"".into(), "<v>53</v>".into()), 0));
        }),
        Case::parts("compatibility markup of newer Excel around the table", |parts| {
            replace(
                parts,
                SHEET,
                "<sheetData>",
                "<mc:AlternateContent xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><mc:Choice Requires=\"x14\"><x/></mc:Choice><mc:Fallback/></mc:AlternateContent><sheetData>",
            );
            replace(
                parts,
                SHEET,
                "</worksheet>",
                "<extLst><ext uri=\"{78C0D931-6437-407d-A8EE-F0AAD7539E65}\"><x14:conditionalFormattings xmlns:x14=\"y\"/></ext></extLst></worksheet>",
            );
        }),
        Case::parts("sheet shown from right to left, panes frozen, zoomed", |parts| {
            replace(
                parts,
                SHEET,
                "<sheetData>",
                "<sheetViews><sheetView rightToLeft=\"1\" zoomScale=\"400\" workbookViewId=\"0\"><pane xSplit=\"3\" ySplit=\"9999\" topLeftCell=\"D10000\" state=\"frozen\"/></sheetView></sheetViews><sheetData>",
            );
        }),
        Case::parts("sheet and workbook protected with a password, read-only recommended", |parts| {
            replace(
                parts,
                SHEET,
                "</sheetData>",
                "</sheetData><sheetProtection algorithmName=\"SHA-512\" hashValue=\"AAAA\" saltValue=\"BBBB\" spinCount=\"100000\" sheet=\"1\"/>",
            );
            change(parts, "xl/workbook.xml", |text| {
                text.replacen("<sheets>", "<fileSharing readOnlyRecommended=\"1\"/><workbookProtection lockStructure=\"1\"/><sheets>", 1)
            });
        }),
        Case::cells("the table made a list object with a filter", |book| {
            book.table().after = "<tableParts count=\"1\"><tablePart r:id=\"rId1\"/></tableParts>".into();
            book.of_sheet.push(("table", "../tables/table1.xml".into()));
            let table = "<table xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" id=\"1\" name=\"表1\" displayName=\"表1\" ref=\"A3:P23\"><autoFilter ref=\"A3:P23\"/></table>";
            book.parts.push(("xl/tables/table1.xml".into(), table.into()));
        }),
        with_part("digitally signed", "_xmlsignatures/sig1.xml", b"<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>"),
        with_part("a label of confidentiality", "docMetadata/LabelInfo.xml", b"<clbl:labelList xmlns:clbl=\"x\"/>"),
        with_part("pictures of WPS beside the cells", "xl/cellimages.xml", b"<etc:cellImages xmlns:etc=\"x\"/>"),
        Case::cells("a stray part that is no XML though it is called so", |book| {
            book.parts.push(("customXml/item1.xml".into(), b"\0\x01\x02 not markup <".to_vec()));
        }),
        Case::cells("leading apostrophes before numbers and formulas", |book| {
            rows().for_each(|row| book.table().set(&format!("N{row}"), "'0799-5550123"));
        }),
    ];
    compare("clients", cases);
}

/// The headers of the answers, changed.
fn headed(name: &'static str, words: [&'static str; 8]) -> Case {
    case(name, move |table| ANSWERS.iter().zip(words).for_each(|(letter, word)| table.set(&format!("{letter}3"), word)))
}

#[test]
fn offices_have_habits() {
    let cases = vec![
        headed(
            "headers in traditional characters",
            ["完成狀態", "完成百分比", "進展情況", "存在問題", "下一步打算", "填報人", "聯繫電話", "填報日期"],
        ),
        headed(
            "headers with instructions in brackets",
            [
                "完成状态（下拉选择）",
                "完成百分比（填数字）",
                "进展情况（写清数量、成效，200字以内）",
                "存在问题（没有写无）",
                "下一步打算（写到月）",
                "填报人（签字）",
                "联系电话（手机）",
                "填报日期（年月日）",
            ],
        ),
        headed(
            "headers with the period in front",
            ["目前完成状态", "一季度完成百分比", "一季度进展情况", "一季度存在问题", "下季度下一步打算", "填报人", "联系电话", "填报日期"],
        ),
        headed(
            "headers with numbers and stars",
            ["8.完成状态", "9.完成百分比", "*进展情况", "★存在问题", "12、下一步打算", "（13）填报人", "⑭联系电话", "15 填报日期"],
        ),
        case("progress asked of the quarter before", |table| table.set("J3", "上季度进展情况")),
        case("a column of the quarter before beside ours", |table| {
            table.move_columns(|at| Some(if at >= 10 { at + 1 } else { at }));
            table.set("J3", "上季度进展情况");
            rows().for_each(|row| table.set(&format!("J{row}"), format!("上季度第{row}次会商")));
        }),
        case("a column of the quarter to come beside ours", |table| {
            table.move_columns(|at| Some(if at >= 11 { at + 1 } else { at }));
            table.set("K3", "二季度进展情况");
            rows().for_each(|row| table.set(&format!("K{row}"), format!("二季度第{row}次会商")));
        }),
        case("an empty column in front of the table", |table| table.move_columns(|at| Some(at + 1))),
        case("the same cells merged over all rows in locked columns", |table| {
            for letter in ['D', 'E', 'F', 'G'] {
                (FIRST + 1..FIRST + 20).for_each(|row| table.clear(&format!("{letter}{row}")));
                table.merges.push(format!("{letter}{FIRST}:{letter}{}", FIRST + 19));
            }
        }),
        each("status as a number of a list", 'H', |row| f64::from(row % 3 + 1).into()),
        each("percent with about and more", 'I', |row| if row % 2 == 0 { "约53%".into() } else { "53%以上".into() }),
        each("dates in words", 'O', |row| if row % 2 == 0 { "3月28日".into() } else { "二〇三一年三月二十八日".into() }),
        each("dates with points", 'O', |_| "2031.3.28".into()),
        each("a dash, a slash, a word for nothing", 'K', |row| ["无", "/", "—", "暂无。"][row as usize % 4].into()),
        each("status with an invisible character and a full stop", 'H', |row| {
            if row % 2 == 0 { "推进中\u{200B}".into() } else { "推进中。".into() }
        }),
        case("ids in full width, with long dashes", |table| {
            for row in rows() {
                let id = table.text(&format!("P{row}"));
                let wide = |c: char| match c {
                    '-' => '—',
                    c => char::from_u32(u32::from(c) + 0xFEE0).unwrap(),
                };
                table.set(&format!("P{row}"), id.chars().map(wide).collect::<String>());
            }
        }),
        case("the same row twice, answered alike", |table| {
            let copy = table.rows[&(FIRST + 6)].clone();
            table.insert_rows(FIRST + 7, 1);
            table.rows.insert(FIRST + 7, copy);
        }),
        Case::cells("every task on a sheet of its own", |book| {
            let whole = book.sheets[0].clone();
            let one = |at: u32| {
                let mut sheet = whole.clone();
                sheet.name = format!("第{}项", at + 1);
                sheet.delete_rows(FIRST + at + 1, 19 - at);
                sheet.delete_rows(FIRST, at);
                sheet
            };
            book.sheets.splice(0..1, (0..20).map(one));
        }),
        case("rows and columns swapped", |table| {
            let cells = std::mem::take(&mut table.rows);
            for (row, cells) in cells.into_iter().filter(|(row, _)| *row >= 3) {
                for (column, cell) in cells {
                    table.rows.entry(column).or_default().insert(row - 2, cell);
                }
            }
        })
        .none(),
        case("the table of another unit pasted below", |table| {
            for (number, column) in (0..2).zip([("检修泵站机组", "检修三座泵站的机组"), ("更新调度系统", "更新闸门远程调度系统")])
            {
                let row = FIRST + 21 + number;
                table.row(row, &[&(21 + number).to_string(), column.0, column.1, "", OTHER, "", "6月底前", "推进中", "30", "机组已拆检"]);
            }
        }),
        case("a signature block with seal and date below", |table| {
            table.row(FIRST + 22, &["", "", "", "", "", "", "", "", "", &format!("{UNIT}（盖章）")]);
            table.row(FIRST + 23, &["", "", "", "", "", "", "", "", "", "2031年3月28日"]);
        }),
        case("answers in two lines of the same cell, with a bullet each", |table| {
            table.set("J4", "• 召开推进会2次\r\n• 清淤3公里\u{B}• 立牌12块");
        }),
        case("the answer typed into the row below the table's last", |table| {
            table.set(&format!("J{}", FIRST + 20), "另：补充说明水毁修复2处")
        }),
        case("a line for the group put between rows", |table| {
            table.insert_rows(FIRST + 5, 1);
            table.row(FIRST + 5, &["二、河道类任务"]);
            table.merges.push(format!("A{0}:P{0}", FIRST + 5));
        }),
    ];
    compare("habits", cases);
}
