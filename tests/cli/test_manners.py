"""What people and programs expect of any command: where it writes, how loudly, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import assetmap as am
from assetmap.cli.commands import app
from assetmap.cli.output import colour
from assetmap.cli.progress_bar import show_steps
from assetmap.cli.reading_report import say_mostly_rejected
from assetmap.cli.terminal import AUDIENCE_WORDS, BY_WORDS, KIND_WORDS, Reading, count_steps
from assetmap.errors import AssetmapError
from assetmap.gather import read, require_example
from assetmap.model import AUDIENCES, AssetKind
from assetmap.publish import OPEN_COLUMNS

TOWN = require_example("market_town") / "project.toml"
QUESTIONS = [
    ["gaps", "--within-min", "2"],
    ["sites", "--category", "repair", "--by", "themes"],
    ["champions", "--replicates", "0"],
    ["links"],
    ["links", "--missing"],
]
VILLAGE = '[[assets]]\nfile = "assets.csv"\n'


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def answered(*arguments: object) -> Result:
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    return done


def village(folder: Path, rows: str) -> Path:
    (folder / "assets.csv").write_text(f"name,kind\n{rows}", encoding="utf-8")
    (folder / "project.toml").write_text(VILLAGE, encoding="utf-8")
    return folder / "project.toml"


def test_the_version_is_said() -> None:
    assert answered("--version").stdout == f"assetmap {am.__version__}\n"


@pytest.mark.parametrize("audience", ["public", "team"])
@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_a_program_gets_the_rows_of_the_table_and_nothing_else(
    tmp_path: Path, question: list[str], audience: str
) -> None:
    name, *options = question
    asked = [name, TOWN, *options, "--audience", audience]
    answered(*asked, "--csv", tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    done = answered(*asked, "--json")
    document = json.loads(done.stdout)
    assert done.stderr == ""
    assert document["audience"] == audience
    assert len(document["rows"]) == len(rows) > 0
    for given, row in zip(document["rows"], rows, strict=True):
        assert list(given) == list(row)
        for column, value in given.items():
            if value is None or value == []:
                assert row[column] == ""
            elif isinstance(value, str):
                assert row[column].lstrip("'") == value.lstrip("'")


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_what_is_kept_back_is_in_the_document(question: list[str]) -> None:
    name, *options = question
    said = answered(name, TOWN, *options).stderr.splitlines()
    document = json.loads(answered(name, TOWN, *options, "--json").stdout)
    told = [f"Kept back: {reason}: {count}" for reason, count in document["kept_back"].items()]
    assert told + [f"Kept back: {what}" for what in document["untold"]] == said


def test_introductions_for_programs_are_the_teams_alone() -> None:
    assert isinstance(run("introductions", TOWN, "--json").exception, AssetmapError)
    asked = ["introductions", TOWN, "--audience", "team", "--n", 2, "--json"]
    document = json.loads(answered(*asked).stdout)
    assert len(document["rows"]) == 2
    # A program has the names in columns of their own, so they do not stand before the sentence.
    for row in document["rows"]:
        assert not row["says"].startswith(row["person_a_name"])


def test_a_dash_is_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answered("links", TOWN, "--csv", "links.csv")
    done = answered("links", TOWN, "--csv", "-")
    assert done.stdout_bytes == Path("links.csv").read_bytes().removeprefix(b"\xef\xbb\xbf")
    problems = list(csv.DictReader(io.StringIO(answered("check", TOWN, "--csv", "-").stdout)))
    assert len(problems) == len(read(TOWN).report.problems)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["links.csv"]


def test_a_page_goes_to_standard_output_and_all_else_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = village(tmp_path, "Mill Hall,space\n,space\n")
    monkeypatch.chdir(tmp_path)
    said = answered("build", project, "--out", "page.html").stdout
    done = answered("build", project, "--out", "-")
    assert done.stdout_bytes == Path("page.html").read_bytes()
    assert done.stderr == said.replace("page.html", "standard output")
    assert not Path("-").exists()


@pytest.mark.parametrize(
    "asked", [["build", "--out", "-"], ["gaps", "--csv", "-"], ["check", "--csv", "-"]]
)
def test_two_answers_do_not_go_to_one_place(asked: list[str]) -> None:
    name, *options = asked
    done = run(name, TOWN, *options, "--json")
    assert "cannot both go to standard output" in str(done.exception)
    assert done.stdout == ""


def test_rejected_rows_never_go_to_standard_output(tmp_path: Path) -> None:
    project = village(tmp_path, "Mill Hall,space\n")
    done = run("build", project, "--out", tmp_path / "m.html", "--rejects", "-")
    assert "for the team alone" in str(done.exception)
    assert not (tmp_path / "m.html").exists()


def test_a_build_tells_programs_what_it_tells_people(tmp_path: Path) -> None:
    project = village(tmp_path, "Mill Hall,space\nChoir,association\n,space\n")
    page = tmp_path / "m.html"
    document = json.loads(answered("build", project, "--out", page, "--json").stdout)
    counted = {key: document[key] for key in ("rows", "accepted", "rejected", "skipped", "assets")}
    assert counted == {"rows": 3, "accepted": 2, "rejected": 1, "skipped": 0, "assets": 2}
    assert (document["page"], document["audience"]) == (str(page), "public")
    assert Path(document["rejected_rows"]).is_file()
    assert page.is_file()
    withheld = answered("build", project, "--out", page).stdout.splitlines()
    assert document["withheld"] == [
        line.removeprefix("Not shown: ")[:-1] for line in withheld if line.startswith("Not shown")
    ]


def test_a_check_tells_programs_everything_but_whole_rows(tmp_path: Path) -> None:
    project = village(tmp_path, "Mill Hall,space\n,space\n")
    done = run("check", project, "--json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    assert document["files"][0]["file"] == "assets.csv"
    [problem] = document["problems"]
    assert (problem["row"], problem["column"], problem["outcome"]) == (3, "name", "rejected")
    assert "record" not in problem
    assert document["reasons"][0]["rows"] == 1
    assert document["mostly_rejected"][0].startswith("assets.csv: 1 of 2 rows were rejected")


def test_quiet_says_nothing_but_what_was_asked_for(tmp_path: Path) -> None:
    assert answered("check", TOWN, "--quiet").output == ""
    assert (
        answered("build", copy_of_the_town(tmp_path), "--out", tmp_path / "m.html", "-q").output
        == ""
    )
    assert answered("new", tmp_path / "new", "--quiet").output == ""
    assert answered("links", TOWN, "--csv", tmp_path / "l.csv", "--quiet").output == ""
    done = answered("links", TOWN, "--quiet")
    assert done.stderr == ""
    assert done.stdout == answered("links", TOWN).stdout


def copy_of_the_town(folder: Path) -> Path:
    answered("example", folder / "town", "--quiet")
    return folder / "town" / "project.toml"


def test_quiet_is_no_reason_to_keep_a_warning_back(tmp_path: Path) -> None:
    project = village(tmp_path, "Mill Hall,space\n")
    project.write_text(
        VILLAGE + 'source = "Walk"\nlicence = "not for publication"\n', encoding="utf-8"
    )
    done = answered("build", project, "--out", tmp_path / "m.html", "--quiet")
    assert done.stdout == ""
    assert "Check before publishing" in done.stderr
    done = answered("build", project, "--out", tmp_path / "m.html", "--json")
    assert "Check before publishing" in json.loads(done.stdout)["warnings"][0]


@pytest.mark.parametrize(("bad", "good", "code"), [(1, 9, 0), (2, 9, 1), (0, 1, 0), (1, 0, 1)])
def test_more_than_a_tenth_rejected_is_a_failure(
    tmp_path: Path, bad: int, good: int, code: int
) -> None:
    rows = "".join(f"Hall {at},space\n" for at in range(good)) + ",space\n" * bad
    done = run("check", village(tmp_path, rows))
    assert done.exit_code == code
    assert ("more than a tenth" in done.stderr) == (code == 1)


def test_one_sheet_that_failed_is_not_hidden_by_another() -> None:
    import pandas as pd

    files = pd.DataFrame(
        {"file": ["a.xlsx", "a.xlsx", "b.csv"], "sheet": ["One", "Two", None],
         "rows": [1000, 10, 0], "rejected": [0, 6, 0]}
    )  # fmt: skip
    [said] = say_mostly_rejected(files)
    assert said.startswith("a.xlsx, sheet Two: 6 of 10 rows were rejected")


@pytest.mark.parametrize(
    ("surroundings", "is_red"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_whoever_wants_no_colour_gets_none(
    monkeypatch: pytest.MonkeyPatch, surroundings: dict[str, str], is_red: bool
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in colour("No such file.", "red")) == is_red


def test_a_bar_is_for_a_person_who_watches(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("TERM", raising=False)

    def drawn(*, is_watched: bool, is_quiet: bool = False) -> str:
        monkeypatch.setattr(sys.stderr, "isatty", lambda: is_watched, raising=False)
        with show_steps(4, is_quiet=is_quiet) as steps:
            assert bool(steps.progress) == bool(steps.detail)
            for sentence in ("reading", "looking", "drawing", "writing", "and more than expected"):
                steps.take(sentence)
        out, err = capsys.readouterr()
        assert out == ""
        return err

    lines = drawn(is_watched=True).split("\r")
    assert lines[0] == ""
    assert lines[1].endswith("[--------------------]   0%  reading")
    assert lines[3].endswith("[##########----------]  50%  drawing")
    assert lines[-1] == "\x1b[K"  # nothing is left behind
    assert drawn(is_watched=False) == ""
    assert drawn(is_watched=True, is_quiet=True) == ""
    monkeypatch.setenv("TERM", "dumb")
    assert drawn(is_watched=True) == ""


def test_the_steps_of_reading_are_counted_nearly() -> None:
    told: list[str] = []
    read(TOWN, progress=told.append)
    assert abs(count_steps(Reading(project=TOWN)) - len(told)) <= 3


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX terminal")
def test_at_a_terminal_the_bar_is_shown_and_wiped(tmp_path: Path) -> None:
    import pty

    project = village(tmp_path, "Mill Hall,space\n")
    said = io.BytesIO()

    def keep(handle: int) -> bytes:
        data = os.read(handle, 4096)
        said.write(data)
        return b"." * bool(data)  # what pytest shows

    old = dict(os.environ)
    os.environ.pop("NO_COLOR", None)
    os.environ["TERM"] = "xterm"
    try:
        call = [sys.executable, "-m", "assetmap", "gaps", str(project)]
        assert pty.spawn(call, keep) == 0
    finally:
        os.environ.clear()
        os.environ.update(old)
    text = said.getvalue().decode()
    assert "0%  reading assets.csv" in text
    assert text.index("looking for gaps") < text.rindex("\x1b[K")
    assert text.endswith("\r\x1b[KNothing was found.\r\n")


def test_a_shell_can_complete_words() -> None:
    assert tuple(AUDIENCES) == AUDIENCE_WORDS
    assert tuple(AssetKind) == KIND_WORDS
    assert set(BY_WORDS) <= set(OPEN_COLUMNS)
    surroundings = {"_ASSETMAP_COMPLETE": "complete_bash", "COMP_CWORD": "4"}
    for words, expected in (
        ("assetmap links x.toml --audience ", {"public", "partners", "team"}),
        ("assetmap links x.toml --miss", {"--missing"}),
    ):
        at = str(len(words.split(" ")) - 1)
        done = CliRunner().invoke(
            app, [], prog_name="assetmap",
            env=surroundings | {"COMP_WORDS": words, "COMP_CWORD": at},
        )  # fmt: skip
        assert set(done.stdout.split()) == expected, words


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_every_usual_shell_is_told_how(shell: str) -> None:
    done = CliRunner().invoke(
        app, [], prog_name="assetmap", env={"_ASSETMAP_COMPLETE": f"source_{shell}"}
    )
    assert "_ASSETMAP_COMPLETE" in done.stdout
