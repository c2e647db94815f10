"""Writes foreign 责任分解表 workbooks with openpyxl: the same four tasks, laid out as offices do.

Usage: foreign_sheets.py FOLDER. For each variant NAME.xlsx and NAME.json: {"tasks": [...], "findings": [...], "title": ...}; only
the keys that stand in the json are compared. Places and people are invented.
"""

import datetime
import json
import sys
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

TITLE = "2031年栖云县教育重点工作责任分解表"
TASKS = [
    dict(number="1", title="新建校舍", content="新建、改扩建校舍3所，增加学位600个以上。", leader="林知秋", lead="基建股", units="财务股、人事股", deadline="10月底前", section="办学条件"),
    dict(number="2", title="课后服务", content="全面推行课后服务，覆盖率达到95%以上。", leader="林知秋", lead="基教股", units="各中小学校", deadline="长期坚持", section="办学条件"),
    dict(number="3", title="校园安全", content="开展隐患排查，建立台账，逐项整改。", leader="贺望舒", lead="安全股", units="各中小学校、教研室", deadline="每季度", section="安全稳定"),
    dict(number="4", title="教师培训", content="组织骨干教师培训不少于4期。", leader="贺望舒", lead="人事股", units="教师发展中心", deadline="2031年6月底前", section="安全稳定"),
]
HEADERS = ["序号", "工作任务", "具体内容", "牵头领导", "牵头股室", "相关责任单位", "完成时限"]
KEYS = ["number", "title", "content", "leader", "lead", "units", "deadline"]

FOLDER = Path(sys.argv[1])
THIN = Side(style="thin")


def names(text):
    return [name for name in text.split("、") if name]


def expected(tasks, keys, **more):
    result = []
    for task in tasks:
        one = {}
        for key in keys:
            if key == "leader":
                one["lead_leaders"] = names(task[key])
            elif key == "lead":
                one["lead_departments"] = names(task[key])
            elif key == "units":
                one["units"] = names(task[key])
            elif key == "deadline":
                one["deadline"] = task[key]
            elif key == "section":
                one["section"] = [task[key]]
            else:
                one[key] = task[key]
        one.update(more)
        result.append(one)
    return result


def rows(tasks=None, keys=KEYS):
    return [[task[key] for key in keys] for task in tasks or TASKS]


def save(name, book, tasks=None, findings=(), keys=KEYS, **more):
    book.save(FOLDER / f"{name}.xlsx")
    wanted = {"tasks": expected(TASKS, keys) if tasks is None else tasks, "findings": list(findings), **more}
    (FOLDER / f"{name}.json").write_text(json.dumps(wanted, ensure_ascii=False), "utf-8")


def book(headers=HEADERS, body=None, title=TITLE, sheet="责任分解表"):
    work = Workbook()
    ws = work.active
    ws.title = sheet
    if title:
        ws.append([title])
        ws.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headers or HEADERS))
    if headers:
        ws.append(headers)
    for row in rows() if body is None else body:
        ws.append(row)
    return work, ws


def plain():
    work, _ = book()
    save("plain", work, title=TITLE)


def no_title():
    work, _ = book(title=None)
    save("no-title", work)


def five_titles():
    work, ws = book()
    ws.insert_rows(1, 2)
    ws["A1"] = "附件1"
    ws["A2"] = "栖教发〔2031〕5号"
    ws.insert_rows(4)
    ws["A4"] = "填报单位：栖云县教育局"
    ws["E4"] = "填报日期：2031年3月"
    save("titles", work, title=TITLE)


def instructions():
    work, ws = book()
    ws.insert_rows(2, 12)
    for row in range(2, 14):
        ws.cell(row, 1, f"{row - 1}.本表由各股室如实填写，于每季度末报送办公室，逾期不候，请各股室高度重视。")
    save("instructions", work, title=TITLE)


