#!/usr/bin/env python3
"""Collects returned workbooks as people do it in Python: every row of the sheet to fill in, by its id.

Usage: merge_peers.py openpyxl|pandas|polars|fill FOLDER [FOLDER-OF-RETURNS]
"""

import sys
from pathlib import Path

SHEET = "填报表"
OWN = {"下发清单.xlsx", "总台账.xlsx"}
FIELDS = ["完成状态", "完成百分比", "进展情况", "存在问题", "下一步打算", "填报人", "联系电话", "填报日期"]


def returns(folder):
    return sorted(file for file in Path(folder).glob("*.xlsx") if file.name not in OWN)


def collect(rows, name, entries):
    header = None
    for row in rows:
        row = ["" if value is None else value for value in row]
        if header is None:
            header = {value: at for at, value in enumerate(row)} if "编码" in row else None
            continue
        for field in FIELDS:
            if field in header and row[header[field]] != "":
                entries[(row[header["编码"]], name, field)] = row[header[field]]


def openpyxl_read(folder, entries):
    import openpyxl

    for file in returns(folder):
        book = openpyxl.load_workbook(file, read_only=True)
        collect(book[SHEET].iter_rows(values_only=True), file.stem, entries)


def pandas_read(folder, entries):
    import pandas

    for file in returns(folder):
        frame = pandas.read_excel(file, sheet_name=SHEET, header=None, engine="openpyxl").fillna("")
        collect(frame.itertuples(index=False, name=None), file.stem, entries)


def polars_read(folder, entries):
    import polars

    for file in returns(folder):
        frame = polars.read_excel(file, sheet_name=SHEET, has_header=False, engine="calamine", infer_schema_length=0)
        collect(frame.iter_rows(), file.stem, entries)


def fill(folder, target):
    """What the units do: fill in every row, and save."""
    import openpyxl

    Path(target).mkdir(parents=True, exist_ok=True)
    for file in returns(folder):
        book = openpyxl.load_workbook(file)
        sheet = book[SHEET]
        header, at = next((row, at) for at, row in enumerate(sheet.iter_rows(values_only=True), 1) if "编码" in row)
        column = {value: number for number, value in enumerate(header, 1)}
        for row in range(at + 1, sheet.max_row + 1):
            task = sheet.cell(row, column["编码"]).value
            values = ["推进中", 50, f"{task}已完成前期工作，正在施工，进度符合计划要求。", "资金到位较慢", "加快施工", "陈松年", "0731-5550001", "2031-03-31"]
            for field, value in zip(FIELDS, values):
                sheet.cell(row, column[field]).value = value
        book.save(Path(target) / file.name)


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(sys.argv[2], sys.argv[3])
    else:
        found = {}
        {"openpyxl": openpyxl_read, "pandas": pandas_read, "polars": polars_read}[sys.argv[1]](sys.argv[2], found)
        print(len(found))
