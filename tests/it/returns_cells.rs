//! Returned workbooks as people damage them: rows, columns, answers, comments, sheets, identity. One line of the tables for each.

use super::returns_desk::{ANSWERS, Book, Case, DAY, FILLED, FIRST, OFFICE, OTHER, Sheet, UNIT, Value, cell_name, column, compare};

/// Rows of the tasks, as Excel counts.
fn rows() -> std::ops::Range<u32> {
    FIRST..FIRST + 20
}

fn raw(attributes: &str, inner: &str) -> Value {
    Value::Raw(attributes.to_owned(), inner.to_owned())
}

fn clear_answers(table: &mut Sheet, rows: impl Iterator<Item = u32>) {
    for row in rows {
        ANSWERS.iter().for_each(|letter| table.clear(&format!("{letter}{row}")));
    }
}

fn case(name: &'static str, change: impl FnOnce(&mut Sheet)) -> Case {
    Case::cells(name, |book| change(book.table()))
}

#[test]
fn rows_come_back_moved_doubled_hidden_and_gone() {
    let cases = vec![
        case("nothing wrong", |_| {}),
        case("returned without filling anything in", |table| clear_answers(table, rows())),
        case("only tasks 1-10 filled in", |table| clear_answers(table, FIRST + 10..FIRST + 20)),
        case("all rows sorted backwards", |table| {
            let mut cells: Vec<_> = rows().map(|row| table.rows.remove(&row).unwrap()).collect();
            cells.reverse();
            table.rows.extend(rows().zip(cells));
        }),
        case("only the columns of answers sorted, tasks stayed in place", |table| {
            let mut answers: Vec<Vec<_>> = Vec::new();
            for cells in table.rows.range_mut(rows()).map(|(_, cells)| cells) {
                answers.push((8..=15).filter_map(|column| Some((column, cells.remove(&column)?))).collect());
            }
            for (row, answers) in rows().zip(answers.into_iter().rev()) {
                for (column, mut cell) in answers {
                    // Nobody can tell: what stands in a row is taken for that row.
                    if let (10..=12, Value::Text(text)) = (column, &mut cell.value) {
                        text.push_str("（排过序）");
                    }
                    table.rows.get_mut(&row).unwrap().insert(column, cell);
                }
            }
        }),
        case("6 blank rows inserted between tasks", |table| (0..6).for_each(|at| table.insert_rows(FIRST + 1 + at * 3, 1))),
        case("60 blank rows in the middle", |table| table.insert_rows(FIRST + 10, 60)),
        case("row 7 copied, the copy has another answer", |table| {
            let copy = table.rows[&(FIRST + 6)].clone();
            table.insert_rows(FIRST + 7, 1);
            table.rows.insert(FIRST + 7, copy);
            table.set(&format!("J{}", FIRST + 7), "另一种说法");
        }),
        case("subtotal inside, note and signature below", |table| {
            table.insert_rows(FIRST + 10, 1);
            table.row(FIRST + 10, &["小计", "", "10项", "", "", "", "", "", "53"]);
            table.row(FIRST + 22, &["注：以上为本股室一季度情况。"]);
            table.row(FIRST + 23, &["填报人签名：顾晚舟", "", "审核：沈砚秋"]);
        }),
        case("title and header pasted again at the page break", |table| {
            let (title, header) = (table.rows[&1].clone(), table.rows[&3].clone());
            table.insert_rows(FIRST + 10, 2);
            table.rows.extend([(FIRST + 10, title), (FIRST + 11, header)]);
        }),
        case("3 answered rows hidden by hand", |table| table.mark([5, 8, 9], "hidden=\"1\"")),
        case("filter left on, 2 rows out of sight", |table| {
            table.mark([6, 7], "hidden=\"1\"");
            table.after =
                "<autoFilter ref=\"A3:P23\"><filterColumn colId=\"0\"><filters><filter val=\"1\"/></filters></filterColumn></autoFilter>"
                    .into();
        }),
        case("rows 5-9 grouped and collapsed", |table| table.mark(5..10, "outlineLevel=\"1\" hidden=\"1\"")),
        case("unit kept only its first task", |table| table.delete_rows(FIRST + 1, 19)),
        case("header kept, all task rows deleted", |table| table.delete_rows(FIRST, 20)),
        case("answer merged over tasks 3-5", |table| {
            table.set("J6", "三项一并推进，已完成勘测");
            table.clear("J7");
            table.clear("J8");
            table.merges.push("J6:J8".into());
        }),
    ];
    compare("rows", cases);
}

