"""Letters, separators and quotation marks, however the program that wrote a file chose them."""

from __future__ import annotations

import codecs
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from assetmap.errors import ProjectError
from assetmap.gather import read
from assetmap.gather.files.letters import find_alphabet
from assetmap.gather.files.tables import read_text_rows

HEAD = "Name,Kind\r\n"


@pytest.fixture
def read_bytes(tmp_path: Path):
    def read_them(content: bytes, expected: frozenset[str] = frozenset()):
        (tmp_path / "a.csv").write_bytes(content)
        rows, remarks = read_text_rows(tmp_path / "a.csv", expected=expected)
        return [[*row] for row in rows], remarks

    return read_them


@pytest.mark.parametrize("alphabet", ["cp1252", "mac_roman", "cp850"])
@pytest.mark.parametrize(
    "name",
    ["Café Élan", "Señora Núñez, León", "Crèche für Übermorgen", "Garçon naïve",
     "Über Köln, Straße",     "ÉCOLE À PARIS", "Façade «Été»"],
)  # fmt: skip
def test_older_letters_are_known_by_what_they_make(read_bytes, alphabet: str, name: str) -> None:
    try:
        content = f"{HEAD}{name},space\r\n".encode(alphabet)
    except UnicodeEncodeError:
        pytest.skip("the alphabet has no such letter")
    [_, row], remarks = read_bytes(content)
    assert row == [*name.split(","), "space"]
    assert [alphabet in remark for remark in remarks] == [True]


@pytest.mark.parametrize(
    ("alphabet", "name"),
    [
        ("mac_roman", "Play – “Sprouts”"), ("mac_roman", "St Mary’s • £5"),
        ("mac_roman", "Tea… now"),
        ("cp1252", "Play – “Sprouts”"), ("cp1252", "St Mary’s £5"), ("cp1252", "Mon–Fri, 9–5"),
        ("cp850", "from £5 to £9"),
    ],
)  # fmt: skip
def test_older_signs_are_known_as_well(alphabet: str, name: str) -> None:
    assert find_alphabet(name.encode(alphabet)) == alphabet


def test_letters_encoded_twice_are_said_and_left(read_bytes) -> None:
    rows, remarks = read_bytes(f"{HEAD}CafÃ© – Ã‰lan,space\n".encode())
    assert rows[1][0] == "CafÃ© – Ã‰lan"
    assert remarks == ("letters look as if they had been encoded twice: 'Ã©' may be 'é'",)
    assert read_bytes(f"{HEAD}Ãgua â Å,space\n".encode())[1] == ()


def test_four_bytes_to_a_letter(read_bytes) -> None:
    content = codecs.BOM_UTF32_LE + f"{HEAD}Łódź,space\n".encode("utf-32-le")
    assert read_bytes(content)[0][1] == ["Łódź", "space"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "*", "~", "^", "¦"])
@pytest.mark.parametrize("space", ["", " "])
def test_the_separator_gives_known_headers(gather, delimiter: str, space: str) -> None:
    between = delimiter + space
    rows = [["Name", "Kind", "Address"], ["Mill Hall", "space", "1 High St. Mill End. GB"],
            ["Barn", "space", "2 Low St. Mill End"]]  # fmt: skip
    text = "".join(between.join(row) + "\n" for row in rows).replace(
        ".", ";" if delimiter == "," else ","
    )
    if delimiter == ",":
        text = text.replace(";", ".")
    m = gather({"assets.csv": text})
    assert m.assets["name"].tolist() == ["Mill Hall", "Barn"]


@pytest.mark.parametrize(
    "text",
    [
        "name* link* location_name* lat* lng*\nArms* x* Ripon, North Yorkshire* 54.13* -1.52*\n",
        "Name;Story\nHall;tea, cake, and song, daily\nChoir;sings, loudly, on Mondays, always\n",
        "Name|Story, long, and, longer\nHall|a, b, c\n",
    ],
)
def test_commas_of_texts_do_not_win_over_known_headers(read_bytes, text: str) -> None:
    rows, _ = read_bytes(text.encode(), frozenset({"name", "story", "lat", "lng"}))
    assert rows[0][0] == "Name" or rows[0][0] == "name"
    assert len({len(row) for row in rows}) == 1


def test_a_separator_that_the_project_says(gather) -> None:
    text = "Name#Kind\nMill; Hall#space\n"
    section = '[[assets]]\nfile = "a.csv"\n'
    m = gather({"a.csv": text}, section + 'delimiter = "#"\n')
    assert m.assets["name"].tolist() == ["Mill; Hall"]
    m = gather({"a.csv": text.replace("#", "\t")}, section + 'delimiter = "tab"\n')
    assert m.report.accepted == 1
    for wrong in ("", "ab", "\\n", "n", '\\"'):
        with pytest.raises(ProjectError, match="one letter that separates cells"):
            gather({"a.csv": text}, section + f'delimiter = "{wrong}"\n')


