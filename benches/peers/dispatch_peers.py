"""The workbooks of `fenjie dispatch`, written with other libraries: same sheets, same formats, same hidden data.

Usage: dispatch_peers.py xlsxwriter|openpyxl PLAN.json ROSTER.csv FOLDER [PROCESSES]
"""

import csv
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

HEADERS = ["序号", "工作任务", "具体内容", "牵头领导", "牵头股室", "相关责任单位", "完成状态", "完成百分比", "进展情况", "存在问题", "下一步打算", "填报人", "联系电话", "填报日期", "编码"]
WIDTHS = [6, 20, 50, 9, 12, 20, 10, 9, 36, 24, 24, 9, 13, 12, 11]
OPEN = range(6, 14)
CENTRED = {0, 3, 4, 6, 7, 11, 12, 13, 14}
STATES = ["未启动", "推进中", "已完成", "长期推进"]
GUIDE = ["填报单位：{unit}　　期次：2031年第一季度　　任务：45 项（牵头）", "一、填什么：只填“填报表”里浅黄色的格，每项任务一行。白色的格是任务原文，已经锁住，请不要改动。", "二、完成状态：点格子右边的小箭头选一个。完成百分比：填 0 至 100 的整数，不写百分号。", "三、进展情况：写本期做了什么、做到什么程度，尽量有数量。", "四、填报日期：写成 2023-03-31 的样式。"]


def cells(task):
    return [task["seq"], task["title"], task["content"], "、".join(task["lead_leaders"]), "、".join(task["lead_departments"]), "、".join(task["units"])] + [None] * 8 + [task["id"]]


def hidden(plan, unit):
    rows = [{"task": t["id"], "role": "lead", "cells": ["" if c is None else str(c) for c in cells(t)]} for t in plan["tasks"]]
    text = json.dumps({"format": "fenjie.dispatch/1", "plan": plan["id"], "unit": unit, "columns": HEADERS, "rows": rows}, ensure_ascii=False)
    return [text[at : at + 10_000] for at in range(0, len(text), 10_000)]