def synonyms():
    for number, headers in enumerate([
        ["编号", "重点任务", "工作举措", "责任领导", "牵头科室", "配合科室", "完成时间"],
        ["序 号", "任务名称", "主要内容", "分管领导", "牵头单位", "责任单位", "时限要求"],
        ["序号", "工作事项", "目标要求", "包保领导", "主办单位", "协办单位", "办结时限"],
        ["序\n号", "工 作 任 务", "具体\n措施", "牵头\n领导", "牵头责任单位\n(科室)", "配 合 单 位", "完成\n时限"],
        ["序号", "项目名称", "建设内容及规模", "县级包联领导", "县直牵头单位", "市直配合单位", "计划完成时限"],
        ["任务序号", "事项", "任务及要求", "责任局领导", "责任股室", "协同单位", "进度安排"],
    ], 1):
        work, _ = book(headers)
        save(f"synonyms-{number}", work)


def merged_header():
    work, ws = book(None, [])
    ws.append(["序号", "工作任务", "具体内容", "责任分工", None, None, "完成时限"])
    ws.append([None, None, None, "牵头领导", "牵头股室", "相关责任单位", None])
    for area in ["A2:A3", "B2:B3", "C2:C3", "D2:F2", "G2:G3"]:
        ws.merge_cells(area)
    for row in rows():
        ws.append(row)
    save("header-2-rows", work, title=TITLE)


def group_words():
    work, ws = book(None, [])
    ws.append(["序号", "重点工作", "具体内容", "责任领导", "责任单位", None, "完成时限"])
    ws.append([None, None, None, None, "牵头", "配合", None])
    for area in ["A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2", "G2:G3"]:
        ws.merge_cells(area)
    for row in rows():
        ws.append(row)
    save("header-group-words", work)


def three_rows():
    work, ws = book(None, [])
    ws.append(["序号", "任务", None, "责任", None, None, "完成时限"])
    ws.append([None, "工作任务", "具体内容", "牵头领导", "单位", None, None])
    ws.append([None, None, None, None, "牵头股室", "配合股室", None])
    for area in ["A2:A4", "B2:C2", "B3:B4", "C3:C4", "D2:F2", "D3:D4", "E3:F3", "G2:G4"]:
        ws.merge_cells(area)
    for row in rows():
        ws.append(row)
    save("header-3-rows", work)


def split_header():
    work, ws = book(None, [])
    ws.append(["序", "工作", "具体", "牵头", "牵头", "责任", "完成"])
    ws.append(["号", "任务", "内容", "领导", "股室", "单位", "时限"])
    for row in rows():
        ws.append(row)
    save("header-split", work)


def group_unmerged():
    work, ws = book(None, [])
    ws.append(["序号", "工作任务", "具体内容", "责任分工", None, None, "完成时限"])
    ws.append([None, None, None, "牵头领导", "牵头股室", "相关责任单位", None])
    for row in rows():
        ws.append(row)
    save("header-group-unmerged", work)


def repeated_header():
    work, ws = book(body=rows()[:2])
    ws.append([TITLE])
    ws.merge_cells("A5:G5")
    ws.append(HEADERS)
    for row in rows()[2:]:
        ws.append(row)
    save("header-repeated", work, title=TITLE)


def section_rows():
    work, ws = book(body=[])
    for number, section in zip("一二", ["办学条件", "安全稳定"]):
        ws.append([f"{number}、{section}（共2项）"])
        ws.merge_cells(start_row=ws.max_row, start_column=1, end_row=ws.max_row, end_column=7)
        for task in TASKS:
            if task["section"] == section:
                ws.append([task[key] for key in KEYS])
    save("sections-merged", work, keys=KEYS + ["section"])


def section_rows_unmerged():
    work, ws = book(body=[])
    for number, section in zip("一二", ["办学条件", "安全稳定"]):
        ws.append([f"（{number}）{section}"])
        for task in TASKS:
            if task["section"] == section:
                ws.append([task[key] for key in KEYS])
    save("sections-unmerged", work, keys=KEYS + ["section"])


def section_column():
    work, ws = book(["类别"] + HEADERS, [[task["section"]] + [task[key] for key in KEYS] for task in TASKS])
    ws.merge_cells("A3:A4")
    ws.merge_cells("A5:A6")
    save("section-column-merged", work, keys=KEYS + ["section"])