BACKSLASH = [
    '"Choir","They call it \\"the big sing\\", weekly","x"',
    '"Hall \\"old\\"","a \\"b\\" c","y"',
    '"Pantry",\\N,"line\\\nbreak"',
]


@pytest.mark.parametrize("rows", [BACKSLASH, BACKSLASH[:1], BACKSLASH[1:2]])
def test_quotation_marks_with_a_backslash(read_bytes, rows: list[str]) -> None:
    text = '"Name","About","More"\n' + "\n".join(rows) + "\n"
    read_rows, remarks = read_bytes(text.encode())
    wanted = {
        0: ["Choir", 'They call it "the big sing", weekly', "x"],
        1: ['Hall "old"', 'a "b" c', "y"],
        2: ["Pantry", "", "line\nbreak"],
    }
    assert read_rows[1:] == [wanted[BACKSLASH.index(row)] for row in rows]
    assert remarks == ("quotation marks inside cells are written with a backslash",)


@pytest.mark.parametrize(
    "text",
    ['Name,Path\n"Hall","C:\\dir\\"\n"Barn","D:\\"\n', 'Name,Say\nHall,a \\"b\\" c\n',
     'Name,Say\n"Hall","say ""hi"" \\"\n'],
)  # fmt: skip
def test_a_backslash_before_the_end_is_a_backslash(read_bytes, text: str) -> None:
    rows, remarks = read_bytes(text.encode())
    assert "\\" in rows[1][1]
    assert remarks == ()


def test_a_space_before_a_quotation_mark(read_bytes) -> None:
    text = 'Name, Kind, Story\n"Hall", "space", "tea, cake"\n"Barn", "space", "a, b, c"\n'
    rows, remarks = read_bytes(text.encode())
    assert rows[1:] == [["Hall", "space", "tea, cake"], ["Barn", "space", "a, b, c"]]
    assert remarks == ("a space before a quotation mark was left out",)


NAMES = ["Café Gŵyl", "Łódź Kitchen"]


@pytest.fixture
def shapefile(tmp_path: Path):
    def write(texts: list[bytes], *, cpg: str | None = None, language: int = 0) -> Path:
        frame = gpd.GeoDataFrame(
            {"name": ["x" * 80] * len(texts), "kind": "space"},
            geometry=[shapely.Point(452_000, 302_000)] * len(texts),
            crs="EPSG:27700",
        )
        frame.to_file(tmp_path / "groups.shp")
        (tmp_path / "groups.cpg").unlink(missing_ok=True)
        if cpg is not None:
            (tmp_path / "groups.cpg").write_text(cpg, encoding="ascii")
        table = bytearray((tmp_path / "groups.dbf").read_bytes())
        table[29] = language
        for text in texts:
            at = table.index(b"x" * 80)
            table[at : at + 80] = text.ljust(80)[:80]
        (tmp_path / "groups.dbf").write_bytes(table)
        return tmp_path / "groups.shp"

    return write


@pytest.mark.parametrize("cpg", [None, "UTF-8", "ISO-8859-1", "1252"])
@pytest.mark.parametrize("language", [0x00, 0x57, 0x03])
def test_a_shapefile_in_utf8_whatever_stands_beside_it(shapefile, cpg, language: int) -> None:
    m = read(shapefile([name.encode() for name in NAMES], cpg=cpg, language=language))
    assert m.assets["name"].tolist() == NAMES
    said = m.report.problems["says"].tolist()
    assert (said == []) is (cpg == "UTF-8")
    if cpg == "1252":
        assert said == ["texts were read as UTF-8, which its letters are, "
                        "though the .cpg beside it says '1252'"]  # fmt: skip


@pytest.mark.parametrize(
    ("alphabet", "cpg", "language"),
    [("cp1252", None, 0), ("mac_roman", None, 0), ("cp850", None, 0x57), ("cp1252", "UTF-8", 0),
     ("cp850", None, 0x02), ("cp1250", "1250", 0)],
)  # fmt: skip
def test_a_shapefile_in_older_letters(shapefile, alphabet: str, cpg, language: int) -> None:
    m = read(shapefile(["Café Élan".encode(alphabet)], cpg=cpg, language=language))
    assert m.assets["name"].tolist() == ["Café Élan"]


def test_a_letter_that_a_field_had_no_room_for(shapefile) -> None:
    m = read(shapefile(["Café".encode(), ("x" * 79 + "é").encode()[:80]]))
    assert m.assets["name"].tolist() == ["Café", "x" * 79]