#[test]
fn columns_come_back_renamed_moved_and_gone() {
    let cases = vec![
        case("header became two rows with merges", |table| {
            table.insert_rows(4, 1);
            for letter in 'A'..='G' {
                table.merges.push(format!("{letter}3:{letter}4"));
            }
            for letter in ANSWERS {
                let text = table.text(&format!("{letter}3"));
                table.set(&format!("{letter}4"), text);
                table.clear(&format!("{letter}3"));
            }
            table.set("H3", "一季度填报内容");
            table.merges.extend(["H3:O3".into(), "P3:P4".into()]);
        }),
        case("8 headers replaced by synonyms", |table| {
            for (letter, text) in
                ANSWERS.iter().zip(["状态", "完成进度", "工作进展情况", "存在困难", "下步打算", "经办人", "手机", "填表日期"])
            {
                table.set(&format!("{letter}3"), text);
            }
        }),
        case("blanks, line breaks and brackets in headers", |table| {
            for (letter, text) in ANSWERS.iter().zip([
                "完成\n状态",
                "完成　百分比",
                "进展 情况",
                "（存在问题）",
                "下一步\n打算",
                " 填报人 ",
                "联系电话：",
                "填报日期",
            ]) {
                table.set(&format!("{letter}3"), text);
            }
        }),
        case("5 extra title rows above", |table| {
            table.insert_rows(1, 5);
            ["云溪县水务局", "内部资料", "", "请各股室按时报送", "联系人：李"]
                .iter()
                .zip(1..)
                .for_each(|(text, row)| table.row(row, &[text]));
        }),
        case("a 40-line instruction pasted above the header", |table| {
            table.insert_rows(3, 40);
            (3..43).for_each(|row| table.row(row, &[&format!("填写要求第{row}条：完成状态要如实填写，进展情况要有数量")]));
        }),
        case("title row deleted", |table| table.delete_rows(1, 2)),
        case("header row deleted", |table| table.delete_rows(3, 1)),
        case("columns dragged into another order", |table| table.move_columns(|at| Some(if at <= 15 { 16 - at } else { at }))),
        case("a column put in", |table| {
            table.move_columns(|at| Some(if at >= 8 { at + 1 } else { at }));
            table.set("H3", "佐证材料");
            rows().for_each(|row| table.set(&format!("H{row}"), format!("照片{row}")));
        }),
        case("problems column deleted", |table| table.move_columns(|at| (at != 11).then_some(if at > 11 { at - 1 } else { at }))),
        case("3 ids cleared", |table| [4, 9, 15].iter().for_each(|row| table.clear(&format!("P{row}")))),
        case("id of task 3 has letter l for digit 1; id of task 9 in lower case with blanks", |table| {
            let spoilt = table.text("P6").replace("003", "oo3x");
            table.set("P6", spoilt);
            let lower = format!(" {} ", table.text("P12").to_lowercase());
            table.set("P12", lower);
        }),
        case("two answer columns hidden", |table| table.before = "<cols><col min=\"10\" max=\"11\" hidden=\"1\"/></cols>".into()),
        case("answers typed one column to the right", |table| {
            for row in rows() {
                for letter in (8..=14).rev() {
                    let cell = table.rows.get_mut(&row).unwrap().remove(&letter);
                    table.rows.get_mut(&row).unwrap().insert(letter + 1, cell.unwrap());
                }
            }
        }),
        case("progress written into problems for all tasks", |table| {
            for row in rows() {
                let cell = table.rows.get_mut(&row).unwrap().remove(&10).unwrap();
                table.rows.get_mut(&row).unwrap().insert(11, cell);
            }
        }),
        case("answer appended to the locked content of tasks 1, 2", |table| {
            for row in [4, 5] {
                let text = table.text(&format!("C{row}")) + "（已完成清淤，验收合格）";
                table.set(&format!("C{row}"), text);
            }
        }),
        case("answer below the table, in a free column", |table| table.set("R9", "补充：另外修了一条便道")),
    ];
    compare("columns", cases);
}

