"""One file knows what is old; shares of old and of unsure records have names of their own."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import assetmap
from assetmap.champions import find_fragility
from assetmap.gaps import find_gaps
from assetmap.tables import OLD_AFTER, OLD_AFTER_DAYS, AssetMap, is_old, is_unsure

AS_OF = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("days", "old", "unsure"),
    [(0, False, False), (730, False, False), (731, True, True), (-5, False, False),
     (None, False, True)],
)  # fmt: skip
def test_the_day_after_two_years_is_old(days: int | None, *, old: bool, unsure: bool) -> None:
    day = None if days is None else pd.Timestamp(AS_OF) - pd.Timedelta(days=days)
    confirmed = pd.Series([day], dtype="datetime64[s]")
    assert is_old(confirmed, AS_OF).tolist() == [old]
    assert is_unsure(confirmed, AS_OF).tolist() == [unsure]


def test_the_words_say_the_days() -> None:
    assert f"{['', 'one year', 'two years', 'three years'][OLD_AFTER_DAYS // 365]}" == OLD_AFTER


def test_no_other_file_says_after_how_long() -> None:
    """Docstrings may: what they print of a sentence is checked by running it."""
    package = Path(assetmap.__file__).parent
    found = []
    for path in sorted(package.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        nodes = [node for node in ast.walk(tree) if hasattr(node, "body")]
        told = {id(node.body[0].value) for node in nodes
                if isinstance(node.body, list) and node.body
                and isinstance(node.body[0], ast.Expr)}  # fmt: skip
        found += [
            f"{path.name}, line {node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and id(node) not in told
            and (node.value == OLD_AFTER_DAYS or OLD_AFTER in str(node.value))
        ]
    assert [where for where in found if not where.startswith("freshness.py")] == []
    assert found  # and there it is said


def test_nothing_confirmed_is_not_old_but_unsure() -> None:
    mill = shapely.box(0, 0, 1000, 1000)
    places = gpd.GeoDataFrame(
        {"name": ["Mill"], "population": [900]}, index=["mill"], geometry=[mill], crs="EPSG:27700"
    )
    assets = pd.DataFrame(
        {"name": ["Asha", "Choir", "Hall"], "kind": ["individual", "association", "space"],
         "place_id": "mill", "geometry": [None, None, shapely.Point(400, 400)]},
        index=["asha", "choir", "hall"],
    )  # fmt: skip
    ties = pd.DataFrame({"source": ["asha", "choir"], "target": ["choir", "hall"],
                         "kind": ["member_of", "meets_at"]})  # fmt: skip
    m = AssetMap.from_frames(assets=assets, places=places, ties=ties, crs="EPSG:27700", as_of=AS_OF)
    assert (find_fragility(m)["unsure_share"] == 1.0).all()
    shares = find_gaps(m, at_least=2)["old_share"].dropna()
    assert len(shares)
    assert (shares == 0.0).all()
