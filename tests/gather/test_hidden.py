"""What nobody sees who opens a spreadsheet is not read, unless somebody says so."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assetmap.cli import commands
from assetmap.errors import ProjectError
from assetmap.gather import read
from assetmap.maps import draw_map
from tests.reading import report_on

openpyxl = pytest.importorskip("openpyxl")

ROWS = [
    ["Name", "Kind", "Notes", "Phone"],
    ["Choir", "association", "sings", "07000 000001"],
    ["Private Support Group", "association", "", ""],
    ["Pantry", "association", "", ""],
    ["Secret Club", "association", "", ""],
]
SECRETS = ("Private Support Group", "Secret Club", "Closed Club")


@pytest.fixture
def book(tmp_path: Path):
    """Save a workbook after something was done to it."""

    def save(change, sheets=("Groups",)) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name in sheets:
            sheet = book.create_sheet(name)
            for row in ROWS if name == "Groups" else [ROWS[0], ["Closed Club", "association"]]:
                sheet.append(row)
        change(book)
        book.save(tmp_path / "groups.xlsx")
        return tmp_path / "groups.xlsx"

    return save


def hide_rows(book) -> None:
    for row in (3, 5):
        book["Groups"].row_dimensions[row].hidden = True


def codes(m, outcome: str = "skipped") -> list[tuple[object, object]]:
    problems = m.report.problems
    found = problems[problems["outcome"] == outcome]
    return list(found[["row", "code"]].itertuples(index=False, name=None))


def test_hidden_rows_are_skipped_and_counted(book) -> None:
    m = read(book(hide_rows))
    assert m.assets["name"].tolist() == ["Choir", "Pantry"]
    assert codes(m) == [(3, "hidden_row"), (5, "hidden_row")]
    assert (m.report.rows, m.report.accepted, m.report.skipped) == (4, 2, 2)
    assert all(m.report.problems["remedy"])
    assert not any(secret in draw_map(m).to_html() for secret in SECRETS)


def test_hidden_rows_are_read_where_somebody_says_so(book) -> None:
    path = book(hide_rows)
    m = read(path, include_hidden=True)
    assert m.report.accepted == 4
    assert "hidden, and read: row 3, 5" in m.report.problems["says"].tolist()
    (path.parent / "p.toml").write_text(
        '[[assets]]\nfile = "groups.xlsx"\ninclude_hidden = true\n', encoding="utf-8"
    )
    assert read(path.parent / "p.toml").report.accepted == 4


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_hidden_sheets_are_skipped_and_counted(book, state: str) -> None:
    def hide(book) -> None:
        book["Old"].sheet_state = state

    path = book(hide, ("Old", "Groups"))
    m = read(path)
    assert "Closed Club" not in m.assets["name"].tolist()
    assert m.report.accepted == 4
    assert codes(m) == [(2, "hidden_sheet")]
    everything = read(path, include_hidden=True)
    assert everything.report.accepted == 5
    assert "the sheet is hidden, and was read" in everything.report.problems["says"].tolist()


def test_a_hidden_sheet_that_the_project_names_is_skipped_and_said(book) -> None:
    def hide(book) -> None:
        book["Old"].sheet_state = "hidden"

    path = book(hide, ("Groups", "Old"))
    project = '[[assets]]\nfile = "groups.xlsx"\nsheet = "Old"\n'
    (path.parent / "p.toml").write_text(project, encoding="utf-8")
    m = read(path.parent / "p.toml")
    assert (m.report.accepted, m.report.skipped) == (0, 1)
    assert codes(m) == [(2, "hidden_sheet")]
    (path.parent / "p.toml").write_text(f"{project}include_hidden = true\n", encoding="utf-8")
    assert read(path.parent / "p.toml").assets["name"].tolist() == ["Closed Club"]


def test_a_hidden_sheet_does_not_stand_in_for_a_table(tmp_path: Path, book, village: Path) -> None:
    """Of a table of need or postcodes, the first sheet that is shown is read."""

    def hide(book) -> None:
        book["Old"].sheet_state = "hidden"

    path = book(hide, ("Old", "Groups"))
    m = read(path)
    assert m.report.files["sheet"].tolist() == ["Groups", "Old"]


def test_hidden_columns_are_not_read(book) -> None:
    def hide(book) -> None:
        book["Groups"].column_dimensions.group("C", "D", hidden=True)

    path = book(hide)
    m = read(path)
    assert m.report.accepted == 4
    assert "Notes" not in m.assets
    assert m.assets["phone"].isna().all()
    assert "hidden, and not read: column 'Notes', 'Phone'" in m.report.problems["says"].tolist()
    everything = read(path, include_hidden=True)
    assert everything.assets["phone"].tolist()[0] == "07000 000001"
    assert (
        "hidden, and read: column 'Notes', 'Phone'" in everything.report.problems["says"].tolist()
    )


def test_a_hidden_column_that_the_project_names(book) -> None:
    def hide(book) -> None:
        book["Groups"].column_dimensions["A"].hidden = True

    path = book(hide)
    (path.parent / "p.toml").write_text(
        '[[assets]]\nfile = "groups.xlsx"\ncolumns = { name = "Name", kind = "Kind" }\n',
        encoding="utf-8",
    )
    with pytest.raises(ProjectError, match="That column is hidden: show it"):
        read(path.parent / "p.toml")


def test_the_command_line_asks_for_hidden_rows(book) -> None:
    path = str(book(hide_rows))
    run = CliRunner()
    assert "2 accepted, 0 rejected, 2 skipped" in run.invoke(commands.app, ["check", path]).output
    shown = run.invoke(commands.app, ["check", path, "--include-hidden"])
    assert "4 accepted, 0 rejected, 0 skipped" in shown.output


def cell(at: str, text: str, prefix: str = "") -> str:
    where = f' r="{at}"' if at else ""
    p = prefix
    return f'<{p}c{where} t="inlineStr"><{p}is><{p}t>{text}</{p}t></{p}is></{p}c>'


def save_xlsx(path: Path, sheet: str, *, target: str = "worksheets/sheet1.xml") -> Path:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="r1" Type="{rels}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rels}"><sheets>'
        '<sheet name="Groups" sheetId="1" r:id="rId7"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships><Relationship "
        f'Id="rId7" Type="{rels}/worksheet" Target="{target}"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet.replace("MAIN", main),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


HEAD = "<row>" + cell("", "Name") + cell("", "Kind") + "</row>"


@pytest.mark.parametrize(
    "hiding",
    ['hidden="1"', "hidden='1'", 'hidden="true"', 'hidden = "TRUE"', 'ht="0" customHeight="1"',
     'ht="0.0"', 'spans="1:2" hidden="1"', 'x="a>b" hidden="1"'],
)  # fmt: skip
@pytest.mark.parametrize("numbered", ["row", "cell", "neither"])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_every_way_to_hide_a_row(tmp_path: Path, hiding: str, numbered: str, prefix: str) -> None:
    p = prefix
    xmlns = f'xmlns{":" + p[:-1] if p else ""}="MAIN"'
    rows = [("Name", "Kind"), ("Choir", "association"), ("Secret Club", "association"),
            ("Pantry", "association")]  # fmt: skip
    text = ""
    for at, row in enumerate(rows, start=1):
        number = f' r="{at}"' if numbered == "row" else ""
        hide = f" {hiding}" if at == 3 else ""
        cells = "".join(
            cell(f"{letter}{at}" if numbered == "cell" else "", word, p)
            for letter, word in zip("AB", row, strict=True)
        )
        text += f"<{p}row{number}{hide}>{cells}</{p}row>"
    sheet = f"<{p}worksheet {xmlns}><{p}sheetData>{text}</{p}sheetData></{p}worksheet>"
    m = read(save_xlsx(tmp_path / "a.xlsx", sheet))
    assert m.assets["name"].tolist() == ["Choir", "Pantry"]
    assert codes(m) == [(3, "hidden_row")]


@pytest.mark.parametrize("hiding", ['hidden="0"', 'hidden="false"', 'ht="0.5"', 'ht="10"', ""])
@pytest.mark.parametrize(
    "target", ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "./worksheets/sheet1.xml"]
)
def test_rows_that_are_shown_are_read(tmp_path: Path, hiding: str, target: str) -> None:
    text = HEAD + f"<row {hiding}>{cell('', 'Choir')}{cell('', 'association')}</row>"
    sheet = f'<worksheet xmlns="MAIN"><sheetData>{text}</sheetData></worksheet>'
    path = save_xlsx(tmp_path / "a.xlsx", sheet)
    assert read(path).assets["name"].tolist() == ["Choir"]


def test_hidden_rows_of_a_long_sheet(tmp_path: Path) -> None:
    """Tags are cut by the pieces in which a part is unpacked."""
    rows = [
        f'<row r="{at}" hidden="{int(at % 7 == 0)}">'
        + cell(f"A{at}", f"Group {at}") + cell(f"B{at}", "association") + "</row>"
        for at in range(2, 30_000)
    ]  # fmt: skip
    head = '<row r="1">' + cell("A1", "Name") + cell("B1", "Kind") + "</row>"
    sheet = f'<worksheet xmlns="MAIN"><sheetData>{head}{"".join(rows)}</sheetData></worksheet>'
    m = read(save_xlsx(tmp_path / "a.xlsx", sheet))
    assert [row for row, code in codes(m)] == [at for at in range(2, 30_000) if at % 7 == 0]
    assert {code for _, code in codes(m)} == {"hidden_row"}


ODS = (
    '<?xml version="1.0"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:automatic-styles>'
    '<style:style style:name="ta9" style:family="table">'
    '<style:table-properties table:display="{display}"/></style:style>'
    '<style:style style:name="ro9" style:family="table-row">'
    '<style:table-row-properties style:row-height="0cm"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
    '<table:table table:name="Groups" table:style-name="ta9">{columns}{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def ods_row(*words: str, more: str = "") -> str:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{word}</text:p></table:table-cell>'
        for word in words
    )
    return f"<table:table-row{more}>{cells}</table:table-row>"


def save_ods(path: Path, rows: str, *, display: str = "true", columns: str = "") -> Path:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS.format(display=display, rows=rows, columns=columns))
    path.write_bytes(stream.getvalue())
    return path


ODS_ROWS = ods_row("Name", "Kind", "Phone") + ods_row("Choir", "association", "07000 000001")


@pytest.mark.parametrize(
    "hidden",
    [
        ods_row("Secret Club", "association", more=' table:visibility="collapse"'),
        ods_row("Secret Club", "association", more=' table:visibility="filter"'),
        ods_row("Secret Club", "association", more=' table:style-name="ro9"'),
        '<table:table-row-group table:display="false">'
        + ods_row("Secret Club", "association")
        + "</table:table-row-group>",
    ],
)
def test_hidden_rows_of_an_open_document(tmp_path: Path, hidden: str) -> None:
    rows = ODS_ROWS + hidden + ods_row("Pantry", "association")
    m = read(save_ods(tmp_path / "a.ods", rows))
    assert m.assets["name"].tolist() == ["Choir", "Pantry"]
    assert codes(m) == [(3, "hidden_row")]


def test_hidden_columns_and_sheets_of_an_open_document(tmp_path: Path) -> None:
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
    )
    m = read(save_ods(tmp_path / "a.ods", ODS_ROWS, columns=columns))
    assert m.assets["phone"].isna().all()
    m = read(save_ods(tmp_path / "a.ods", ODS_ROWS, display="false"))
    assert codes(m) == [(2, "hidden_sheet")]


def test_a_hidden_header_still_names_the_columns(book) -> None:
    def hide(book) -> None:
        book["Groups"].row_dimensions[1].hidden = True

    assert read(book(hide)).report.accepted == 4


def said(m, code: str) -> list[str]:
    problems = m.report.problems
    return problems.loc[problems["code"] == code, "says"].tolist()


CELL = '<c r="{at}"{kind}>{inner}</c>'


@pytest.mark.parametrize(
    ("kind", "inner", "is_said"),
    [
        ("", "<f>1+1</f>", True),
        ("", "<f>1+1</f><v/>", True),
        ("", "<f>1+1</f><v></v>", True),
        (' s="3"', '<f t="shared" si="0"/><v />', True),
        ("", '<f t="shared" ref="C2:C3" si="0">B2+1</f>', True),
        ("", "<f>1+1</f><v>2</v>", False),
        (' t="str"', '<f>IF(A1="","","x")</f><v></v>', False),  # a text that is empty
        (' t="inlineStr"', "<is><t>f</t></is>", False),
    ],
)
def test_every_way_to_save_a_formula(tmp_path: Path, kind: str, inner: str, is_said: bool) -> None:
    def row(at: int, *cells: str) -> str:
        return f'<row r="{at}">{"".join(cells)}</row>'

    head = row(1, cell("A1", "Name"), cell("B1", "Kind"), cell("C1", "Capacity"))
    odd = CELL.format(at="C2", kind=kind, inner=inner)
    data = row(2, cell("A2", "Hall"), cell("B2", "space"), odd)
    sheet = f'<worksheet xmlns="MAIN"><sheetData>{head}{data}</sheetData></worksheet>'
    problems = report_on(save_xlsx(tmp_path / "b.xlsx", sheet)).problems
    found = problems.loc[problems["code"] == "formula_without_value", "says"].tolist()
    assert bool(found) is is_said
    if is_said:
        assert found[0].startswith("1 cell holds a formula")


def test_an_open_document_with_merged_cells_and_bare_formulas(tmp_path: Path) -> None:
    def text(word: str, more: str = "") -> str:
        return (
            f'<table:table-cell office:value-type="string"{more}><text:p>{word}</text:p>'
            "</table:table-cell>"
        )

    rows = (
        ods_row("Village", "Name", "Kind", "Capacity")
        + f'<table:table-row>{text("Mill End", """ table:number-rows-spanned="2" """)}'
        + f'{text("Choir")}{text("association")}<table:table-cell table:formula="of:=1+1"/>'
        + "</table:table-row><table:table-row><table:covered-table-cell/>"
        + f"{text('Pantry')}{text('association')}</table:table-row>"
    )
    m = read(save_ods(tmp_path / "a.ods", rows))
    assert m.assets["place_id"].tolist() == ["mill-end", "mill-end"]
    assert said(m, "formula_without_value") == [
        "1 cell holds a formula without a saved value, and count as blank: 'Capacity' (row 2)"
    ]