#[test]
fn values_come_back_in_every_spelling() {
    let all = |name, letter: &'static str, value: Value, style| {
        case(name, move |table| rows().for_each(|row| table.styled(&format!("{letter}{row}"), value.clone(), style)))
    };
    let one = |name, at: &'static str, value: Value, style| case(name, move |table| table.styled(at, value, style));
    let cases = vec![
        all("0.5 with format 0%", "I", 0.5.into(), 2),
        all("text 50% in full width", "I", "５０％".into(), 0),
        all("text 百分之五十", "I", "百分之五十".into(), 0),
        all("text 过半", "I", "过半".into(), 0),
        all("50 in a 0% cell (shows 5000%)", "I", 50.0.into(), 2),
        all("-10", "I", Value::Number(-10.0), 0),
        all("text 60%-70%", "I", "60%-70%".into(), 0),
        all("1/2 turned into a date", "I", 45_293.0.into(), 6),
        case("TRUE / FALSE as status", |table| {
            rows().for_each(|row| table.styled(&format!("H{row}"), raw("t=\"b\"", if row % 2 == 0 { "<v>1</v>" } else { "<v>0</v>" }), 0));
        }),
        case("已完成 with 30 %, 未启动 with 100 %", |table| {
            for (row, status, percent) in [(4, "已完成", 30.0), (5, "未启动", 100.0)] {
                table.set(&format!("H{row}"), status);
                table.set(&format!("I{row}"), percent);
            }
        }),
        one("3.15 typed and taken as a number", "O4", 3.15.into(), 1),
        Case::cells("workbook re-saved in the 1904 date system", |book| {
            book.is_1904 = true;
            rows().for_each(|row| book.table().styled(&format!("O{row}"), DAY - 1462.0, 1));
        }),
        case("serials 2958466, -1, 60, 1e15, 0 in a date format", |table| {
            for (row, number) in (4..).zip([2_958_466.0, -1.0, 60.0, 1e15, 0.0]) {
                table.styled(&format!("O{row}"), number, 1);
            }
        }),
        one("locked deadline retyped as a date", "G4", (DAY + 200.0).into(), 1),
        one("markup and entities as text", "J4", "<b>好</b> &amp; &lt;完成&gt; <script>alert(1)</script>".into(), 0),
        one("text that looks like an Excel escape", "J4", "_x000D_ _x4E2D_".into(), 0),
        one("right-to-left override and isolates", "M4", "\u{202E}舟晚顾\u{2066}".into(), 0),
        one("exactly 32,767 characters", "J4", "长".repeat(32_767).into(), 0),
        one("40,000 characters", "J4", "长".repeat(40_000).into(), 0),
        case("blanks, full-width blanks, a lone newline as the answer", |table| {
            for (row, text) in (4..).zip(["  ", "　　", "\n"]) {
                table.set(&format!("J{row}"), text);
            }
        }),
        case("序号 turned into text like 7., (10), 第13项", |table| {
            for (row, text) in [(10, "7."), (13, "(10)"), (16, "第13项")] {
                table.set(&format!("A{row}"), text);
            }
        }),
        case("text with emoji, rare characters and line breaks", |table| table.set("J4", "完成🎉\n𠮷岭村、㐂水村\n共2处")),
        case("text that could be a formula, a command or a path", |table| {
            let texts = ["=HYPERLINK(\"http://x\",\"点\")", "@SUM(A1:A9)", "+1+cmd|' /C calc'!A0", "-2+3", "../../x"];
            (4..).zip(texts).for_each(|(row, text)| table.set(&format!("J{row}"), text));
        }),
        case("same as above and see item 3", |table| {
            table.set("J5", "同上");
            table.set("J6", "详见第3项");
        }),
        case("another word for the status", |table| {
            for (row, word) in (4..).zip(["完成", "√", "是", "进行中", "正在办理", "好的"]) {
                table.set(&format!("H{row}"), word);
            }
        }),
    ];
    compare("values", cases);
}

