"""Reads dispatched workbooks back with openpyxl and prints, as one JSON object by file name, what a spreadsheet program would see.

Usage: dispatched_sheets.py FOLDER
"""

import json
import sys
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

HEADER = 3


def rules(sheet):
    """What each column's cells may hold, by the column's header."""
    found = {}
    for rule in sheet.data_validations.dataValidation:
        for area in str(rule.sqref).split():
            column, first, _, last = range_boundaries(area)
            found[sheet.cell(HEADER, column).value] = {
                "type": rule.type,
                "list": rule.formula1 if rule.type == "list" else None,
                "limits": [rule.formula1, rule.formula2],
                "prompt": rule.prompt,
                "error": rule.error,
                "rows": [first, last],
            }
    return found


def read(path):
    book = load_workbook(path)
    sheet = book.worksheets[0]
    headers = [cell.value for cell in sheet[HEADER]]
    rows = range(HEADER + 1, sheet.max_row + 1)
    open_cells = {h: [not sheet.cell(r, c).protection.locked for r in rows] for c, h in enumerate(headers, 1)}
    fills = {h: {sheet.cell(r, c).fill.fgColor.rgb if sheet.cell(r, c).fill.fill_type else None for r in rows} for c, h in enumerate(headers, 1)}
    locks = sheet.protection
    return {
        "sheets": [[s.title, s.sheet_state, s.protection.sheet] for s in book.worksheets],
        "headers": headers,
        "rows": len(rows),
        "title": sheet["A1"].value,
        # openpyxl: True means forbidden.
        "forbidden": {name: getattr(locks, name) for name in ("sort", "autoFilter", "formatRows", "insertRows", "deleteRows", "insertColumns")},
        "password": locks.password or locks.hashValue,
        "open": open_cells,
        "fills": {header: sorted(str(fill) for fill in found) for header, found in fills.items()},
        "rules": rules(sheet),
        "names": {name: value.attr_text for name, value in book.defined_names.items()},
        "properties": {p.name: p.value for p in book.custom_doc_props.props},
        "subject": book.properties.subject,
        "print_titles": sheet.print_title_rows,
        "filter": sheet.auto_filter.ref,
        "freeze": sheet.freeze_panes,
        "paper": [sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage],
        "widths": {header: sheet.column_dimensions[get_column_letter(column)].width for column, header in enumerate(headers, 1)},
    }


if __name__ == "__main__":
    json.dump({path.name: read(path) for path in sorted(Path(sys.argv[1]).glob("*.xlsx"))}, sys.stdout, ensure_ascii=False)
