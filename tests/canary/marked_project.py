"""A project on disk in which every private field of every record carries a mark."""

from __future__ import annotations

import csv
import datetime as dt
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
from shapely import box

from .marked_records import GROUPS, PEOPLE, SOURCES
from .searching import Found, Marks

__all__ = ["Marked", "write_project"]

WEST, SOUTH, SIDE = 600_000, 400_000, 4_000  # in the sea, like the market town
PLACES = ("Northgate", "Eastgate", "Southgate", "Westgate", "Far Fen")

FOLKS = ("Ada", "Ben", "Cora", "Dev", "Elsie", "Femi", "Gita", "Hal")
TEXTS = {
    "Name": "name", "About": "themes", "Offers": "offers", "Wants": "wants", "Head": "head",
    "Hands": "hands", "Heart": "heart", "Story": "description", "Contact": "contact_name",
    "Email": "email", "Web": "website", "Address": "address", "Diary": "diary", "Age group": "age",
}  # fmt: skip
COLUMNS = {
    "name": "Name", "kind": "Kind", "themes": "About", "offers": "Offers", "wants": "Wants",
    "head": "Head", "hands": "Hands", "heart": "Heart", "description": "Story",
    "contact_name": "Contact", "email": "Email", "website": "Web", "address": "Address",
    "phone": "Phone", "postcode": "Postcode", "place": "Village", "easting": "Easting",
    "northing": "Northing", "capacity": "Holds", "first_seen": "First met", "status": "Status",
    "verified_on": "Last spoken", "sensitive_location": "Secret place", "roles": "Roles",
    "public_venue": "Public venue",
}  # fmt: skip


@dataclass
class Marked:
    """The project, its marks, and the cells of every record as they were written."""

    folder: Path
    marks: Marks
    rows: dict[str, dict[str, str]]

    @property
    def path(self) -> Path:
        return self.folder / "project.toml"

    @property
    def allowed(self) -> set[Found]:
        """List all that may be shown to anybody."""
        known = {**PEOPLE, **GROUPS, **SOURCES}
        return {Found(record, name) for record in known for name in known[record].shows}


