"""What is in the team's workbook, and how is it written so that its bytes never change?"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from boundaries import PLACES, to_lonlat
from handwritten import Record, draw, read_stories, split_words
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from shapely import Point
from sheet_rows import added_in, checked_on, phone_number, place_name, web_address

__all__ = ["write_workbook"]

GROUPS = split_words(
    "Area|Ref|Name of group|What kind|What it is about|Village|Easting|Northing|They can offer|"
    "They would like|People|Started|Still going?|Who to ask|Phone|Added|Last checked|Story",
    "|",
)
ORGANISATIONS = split_words(
    "Ref|Organisation|Type|About|Place|Map pin|Can offer|Would like|Opening hours|Web|Switchboard|"
    "Keep address private?|Checked|Story",
    "|",
)

AREAS = {"TOWN": "Town", "NORTH": "North villages", "SOUTH": "South villages"}
STAMP = datetime(2026, 9, 1, 9, 0, 0)
HOURS = ("Mon–Fri 9–5", "Mon–Fri 8.45–3.30", "Tue and Thu mornings", "ring first", "")
WIDTHS = {"Ref": 6, "Story": 90, "Name of group": 32, "Organisation": 32, "What it is about": 26}
PLACE_ONLY = ("G22", "G32", "G45", "G51", "G58")  # meet in turn in each other's houses


def _checked_cell(code: str) -> datetime | str:
    """A real date, a typed one, or just the month, as different hands left it."""
    day = checked_on(code)
    rng = draw("hand", code).random()
    if rng < 0.55:
        return datetime(day.year, day.month, day.day)
    return f"{day:%d/%m/%Y}" if rng < 0.9 else f"{day:%B %Y}"


def _leader_of() -> dict[str, Record]:
    return {
        group: person
        for person in reversed(read_stories("people"))
        for tie in split_words(person["ties"])
        if tie.startswith("runs ")
        for group in tie.split()[1:]
    }


def _group_row(record: Record, points: dict[str, Point], leaders: dict[str, Record]) -> list[Any]:
    code = record["id"]
    point = None if code in PLACE_ONLY else points[code]
    leader = leaders.get(code)
    rng = draw("group", code)
    going = "not sure" if record["going"] == "yes" and rng.random() < 0.06 else record["going"]
    return [
        None,
        code,
        record["name"],
        record["kind"],
        record["themes"],
        place_name(record["place"]),
        *((round(point.x), round(point.y)) if point else (None, None)),
        record["offers"] or None,
        record["wants"] or None,
        6 + int(rng.random() * 40),
        int(record["started"]),
        going,
        leader["name"] if leader else None,
        phone_number(leader["id"]) if leader else None,
        added_in(code),
        _checked_cell(code),
        record["story"],
    ]


def _scribbled(**cells: Any) -> list[Any]:
    """A row that somebody added in a hurry: most cells empty."""
    known = {name.replace("_", " "): value for name, value in cells.items()}
    return [known.get(name.rstrip("?")) for name in GROUPS]


def _group_blocks(points: dict[str, Point]) -> list[list[list[Any]]]:
    """Town, north and south, with what went wrong in each."""
    leaders = _leader_of()
    blocks: dict[str, list[list[Any]]] = {area: [] for area in AREAS}
    for record in read_stories("groups"):
        area = PLACES[record["place"]][2]
        blocks[area].append(_group_row(record, points, leaders))
    town, north, south = blocks["TOWN"], blocks["NORTH"], blocks["SOUTH"]
    town.insert(9, _scribbled(Ref="G66", Village="Market Place", Story="Boules? Ask Hugh."))
    again = list(town[12])
    again[GROUPS.index("Name of group")] = "Friendship Lunch (old list)"
    town.insert(22, again)
    heard = {
        "Ref": "G67",
        "Village": "Market Place",
        "What_kind": "Rumour",
        "Still_going": "not sure",
    }
    town.append(_scribbled(Name_of_group="Morris side at the Woolpack", **heard))
    whist = {"Ref": "G68", "Village": "Great Hathering", "What_kind": "Club", "Still_going": "yes"}
    story = "Thirty at Christmas, eight in March. The prize is always a marrow."
    checked = "when Sheila rang"
    north.append(
        _scribbled(
            Name_of_group="Hathering Whist Drive", Last_checked=checked, Story=story, **whist
        )
    )
    for area, block in blocks.items():
        block[0][0] = AREAS[area]
    return [town, north, south]


def _put(sheet: Worksheet, first: int, rows: list[list[Any]]) -> None:
    for number, row in enumerate(rows, start=first):
        for column, value in enumerate(row, start=1):
            if value is not None:
                sheet.cell(number, column).value = value


def _fill_groups(sheet: Worksheet, points: dict[str, Point]) -> None:
    blank: list[Any] = [None] * len(GROUPS)
    rows: list[list[Any]] = [
        ["Sallowby and villages: who meets, makes and mends"],
        ["Tidied by Shabnam, August 2026. Please do not sort, the merged cells break."],
        blank,
        list(GROUPS),
    ]
    for block in _group_blocks(points):
        sheet.merge_cells(f"A{len(rows) + 1}:A{len(rows) + len(block)}")
        rows += [*block, blank]
    people = sum(row[10] for row in rows[4:] if row[10] is not None)
    rows.append([*blank[:2], "Total", *blank[3:10], people])
    _put(sheet, 1, rows)
    sheet.merge_cells("A1:H1")


def _organisation_row(record: Record, points: dict[str, Point]) -> list[Any]:
    code = record["id"]
    pin = to_lonlat(points[code])
    rng = draw("organisation", code)
    return [
        code,
        record["name"],
        record["kind"],
        record["themes"],
        place_name(record["place"]),
        f"{pin.y:.5f}, {pin.x:.5f}" if rng.random() < 0.85 else None,
        record["offers"],
        record["wants"],
        HOURS[int(rng.random() * len(HOURS))] or None,
        web_address(record) or None,
        phone_number(code),
        "yes" if code == "O24" else "no",
        _checked_cell(code),
        record["story"],
    ]


def _fill_organisations(sheet: Worksheet, points: dict[str, Point]) -> None:
    blank: list[Any] = [None] * len(ORGANISATIONS)
    rows = [_organisation_row(record, points) for record in read_stories("organisations")]
    count = len(rows)
    nameless = list(blank)
    nameless[0], nameless[2], nameless[4] = "O29", "Health", "Quernby"
    nameless[-1] = "Foot clinic in the Institute, first Monday. Who runs it?"
    rows.insert(14, blank)
    rows.insert(21, nameless)
    rows.append([None, "Total", count])
    _put(sheet, 1, [["Organisations with paid staff"], blank, list(ORGANISATIONS), *rows])
    sheet.merge_cells("A1:E1")


def _dress(sheet: Worksheet, header: int) -> None:
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.freeze_panes = f"A{header + 1}"
    for cell in sheet[header]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = WIDTHS.get(cell.value, 14)
    for row in sheet.iter_rows(min_row=header + 1):
        for cell in row:
            if isinstance(cell.value, datetime):
                cell.number_format = "dd/mm/yyyy"


def write_workbook(path: Path, points: dict[str, Point]) -> None:
    """Write ``groups.xlsx``: two sheets, uncompressed and with one fixed time stamp."""
    book = Workbook()
    groups = book.active
    groups.title = "Groups"
    _fill_groups(groups, points)
    _dress(groups, 4)
    organisations = book.create_sheet("Organisations")
    _fill_organisations(organisations, points)
    _dress(organisations, 3)
    book.properties.creator = "Sallowby listening team"
    book.properties.created = STAMP
    draft = io.BytesIO()
    book.save(draft)
    _write_stamped(path, draft)


def _write_stamped(path: Path, draft: io.BytesIO) -> None:
    stamp = f"{STAMP.isoformat()}Z"
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", stamp.encode(), content)
            entry = zipfile.ZipInfo(name, STAMP.timetuple()[:6])
            entry.create_system = 3  # the same on Windows as elsewhere
            target.writestr(entry, content, zipfile.ZIP_STORED)