/// A part of comments, one for each cell.
fn comments(places: impl Iterator<Item = (String, String)>) -> Vec<u8> {
    let all: String =
        places.map(|(at, text)| format!("<comment ref=\"{at}\" authorId=\"0\"><text><t>{text}</t></text></comment>")).collect();
    format!("<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors><author>顾</author></authors><commentList>{all}</commentList></comments>").into_bytes()
}

#[test]
fn answers_come_back_beside_their_cells() {
    let cases = vec![
        Case::cells("all progress written as cell comments, cells empty", |book| {
            let texts: Vec<(String, String)> = rows().map(|row| (format!("J{row}"), book.table().text(&format!("J{row}")))).collect();
            rows().for_each(|row| book.table().clear(&format!("J{row}")));
            book.parts.push(("xl/comments1.xml".into(), comments(texts.into_iter())));
            book.of_sheet.push(("comments", "../comments1.xml".into()));
        }),
        Case::cells("a remark in a modern threaded comment", |book| {
            let text = "<ThreadedComments xmlns=\"http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments\"><threadedComment ref=\"J4\" id=\"{1}\"><text>请领导协调</text></threadedComment></ThreadedComments>";
            book.parts.push(("xl/threadedComments/threadedComment1.xml".into(), text.into()));
            book.of_sheet.push(("threadedComment", "../threadedComments/threadedComment1.xml".into()));
        }),
        case("two answers and one task struck through", |table| {
            for at in ["J4", "J5", "C6"] {
                let text = table.text(at);
                table.styled(at, text, 3);
            }
        }),
        case("status cells empty, rows coloured instead", |table| {
            for row in rows() {
                table.clear(&format!("H{row}"));
                table.rows.get_mut(&row).unwrap().values_mut().for_each(|cell| cell.style = if cell.style == 1 { 1 } else { 7 });
            }
        }),
        case("answer in white on white; answer with number format ;;;", |table| {
            for (at, style) in [("J4", 5), ("J5", 4)] {
                let text = table.text(at);
                table.styled(at, text, style);
            }
        }),
        Case::cells("a text box with an answer over the cell", |book| {
            book.table().clear("J4");
            let drawing = "<xdr:wsDr xmlns:xdr=\"x\" xmlns:a=\"a\"><xdr:twoCellAnchor><xdr:from><xdr:col>9</xdr:col><xdr:row>3</xdr:row></xdr:from><xdr:sp><xdr:txBody><a:p><a:r><a:t>清理云溪河道已推进到位，累计投入人工137个。</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:twoCellAnchor></xdr:wsDr>";
            book.parts.push(("xl/drawings/drawing1.xml".into(), drawing.into()));
            book.of_sheet.push(("drawing", "../drawings/drawing1.xml".into()));
        }),
        Case::cells("a pasted picture over the cell of the answer", |book| {
            book.table().clear("J4");
            let drawing = "<xdr:wsDr xmlns:xdr=\"x\"><xdr:twoCellAnchor><xdr:from><xdr:col>9</xdr:col><xdr:row>3</xdr:row></xdr:from><xdr:pic/></xdr:twoCellAnchor></xdr:wsDr>";
            book.parts.push(("xl/drawings/drawing1.xml".into(), drawing.into()));
            book.of_sheet.push(("drawing", "../drawings/drawing1.xml".into()));
        }),
        case("WPS picture in cell", |table| {
            table.set("J4", raw("t=\"str\"", "<f>_xlfn.DISPIMG(\"ID_1\",1)</f><v>=DISPIMG(\"ID_1\",1)</v>"));
        }),
        case("Excel 365 picture in cell", |table| table.set("J4", raw("t=\"e\" vm=\"1\"", "<v>#VALUE!</v>"))),
        case("cell with value metadata, shared string 0", |table| table.set("J4", raw("t=\"s\" vm=\"1\"", "<v>0</v>"))),
    ];
    compare("asides", cases);
}