class Writer:
    """Writes the files of the project, giving out marks on the way."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.marks = folder, Marks()
        self.rows: dict[str, dict[str, str]] = {}

    def asset(self, record: str, at: int, kind: str, cells: dict[str, str]) -> None:
        """Write the row of a person or a group, a mark in every cell that can hold one."""
        marks, place = self.marks, at % 4
        row = {head: marks.word(record, name) for head, name in TEXTS.items()}
        row["Name"] = f"{FOLKS[at % 8]} {row['Name'].title()}"
        row["Contact"] = f"{FOLKS[at % 7]} {row['Contact'].title()}"
        row["Email"] += "@example.org"
        row["Web"] = f"https://example.org/{row['Web']}"
        row["Address"] = f"{at + 2} {row['Address'].title()} Avenue"
        point = marks.point(record, (WEST + place * SIDE + 90, SOUTH + 90))
        row |= {"Ref": marks.word(record, "id"), "Kind": kind, "Village": PLACES[place],
                "Phone": marks.phone(record), "Postcode": marks.postcode(record),
                "Easting": str(point[0]), "Northing": str(point[1]),
                "Holds": marks.number(record, "capacity"), "Roles": "connector; champion",
                "First met": marks.day(record, "first_seen", dt.date(1951, 1, 1)),
                "Last spoken": marks.day(record, "verified_on", dt.date(1951, 1, 1))}  # fmt: skip
        row |= dict.fromkeys(("Status", "Secret place", "Language", "Public venue"), "")
        self.rows[record] = row | cells

    def fill_in(self) -> None:
        """Put marks in place of what stands in braces, once every record has its own."""
        for row in self.rows.values():
            for head, cell in row.items():
                row[head] = self.filled(cell)

    def filled(self, text: str) -> str:
        """Fill one text in: ``{record/field}`` is a mark, ``{record!}`` a name, and so on."""
        before, brace, rest = text.partition("{")
        if not brace:
            return text
        what, _, after = rest.partition("}")
        return before + self._word(what) + self.filled(after)

    def _word(self, what: str) -> str:
        """Give what stands for one pair of braces."""
        record, sign, rest = re.fullmatch(r"([^!^#@+:/]+)(.)(.*)", what).groups()
        row = self.rows.get(record, {})
        if sign == "/":
            return row["Ref"] if rest == "id" else self.marks.word(record, rest)
        if sign == ":":
            return row[rest]
        if sign == "+":
            return row["Phone"][1:].replace(" ", "")
        cell = row[{"!": "Name", "^": "Name", "#": "Phone", "@": "Email"}[sign]]
        return cell.upper() if sign == "^" else cell

    def table(self, name: str, rows: list[dict[str, str]]) -> None:
        """Write one file; blank where a row lacks a column."""
        heads = list(dict.fromkeys(head for row in rows for head in row))
        with (self.folder / name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, heads, restval="")
            writer.writeheader()
            writer.writerows(rows)


def write_project(folder: Path) -> Marked:
    """Write the whole project into a new folder."""
    writer = Writer(folder)
    folder.mkdir(parents=True)
    write_places(writer)
    for at, (record, person) in enumerate(PEOPLE.items()):
        writer.asset(record, at, "individual", person.cells)
    for at, (record, group) in enumerate(GROUPS.items(), start=len(PEOPLE)):
        writer.asset(record, at, group.kind, group.cells)
    writer.fill_in()
    files = {record: writer.filled(group.file) for record, group in GROUPS.items()}
    for file in sorted(set(files.values())):
        writer.table(file, [writer.rows[record] for record in files if files[record] == file])
    writer.table("people.csv", [writer.rows[record] for record in PEOPLE])
    write_postcodes(writer)
    write_consents(writer)
    write_ties(writer)
    write_effort(writer)
    write_toml(writer, files["unsourced"])
    return Marked(folder, writer.marks, writer.rows)


def write_places(writer: Writer) -> None:
    """Write five square villages in one district, and how many live there."""
    corners = [WEST + at * SIDE for at in range(6)]
    villages = [box(x, SOUTH, x + SIDE, SOUTH + SIDE) for x in corners[:5]]
    places = gpd.GeoDataFrame(
        {"code": ["D", "W0", "W1", "W2", "W3", "W4"], "name": ["The Gates", *PLACES],
         "parent": [None, "D", "D", "D", "D", "D"], "level": ["district", *["village"] * 5]},
        geometry=[box(WEST, SOUTH, corners[5], SOUTH + SIDE), *villages],
        crs="EPSG:27700",
    )  # fmt: skip
    as_degrees = places.to_crs("EPSG:4326").to_json()
    (writer.folder / "places.geojson").write_text(as_degrees, encoding="utf-8")
    people = [{"code": f"W{at}", "residents": str(1200 + 800 * at)} for at in range(5)]
    writer.table("need.csv", people)


def write_postcodes(writer: Writer) -> None:
    """Write where postcodes are: some people and the bowls club are known by theirs alone."""
    rows = []
    for at, (record, row) in enumerate(writer.rows.items()):
        if record == "bowls" or (record in PEOPLE and at % 3 == 0):
            spot = next(xy for xy, found in writer.marks.points.items() if found[0] == record)
            rows.append({"postcode": row["Postcode"], "east": str(spot[0]), "north": str(spot[1])})
    writer.table("postcodes.csv", rows)
    known = {row["postcode"] for row in rows}
    for record in PEOPLE:
        if writer.rows[record]["Postcode"] in known:
            writer.rows[record] |= {"Easting": "", "Northing": ""}
    writer.table("people.csv", [writer.rows[record] for record in PEOPLE])


def write_consents(writer: Writer) -> None:
    """Write who agreed to what; one row is of somebody whom nobody knows."""
    rows = []
    for record, person in PEOPLE.items():
        for agreed in person.agreed:
            known_by = "Name" if person.consents_by == "name" else "Ref"
            rows.append({"Person": writer.rows[record][known_by], **agreed})
    rows.append({"Person": writer.marks.word("stranger", "name"), "purpose": "publish_name"})
    for at, row in enumerate(rows):
        record = f"consent {at}"
        if row.get("given_on") == "any":
            row["given_on"] = writer.marks.day(record, "given_on", dt.date(2019, 1, 1))
        row |= {"Id": writer.marks.word(record, "id"), "How": writer.marks.word(record, "how"),
                "Notice": writer.marks.word(record, "notice"),
                "Recorded by": writer.marks.word(record, "recorded_by")}  # fmt: skip
    writer.table("consents.csv", rows)


def write_ties(writer: Writer) -> None:
    """Tie everybody to two groups and to somebody, and groups to halls; one end is unknown."""
    people, groups, marks = list(PEOPLE), list(GROUPS)[:8], writer.marks
    pairs = [(person, groups[(at * step) % 8], kind) for at, person in enumerate(people)
             for step, kind in ((1, "member_of"), (3, "runs"))]  # fmt: skip
    pairs += [(a, b, "knows") for a, b in pairwise(people)]
    pairs += [(a, b, "partners_with") for a, b in pairwise(groups)]
    pairs += [("agrees to all", "nobody", "knows")]
    rows = []
    for at, (a, b, kind) in enumerate(pairs):
        record = f"tie {at}" if a in PEOPLE else f"tie of groups {at}"
        first = dt.date(1951, 1, 1)
        rows.append(
            {"Id": marks.word(record, "id"), "From": writer.rows[a]["Ref"],
             "To": writer.rows[b]["Ref"] if b in writer.rows else marks.word("nobody", "id"),
             "Tie": kind, "Strength": marks.number(record, "strength"),
             "Since": marks.day(record, "since", first), "Until": "",
             "Who said so": marks.word(record, "note")}
        )  # fmt: skip
    writer.table("ties.csv", rows)


def write_effort(writer: Writer) -> None:
    """Write what was done to find out, with a count and a note of its own for each place."""
    rows, marks = [], writer.marks
    for at, place in enumerate((*PLACES, "Nowhere")):
        record = f"effort {at}"
        rows.append(
            {"Id": marks.word(record, "id"), "Where": place,
             "Talks": marks.number(record, "conversations"), "Walks": marks.number(record, "walks"),
             "Day": marks.day(record, "on", dt.date(1951, 1, 1)),
             "Notes": marks.word(record, "notes"), "By": marks.word(record, "by")}
        )  # fmt: skip
    writer.table("effort.csv", rows)


def write_toml(writer: Writer, unsourced: str) -> None:
    """Write the project file: what each file holds, and who said so."""
    lines = [
        '[map]\ntitle = "The Gates"\nas_of = 2026-06-01',
        '[postcodes]\nfile = "postcodes.csv"\neasting = "east"\nnorthing = "north"',
        '[[places]]\nfile = "places.geojson"\nid = "code"\nname = "name"\nlevel = "level"\n'
        'parent = "parent"',
        '[[need]]\nfile = "need.csv"\nplace = "code"\npopulation = "residents"',
    ]
    left = writer.marks.word("project", "because")
    drop = 'drop = [{{ column = "{}", is = "left", because = "' + left + '" }}]'
    for file in ("groups.csv", "closed.csv", "hearsay.csv", unsourced):
        named = "" if file == unsourced else source(writer, file)
        lines.append(f'[[assets]]\nfile = "{file}"\n{named}{drop.format("Diary")}')
        lines.append(f"[assets.columns]\n{columns(COLUMNS)}")
    without_kind = {ours: theirs for ours, theirs in COLUMNS.items() if ours != "kind"}
    lines.append(f'[[people]]\nfile = "people.csv"\n{source(writer, "people.csv")}'
                 f"{drop.format('Language')}")  # fmt: skip
    lines.append(f"[people.columns]\n{columns(without_kind)}")
    lines.append(f'[[ties]]\nfile = "ties.csv"\n{source(writer, "ties.csv")}'
                 'id = "Id"\ncolumns = { source = "From", target = "To", kind = "Tie", '
                 'strength = "Strength", since = "Since", until = "Until" }')  # fmt: skip
    lines.append('[[consents]]\nfile = "consents.csv"\nid = "Id"\ncolumns = { person = "Person", '
                 'purpose = "purpose", given_on = "given_on", how = "How", '
                 'notice_version = "Notice", recorded_by = "Recorded by", '
                 'expires_on = "expires_on", withdrawn_on = "withdrawn_on" }')  # fmt: skip
    lines.append(f'[[effort]]\nfile = "effort.csv"\n{source(writer, "effort.csv")}'
                 'id = "Id"\ncolumns = { place = "Where", conversations = "Talks", '
                 'walks = "Walks", on = "Day", notes = "Notes" }')  # fmt: skip
    (writer.folder / "project.toml").write_text("\n".join(lines), encoding="utf-8")


def source(writer: Writer, file: str) -> str:
    """Say who told what a file holds; one of them is somebody who is not shown."""
    record, marks = f"source {file}", writer.marks
    told_by = marks.word(record, "name")
    if file == "hearsay.csv":
        told_by = writer.rows["is told of as a source"]["Name"]
    return (
        f'source = "{told_by}"\nlicence = "{marks.word(record, "licence")}"\n'
        f'how = "{marks.word(record, "how")}"\n'
        f'url = "https://example.org/{marks.word(record, "url")}"\n'
    )


def columns(ours: dict[str, str]) -> str:
    """Write which of their columns is which of ours."""
    return "\n".join(f'{name} = "{head}"' for name, head in [("id", "Ref"), *ours.items()])
