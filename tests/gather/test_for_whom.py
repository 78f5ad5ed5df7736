"""What files say of cost, access, languages and who may come: known, kept, and noted."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import assetmap as am
from assetmap.tables import AssetMap


def read(folder: Path, **columns: list[str | None]) -> AssetMap:
    """Read a sheet with these columns, under headings as people write them."""
    heads = {name.replace("_", " "): cells for name, cells in columns.items()}
    size = len(next(iter(heads.values())))
    sheet = pd.DataFrame({"Name": [f"Group {at}" for at in range(size)], **heads})
    sheet.to_csv(folder / "groups.csv", index=False)
    return am.read(folder / "groups.csv", kind="association")


def noted(m: AssetMap) -> list[tuple[int, str, str]]:
    rows = m.report.problems[m.report.problems["row"].notna()]
    assert set(rows["outcome"]) <= {"note"}
    return [
        (int(row.row), str(row.column), str(row.value))
        for row in rows.itertuples()
        if row.code == "unclear_words"
    ]


@pytest.mark.parametrize(
    ("head", "ours"),
    [
        ("Price", "cost"), ("fee", "cost"), ("charge", "cost"), ("Cost_to_attend", "cost"),
        ("Step-free", "accessible"), ("wheelchair", "accessible"),
        ("Disabled_access", "accessible"), ("Languages_spoken", "languages"),
        ("Open_to", "open_to"), ("Who_can_come?", "open_to"), ("Who_is_it_for?", "open_to"),
        ("opening_hours", "opening_hours"), ("Opening_times", "opening_hours"),
    ],
)  # fmt: skip
def test_headings_that_people_write_are_known(tmp_path, head, ours) -> None:
    m = read(tmp_path, **{head: ["free", "yes"]})
    cells = m.assets[ours].tolist()
    assert all(cell and not isinstance(cell, float) for cell in cells)


def test_max_number_is_a_capacity(tmp_path) -> None:
    m = read(tmp_path, **{"Max. number": ["60", "up to 12 people", None]})
    assert m.assets["capacity"].fillna(-1).tolist() == [60, 12, -1]


def test_costs_are_free_paid_or_kept(tmp_path) -> None:
    given = ["Free", "FREE!", "no charge", "no", "0", "£0.00", "£3", "3.50", "yes", "50p a go",
             "Free to members", "donation of £2", "£0-£3", "varies"]  # fmt: skip
    m = read(tmp_path, Cost=list(given))
    free, paid = ["free"] * 6, ["£3", "3.50", "paid", "50p a go"]
    assert m.assets["cost"].tolist() == [*free, *paid, *given[10:]]
    assert noted(m) == [(at + 2, "Cost", given[at]) for at in range(10, 14)]
    asked = am.tables.find_selected(m.assets, where={"cost": "free"})
    assert asked.is_selected.tolist() == [True] * 6 + [False] * 8
    assert asked.is_undecided.tolist() == [False] * 10 + [True] * 4


def test_access_is_yes_no_limited_or_kept(tmp_path) -> None:
    given = ["Yes", "TRUE", "designated", "No", "not accessible", "Partial", "limited", "3 steps",
             None]  # fmt: skip
    m = read(tmp_path, Wheelchair=given)
    known = ["yes"] * 3 + ["no"] * 2 + ["limited"] * 2
    assert m.assets["accessible"].tolist()[:8] == [*known, "3 steps"]
    assert pd.isna(m.assets["accessible"].iloc[8])
    assert noted(m) == [(9, "Wheelchair", "3 steps")]


def test_languages_are_parted_however_they_are_listed(tmp_path) -> None:
    given = ["English, Gujarati and Punjabi", "English/Urdu", "Welsh & English; Polish",
             "Chinese (Mandarin, Hakka), Thai", "Basque, and Finnish"]  # fmt: skip
    m = read(tmp_path, Languages=given)
    assert m.assets["languages"].tolist() == [
        ("English", "Gujarati", "Punjabi"), ("English", "Urdu"), ("Welsh", "English", "Polish"),
        ("Chinese (Mandarin, Hakka)", "Thai"), ("Basque", "Finnish"),
    ]  # fmt: skip
    assert "list_separator" not in set(m.report.problems["code"])


def test_a_separator_that_is_stated_is_taken_by_its_word(tmp_path) -> None:
    (tmp_path / "groups.csv").write_text("Name,Languages\nChoir,Black and White Tai|Lao\n")
    (tmp_path / "p.toml").write_text(
        '[[assets]]\nfile = "groups.csv"\nseparator = "|"\nconstant = { kind = "association" }\n'
    )
    m = am.read(tmp_path / "p.toml")
    assert m.assets["languages"].tolist() == [("Black and White Tai", "Lao")]


def test_stops_that_differ_are_told_together(tmp_path) -> None:
    (tmp_path / "stops.csv").write_text(
        "Van,Name,Cost,Accessible,Opening hours\n1,Van,Free,yes,Mo 10:00-10:30\n"
        "1,Van,free,no,Mo 11:00-11:30\n2,Bus,£1,Yes,Tu 09:00-09:30\n2,Bus,£1,TRUE,Tu 09:00-09:30\n"
    )
    (tmp_path / "p.toml").write_text(
        '[[assets]]\nfile = "stops.csv"\ngroup_by = ["Van"]\nconstant = { kind = "institution" }\n'
    )
    assets = am.read(tmp_path / "p.toml").assets
    assert assets["cost"].tolist() == ["free", "£1"]
    assert assets["accessible"].tolist() == ["yes; no", "yes"]
    assert assets["opening_hours"].tolist() == ["Mo 10:00-10:30, Mo 11:00-11:30", "Tu 09:00-09:30"]
    asked = am.tables.find_selected(assets, where={"accessible": True})
    assert (asked.is_selected.tolist(), asked.count_unsaid()) == ([False, True], {"accessible": 1})


def test_frames_and_records_are_spelt_like_files() -> None:
    rows = {"cost": ["No charge", "£3"], "accessible": [True, None], "open_to": [("all",), ()]}
    frame = pd.DataFrame({"name": ["A", "B"], "kind": "space", **rows})
    m = AssetMap.from_frames(assets=frame)
    assert m.assets["cost"].tolist() == ["free", "£3"]
    assert m.assets["accessible"].tolist()[0] == "yes"
    assert m.assets["open_to"].tolist() == [("everyone",), ()]
    record = am.model.Asset(asset_id="a", name="A", kind="space", accessible=False, cost="nil")
    again = AssetMap.from_records(assets=[record]).assets
    assert again[["cost", "accessible"]].iloc[0].tolist() == ["free", "no"]


def test_the_public_sees_it_of_a_hall_and_never_of_a_person() -> None:
    words = {"cost": "free", "accessible": "yes", "languages": ("Welsh",), "open_to": ("women",),
             "opening_hours": "Mo 10:00-12:00"}  # fmt: skip
    m = AssetMap.from_records(
        assets=[
            {"asset_id": "hall", "name": "Hall", "kind": "space", **words},
            {"asset_id": "asha", "name": "Asha Rao", "kind": "individual", **words,
             "languages": ("Gujarati",)},
        ],
        consents=[{"consent_id": f"c-{purpose}", "asset_id": "asha", "purpose": purpose,
                   "given_on": "2026-01-01"} for purpose in am.model.Purpose],
    )  # fmt: skip
    shown = am.publish.publish(m, audience="public").assets.set_index("name")
    for column, cell in words.items():
        assert shown.loc["Hall", column] == cell
        hidden = shown.loc["Asha Rao", column]
        assert hidden == () or pd.isna(hidden)
    page = am.draw_map(m).spec.data
    labelled = {column["label"] for column in page["assets"]["labelled"]}
    assert {"Cost", "Accessible", "Languages", "Open to", "Open"} <= labelled
    assert "Gujarati" not in str(page)


def test_a_name_among_them_stays_off_the_page() -> None:
    m = AssetMap.from_records(
        assets=[
            {"asset_id": "hall", "name": "Hall", "kind": "space",
             "cost": "ask Bertha Quillon", "opening_hours": "Mo-Fr 09:00-17:00; PH off"},
            {"asset_id": "b", "name": "Bertha Quillon", "kind": "individual"},
        ],
    )  # fmt: skip
    shown = am.publish.publish(m, audience="public").assets
    assert isinstance(shown, gpd.GeoDataFrame)
    assert "Quillon" not in str(shown["cost"].tolist())
    assert shown["opening_hours"].tolist() == ["Mo-Fr 09:00-17:00; PH off"]