/// A sheet of the visible cells alone, pasted as values into a workbook of its own.
fn bare(book: &mut Book) {
    book.sheets.truncate(1);
    (book.properties, book.names) = (Vec::new(), String::new());
    book.table().move_columns(|at| (at < 16).then_some(at));
}

#[test]
fn sheets_come_back_renamed_copied_and_split() {
    let cases = vec![
        case("sheet renamed", |table| table.name = "Sheet1 (2)".into()),
        Case::cells("sheet without a name", |book| book.table().name = String::new()),
        Case::cells("sheet name '引号'", |book| book.table().name = "'引号'".into()),
        Case::cells("sheet name with markup", |book| book.table().name = "责任&分解<表>".into()),
        Case::cells("sheet copied, copy has another answer for task 1", |book| {
            let mut copy = book.sheets[0].clone();
            copy.name = "填报表 (2)".into();
            copy.set("J4", "后来改成这样");
            book.sheets.push(copy);
        }),
        Case::cells("tasks 1-10 on one sheet, 11-20 on another", |book| {
            let mut copy = book.sheets[0].clone();
            copy.name = "续表".into();
            copy.delete_rows(FIRST, 10);
            book.table().delete_rows(FIRST + 10, 10);
            book.sheets.push(copy);
        }),
        Case::cells("hidden sheet, properties and ids deleted", bare),
        Case::cells("hidden sheet shown, its stamp changed to the other unit", |book| {
            for sheet in book.sheets.iter_mut().filter(|sheet| sheet.name.starts_with("_fenjie")) {
                sheet.state = "";
                for cell in sheet.rows.values_mut().flat_map(|row| row.values_mut()) {
                    if let Value::Text(text) = &mut cell.value {
                        *text = text.replace(UNIT, OTHER);
                    }
                }
            }
        }),
        case("5 locked cells edited", |table| {
            for (at, text) in [("B4", "清理河道"), ("G5", "12月底前"), ("E6", OTHER), ("F7", "各村"), ("D8", "周见山")] {
                table.set(at, text);
            }
        }),
        Case::cells("visible cells pasted as values: no id, no marks, no formats", |book| {
            bare(book);
            book.table().rows.values_mut().flat_map(|row| row.values_mut()).for_each(|cell| cell.style = 0);
            rows().for_each(|row| book.table().set(&format!("I{row}"), 0.53));
        }),
        Case::parts("a chart sheet is the first sheet", |parts| {
            for (path, content) in parts.iter_mut() {
                let text = String::from_utf8_lossy(content).into_owned();
                if path == "xl/workbook.xml" {
                    *content = text.replacen("<sheets>", "<sheets><sheet name=\"图\" sheetId=\"50\" r:id=\"rId50\"/>", 1).into();
                } else if path == "xl/_rels/workbook.xml.rels" {
                    *content = text.replacen("</Relationships>", "<Relationship Id=\"rId50\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet\" Target=\"chartsheets/sheet1.xml\"/></Relationships>", 1).into();
                }
            }
            parts.push(("xl/chartsheets/sheet1.xml".into(), "<chartsheet/>".into()));
        }),
        Case::cells("no marks left, 4 locked cells edited", |book| {
            bare(book);
            let table = book.table();
            let text = table.text("C4") + "另在支流清淤2公里";
            table.set("C4", text);
            table.set("B6", "划定管护边界和红线");
            table.set("E8", OTHER);
            table.set("C9", "对全县入河排污口逐一排查编号，完成溯源监测"); // as it was
            table.set("E9", format!("{UNIT}（牵头）"));
            let fewer = table.text("C13").replace("11座", "1座");
            table.set("C13", format!("更换启闭设备；{fewer}"));
        }),
        Case::cells("no marks left, a title and a note of its own above the header", |book| {
            bare(book);
            let table = book.table();
            table.clear("A2");
            table.set("A1", "一季度任务推进汇总");
            table.insert_rows(2, 2);
            table.set("A2", "说明：完成状态以现场核实为准");
            table.set("A3", format!("单位：{UNIT}"));
        }),
        Case::cells("no marks left, a page of text above the header", |book| {
            bare(book);
            book.table().set("A2", "写得很长的一段说明。".repeat(60));
        }),
        Case::cells("no marks left, an answer above its column", |book| {
            bare(book);
            book.table().clear("A2");
            book.table().set("J2", "补充：支流也已清淤");
        }),
        Case::cells("an own sheet with notes added", |book| {
            let mut notes = Sheet { name: "备忘".into(), ..Sheet::default() };
            notes.row(2, &["下周开会要带的材料：照片、验收单"]);
            book.sheets.push(notes);
        }),
    ];
    compare("sheets", cases);
}