def section_column_repeated():
    work, ws = book(["重点领域"] + HEADERS, [[task["section"]] + [task[key] for key in KEYS] for task in TASKS])
    save("section-column-repeated", work, keys=KEYS + ["section"])


def leader_merged():
    work, ws = book()
    ws.merge_cells("D3:D4")
    ws.merge_cells("D5:D6")
    save("leader-merged", work)


def serial_merged():
    work, ws = book()
    ws.merge_cells("A3:A4")
    wanted = expected(TASKS, KEYS)
    wanted[1]["number"] = "1"
    save("serial-merged", work, tasks=wanted)


def names_merged_right():
    work, ws = book(HEADERS[:4] + ["牵头股室", "配合股室", "完成时限"])
    ws["E3"] = "基建股"
    ws.merge_cells("E3:F3")
    wanted = expected(TASKS, KEYS)
    wanted[0]["units"] = ["基建股"]
    save("names-merged-right", work, tasks=wanted)


def continued_rows():
    work, ws = book(body=[rows()[0], [None, None, None, None, None, "总务股", None]] + rows()[1:])
    for column in "ABCDEG":
        ws.merge_cells(f"{column}3:{column}4")
    wanted = expected(TASKS, KEYS)
    wanted[0]["units"] = ["财务股", "人事股", "总务股"]
    save("continued-rows", work, tasks=wanted)


def blank_rows():
    work, ws = book(body=[])
    for row in rows():
        ws.append(row)
        for _ in range(15):
            ws.append([])
    # append() does not count empty rows: move the last task down by hand
    ws.move_range(f"A{ws.max_row}:G{ws.max_row}", rows=60)
    save("blank-rows", work)


def sums_and_notes():
    work, ws = book(body=rows() + [["合计", None, "4项", None, None, None, None], ["备注：本表按季度更新。"], ["填表人：陆半夏", None, None, "审核人：江澄"]])
    ws.merge_cells("A8:G8")
    save("sums-and-notes", work)


def reordered():
    order = ["deadline", "units", "lead", "leader", "content", "title", "number"]
    headers = [HEADERS[KEYS.index(key)] for key in order]
    work, _ = book(headers, rows(keys=order))
    save("reordered", work)


def foreign_columns():
    work, _ = book(HEADERS + ["资金（万元）", "验收标准", None], [row + [number * 10.0, "县级验收", f"另{number}"] for number, row in enumerate(rows(), 1)])
    wanted = expected(TASKS, KEYS)
    for number, task in enumerate(wanted, 1):
        task["extra"] = {"资金（万元）": str(number * 10), "验收标准": "县级验收", "J列": f"另{number}"}
    save("foreign-columns", work, tasks=wanted)


def foreign_group():
    work, ws = book(None, [])
    ws.append(["序号", "工作任务", "具体内容", "资金来源（万元）", None, "牵头股室"])
    ws.append([None, None, None, "县级", "镇级", None])
    for area in ["A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3"]:
        ws.merge_cells(area)
    for number, task in enumerate(TASKS, 1):
        ws.append([task["number"], task["title"], task["content"], number, number * 2, task["lead"]])
    wanted = expected(TASKS, ["number", "title", "content", "lead"])
    for number, task in enumerate(wanted, 1):
        task["extra"] = {"资金来源（万元）/县级": str(number), "资金来源（万元）/镇级": str(number * 2)}
    save("foreign-group", work, tasks=wanted)


def two_serials():
    work, ws = book(["序号", "重点工作", "序号", "具体任务", "牵头单位"], [])
    for number, (section, count) in enumerate([("办学条件", 2), ("安全稳定", 2)], 1):
        for index in range(count):
            task = TASKS[(number - 1) * 2 + index]
            ws.append([number if index == 0 else None, section if index == 0 else None, f"{number}.{index + 1}", task["content"], task["lead"]])
    for column in "AB":
        ws.merge_cells(f"{column}3:{column}4")
        ws.merge_cells(f"{column}5:{column}6")
    wanted = expected(TASKS, ["content", "lead", "section"])
    for task, number in zip(wanted, ["1.1", "1.2", "2.1", "2.2"]):
        task["number"] = number
    save("two-serials", work, tasks=wanted)


