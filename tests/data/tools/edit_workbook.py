"""Changes a workbook as a person would, with openpyxl.

Usage: edit_workbook.py FILE OUT JSON, where JSON is a list of steps: ["set", "F5", "text"], ["delete-rows", row, count],
["insert-row", row, [cells]], ["delete-columns", column, count], ["insert-column", column, [cells from row 3 on]],
["delete-sheet", name], ["add-sheet", name, [[cells], ...]], ["set-in", sheet, "A2", "text"], ["move-rows", "A4:H4", by],
["rename", name]. Steps work on the first sheet unless they name another.
"""

import json
import sys

from openpyxl import load_workbook

source, target, steps = sys.argv[1:]
book = load_workbook(source)
sheet = book.worksheets[0]
for step, *values in json.loads(steps):
    if step == "set":
        sheet[values[0]] = values[1]
    elif step == "delete-rows":
        sheet.delete_rows(*values)
    elif step == "insert-row":
        sheet.insert_rows(values[0])
        for column, text in enumerate(values[1], 1):
            sheet.cell(values[0], column, text)
    elif step == "delete-columns":
        sheet.delete_cols(*values)
    elif step == "insert-column":
        sheet.insert_cols(values[0])
        for row, text in enumerate(values[1], 3):
            sheet.cell(row, values[0], text)
    elif step == "delete-sheet":
        del book[values[0]]
    elif step == "add-sheet":
        other = book.create_sheet(values[0])
        for row in values[1]:
            other.append(row)
    elif step == "set-in":
        book[values[0]][values[1]] = values[2]
    elif step == "move-rows":
        sheet.move_range(values[0], rows=values[1])
    elif step == "rename":
        sheet.title = values[0]
    else:
        raise SystemExit(f"unknown step {step}")
book.save(target)