/// The other unit's workbook, its narratives filled in.
fn others() -> Vec<u8> {
    let sent = &OFFICE.sent.iter().find(|(unit, _)| unit == OTHER).unwrap().1;
    let mut book = Book::open(sent);
    [4, 5].iter().for_each(|row| book.table().set(&format!("J{row}"), "机组检修完毕"));
    book.bytes()
}

/// Every text of a workbook changed.
fn replaced(book: &mut Book, old: &str, new: &str) {
    for cell in book.sheets.iter_mut().flat_map(|sheet| sheet.rows.values_mut()).flat_map(|row| row.values_mut()) {
        if let Value::Text(text) = &mut cell.value {
            *text = text.replace(old, new);
        }
    }
    for (_, content) in &mut book.properties {
        *content = String::from_utf8_lossy(content).replace(old, new).into();
    }
    book.names = book.names.replace(old, new);
}

#[test]
fn workbooks_come_back_as_somebody_elses() {
    let ids = |table: &mut Sheet, id: &dyn Fn(u32) -> String| rows().for_each(|row| table.set(&format!("P{row}"), id(row)));
    let cases = vec![
        Case::of_bytes("another unit's workbook sent under this unit's name", &format!("{UNIT}.xlsx"), |_| others()).none(),
        Case::cells("every second id is of another plan", |book| {
            let table = book.table();
            rows().filter(|row| row % 2 == 1).for_each(|row| {
                let id = fenjie::model::task_id("QX7W", row as usize);
                table.set(&format!("P{row}"), id);
            });
        }),
        case("title retyped with another unit's name, marks unchanged", |table| {
            let title = table.text("A1").replace(UNIT, OTHER);
            table.set("A1", title);
        }),
        case("one id filled down over all 20 rows", |table| {
            let first = table.text("P4");
            ids(table, &|_| first.clone());
        }),
        Case::cells("an older period returned again", |book| {
            *book = Book::open(&OFFICE.sent.iter().find(|(unit, _)| unit == UNIT).unwrap().1);
            for sheet in &mut book.sheets {
                sheet.state = if sheet.name.starts_with("_fenjie") { "drop" } else { sheet.state };
            }
            book.sheets.retain(|sheet| sheet.state != "drop");
            (book.properties, book.names) = (Vec::new(), String::new());
            book.table().set("J4", "上一年的话");
            replaced(book, "2031年第一季度", "2030年第四季度");
        }),
        Case::cells("an older period returned again, its marks whole", |book| {
            *book = Book::open(&OFFICE.before.iter().find(|(unit, _)| unit == UNIT).unwrap().1);
            book.table().set("J4", "上一期的话");
        }),
        Case::cells("marks made by a newer version", |book| replaced(book, "fenjie.dispatch/1", "fenjie.dispatch/99")),
        Case::cells("first dispatch returned although a second one was issued", |_| {}).into(OFFICE.later.clone()),
        Case::cells("byte-identical copy under another name", |_| {}).and("河道管理股 - 副本.xlsx", FILLED.book.bytes()),
        {
            let mut second = FILLED.book.clone();
            second.table().set("J4", "第二次报的说法");
            Case::cells("second return of the same unit, task 1 answered differently", |_| {}).and("河道管理股（改）.xlsx", second.bytes())
        },
    ];
    compare("identity", cases);
    assert_eq!(cell_name(4, column("J")), "J4");
}