def one_text_column():
    work, _ = book(["序号", "工作任务", "牵头单位"], [[task["number"], f"{task['title']}。{task['content']}", task["lead"]] for task in TASKS])
    save("one-text-column", work, keys=["number", "title", "content", "lead"])


def numbers():
    work, ws = book(body=[[int(row[0])] + row[1:] for row in rows()])
    save("serials-as-numbers", work)
    work, ws = book(body=[[float(row[0])] + row[1:] for row in rows()])
    for row in range(3, 7):
        ws.cell(row, 1).number_format = "0.00"
    save("serials-with-decimals", work)


def dates():
    day = datetime.date(2031, 10, 31)
    for name, form, raw in [("iso", "yyyy-mm-dd", "2031-10-31"), ("words", 'yyyy"年"m"月"d"日"', "2031年10月31日"), ("month", 'yyyy"年"m"月"', "2031年10月"), ("slash", "yyyy/m/d", "2031-10-31"), ("short", 'm"月"d"日"', "10月31日")]:
        work, ws = book()
        ws["G3"] = day
        ws["G3"].number_format = form
        wanted = expected(TASKS, KEYS)
        wanted[0]["deadline"] = raw
        wanted[0]["due"] = "2031-10-31"
        save(f"date-{name}", work, tasks=wanted)


def date_1904():
    work, ws = book()
    from openpyxl.utils.datetime import CALENDAR_MAC_1904
    work.epoch = CALENDAR_MAC_1904
    ws["G3"] = datetime.date(2031, 10, 31)
    wanted = expected(TASKS, KEYS)
    wanted[0]["deadline"] = "2031-10-31"
    save("date-1904", work, tasks=wanted)


def percent():
    work, ws = book(HEADERS + ["权重"], [row + [0.25] for row in rows()])
    for row in range(3, 7):
        ws.cell(row, 8).number_format = "0%"
    save("percent", work, tasks=expected(TASKS, KEYS, extra={"权重": "25%"}))


def rich_text():
    work, ws = book()
    ws["C3"] = CellRichText("新建、", TextBlock(InlineFont(b=True), "改扩建校舍3所"), "，增加学位600个以上。")
    save("rich-text", work)


def hidden():
    work, ws = book()
    ws.row_dimensions[4].hidden = True
    ws.column_dimensions["D"].hidden = True
    save("hidden", work, findings=["R013", "R014"])


def filtered():
    work, ws = book()
    ws.auto_filter.ref = "A2:G6"
    ws.auto_filter.add_filter_column(4, ["基教股"])
    for row in (3, 5, 6):
        ws.row_dimensions[row].hidden = True
    save("filtered", work, findings=["R013"])


def grouped():
    work, ws = book()
    ws.row_dimensions.group(4, 6, outline_level=1, hidden=True)
    save("grouped", work, findings=["R013"])


def several_sheets():
    work, ws = book(body=rows()[:2], sheet="办学条件")
    other = work.create_sheet("安全稳定")
    other.append(["安全稳定任务表"])
    other.append(HEADERS)
    for row in rows()[2:]:
        other.append(row)
    note = work.create_sheet("说明")
    note.append(["本表由栖云县教育局办公室汇总"])
    save("several-sheets", work, findings=["R025"])


def copied_sheet():
    work, ws = book()
    work.copy_worksheet(ws)
    save("copied-sheet", work, findings=["R024"])


def hidden_sheet():
    work, ws = book()
    lists = work.create_sheet("选项")
    lists.sheet_state = "hidden"
    for word in ["已完成", "推进中"]:
        lists.append([word])
    save("hidden-sheet", work, findings=["R015"])


