"""Does every command answer, and read well aloud when it cannot?"""

from __future__ import annotations

import csv
import inspect
import json
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import assetmap as am
from assetmap.cli.commands import app
from assetmap.errors import AssetmapError, ConsentError
from assetmap.gather import require_example

TOWN = str(require_example("market_town") / "project.toml")
VILLAGE = """
[map]
title = "Village"
[[assets]]
file = "assets.csv"
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def answered(*arguments: object) -> str:
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    return done.output


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refused(*arguments: object) -> str:
    done = run(*arguments)
    assert isinstance(done.exception, AssetmapError), done.output
    return str(done.exception)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def village(tmp_path: Path) -> Path:
    (tmp_path / "assets.csv").write_text(
        "name,kind\nMill Hall,space\nChoir,association\n,association\n", encoding="utf-8"
    )
    (tmp_path / "project.toml").write_text(VILLAGE, encoding="utf-8")
    return tmp_path / "project.toml"


@pytest.fixture
def town_copy(tmp_path: Path) -> Path:
    folder = tmp_path / "town"
    shutil.copytree(Path(TOWN).parent, folder, ignore=shutil.ignore_patterns("for-the-team"))
    return folder / Path(TOWN).name


def test_build_writes_the_page_and_nothing_beside_it(tmp_path: Path, town_copy: Path) -> None:
    out = tmp_path / "new" / "map.html"
    said = answered("build", town_copy, "--out", out)
    assert [path.name for path in out.parent.iterdir()] == ["map.html"]
    assert "Sallowby and its villages" in out.read_text(encoding="utf-8")
    folder = town_copy.parent / "for-the-team"
    assert sorted(path.name for path in folder.iterdir()) == [
        ".gitignore",
        "noted.csv",
        "rejected.csv",
    ]
    assert mode_of(folder) == 0o700
    assert {mode_of(path) for path in folder.iterdir()} == {0o600}
    rejected = rows_of(folder / "rejected.csv")
    assert list(rejected[0]) == [
        "file", "sheet", "section", "row", "column", "value", "code", "says", "remedy",
    ]  # fmt: skip
    count = len({(row["file"], row["sheet"], row["row"]) for row in rejected})
    assert f"{count} rejected" in said
    assert f"The public map: {out}" in said
    assert "Not shown: people who did not agree to be named: about " in said


def test_whole_rejected_rows_are_for_the_team_where_it_says(
    tmp_path: Path, town_copy: Path
) -> None:
    rejects = tmp_path / "elsewhere" / "r.csv"
    page = tmp_path / "m.html"
    answered("build", town_copy, "--out", page, "--audience", "team", "--rejects", rejects)
    assert all(row["record"].startswith("{") for row in rows_of(rejects))
    assert (mode_of(rejects), mode_of(page)) == (0o600, 0o600)
    assert not (town_copy.parent / "for-the-team").exists()


def test_rejected_rows_of_an_earlier_build_do_not_stay(village: Path, tmp_path: Path) -> None:
    answered("build", village, "--out", tmp_path / "m.html")
    left = village.parent / "for-the-team" / "rejected.csv"
    assert left.exists()
    (village.parent / "assets.csv").write_text("name,kind\nHall,space\n", encoding="utf-8")
    said = answered("build", village, "--out", tmp_path / "m.html")
    assert not left.exists()
    assert "Rejected rows" not in said


@pytest.mark.parametrize("audience", ["public", "team"])
def test_no_page_goes_into_the_folder_for_the_team(village: Path, audience: str) -> None:
    out = village.parent / "for-the-team" / "map.html"
    said = run("build", village, "--out", out, "--audience", audience)
    assert said.exit_code != 0
    assert not out.exists()


@pytest.mark.parametrize(
    "command",
    [["gaps"], ["links"], ["champions"], ["introductions"], ["sites", "--category", "culture"]],
)
def test_tables_for_the_team_are_its_owners_alone(tmp_path: Path, command: list[str]) -> None:
    path = tmp_path / "found.csv"
    answered(command[0], TOWN, *command[1:], "--audience", "team", "--csv", path)
    assert mode_of(path) == 0o600
    answered("check", TOWN, "--csv", path)
    assert mode_of(path) == 0o600


LOST = (
    "person,purpose,given_on,Other\nAsha,publish_name,2026-01-01,see form\n",
    "person,purpose,given_on,withdrawn_on\nZita Kovacs,publish_name,,2026-01-01\n",
)


@pytest.mark.parametrize("consents", LOST)
@pytest.mark.parametrize("command", [["build"], ["gaps"], ["links"], ["champions"]])
def test_what_may_be_lost_stops_everything_public(
    tmp_path: Path, command: list[str], consents: str
) -> None:
    (tmp_path / "people.csv").write_text("name,kind\nAsha,individual\n", encoding="utf-8")
    (tmp_path / "consents.csv").write_text(consents, encoding="utf-8")
    project = tmp_path / "project.toml"
    project.write_text(
        '[[people]]\nfile = "people.csv"\n[[consents]]\nfile = "consents.csv"\n',
        encoding="utf-8",
    )
    out = ["--out", tmp_path / "m.html"] if command == ["build"] else []
    said = run(*command, project, *out)
    assert isinstance(said.exception, ConsentError)
    assert "consents.csv" in str(said.exception)
    assert not (tmp_path / "m.html").exists()
    answered(*command, project, *out, "--audience", "team")


def test_check_accounts_for_every_file_and_is_strict_when_asked(village: Path) -> None:
    done = run("check", village)
    said = done.stdout
    assert done.exit_code == 1  # more than a tenth
    assert "3 rows read: 2 accepted, 1 rejected, 0 skipped." in said
    assert "assets.csv, row 4, column name: the row has no name. Fill in the name." in said
    assert run("check", village, "--strict").exit_code == 1
    (village.parent / "assets.csv").write_text("name,kind\nHall,space\n", encoding="utf-8")
    assert run("check", village, "--strict").exit_code == 0


def test_check_writes_every_problem(village: Path, tmp_path: Path) -> None:
    assert run("check", village, "--csv", tmp_path / "problems.csv").exit_code == 1
    (problem,) = rows_of(tmp_path / "problems.csv")
    assert (problem["row"], problem["column"], problem["outcome"]) == ("4", "name", "rejected")


@pytest.mark.parametrize(
    ("command", "columns"),
    [
        (
            ["gaps", "--within-min", "2"],
            {"place_id", "place_name", "category", "reason", "nearest_name"},
        ),
        (
            ["sites", "--category", "repair", "--by", "themes"],
            {"host_name", "place_id", "tied_names", "says"},
        ),
        (["champions"], {"name", "place_id", "place_name", "roles", "says"}),
        (["links"], {"place_a_id", "place_b_id", "shared_people", "shared_groups", "ties"}),
    ],
)
def test_findings_are_listed_and_written(
    tmp_path: Path, command: list[str], columns: set[str]
) -> None:
    name, *options = command
    assert answered(name, TOWN, *options).strip()
    path = tmp_path / "found.csv"
    said = answered(name, TOWN, *options, "--csv", path)
    rows = rows_of(path)
    assert columns <= set(rows[0])
    assert f"{len(rows)} rows: {path}" in said
    assert not {"person_id", "nearest_id", "host_id"} & set(rows[0])


def gaps_of(path: Path, *options: object) -> list[dict[str, str]]:
    answered("gaps", TOWN, "--audience", "team", *options, "--csv", path)
    return rows_of(path)


def test_gaps_are_asked_with_every_option(tmp_path: Path) -> None:
    options = {
        "by": "themes",
        "within_min": 10,
        "at_least": 2,
        "need": "no_car_percent",
        "connected": False,
        "min_effort": 3,
    }
    given = [
        word
        for name, value in options.items()
        if name != "connected"
        for word in (f"--{name.replace('_', '-')}", value)
    ]
    rows = gaps_of(tmp_path / "g.csv", *given, "--no-connected", "--benchmark", "quantile:0.25")
    found = am.find_gaps(am.read(TOWN), benchmark=am.gaps.Quantile(0.25), **options)
    assert [row["says"] for row in rows] == found["says"].tolist()
    assert [float(row["depth"]) for row in rows] == found["depth"].tolist()
    assert [row["strength_ids"] for row in rows] == [
        "; ".join(ids) for ids in found["strength_ids"]
    ]
    weights = [float(row["weighted_people"] or "nan") for row in rows]
    assert weights == pytest.approx(found["weighted_people"].tolist(), nan_ok=True)


@pytest.mark.parametrize("name", ["build", "gaps", "sites", "champions", "links", "introductions"])
def test_what_is_read_is_asked_the_same_way_everywhere(name: str) -> None:
    [command] = [found for found in app.registered_commands if found.callback.__name__ == name]
    options = list(inspect.signature(command.callback).parameters)
    assert (options[0], options[-1]) == ("project", "as_of")
    start = options.index("data_dir")
    asked = ["data_dir", "allow_outside", "include_hidden", "places", "kind", "audience"]
    assert options[start : start + 6] == asked


def test_a_benchmark_is_for_all_categories_or_for_each(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    plain = gaps_of(path, "--no-connected")
    for_all = gaps_of(path, "--no-connected", "--benchmark", "0.001")
    per_1000 = gaps_of(path, "--no-connected", "--benchmark", "per-1000:1")
    assert len(for_all) > len(plain)
    assert for_all == per_1000
    others = ["association", "culture", "exchange", "individual", "institution"]
    each = [word for kind in others for word in ("--benchmark", f"{kind}=0.000001")]
    mixed = gaps_of(path, "--no-connected", *each, "--benchmark", "space = per-1000:1")
    asked = [row for row in mixed if row["reason"] == "over-asked"]
    assert asked
    assert {row["category"] for row in asked} == {"space"}


def test_only_assets_that_say_what_is_asked_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    m = am.read(TOWN)
    where = {"cost": "free", "capacity_at_least": 30.0}
    typed = ["--where", "cost=free", "--where", "capacity_at_least=30"]
    rows = gaps_of(path, *typed, "--category", "space", "--no-connected")
    found = am.find_gaps(m, categories=["space"], where=where, connected=False)
    assert [row["says"] for row in rows] == found["says"].tolist()
    assert found["says"].str.contains("(cost: free; capacity at least 30)", regex=False).any()
    answered("sites", TOWN, "--audience", "team", "--category", "culture", *typed, "--csv", path)
    sites = am.suggest_sites(m, category="culture", where=where)
    assert [row["says"] for row in rows_of(path)] == sites["says"].tolist()
    in_public = refused("gaps", TOWN, "--where", "cost=free")
    assert "--where: is asked of assets one by one, and its answer stays in the team" in in_public
    assert "Write cost=free" in refused("gaps", TOWN, "--audience", "team", "--where", "free")


def test_benchmarks_that_cannot_be_used_are_said_at_once(tmp_path: Path) -> None:
    words = ["quntile:0.25", "x=-1", "quantile:1", "many", "3", "4", "space=5", "inf"]
    given = [word for each in words for word in ("--benchmark", each)]
    how = "Write a number per head such as 0.001, quantile:0.25 or per-1000:0.5."
    one = "Give one for all, or one for each category as category=benchmark."
    assert refused("gaps", tmp_path / "missing.toml", *given).splitlines() == [
        "Nobody can be held against these benchmarks.",
        "- --benchmark: 'quntile:0.25' is of a sort that is not known. "
        f"Did you mean 'quantile'? {how}",
        f"- --benchmark: 'x=-1' is not above 0. {how}",
        f"- --benchmark: 'quantile:1' is not a share below 1. {how}",
        f"- --benchmark: 'many' has no number. {how}",
        f"- --benchmark: '4' is one more than there can be. {one}",
        f"- --benchmark: 'space=5' is one more than there can be. {one}",
        f"- --benchmark: 'inf' is not above 0. {how}",
    ]


def test_unconnected_places_are_for_the_team(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    options = ["--by", "kind", "--within-min", "10"]
    team = {row["reason"] for row in gaps_of(path, *options)}
    answered("gaps", TOWN, *options, "--csv", path)
    public = {row["reason"] for row in rows_of(path)}
    assert "unconnected" in team
    assert public
    assert "unconnected" not in public


HALLS = ["sites", TOWN, "--category", "repair", "--by", "themes"]


def test_hosts_are_those_that_are_suggested(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    m = am.read(TOWN)
    for options, given in (
        (["--n", "2"], {"n": 2}),
        (["--exact", "--within-min", "10"], {"exact": True, "within_min": 10}),
        (["--goal", "everyone", "--among", "association"],
         {"goal": "everyone", "among": "association"}),
        (["--goal", "nearest"], {"goal": "nearest"}),
    ):  # fmt: skip
        answered(*HALLS, *options, "--audience", "team", "--csv", path)
        expected = am.suggest_sites(m, category="repair", by="themes", **given)
        rows = rows_of(path)
        assert [row["says"] for row in rows] == expected["says"].tolist()
        assert [row["host_id"] for row in rows] == expected["host_id"].fillna("").tolist()
        assert {row["category"] for row in rows} == {"repair"}


def test_hosts_in_public_are_tied_to_nobody(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    m = am.read(TOWN)
    found = am.suggest_sites(m, category="repair", by="themes", n=12)
    is_person = m.assets["kind"] == "individual"
    tied = {asset for ids in found["tied_ids"] for asset in ids}
    people = m.assets.loc[sorted(tied & set(m.assets.index[is_person])), "name"]
    assert len(people)
    answered(*HALLS, "--n", 12, "--csv", path)
    written = path.read_text(encoding="utf-8-sig")
    assert not [name for name in people if name in written]
    groups = m.assets.loc[sorted(tied - set(m.assets.index[is_person])), "name"]
    assert any(name in row["tied_names"] for row in rows_of(path) for name in groups)
    said = answered(*HALLS, "--n", 1)
    assert said == (
        "River Sallow Path in Tanners’ End: repair here would be within 15 minutes "
        "of about 7,000 more people in 2 places.\n"
    )


def test_hosts_in_public_say_what_was_asked_for() -> None:
    far = answered(*HALLS, "--goal", "everyone", "--within-min", 8).splitlines()
    assert far[0] == (
        "Windmill Community Centre in Windmill Rise: repair here would be within 8 minutes of "
        "about 4,860 more people in 1 place."
    )
    assert "Skelder Fen: no host could bring repair within reach of here." in far[1:]
    near = answered(*HALLS, "--goal", "nearest", "--n", 1)
    mean = am.suggest_sites(am.read(TOWN), category="repair", by="themes", goal="nearest", n=1)[
        "mean_min"
    ][0]
    assert near == (
        "Windmill Field in Windmill Rise: with repair here as well, the mean way to the nearest "
        f"would be {mean:.1f} minutes.\n"
    )
    assert "is one already" in refused("sites", TOWN, "--category", "space")
    assert run("sites", TOWN).exit_code == 2
    assert run(*HALLS, "--goal", "best").exit_code == 2


TEAM = ("--audience", "team")


def champions_of(path: Path, *options: object) -> list[dict[str, str]]:
    answered("champions", TOWN, "--audience", "team", *options, "--csv", path)
    return rows_of(path)


def test_people_to_ask_are_found_with_every_option(tmp_path: Path) -> None:
    words = ["--like", "age_group=18-24", "--like", "place=Windmill Rise", "--theme", "food",
             "--place", "TOWN", "--ties", "shared", "--missing-rate", 0.4,
             "--replicates", 6]  # fmt: skip
    rows = champions_of(tmp_path / "found.csv", *words)
    expected = am.find_champions(
        am.read(TOWN), like={"age_group": "18-24", "place": "Windmill Rise"}, themes=["food"],
        in_places=["TOWN"], tied_by="shared", missing_rate=0.4, replicates=6,
    )  # fmt: skip
    assert [row["says"] for row in rows] == expected["says"].tolist()
    called = champions_of(tmp_path / "role.csv", "--role", "champion", "--replicates", 0)
    assert called
    assert all("champion" in row["roles"] for row in called)


def test_whom_nobody_knows_is_said_first_to_the_team() -> None:
    like = ["--like", "language=Somali", "--replicates", 0]
    said = answered("champions", TOWN, "--audience", "team", *like)
    assert said.startswith("Nobody is known yet who has")
    assert "gone" not in said


def test_a_public_list_is_not_narrowed_by_what_people_keep_to_themselves() -> None:
    said = refused("champions", TOWN, "--like", "language=Polish", "--place", "ROP", "--theme", "x")
    assert all(f"--{name}: would tell" in said for name in ("like", "place", "theme"))
    assert answered("champions", TOWN, "--role", "connector", "--replicates", 0).strip()


def test_groups_that_cannot_be_read_are_said_at_once() -> None:
    said = refused("champions", TOWN, *TEAM, "--like", "16-24", "--like", "a=1", "--like", "a=2")
    assert "'16-24' does not name an attribute and its value." in said
    assert "'a' is given twice." in said
    assert "Did you mean 'age_group'?" in refused("champions", TOWN, *TEAM, "--like", "age_grup=1")


@pytest.mark.parametrize("command", ["gaps", "champions", "links"])
def test_the_team_reads_sentences(command: str) -> None:
    options = ["--within-min", "2"] if command == "gaps" else []
    said = answered(command, TOWN, "--audience", "team", *options).splitlines()
    sentences = [line for line in said if line.endswith(".")]
    assert len(sentences) == min(20, len(said))
    assert said[-1].startswith("and ")


def test_long_lists_say_how_much_is_left_out() -> None:
    said = answered("links", TOWN, "--audience", "team").splitlines()
    left = int(said[-1].removeprefix("and ").removesuffix(" more; --csv FILE writes them all"))
    assert len(said) == 21
    assert left == len(am.find_links(am.read(TOWN))) - 20


def test_the_schema_is_json() -> None:
    schema = json.loads(answered("schema"))
    assert {"Asset", "Place", "Tie", "Source", "Consent", "Project"} <= set(schema["$defs"])


def test_a_new_project_can_be_checked_and_built_before_anything_is_filled_in(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "our place"
    said = answered("new", folder)
    assert f"Fill the files in, then: assetmap build {folder / 'project.toml'}" in said
    assert sorted(path.name for path in folder.iterdir()) == [
        "assets.csv", "consents.csv", "people.csv", "project.toml", "ties.csv",
    ]  # fmt: skip
    assert "0 rows read: 0 accepted, 0 rejected, 0 skipped." in answered(
        "check", folder / "project.toml", "--strict"
    )
    said = answered("build", folder / "project.toml", "--out", folder / "map.html")
    assert "0 assets in 0 places: none yet." in said
    for command in ("gaps", "links", "sites --category space --among association"):
        assert answered(*command.split(), folder / "project.toml") == "Nothing was found.\n"
    said = answered("champions", folder / "project.toml")
    assert "Nobody was found who may be shown in public." in said


def test_every_column_of_a_new_project_is_understood(tmp_path: Path) -> None:
    answered("new", tmp_path / "p")
    fill: dict[str, dict[str, Any]] = {
        "assets.csv": {"name": "Mill Hall", "kind": "space", "themes": "tea; talk", "place": "Mill",
                       "offers": "a kettle", "wants": "chairs", "description": "Old.",
                       "lon": "-1.1", "lat": "52.6", "website": "https://example.org",
                       "status": "active", "verified_on": "2026-03-31", "postcode": ""},
        "people.csv": {"name": "Asha", "roles": "champion", "head": "tides", "hands": "baking",
                       "heart": "birds", "offers": "bread", "wants": "flour", "place": "Mill",
                       "active_in": "Mill", "email": "a@example.org", "phone": "+44 1632 960001",
                       "verified_on": "31/03/2026"},
        "ties.csv": {"source": "Asha", "target": "Mill Hall", "kind": "uses", "strength": "2",
                     "since": "2020-01-01", "until": ""},
        "consents.csv": {"person": "Asha", "purpose": "publish_name", "given_on": "2026-01-01",
                         "how": "form", "notice_version": "1", "recorded_by": "Jo",
                         "expires_on": "", "withdrawn_on": ""},
    }  # fmt: skip
    for name, row in fill.items():
        path = tmp_path / "p" / name
        head = path.read_text(encoding="utf-8").strip().split(",")
        assert set(head) == set(row), name
        cells = ",".join(row[column] for column in head)
        path.write_text(f"{','.join(head)}\n{cells}\n", encoding="utf-8")
    said = answered("check", tmp_path / "p" / "project.toml", "--strict")
    assert "4 rows read: 4 accepted, 0 rejected, 0 skipped." in said
    page = tmp_path / "p" / "map.html"
    answered("build", tmp_path / "p" / "project.toml", "--out", page)
    text = page.read_text(encoding="utf-8")
    assert "Asha" in text
    assert "a@example.org" not in text


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("mine", encoding="utf-8")
    assert refused("new", tmp_path) == (
        f"{tmp_path} already holds people.csv; nothing was written. Name a new or empty folder."
    )
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]


def test_messages_that_can_be_read_aloud(village: Path, tmp_path: Path) -> None:
    missing = tmp_path / "none.toml"
    assert refused("build", missing) == (
        f"{missing} does not exist. Make one with: assetmap new FOLDER"
    )
    assert refused("build", village, "--audience", "everyone") == (
        "There is no audience 'everyone'.\n- audience: known: public, partners, team."
    )
    assert refused("gaps", village, "--by", "teams") == (
        "Assets have no column 'teams' to sort them by. Did you mean 'themes'?"
    )
    said = refused("check", village, "--data-dir", tmp_path / "moon")
    assert said.startswith("project.toml cannot be followed: 1 problem.")
    assert "assets.csv does not exist" in said
    village.write_text(VILLAGE.replace("[[assets]]", "[[asets]]"), encoding="utf-8")
    assert refused("check", village) == (
        "project.toml cannot be followed: 1 problem.\n"
        "- project.toml, asets: this key is not known. Did you mean 'assets'?"
    )


def test_an_audience_is_checked_before_any_work(tmp_path: Path) -> None:
    for command in ("build", "gaps", "champions", "links", "sites --category space"):
        said = refused(*command.split(), tmp_path / "missing.toml", "--audience", "all")
        assert said.startswith("There is no audience 'all'.")


def test_the_folder_of_the_files_can_be_another(village: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    (other / "assets.csv").write_text("name,kind\nOnly Hall,space\n", encoding="utf-8")
    assert "1 rows read: 1 accepted" in answered("check", village, "--data-dir", other)


def test_a_count_that_every_place_has_is_refused(village: Path) -> None:
    done = run("gaps", village, "--at-least", "0")
    assert done.exit_code == 2
    assert "x>=1" in done.output or "equal to 1" in done.output  # typer before 0.27, and since
