"""Two dates of one place: each kind of change by hand, properties, and England's libraries."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from assetmap.errors import TableError
from assetmap.learning import (
    CHANGE_COLUMNS,
    _change_sentences,
    _tie_sentences,
    compare_maps,
)
from assetmap.tables import AssetMap

FIRST, SECOND = dt.date(2022, 12, 31), dt.date(2023, 12, 31)


def make(rows: dict[str, dict[str, Any]], day: dt.date = FIRST, **more: Any) -> AssetMap:
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame["name"] = (
        frame["name"].fillna(frame.index.to_series()) if "name" in frame else frame.index
    )
    return AssetMap.from_frames(assets=frame.assign(kind="institution"), as_of=day, **more)


def whole(found: pd.DataFrame) -> dict[str, str]:
    """Give what became of each whole record, by name."""
    of_all = found[found["field"].isna()]
    return dict(zip(of_all["name"], of_all["change_kind"], strict=True))


ANCHOR = {"anchor": {"status": "active"}}
NEW = [
    ({"since_earliest": "2023-03-01", "since_latest": "2023-03-01"}, "began"),
    ({"since_earliest": "2023-01-01", "status": "active"}, "began"),
    ({"since_latest": "1990-01-01"}, "found later"),
    ({"first_seen": "2022-01-01"}, "found later"),
    ({"since_earliest": "1980-01-01", "since_latest": "2023-06-01"}, "not known which"),
    ({}, "not known which"),
    ({"status": "closed", "until_earliest": "2013-01-01", "until_latest": "2013-12-31"},
     "found later"),
    # It came and went between the two.
    ({"since_earliest": "2023-02-01", "until_latest": "2023-05-01"}, "found later"),
    # An end long ago, and yet active: no beginning between the dates.
    ({"status": "active", "until_latest": "2010-01-01"}, "found later"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "kind"), NEW)
def test_what_is_new_on_the_map(told, kind):
    found = compare_maps(make(ANCHOR), make(ANCHOR | {"new": told}, SECOND))
    assert whole(found) == {"new": kind}
    assert found["counts"].tolist() == [kind == "began"]


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({}, "not seen again"),
        ({"status": "active", "since_latest": "1990-01-01"}, "not seen again"),
        ({"status": "closed", "until_latest": "2013-01-01"}, "not seen again"),
        ({"until_earliest": "2023-04-01", "until_latest": "2023-04-01"}, "ended"),
    ],
)
def test_what_is_missing_has_ended_only_if_it_said_so(told, kind):
    found = compare_maps(make(ANCHOR | {"gone": told}), make(ANCHOR, SECOND))
    assert whole(found) == {"gone": kind}
    assert found["counts"].tolist() == [kind == "ended"]


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        ({"status": "active"}, {"status": "closed"}, "ended"),
        ({}, {"until_earliest": "2023-05-01", "until_latest": "2023-05-01"}, "ended"),
        ({}, {"status": "closed"}, "not known which"),
        ({}, {"until_earliest": "2020-05-01", "until_latest": "2023-05-01"}, "not known which"),
        ({"status": "active"}, {"status": "closed", "until_latest": "2013-01-01"}, "restated"),
        ({"status": "closed"}, {"status": "active"}, "began"),
        ({"status": "closed"}, {"status": "active", "since_latest": "1990-01-01"}, "restated"),
        ({"status": "active"}, {"status": "active"}, None),
        ({"status": "closed"}, {"status": "closed", "until_latest": "2013-01-01"}, None),
        ({}, {}, None),
    ],
)
def test_what_is_on_both(was, now, kind):
    maps = make(ANCHOR | {"hall": was}), make(ANCHOR | {"hall": now}, SECOND)
    assert whole(compare_maps(*maps)) == ({"hall": kind} if kind else {})


def test_fields_are_told_apart():
    was = make({"hall": {"name": "Old Hall", "cost": "free", "capacity": 40.0,
                         "postcode": "AB1 2CD", "website": None, "phone": "01234",
                         "themes": ("tea", "song")}})  # fmt: skip
    now = make({"hall": {"name": "New Hall", "cost": "£3", "capacity": 40.0,
                         "postcode": "AB1 2CE", "website": "x.org", "phone": None,
                         "themes": ("song", "tea"), "since_latest": "1990-01-01"}},
               SECOND)  # fmt: skip
    found = compare_maps(was, now).set_index("field")
    assert found["change_kind"].to_dict() == {
        "cost": "changed", "postcode": "moved", "name": "renamed", "since_latest": "found later",
        "website": "found later", "phone": "not seen again",
    }  # fmt: skip
    assert found.index[found["counts"]].tolist() == ["cost"]
    assert found.loc["cost", "says"] == "Old Hall: cost was free and is £3."
    assert found.loc["name", "says"] == "Old Hall is called New Hall on the later map."


def test_what_was_numbered_anew_is_found_by_what_it_is():
    places = {"hall": "AB1 2CD", "school": "AB9 9ZZ", "surgery": "AB3 1AA"}
    names = [("hall", "Lantern Hall"), ("school", "Windmill School"), ("surgery", "Quay Surgery")]
    was = make({f"{at}": {"name": name, "postcode": places[key]}
                for at, (key, name) in enumerate(names)})  # fmt: skip
    now = make({f"{at}": {"name": name, "postcode": places[key]}
                for at, (key, name) in enumerate(reversed(names))}, SECOND)  # fmt: skip
    assert compare_maps(was, now).empty
    # One is gone and another new, under numbers that each had before: nothing was renamed.
    later = make({"0": {"name": "Windmill School", "postcode": "AB9 9ZZ"},
                  "1": {"name": "Quay Surgery", "postcode": "AB3 1AA"},
                  "2": {"name": "Bowls Green", "postcode": "AB7 7QQ"}}, SECOND)  # fmt: skip
    assert whole(compare_maps(was, later)) == {
        "Lantern Hall": "not seen again", "Bowls Green": "not known which"
    }  # fmt: skip


def test_a_map_that_places_nothing_is_in_no_other_system():
    nowhere = make({"hall": {}, "old": {"name": "Moot House"}})
    located = AssetMap.from_records(
        assets=[{"asset_id": name, "name": name, "kind": "institution", "geometry": "POINT (1 1)"}
                for name in ("hall", "new")],
        crs=27700, as_of=SECOND,
    )  # fmt: skip
    found = compare_maps(nowhere, located)
    assert whole(found) == {"new": "not known which", "Moot House": "not seen again"}


def test_a_few_metres_are_no_move():
    def at(x: float, day: dt.date) -> AssetMap:
        points = {
            "hall": {"geometry": f"POINT ({x} 0)"},
            "park": {"geometry": f"POINT ({2 * x} 0)"},
        }
        rows = [{"asset_id": name, "name": name, "kind": "space"} | row
                for name, row in points.items()]  # fmt: skip
        return AssetMap.from_records(assets=rows, crs="EPSG:27700", as_of=day)

    found = compare_maps(at(400_000, FIRST), at(400_020, SECOND))
    assert found[["name", "change_kind", "before_value", "after_value"]].to_numpy().tolist() == [
        ["park", "moved", "800000, 0", "800040, 0"]
    ]


def test_merged_and_split_are_listed_with_all_ids_and_are_neither_lost_nor_new():
    was = make({name: {} for name in ("a", "b", "c")})
    now = make({name: {} for name in ("x", "y", "z")}, SECOND)
    same = pd.DataFrame({"before_id": list("abcc"), "after_id": list("xxyz")})
    found = compare_maps(was, now, same=same)
    assert found[["before_id", "after_id", "change_kind"]].to_numpy().tolist() == [
        ["a", "x", "merged"], ["b", "x", "merged"], ["c", "y", "split"], ["c", "z", "split"],
    ]  # fmt: skip


def test_a_table_that_cannot_be_used_says_all_that_is_wrong():
    with pytest.raises(TableError) as caught:
        compare_maps(make(ANCHOR), make(ANCHOR), same=pd.DataFrame({"before_id": ["nobody"]}))
    assert [one.code for one in caught.value.problems] == ["missing_column", "unknown_asset"]


def random_maps(seed: int) -> tuple[AssetMap, AssetMap]:
    """Make up two maps that share most ids, with and without days and a status."""
    draw, made = np.random.default_rng(seed), []
    for day in (FIRST, SECOND):
        rows = {}
        for name in draw.choice([f"n{at:02}" for at in range(40)], 30, replace=False):
            since = pd.Timestamp("2021-01-01") + pd.Timedelta(days=int(draw.integers(0, 1100)))
            until = since + pd.Timedelta(days=int(draw.integers(0, 900)))
            rows[str(name)] = {
                "since_earliest": since if draw.random() < 0.5 else None,
                "since_latest": since if draw.random() < 0.5 else None,
                "until_latest": until if draw.random() < 0.2 else None,
                "status": str(draw.choice(["active", "closed", "unknown"], p=[0.5, 0.1, 0.4])),
                "cost": str(draw.choice(["free", "£2"])),
            }
        made.append(make(rows, day))
    return made[0], made[1]


@pytest.mark.parametrize("seed", range(8))
def test_properties(seed):
    was, now = random_maps(seed)
    found = compare_maps(was, now)
    assert list(found.columns) == list(CHANGE_COLUMNS)
    assert compare_maps(was, was).empty
    assert compare_maps(now, now).empty
    shuffled = now.with_tables(assets=now.assets.sample(frac=1, random_state=seed))
    pd.testing.assert_frame_equal(found, compare_maps(was, shuffled))
    # New ids at the second date, and a table of which is which, change nothing but the ids.
    anew = now.with_tables(assets=now.assets.rename(index=lambda name: f"r{name}"))
    shared = was.assets.index.intersection(now.assets.index)
    same = pd.DataFrame({"before_id": shared, "after_id": "r" + shared})
    told = [name for name in CHANGE_COLUMNS if name != "after_id"]
    pd.testing.assert_frame_equal(found[told], compare_maps(was, anew, same=same)[told])
    # Nothing that had begun by the first date counts as begun.
    began = found.loc[found["change_kind"] == "began", "after_id"]
    single = began[~began.isin(was.assets.index)]
    assert not (now.assets.loc[single, "since_latest"] <= pd.Timestamp(FIRST)).any()


@pytest.mark.parametrize(("told", "kind"), [case for case in NEW if case[1] == "began"])
def test_exchanged_dates_turn_began_into_ended(told, kind):
    maps = make(ANCHOR), make(ANCHOR | {"new": told}, SECOND)
    assert (whole(compare_maps(*maps)), kind) == ({"new": "began"}, "began")
    assert whole(compare_maps(*maps[::-1])) == {"new": "ended"}


@pytest.mark.parametrize("module", [_change_sentences, _tie_sentences])
def test_no_sentence_claims_a_cause(module):
    tree = ast.parse(inspect.getsource(module))
    templates = [node.value for node in ast.walk(tree)
                 if isinstance(node, ast.Constant) and isinstance(node.value, str)][1:]  # fmt: skip
    claims = r"because|due to|caus|thanks to|led to|result|deliver|generat|therefore|impact|effect"
    assert len(templates) > 10
    assert not [text for text in templates if re.search(claims, text.casefold())]


@pytest.fixture(scope="module")
def libraries(shared_data: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    folder = shared_data / "learning"
    if not folder.is_dir():
        pytest.skip("the shared data on learning is not here")
    frames = []
    for year in (2022, 2023):
        rows = pd.read_csv(folder / f"libraries_england_{year}_keys.csv.gz", dtype=str).fillna("")
        key = [rows[name].str.lower().str.strip() for name in ("reporting", "name")]
        rows.index = pd.Index(key[0] + "|" + key[1])
        frames.append(rows)
    return frames[0], frames[1]


OPEN = {"la", "c", "icl", "cr", "lau", "temporary closure"}


def library_map(rows: pd.DataFrame, year: int) -> AssetMap:
    """Map operation of the year to the status, and that of 2022 to the days of beginning."""
    now = rows[f"operation_{year % 100}"].str.lower().str.strip()
    then = rows["operation_22"].str.lower().str.strip()
    closed = rows["closed"].str.strip()
    frame = pd.DataFrame(
        {
            "name": rows["name"].str.strip(), "kind": "institution",
            "postcode": rows["postcode"].str.strip().replace("", None),
            "status": np.where(now == "closed", "closed", np.where(now.isin(OPEN), "active",
                                                                   "unknown")),
            "since_latest": np.where(then.isin(OPEN | {"closed"}), "2022-12-31", None),
            "since_earliest": np.where(then == "facility not open", "2023-01-01", None),
            "until_earliest": np.where((now == "closed") & (closed != ""), closed + "-01-01", None),
            "until_latest": np.where((now == "closed") & (closed != ""), closed + "-12-31", None),
        },
        index=rows.index,
    )  # fmt: skip
    late = frame["until_latest"].fillna("9") < frame["since_latest"].fillna("")
    frame.loc[late, "since_latest"] = None  # closed before 2022: it had begun before that
    return AssetMap.from_frames(assets=frame, as_of=dt.date(year, 12, 31))


def clean(name: str) -> str:
    words = re.sub(r"\b(library|the|community|hub|and|centre)\b", "", name.lower())
    return re.sub(r"\W+", "", words)


def match_by_rule(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Match as expected.json says: the key, then UPRN, postcode and cleaned name, first come."""
    both = a.index.intersection(b.index)
    pairs, used = list(zip(both, both, strict=True)), set(both)
    left = a[~a.index.isin(both)]
    for field in ("uprn", "postcode", "clean"):
        a_key, b_key = (
            rows["name"].map(clean) if field == "clean" else rows[field].str.replace(" ", "")
            for rows in (left, b)
        )
        matched = set()
        for at, key in a_key.items():
            free = [one for one in b_key.index[b_key == key] if one not in used] if key else []
            if free:
                pairs.append((at, free[0]))
                used.add(free[0])
                matched.add(at)
        left = left[~left.index.isin(matched)]
    return pd.DataFrame(pairs, columns=["before_id", "after_id"])