def formulas():
    work, ws = book()
    ws["A3"] = "=1+0"
    wanted = expected(TASKS, KEYS)
    wanted[0]["number"] = None
    save("formula-without-result", work, tasks=wanted, findings=["R010"])


def errors():
    work, ws = book(HEADERS + ["备注"], [row + [None] for row in rows()])
    ws["H3"] = "#REF!"
    save("error-cell", work, findings=["R011"])


def comments():
    work, ws = book()
    ws["C3"].comment = Comment("请补充用地手续", "审核")
    save("comments", work, findings=["R022"])


def formatting_everywhere():
    work, ws = book()
    edge = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
    for row in ws.iter_rows(min_row=1, max_row=3000, max_col=15):
        for cell in row:
            cell.border = edge
            cell.fill = PatternFill("solid", fgColor="FFF9E5")
            cell.font = Font(name="仿宋", size=12)
            cell.alignment = Alignment(wrap_text=True)
    save("formatting-everywhere", work)


def struck_text():
    work, ws = book()
    ws["B4"].font = Font(strike=True)
    ws["C3"] = CellRichText("新建、", TextBlock(InlineFont(strike=True), "重建"), "改扩建校舍3所，增加学位600个以上。")
    wanted = expected(TASKS, KEYS)
    wanted[0]["content"] = "新建、重建改扩建校舍3所，增加学位600个以上。"
    save("struck-text", work, tasks=wanted, findings=["R040"])


def stray_cells():
    work, ws = book()
    ws["XFD1048576"] = "不小心写在这里"
    ws["ZZ3"] = "远处的备注"
    wanted = expected(TASKS, KEYS)
    wanted[0]["extra"] = {"ZZ列": "远处的备注"}
    save("stray-cells", work, tasks=wanted)


def not_at_a1():
    work = Workbook()
    ws = work.active
    for number, row in enumerate([HEADERS] + rows()):
        for column, text in enumerate(row):
            ws.cell(number + 8, column + 4, text)
    save("not-at-a1", work)


def validation_and_names():
    work, ws = book()
    choices = DataValidation(type="list", formula1='"已完成,推进中"')
    ws.add_data_validation(choices)
    choices.add("H3:H6")
    ws.freeze_panes = "C3"
    ws.print_title_rows = "2:2"
    save("validation", work)


def two_tables():
    work, ws = book(body=rows()[:2])
    ws.append([])
    ws.append(["序号", "重点任务", "主要内容", "责任单位"])
    for task in TASKS[2:]:
        ws.append([task["number"], task["title"], task["content"], task["units"]])
    wanted = expected(TASKS[:2], KEYS) + expected(TASKS[2:], ["number", "title", "content", "units"])
    save("two-tables", work, tasks=wanted)


def no_table():
    work = Workbook()
    ws = work.active
    ws.title = "通讯录"
    ws.append(["姓名", "电话", "房间"])
    ws.append(["林知秋", "0731-8800", "301"])
    save("no-task-table", work, tasks=[], findings=["R003", "R002"])


def empty():
    work = Workbook()
    save("empty-sheet", work, tasks=[], findings=["R002"])


def text_in_one_column():
    work = Workbook()
    ws = work.active
    ws.append(["2031年栖云县教育工作要点"])
    for task in TASKS:
        ws.append([f"{task['number']}.{task['content']}（牵头单位：{task['lead']}；完成时限：{task['deadline']}）"])
    save("text-in-one-column", work, keys=["content", "lead", "deadline"], title="2031年栖云县教育工作要点")


def labelled_lines():
    body = [[task["number"], f"{task['title']}。{task['content']}\n牵头单位：{task['lead']}\n完成时限：{task['deadline']}"] for task in TASKS]
    work, _ = book(["序号", "工作任务", "备注"], [row + [None] for row in body])
    save("labelled-lines", work, keys=["title", "content", "lead", "deadline"])


VARIANTS = [value for name, value in list(globals().items()) if callable(value) and getattr(value, "__module__", "") == "__main__" and name not in ("names", "expected", "rows", "save", "book")]
for variant in VARIANTS:
    variant()
