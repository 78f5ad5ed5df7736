"""Sentences of sites, sums of gaps and variety, counted again from shapes and tables."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
import shapely

from assetmap import read_example
from assetmap.gaps import find_gaps, measure_variety, suggest_sites, summarise_gaps
from assetmap.gather import read
from assetmap.tables import AssetMap
from tests.recounting import Plain, match, number, sample

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
WITHIN_M = 15 * 80 / 1.3
KINDS = ["association", "culture", "exchange", "individual", "institution", "space"]


@pytest.fixture(scope="module")
def town() -> AssetMap:
    return read_example("market_town")


@pytest.fixture(scope="module")
def plain(town: AssetMap) -> Plain:
    return Plain(town)


SUM = re.compile(
    r"(?P<category>[^:]+): (?:(?P<people>[\d,]+) (?:person|people) short in"
    r" (?P<places>[\d,]+) places?"
    r"(?:, the most in (?P<most>.+?) \((?P<worst>[\d,]+)\)|, (?P<one>[^;]+?))?"
    r"(?:; in (?P<unknown>[\d,]+) of them nobody has counted people)?; (?:mostly )?(?P<why>[^;]+?)"
    r"|(?:mostly )?(?P<reason>[^;]+?) in (?P<count>[\d,]+) places?)\."
)


def check_sums(gaps: pd.DataFrame) -> None:
    """Add up the gaps of each category, row by row."""
    for row in sample(summarise_gaps(gaps)).itertuples():
        told = match(SUM, row.says)
        mine = [gap for gap in gaps.itertuples() if gap.category == told["category"]]
        short = [gap for gap in mine if gap.people_short != 0]
        by_reason: dict[str, float] = {}
        for gap in mine:
            by_reason[gap.reason] = by_reason.get(gap.reason, 0.0) + gap.people_short
        why = told["why"] or told["reason"]
        assert by_reason[why] == pytest.approx(max(by_reason.values()))
        assert ("mostly" in row.says) == (len(by_reason) > 1)
        if told["count"]:
            assert number(told["count"]) == len({gap.place_id for gap in mine})
            continue
        assert number(told["people"]) == round(sum(gap.people_short for gap in mine))
        assert number(told["places"]) == len(short)
        worst = max(short, key=lambda gap: gap.people_short)
        if len(short) > 1:
            assert number(told["worst"]) == round(worst.people_short)
            names = [gap.place_name for gap in short if gap.people_short == worst.people_short]
            assert told["most"] in names
        else:
            assert told["one"] == worst.place_name


def test_sums_of_gaps(town: AssetMap) -> None:
    check_sums(find_gaps(town, by="themes"))
    check_sums(find_gaps(town))


@pytest.mark.real
@pytest.mark.skipif(not DATA.is_dir(), reason="the shared real data is not here")
def test_sums_of_gaps_of_the_real_example() -> None:
    real = read(ROOT / "examples" / "leicestershire_rutland_essex" / "project.toml", data_dir=DATA)
    check_sums(find_gaps(real, by="themes"))


VARIETY = re.compile(
    r"(?P<place>.+?): (?P<assets>[\d,]+) assets? of (?P<there>\d+) of the (?P<of>\d+) kinds"
    r"(?:; none yet: (?P<none>[^.]+))?\."
    r"(?: (?:(?P<old>\d+) of the (?P<all>\d+) w(?:as|ere)|All (?P<every>\d+) were|It was)"
    r" last confirmed over two years ago\.)?"
)


def test_variety(town: AssetMap, plain: Plain) -> None:
    day = pd.Timestamp(town.as_of)
    counted = plain.counted(with_secret_people=False)
    for place, row in measure_variety(town).iterrows():
        told = match(VARIETY, row["says"])
        here = [key for key in counted if place in plain.active[key]]
        kinds = {plain.kind[key] for key in here}
        assert told["place"] == plain.places[place]
        assert number(told["assets"]) == len(here)
        assert (number(told["there"]), number(told["of"])) == (len(kinds), len(KINDS))
        missing = [kind for kind in KINDS if kind not in kinds]
        assert (told["none"] or "") == ", ".join(missing)
        old = sum((day - town.assets.loc[key, "verified_on"]).days > 730 for key in here)
        said = len(here) if "It was last" in row["says"] else number(told["old"] or told["every"])
        assert said == old
        assert number(told["all"]) in (0, len(here))


SITE = re.compile(
    r"(?P<host>.+?): an? (?P<kind>[\w ]+?) in (?P<place>.+?), with (?:(?P<tied>[\d,]+) assets? tied"
    r" to it|no tie on record); if it hosted something (?:of (?P<category>\w+)|about"
    r" (?P<theme>.+?)),"
    r" (?P<people>[\d,]+) more (?:person|people) in (?P<places>[\d,]+) places? would have that"
    r" within a 15 minute walk, of (?P<without>[\d,]+) who have none now\."
    r"(?: (?P<doubt>[^.]+)\.)?"
)


@pytest.mark.parametrize(
    ("by", "category"),
    [("kind", "culture"), ("themes", "repair"), ("themes", "growing"), ("themes", "music"),
     ("themes", "learning"), ("themes", "money"), ("themes", "faith")],
)  # fmt: skip
def test_sites(town: AssetMap, plain: Plain, by: str, category: str) -> None:
    assets, places = town.assets, town.places
    counted = plain.counted(with_secret_people=False)
    contacts = plain.contacts(counted)
    homes = town.origins
    starts = (
        [(row.place_id, row.people, row.geometry) for row in homes.itertuples()]
        if len(homes)
        else [(place, 1.0, plain.shape[place].point_on_surface()) for place in plain.leaves]
    )
    total: dict[str, float] = {}
    for place, people, _ in starts:
        total[place] = total.get(place, 0.0) + people

    def locate(key: str) -> shapely.Geometry | None:
        """Give where it is, or the point of its place, where it counts without one of its own."""
        shape = assets.loc[key, "geometry"]
        if not shapely.is_missing(shape):
            return shape
        return plain.shape[plain.place[key]].point_on_surface() if key in plain.place else None

    is_of = {
        key: plain.kind[key] == category if by == "kind" else category in assets.loc[key, "themes"]
        for key in counted
    }
    there = [shape for key in counted if is_of[key] and (shape := locate(key)) is not None]

    def near(point: shapely.Point, shapes: list[shapely.Geometry]) -> bool:
        return any(point.distance(shape) <= WITHIN_M for shape in shapes)

    without = [
        (place, people / total[place] * places.loc[place, "population"], point)
        for place, people, point in starts
        if not near(point, there)
    ]
    left = list(without)  # whom no host above brings in
    rows = suggest_sites(town, category=category, by=by, n=10)
    for row in rows[rows["host_id"].notna()].itertuples():
        told = match(SITE, row.says)
        host = row.host_id
        assert told["host"] == plain.name[host]
        assert told["kind"].split()[-1] in plain.kind[host] or told["kind"] in plain.kind[host]
        assert told["place"] == plain.places[plain.place[host]]
        assert number(told["tied"]) == contacts.degree(host)
        assert (told["category"] or told["theme"]) == category
        assert number(told["without"]) == round(sum(people for _, people, _ in without))
        now = [home for home in left if near(home[2], [locate(host)])]
        assert number(told["people"]) == round(sum(people for _, people, _ in now))
        assert number(told["places"]) == len({place for place, _, _ in now})
        left = [home for home in left if home not in now]
