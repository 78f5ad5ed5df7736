"""One table of findings: what is in it reaches the page, and nothing else does."""

from __future__ import annotations

import inspect
from importlib import resources
from operator import attrgetter
from typing import Any

import pandas as pd
import pytest

import assetmap as am
from assetmap.cli.build import find_for_page, list_steps
from assetmap.cli.counted import count_for
from assetmap.maps.page import SCRIPTS
from assetmap.maps.sections import ENCODERS, encode_sentences
from assetmap.model import AUDIENCES, PARAMETERS
from assetmap.publish import (
    FINDINGS,
    Admission,
    Finding,
    FoundFrames,
    PageLayer,
    PageQuestion,
    Protected,
    admit,
    publish,
)
from assetmap.tables import AssetMap


class Silent:
    """Steps that nobody is told of, kept for the test."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def take(self, says: str) -> None:
        self.said.append(says)


@pytest.fixture
def m() -> AssetMap:
    assets = pd.DataFrame(
        {"name": ["Mill Hall", "Inn", "Asha"], "kind": ["space", "exchange", "individual"]},
        index=["hall", "inn", "asha"],
    )
    return AssetMap.from_frames(assets=assets)


@pytest.fixture
def welcome() -> pd.DataFrame:
    """Of each asset, what somebody wrote about how one is received there."""
    return pd.DataFrame(
        {"asset_id": ["inn", "asha", "hall"], "says": ["Warmly.", "With tea.", "By a ramp."]}
    )


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> Finding:
    """A finding that the library has not: put into the two tables, and nowhere else."""

    def protect(m: AssetMap, *, welcome: pd.DataFrame, admission: Admission) -> Protected:
        is_shown = welcome["asset_id"].isin(admission.assets.index)
        gone = {"welcomes of who is not shown": int((~is_shown).sum())}
        return Protected(welcome[is_shown], gone)

    def number(welcome: pd.DataFrame, numbers: Any) -> pd.DataFrame:
        asset = numbers.of(welcome["asset_id"], "asset")
        return pd.DataFrame({"asset": asset, "says": welcome["says"]}).reset_index(drop=True)

    def encode(welcome: pd.DataFrame | None) -> dict[str, Any] | None:
        if welcome is None or welcome.empty:
            return None
        asset = welcome["asset"].astype(int).tolist()
        return {"n": len(welcome), "asset": asset} | encode_sentences(welcome)

    finding = Finding(
        name="welcome",
        maker="find_links",
        help="How one is received.",
        columns=("asset_id", "says"),
        protect=protect,
        number=number,
        layers=(PageLayer("welcome", "welcome"),),
        is_open=True,
        asked=PageQuestion(says="asking how one is received", is_open=True),
    )
    monkeypatch.setitem(FINDINGS, "welcome", finding)
    monkeypatch.setitem(ENCODERS, "welcome", encode)
    return finding


def draw(m: AssetMap, **found: Any) -> am.maps.DrawnMap:
    return am.draw_map(m, **found)


def test_a_row_of_the_table_reaches_the_publication_the_manifest_and_the_page(
    made_up: Finding, m: AssetMap, welcome: pd.DataFrame
) -> None:
    drawn = draw(m, welcome=welcome)
    # Asha did not agree to be named; the hall and the inn are assets 0 and 1.
    assert drawn.spec.data["welcome"] == {
        "n": 2,
        "asset": [1, 0],
        "says": ["Warmly.", "By a ramp."],
    }
    assert drawn.manifest.withheld["welcomes of who is not shown"] == 1
    assert "With tea." not in drawn.to_html()
    team = draw(m, audience="team", welcome=welcome)
    assert team.spec.data["welcome"]["n"] == 3
    assert "welcome" not in draw(m).spec.data


def test_a_finding_that_is_not_open_is_the_teams_alone(
    made_up: Finding, m: AssetMap, welcome: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = {name: getattr(made_up, name) for name in inspect.signature(Finding).parameters}
    monkeypatch.setitem(FINDINGS, "welcome", Finding(**(closed | {"is_open": False})))
    given: Any = {"welcome": welcome}
    for audience in AUDIENCES:
        has_it = "welcome" in publish(m, audience=audience, **given).findings
        assert has_it is (audience == "team")


def test_a_frame_of_another_function_is_refused_by_the_columns_of_the_row(
    made_up: Finding, m: AssetMap, welcome: pd.DataFrame
) -> None:
    with pytest.raises(am.errors.TableError, match="goes to `welcome`"):
        draw(m, gaps=welcome)
    with pytest.raises(am.errors.TableError, match="'says'"):
        draw(m, welcome=welcome[["asset_id"]])


def test_the_command_line_asks_what_the_table_says(
    made_up: Finding, m: AssetMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}
    for name in [finding.maker for finding in FINDINGS.values()]:
        monkeypatch.setattr(
            am, name, lambda m, name=name, **more: asked.setdefault(name, more), raising=False
        )
    for audience in ("public", "team"):
        steps: Any = Silent()
        given = {"within_min": 20, "by": "themes", "categories": ["food"]}
        counted = count_for(m, admit(m, audience=audience))
        found = find_for_page(m, counted, AUDIENCES[audience], given, steps)
        assert steps.said == list_steps(AUDIENCES[audience])
        is_team = audience == "team"
        expected = ["gaps", "links", "champions", "welcome"]
        alone = ["missing", "fragility", "safeguards", "introductions"]
        expected += alone if is_team else []
        assert [name for name in found if name in {*expected, *alone}] == expected
        assert asked.pop("find_gaps") == given | {"individuals": is_team}
        assert asked.pop("find_champions") == {"replicates": 0}
        assert asked.pop("find_fragility", {"with_distances": False}) == {"with_distances": False}
        assert not any(asked.values())


@pytest.mark.parametrize(
    ("word", "says"),
    [
        ("gap", "Did you mean 'gaps'? Known: gaps, sites, links, "),
        ("champion", "Did you mean 'champions'? Known: "),
        ("audence", "Did you mean 'audience'? Known: "),
        ("horoscope", "argument 'horoscope'. Known: gaps, "),
    ],
)
@pytest.mark.parametrize("function", [am.draw_map, publish])
def test_a_word_that_is_no_finding_is_refused_with_the_nearest(
    function: Any, word: str, says: str, m: AssetMap
) -> None:
    with pytest.raises(TypeError, match=rf"^{function.__name__}\(\) got an unexpected") as caught:
        function(m, **{word: None})
    assert says in str(caught.value)
    own = ["simplify_m", "title"] if function is am.draw_map else []
    known = [*FINDINGS, "audience", "rules", *own]
    assert str(caught.value).endswith(f" Known: {', '.join(known)}.")


@pytest.mark.parametrize("function", [am.draw_map, publish])
def test_each_finding_is_shown_and_explained_among_the_keywords(function: Any) -> None:
    parameters = inspect.signature(function).parameters
    assert [name for name in parameters if name in FINDINGS] == list(FINDINGS)
    assert all(parameters[name].default is None for name in FINDINGS)
    text = inspect.getdoc(function) or ""
    assert "**found" not in text
    assert "\n\nReturns\n-------\n" in text
    for name, finding in FINDINGS.items():
        entry = text.partition(f"\n{name}\n    ")[2].partition("\n\n")[0]
        assert " ".join(entry.split()).startswith(finding.help)


def test_the_rows_fit_together() -> None:
    assert list(FINDINGS) == list(FoundFrames.__annotations__)
    layers = [layer for finding in FINDINGS.values() for layer in finding.layers]
    assert {layer.encoder for layer in layers} == set(ENCODERS)
    assert len({layer.key for layer in layers}) == len(layers)
    for name, finding in FINDINGS.items():
        assert finding.name == name
        assert attrgetter(finding.maker)(am)
        options = (
            set(finding.asked.options) | set(finding.asked.settings) if finding.asked else set()
        )
        assert options <= set(inspect.signature(attrgetter(finding.maker)(am)).parameters)
        assert options <= set(PARAMETERS)


def test_every_script_is_on_the_page() -> None:
    folder = resources.files("assetmap.maps") / "static"
    scripts = {path.name for path in folder.iterdir() if path.name.endswith(".js")}
    assert scripts == set(SCRIPTS)
    assert len(SCRIPTS) == len(scripts)
