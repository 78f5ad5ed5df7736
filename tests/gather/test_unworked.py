"""Formulas whose value is none yet, ids that only a number format makes, and what an XLS hides."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from assetmap.gather import read
from tests.reading import report_on

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = ("Name", "Kind", "Easting", "Northing")
WAITING = '<calcPr calcId="124519" fullCalcOnLoad="1"/>'  # as XlsxWriter and openpyxl write it
SHEET = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"


def xlsx(folder: Path, *cells: str, more: str) -> Path:
    """A workbook of one record, of whose row the third cell and those after it are given."""
    first = [f'<c r="{at}1" t="inlineStr"><is><t>{head}</t></is></c>'
             for at, head in zip("ABCD", HEAD, strict=True)]  # fmt: skip
    words = "".join(f'<c r="{at}2" t="inlineStr"><is><t>{word}</t></is></c>'
                    for at, word in (("A", "Choir"), ("B", "association")))  # fmt: skip
    rows = f'<row r="1">{"".join(first)}</row><row r="2">{words}{"".join(cells)}</row>'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="r1" Type="{RELS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>'
        f'<sheet name="Groups" sheetId="1" r:id="r1"/></sheets>{more}</workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships><Relationship "
        f'Id="r1" Type="{RELS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>'
        "</worksheet>",
    }
    return pack(folder / "a.xlsx", parts)


def ods(folder: Path, rows: str, *, generator: str | None = None) -> Path:
    """An open document of one sheet."""
    names = " ".join(f'xmlns:{word}="{SHEET.format(word)}"' for word in ("office", "table", "text"))
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": "<manifest/>",
        "content.xml": f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="Groups">{rows}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>",
    }
    if generator is not None:
        parts["meta.xml"] = (
            f'<office:document-meta xmlns:office="{SHEET.format("office")}" '
            'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>'
            f"<meta:generator>{generator}</meta:generator></office:meta></office:document-meta>"
        )
    return pack(folder / "a.ods", parts)


def pack(path: Path, parts: dict[str, str]) -> Path:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    path.write_bytes(stream.getvalue())
    return path


def word(text: str) -> str:
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def number(value: str, shown: str, *, more: str = "", kind: str = "float") -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{value}"{more}>'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def said(m, code: str) -> list[str]:
    return m.report.problems.query("code == @code")["says"].tolist()


ZERO = (
    '<c r="C2"><f>458000+500</f><v>0</v></c>',
    '<c r="D2"><f>304000+500</f><v>0</v></c>',
)


@pytest.mark.parametrize(
    ("cells", "more", "listed"),
    [
        (ZERO, WAITING, "2 cells hold formulas with the value 0 or nothing"),
        (ZERO, '<calcPr fullCalcOnLoad="true"/>', "'Easting' (row 2), 'Northing' (row 2)"),
        (('<c r="C2" t="str"><f>A2&amp;B2</f><v></v></c>',), WAITING, "1 cell holds a formula"),
        (('<c r="C2"><f>1+1</f><v>0.0</v></c>',), WAITING, "'Easting' (row 2)"),
        (ZERO, '<calcPr calcId="191029"/>', None),  # Excel worked it out when it saved it
        (ZERO, "", None),
        (('<c r="C2"><f>1+1</f><v>458500</v></c>', '<c r="D2"><f>1+1</f><v>304500</v></c>'),
         WAITING, None),
        (('<c r="C2"><v>0</v></c>',), WAITING, None),  # no formula
    ],
)  # fmt: skip
def test_a_workbook_that_waits_to_be_worked_out(tmp_path, cells, more, listed) -> None:
    report = report_on(xlsx(tmp_path, *cells, more=more))  # at 0, 0 there is nothing: refused
    says = report.problems.groupby("code")["says"].agg(list).to_dict()
    found = says.get("formula_not_worked_out", [])
    assert bool(found) is (listed is not None)
    if listed:
        assert listed in found[0]
    assert report.rows == 1
    assert "formula_without_value" not in says


@pytest.mark.parametrize(
    ("generator", "is_said"),
    [
        ("ODFPY/1.4.1", True),
        ("ezodf/0.3.2", True),
        ("LibreOffice/7.3.7.2$Linux_X86_64", False),
        ("MicrosoftOffice/16.0 MicrosoftExcel", False),
        (None, False),  # nothing is known of it
    ],
)
def test_an_open_document_of_a_program_that_works_nothing_out(tmp_path, generator, is_said) -> None:
    rows = row(word("Name"), word("Kind"), word("Capacity")) + row(
        word("Hall"), word("space"), number("0", "0", more=' table:formula="of:=20+20"')
    )
    m = read(ods(tmp_path, rows, generator=generator))
    assert [text[:22] for text in said(m, "formula_not_worked_out")] == (
        ["1 cell holds a formula"] if is_said else []
    )
    assert m.assets["capacity"].tolist() == [0]


@pytest.mark.parametrize(
    ("cell", "row_id"),
    [
        (number("7", "007"), "007"),
        (number("7", "W07"), "W07"),
        (number("116234", "0011 6234"), "0011 6234"),
        (number("7.0", "007"), "007"),
        (number("7", "7"), "7"),
        (number("7", "7.00"), "7"),
        (number("1234", "1,234"), "1234"),
        (number("8", "007"), "8"),  # what is shown is not what is kept: the value stands
        (number("0.07", "07%", kind="percentage"), "0.07"),
    ],
)
def test_ids_of_an_open_document_keep_their_zeros(tmp_path, cell: str, row_id: str) -> None:
    rows = row(word("Tally"), word("Name"), word("Kind")) + row(cell, word("Hall"), word("space"))
    assert read(ods(tmp_path, rows)).assets["Tally"].tolist() == [row_id]


def test_cells_and_rows_that_are_repeated_are_counted(tmp_path: Path) -> None:
    rows = (
        row(word("Name"), word("Kind"), word("One"), word("Two"), word("Three"))
        + row(more=' table:number-rows-repeated="2"')
        + row(word("Hall"), word("space"), word("x"), number("5", "05"), number("6", "6"))
        + row(word("Hut"), word("space"),
              number("7", "007", more=' table:number-columns-repeated="2"'), number("8", "08"))
    )  # fmt: skip
    frame = read(ods(tmp_path, rows)).assets.set_index("name")
    assert frame[["One", "Two", "Three"]].to_numpy().tolist() == [
        ["x", "05", "6"], ["007", "007", "08"],
    ]  # fmt: skip


def test_a_long_document_is_cut_nowhere_between_a_cell_and_its_text(tmp_path: Path) -> None:
    size = 30_000  # several pieces, as it is unpacked
    rows = row(word("Tally"), word("Name"), word("Kind")) + "".join(
        row(number(str(at), f"{at:06}"), word(f"Hall {at}"), word("space")) for at in range(size)
    )
    refs = read(ods(tmp_path, rows)).assets["Tally"].tolist()
    assert refs == [f"{at:06}" for at in range(size)]


def old_xls(*records: tuple[int, bytes]) -> bytes:
    """An XLS of one sheet: a compound file whose stream is laid out one sector after another."""

    def write(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    begin = write(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    name = b"Groups"
    bound = struct.pack("<IBBBB", 0, 0, 0, len(name), 0) + name
    offset = len(begin) + len(write(0x85, bound)) + 4
    bound = struct.pack("<I", offset) + bound[4:]
    sheet = write(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    sheet += b"".join(write(*record) for record in records) + write(0x0A, b"")
    stream = (begin + write(0x85, bound) + write(0x0A, b"") + sheet).ljust(8 * 512, b"\0")
    end, free, table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0,
                          end, 0, 0)  # fmt: skip
    header += struct.pack("<108I", *[free] * 108)
    allocation = [table, end, *range(3, 10), end]
    sectors = struct.pack("<128I", *allocation, *[free] * (128 - len(allocation)))

    def entry(title: str, kind: int, child: int, start: int, size: int) -> bytes:
        written = title.encode("utf-16-le") + b"\0\0"
        return (written.ljust(64, b"\0") + struct.pack("<HBBIII", len(written), kind, 1, free, free,
                child) + bytes(36) + struct.pack("<IQ", start, size))  # fmt: skip

    folder = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, free, 2, len(stream))
    return header[:512].ljust(512, b"\0") + sectors + folder.ljust(512, b"\0") + stream


def label(at: int, column: int, text: str) -> tuple[int, bytes]:
    return 0x0204, struct.pack("<HHHHB", at, column, 0, len(text), 0) + text.encode()


def test_what_an_old_workbook_does_not_tell_is_said(tmp_path: Path) -> None:
    hidden = 0x0208, struct.pack("<HHHHHHI", 2, 0, 2, 255, 0, 0, 0x20)
    cells = [
        *(label(0, 0, "Name"), label(0, 1, "Kind"), label(1, 0, "Choir")),
        *(label(1, 1, "association"), hidden, label(2, 0, "Club"), label(2, 1, "association")),
    ]
    (tmp_path / "a.xls").write_bytes(old_xls(*cells))
    m = read(tmp_path / "a.xls")
    assert m.assets["name"].tolist() == ["Choir", "Club"]
    [problem] = m.report.problems.query("code == 'old_workbook'").itertuples()
    assert "which of its rows and columns are hidden" in problem.says
    assert "save it as XLSX" in problem.remedy
