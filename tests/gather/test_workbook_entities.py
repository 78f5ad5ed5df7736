"""Workbooks that define words of their own, or point at other files: refused, or of no effect."""

from __future__ import annotations

import resource
import time
import zipfile
from pathlib import Path

import pytest

from assetmap.errors import FileError
from assetmap.gather import read

SECRET = "the-secret-of-another-file"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOMB = '<!DOCTYPE a [<!ENTITY l0 "lol">{}]>'.format(
    "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY l11 SYSTEM "file://{secret}">]>'
PARAMETER = '<!DOCTYPE a [<!ENTITY % l11 SYSTEM "file://{secret}"> %l11;]>'


def parts(
    *, word: str = "Hall", sheet: str = "", strings: str = "", book: str = "", rels: str = ""
):
    shared = f'<sst xmlns="{MAIN}"><si><t>Name</t></si><si><t>Kind</t></si><si><t>{word}</t></si>'
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships><Relationship Id="r1" Type="{RELS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<?xml version="1.0"?>{book}<workbook xmlns="{MAIN}" '
        f'xmlns:r="{RELS}"><sheets><sheet name="Groups" sheetId="1" r:id="r2"/></sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f"{rels}<Relationships><Relationship Id='r2' "
        f'Type="{RELS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r3" '
        f'Type="{RELS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<?xml version="1.0"?>{strings}{shared}</sst>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?>{sheet}<worksheet xmlns="{MAIN}">'
        '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="inlineStr"><is><t>space</t></is></c>'
        "</row></sheetData></worksheet>",
    }


def save(path: Path, entries: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    return tmp_path / "secret.txt"


def test_the_sample_is_read(tmp_path: Path) -> None:
    assert read(save(tmp_path / "a.xlsx", parts())).assets["name"].tolist() == ["Hall"]


@pytest.mark.parametrize("kind", [BOMB, OUTSIDE, PARAMETER])
@pytest.mark.parametrize("where", ["sheet", "strings", "book", "rels"])
@pytest.mark.parametrize("wide", [False, True])
def test_words_of_a_workbooks_own_are_refused(tmp_path, secret, kind, where, wide) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.monotonic()
    entries: dict[str, str | bytes] = dict(
        parts(word="&l11;", **{where: kind.replace("{secret}", str(secret))})
    )
    if wide:
        entries = {name: str(part).encode("utf-16") for name, part in entries.items()}
    with pytest.raises(FileError, match="defines words of its own") as caught:
        read(save(tmp_path / "a.xlsx", entries))
    assert SECRET not in str(caught.value)
    assert time.monotonic() - begun < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


@pytest.mark.parametrize("name", ["docProps/core.xml", "xl/theme/theme1.xml", "customXml/item1.xml",
                                  "xl/worksheets/sheet2.bin"])  # fmt: skip
def test_words_in_any_other_part_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileError, match=f"defines words of its own in {name}"):
        read(save(tmp_path / "a.xlsx", {**parts(), name: f"{BOMB}<a>&l11;</a>"}))


def test_words_cut_by_the_pieces_of_unpacking(tmp_path: Path) -> None:
    for size in (2**20 - 4, 2**20 - 7, 2**20 - 1):
        entries = {**parts(), "xl/x.xml": "x" * size + BOMB}
        with pytest.raises(FileError, match="defines words of its own"):
            read(save(tmp_path / "a.xlsx", entries))


def test_drawings_may_define_words(tmp_path: Path) -> None:
    path = save(tmp_path / "a.xlsx", {**parts(), "xl/media/a.svg": f"{BOMB}<svg/>"})
    assert read(path).assets["name"].tolist() == ["Hall"]


@pytest.mark.parametrize("kind", [BOMB, OUTSIDE])
def test_words_of_an_open_documents_own_are_refused(tmp_path, secret, kind) -> None:
    content = kind.replace("{secret}", str(secret)) + "<office:document-content>&l11;"
    path = save(
        tmp_path / "a.ods",
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content,
         "META-INF/manifest.xml": "<manifest/>"},
    )  # fmt: skip
    with pytest.raises(FileError, match=r"defines words of its own in content\.xml"):
        read(path)


def test_an_unknown_word_is_not_looked_up(tmp_path: Path, secret: Path) -> None:
    """Without its definition a word stands for nothing."""
    path = save(tmp_path / "a.xlsx", parts(word="&secret;"))
    try:
        names = read(path).assets["name"].tolist()
    except FileError:
        return
    assert SECRET not in str(names)


@pytest.mark.parametrize("target", ["file://{secret}", "{secret}", "../../secret.txt",
                                    r"\\127.0.0.1\share\a.xml"])  # fmt: skip
@pytest.mark.parametrize("mode", ['TargetMode="External" ', ""])
def test_sheets_that_are_other_files_are_not_read(tmp_path, secret, target, mode) -> None:
    entries = parts()
    target = target.replace("{secret}", str(secret))
    for part in ("worksheets/sheet1.xml", "sharedStrings.xml"):
        changed = dict(entries)
        changed["xl/_rels/workbook.xml.rels"] = entries["xl/_rels/workbook.xml.rels"].replace(
            f'Target="{part}"', f'{mode}Target="{target}"'
        )
        path = save(tmp_path / "a.xlsx", changed)
        try:
            m = read(path)
        except FileError as error:
            assert SECRET not in str(error)  # noqa: PT017  (either end is fine)
            continue
        assert SECRET not in m.assets.to_string() + m.report.problems.to_string()


def test_links_to_other_workbooks_are_not_followed(tmp_path: Path, secret: Path) -> None:
    """What is shown of such a cell is the value that was saved with it."""
    entries = parts()
    entries["xl/worksheets/sheet1.xml"] = entries["xl/worksheets/sheet1.xml"].replace(
        '<c r="A2" t="s"><v>2</v></c>',
        '<c r="A2" t="str"><f>\'[1]Sheet1\'!A1</f><v>As saved</v></c>',
    )
    entries["xl/externalLinks/externalLink1.xml"] = (
        f'<externalLink xmlns="{MAIN}" xmlns:r="{RELS}"><externalBook r:id="r1"/></externalLink>'
    )
    entries["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
        f'<Relationships><Relationship Id="r1" Type="{RELS}/externalLinkPath" '
        f'Target="file://{secret}" TargetMode="External"/></Relationships>'
    )
    m = read(save(tmp_path / "a.xlsx", entries))
    assert m.assets["name"].tolist() == ["As saved"]