def test_libraries_of_england_six_opened_and_the_rest_was_found_later(libraries):
    a, b = (rows[~rows.index.duplicated()] for rows in libraries)
    same = match_by_rule(a, b)
    assert len(same) == 3332 + 110
    found = compare_maps(library_map(a, 2022), library_map(b, 2023), same=same)
    new = found[found["before_id"].isna()]
    # 43 new rows in all: three are the second row of a key that is new, and was open already.
    again = libraries[1][libraries[1].index.duplicated() & ~libraries[1].index.isin(a.index)]
    assert again["operation_22"].str.lower().isin(OPEN).tolist() == [True] * 3
    assert new["change_kind"].value_counts().to_dict() == {"found later": 37 - 3, "began": 6}
    missing = found[found["after_id"].isna()]
    assert missing["change_kind"].tolist() == ["not seen again"] * 8
    marked = new[b.loc[new["after_id"], "operation_23"].str.lower().eq("closed").to_numpy()]
    assert set(marked["change_kind"]) <= {"found later"}
    # Of those on both, each that ended was open in the first file and is closed in the second.
    ended = found[found["change_kind"] == "ended"]
    assert a.loc[ended["before_id"], "operation_22"].str.lower().isin(OPEN).all()
    assert b.loc[ended["after_id"], "operation_23"].str.lower().eq("closed").all()
    assert len(ended) == 15
    began = found[found["change_kind"] == "began"]
    assert set(began["after_id"][began["before_id"].isna()]) == set(
        b.index[~b.index.isin(same["after_id"]) & (b["operation_22"] == "Facility Not Open")]
    )


def test_libraries_of_england_without_a_table_of_pairs(libraries):
    a, b = (rows[~rows.index.duplicated()] for rows in libraries)
    found = compare_maps(library_map(a, 2022), library_map(b, 2023))
    by_kind = {kind: set(rows["after_id"]) for kind, rows in found.groupby("change_kind")}
    new = found[found["before_id"].isna()]
    not_open = set(b.index[~b.index.isin(a.index) & (b["operation_22"] == "Facility Not Open")])
    assert by_kind["began"] == not_open
    assert len(not_open) == 6
    assert not (set(new["after_id"]) & by_kind["ended"])  # none opened, and none closed unseen
    # Two prisons were divided, each into two: one of them keeps no half's name.
    assert {one for one in by_kind["split"] if "littlehey" in one} == {
        "suffolk|hmp littlehey lakeside", "suffolk|hmp littlehey woodlands"
    }  # fmt: skip
    # By keys alone 118 seem lost. The rule of the file leaves eight; one more is in doubt by name.
    assert (found["change_kind"] == "not seen again").sum() - found["field"].notna()[
        found["change_kind"] == "not seen again"
    ].sum() == 9