def height(task):
    lines = -(-sum(2 if ord(c) > 255 else 1 for c in task["content"]) // 48)
    return max(30, lines * 16)


def with_xlsxwriter(plan, unit, path):
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    book.set_properties({"title": plan["title"], "subject": "fenjie.dispatch/1"})
    book.set_custom_property("fenjie.dispatch", f"plan={plan['id']};unit={unit}")
    book.define_name("_fenjie_dispatch", f'="plan={plan["id"]};unit={unit}"')
    body = {"font_name": "仿宋_GB2312", "font_size": 11, "text_wrap": True, "valign": "vcenter", "border": 1}
    left, centre = book.add_format(body), book.add_format({**body, "align": "center"})
    fill = {**body, "bg_color": "#FFF9E5", "locked": False}
    open_left, open_centre = book.add_format(fill), book.add_format({**fill, "align": "center"})
    title = book.add_format({"font_name": "方正小标宋简体", "font_size": 22, "align": "center", "valign": "vcenter"})
    header = book.add_format({**body, "font_name": "黑体", "align": "center", "bg_color": "#E7E6E6"})
    sheet = book.add_worksheet("填报表")
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    sheet.merge_range(0, 0, 0, 14, f"{plan['title']}填报表（2031年第一季度·{unit}）", title)
    sheet.merge_range(1, 0, 1, 6, f"单位：{unit}")
    sheet.merge_range(1, 7, 1, 14, "期次：2031年第一季度")
    sheet.write_row(2, 0, HEADERS, header)
    for row, task in enumerate(plan["tasks"], 3):
        sheet.set_row(row, height(task))
        for column, value in enumerate(cells(task)):
            centred = column in CENTRED
            if column in OPEN:
                sheet.write_blank(row, column, None, open_centre if centred else open_left)
            elif isinstance(value, int):
                sheet.write_number(row, column, value, centre)
            else:
                sheet.write_string(row, column, value, centre if centred else left)
    last = 2 + len(plan["tasks"])
    rules = [{"validate": "list", "source": STATES}, {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 100}]
    rules += [{"validate": "length", "criteria": "<=", "value": limit} for limit in (2000, 1000, 1000, 50, 50)]
    rules += [{"validate": "date", "criteria": "between", "minimum": __import__("datetime").date(2000, 1, 1), "maximum": __import__("datetime").date(2099, 12, 31)}]
    for column, rule in zip(OPEN, rules):
        sheet.data_validation(3, column, last, column, {**rule, "input_title": HEADERS[column], "input_message": "请照说明填写", "error_message": "请照说明填写"})
    sheet.conditional_format(3, 6, last, 6, {"type": "cell", "criteria": "==", "value": '"已完成"', "format": book.add_format({"bg_color": "#C6EFCE"})})
    sheet.conditional_format(3, 6, last, 6, {"type": "cell", "criteria": "==", "value": '"推进中"', "format": book.add_format({"bg_color": "#DDEBF7"})})
    sheet.autofilter(2, 0, last, 14)
    sheet.freeze_panes(3, 2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    sheet.protect("", {"autofilter": True, "format_rows": True, "format_columns": True})
    guide = book.add_worksheet("填报说明")
    guide.set_column(0, 0, 110)
    for row, line in enumerate(GUIDE):
        guide.write_string(row, 0, line.format(unit=unit), left)
    guide.protect()
    carried = book.add_worksheet("_fenjie_dispatch")
    carried.very_hidden()
    for row, text in enumerate(hidden(plan, unit)):
        carried.write_string(row, 0, text)
    book.close()


def with_openpyxl(plan, unit, path):
    from openpyxl import Workbook
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.packaging.custom import StringProperty
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
    from openpyxl.utils import get_column_letter
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    book.properties.title, book.properties.subject = plan["title"], "fenjie.dispatch/1"
    book.custom_doc_props.append(StringProperty(name="fenjie.dispatch", value=f"plan={plan['id']};unit={unit}"))
    book.defined_names["_fenjie_dispatch"] = DefinedName("_fenjie_dispatch", attr_text=f'"plan={plan["id"]};unit={unit}"')
    thin = Side(style="thin")
    border, font, fill = Border(thin, thin, thin, thin), Font("仿宋_GB2312", 11), PatternFill("solid", fgColor="FFF9E5")
    left, centre = Alignment(wrap_text=True, vertical="center"), Alignment("center", "center", wrap_text=True)
    grey, unlocked = PatternFill("solid", fgColor="E7E6E6"), Protection(locked=False)
    sheet = book.active
    sheet.title = "填报表"
    for at, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.merge_cells("A1:O1")
    sheet["A1"] = f"{plan['title']}填报表（2031年第一季度·{unit}）"
    sheet["A1"].font, sheet["A1"].alignment = Font("方正小标宋简体", 22), centre
    sheet["A2"], sheet["H2"] = f"单位：{unit}", "期次：2031年第一季度"
    for column, text in enumerate(HEADERS, 1):
        cell = sheet.cell(3, column, text)
        cell.font, cell.fill, cell.border, cell.alignment = Font("黑体", 11), grey, border, centre
    for row, task in enumerate(plan["tasks"], 4):
        sheet.row_dimensions[row].height = height(task)
        for column, value in enumerate(cells(task)):
            cell = sheet.cell(row, column + 1, value)
            cell.font, cell.border, cell.alignment = font, border, centre if column in CENTRED else left
            if column in OPEN:
                cell.fill, cell.protection = fill, unlocked
    last = 3 + len(plan["tasks"])
    rules = [DataValidation("list", formula1='"' + ",".join(STATES) + '"'), DataValidation("whole", operator="between", formula1="0", formula2="100")]
    rules += [DataValidation("textLength", operator="lessThanOrEqual", formula1=str(limit)) for limit in (2000, 1000, 1000, 50, 50)]
    rules += [DataValidation("date", operator="between", formula1="36526", formula2="73050")]
    for column, rule in zip(OPEN, rules):
        rule.promptTitle, rule.prompt, rule.error = HEADERS[column], "请照说明填写", "请照说明填写"
        rule.add(f"{get_column_letter(column + 1)}4:{get_column_letter(column + 1)}{last}")
        sheet.add_data_validation(rule)
    for word, colour in (("已完成", "C6EFCE"), ("推进中", "DDEBF7")):
        sheet.conditional_formatting.add(f"G4:G{last}", CellIsRule("equal", [f'"{word}"'], fill=PatternFill(bgColor=colour)))
    sheet.auto_filter.ref = f"A3:O{last}"
    sheet.freeze_panes = "C4"
    sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight = 9, "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    sheet.protection.sheet, sheet.protection.autoFilter, sheet.protection.formatRows, sheet.protection.formatColumns = True, False, False, False
    guide = book.create_sheet("填报说明")
    guide.column_dimensions["A"].width = 110
    for row, line in enumerate(GUIDE, 1):
        guide.cell(row, 1, line.format(unit=unit)).alignment = left
    guide.protection.sheet = True
    carried = book.create_sheet("_fenjie_dispatch")
    carried.sheet_state = "veryHidden"
    for row, text in enumerate(hidden(plan, unit), 1):
        carried.cell(row, 1, text)
    book.save(path)


def write_some(library, plan, units, folder):
    write = {"xlsxwriter": with_xlsxwriter, "openpyxl": with_openpyxl}[library]
    for unit in units:
        write(plan, unit, str(Path(folder) / f"{unit}.xlsx"))


def main(library, plan, roster, folder, processes=1):
    plan = json.loads(Path(plan).read_text("utf-8"))["plan"]
    with open(roster, encoding="utf-8") as file:
        units = [row["单位名称"] for row in csv.DictReader(file) if not row["成员"]]
    Path(folder).mkdir(parents=True, exist_ok=True)
    if processes == 1:
        return write_some(library, plan, units, folder)
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(write_some, [library] * processes, [plan] * processes, [units[at::processes] for at in range(processes)], [folder] * processes))


if __name__ == "__main__":
    main(*sys.argv[1:5], processes=int(sys.argv[5]) if len(sys.argv) > 5 else 1)
