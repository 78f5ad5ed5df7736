"""Records whose location may be a secret, until somebody says that it is none.

Where a refuge is may cost a life. A record whose words suggest one is asked
about, and counts as secret until somebody has answered.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from assetmap.model import AssetKind
from assetmap.tables.folding import WORDS_APART, squeeze_all
from assetmap.tables.shapes import replace_column
from assetmap.typing import Flags

__all__ = ["SECRET_NAMES", "SECRET_WORDS", "ask_for_secrets", "find_asked", "suggests_secret"]


_NO_HOME = (
    "wildlife", "animal", "bird", "bat", "hedgehog", "donkey", "cat", "dog", "horse", "pony",
    "nature", "otter", "marine", "fish", "pedestrian", "traffic", "crossing", "mountain",
    "climbers", "took", "take", "taken", "taking", "takes", "seek", "seeks", "sought", "seeking",
)  # fmt: skip
"""Words before "refuge" that tell of another kind."""

_BEFORE = "".join(f"(?<! {word} )" for word in _NO_HOME)
_OF_HARM = r"(?:abuse|abused|violence|violent)"
_FLEEING = r"(?:without|free from|freedom from|fleeing|flee|fled|escape|escaping|survivors? of|victims? of)"  # noqa: E501

SECRET_WORDS: tuple[tuple[str, str], ...] = (
    ("refuge", rf" {_BEFORE}refuges?(?! (?:islands?|points?|areas?|stops?) )"),
    ("safe", r" safe ?(?:houses?|homes?|rooms?|accommodation|shelters?|lodgings?)"),
    ("safehouse", r" safehouses?"),
    ("women", r" wom[ae]ns? (?:s )?(?:aid|shelters?|hostels?)"),
    ("woman", r" womans? (?:s )?aid"),
    ("domestic", r" domestic (?:\w+ ){0,3}" + _OF_HARM),
    ("domestically", r" domestically (?:abused|violent)"),
    ("abuse", rf" {_FLEEING} (?:(?!substance|drug|alcohol|solvent|drink)\w+ ){{0,2}}abuse"),
    ("violence", rf" {_FLEEING} (?:\w+ ){{0,2}}violence"),
    ("violence", r" (?:family|intimate|partner|gender(?:ed)?|gender based|honou?r based|dating) "
                 r"(?:partner )?(?:based )?violence"),
    ("violence against", r" violence against (?:women|girls|men)"),
    ("abus", r" (?:abusive (?:relationships?|partners?|homes?|marriages?|ex)|partner abuse"
             r"|abuse (?:survivors?|victims?)|abused (?:women|men|wives|mothers|partners))"),
    ("battered", r" battered (?:women|wives|partners)"),
    ("coercive", r" coercive (?:control|relationships?)"),
    ("sexual", r" sexual(?:ly)? (?:\w+ ){0,2}(?:violence|abuse|assaults?|exploitation|abused)"),
    ("rape", r" (?<! oilseed )(?<! oil seed )rapes?(?! (?:of|seed|oil|fields?) )"),
    ("honour", r" (?:so called )?honour (?:based )?(?:abuse|violence|crimes?|killings?)"),
    ("honor", r" (?:so called )?honor (?:based )?(?:abuse|violence|crimes?|killings?)"),
    ("forced marriage", r" forced marriages?"),
    ("mutilation", r" genital mutilation"),
    ("slavery", r" modern (?:day )?slavery"),
    ("traffick", r" (?:human|people|sex|child) trafficking| anti trafficking| trafficked"
                 r" (?:people|women|men|children|girls|boys|persons|victims?)"
                 r"| (?:victims?|survivors?) of trafficking"),
    ("witness protection", r" witness protection"),
    ("secret", r" (?:secret|confidential|undisclosed|hidden) (?:address|location)"),
    ("address", r" (?:address|location|whereabouts) (?:is |are |was )?(?:kept )?"
                r"(?:secret|confidential|undisclosed|withheld|private"
                r"|not (?:given|published|disclosed|shown|shared|public|made public))"),
    ("lloches", r" lloches"),
    ("cam drin", r" cam ?drin (?:domestig|ddomestig|rhywiol)"),
    ("fgm", r" fgm"), ("vawg", r" vawg"), ("idva", r" idvas?"), ("isva", r" isvas?"),
    ("dva", r" dva"),
    ("dv ", r" dv (?:support|services?|survivors?|victims?|workers?|advice|unit|team)"),
    ("sarc", r" sarc"),
)  # fmt: skip
"""What suggests a secret location in a name, a theme, an offer or a story.

Each is a piece of text that must be there and a pattern of whole words, both
of text without case, accents and punctuation.
"""

SECRET_NAMES: tuple[tuple[str, str], ...] = (
    ("help", r" help ?lines?"),
    ("hot", r" hot ?lines?"),
    ("line", r" (?:crisis|listening|advice|support) lines?"),
    ("children", r" childrens? homes?"),
    ("approved premises", r" approved premises"),
    ("hostel", r" (?:bail|probation) hostels?"),
    ("asylum", r" asylum (?:seekers? )?(?:hotels?|accommodation|housing|hostels?)"),
)
"""What suggests one in a name, a theme or an offer, but not in a story: many tell of a helpline."""

_NAMING = ("name", "themes", "offers")
_ANSWER, _UNANSWERED = "sensitive_location", "location_unanswered"


def suggests_secret(assets: pd.DataFrame) -> Flags:
    """
    Tell which records have words that suggest a refuge, a helpline or domestic abuse.

    Examples
    --------
    >>> assets = pd.DataFrame({"name": ["Hope House refuge", "Bus shelter", "Wildlife refuge"]})
    >>> suggests_secret(assets).tolist()
    [True, False, False]
    """
    is_suggestive = np.zeros(len(assets), dtype=bool)
    for name in (*_NAMING, "description"):
        if name not in assets:
            continue
        words = SECRET_WORDS if name == "description" else SECRET_WORDS + SECRET_NAMES
        is_suggestive |= _find_rows(assets[name], words)
    return is_suggestive


def _find_rows(column: pd.Series[Any], words: tuple[tuple[str, str], ...]) -> Flags:
    """Tell which cells of a column of text, or of words, suggest a secret."""
    codes, different = pd.factorize(column.to_numpy(dtype=object))
    texts = [cell if isinstance(cell, str) else WORDS_APART.join(cell) for cell in different]
    squeezed = squeeze_all(texts)
    found = np.zeros(len(texts) + 1, dtype=bool)  # the last stands for a blank cell, code -1
    for row, patterns in _find_candidates(squeezed, words).items():
        found[row] = any(re.search(f"(?:{pattern}) ", squeezed[row]) for pattern in patterns)
    return found[codes]


def _find_candidates(texts: list[str], words: tuple[tuple[str, str], ...]) -> dict[int, list[str]]:
    """List the few texts that hold a piece that is looked for, with the patterns to try there."""
    joined = "".join(texts)
    ends = np.cumsum([len(text) for text in texts])
    candidates: dict[int, list[str]] = {}
    for stem, pattern in words:
        at = joined.find(stem)
        while at >= 0:
            row = int(np.searchsorted(ends, at, side="right"))
            candidates.setdefault(row, []).append(pattern)
            at = joined.find(stem, int(ends[row]))
    return candidates


def without_answers(assets: pd.DataFrame) -> Flags:
    """Tell for which records nobody has said whether their location is secret."""
    if _ANSWER not in assets:
        return np.ones(len(assets), dtype=bool)
    return np.array(assets[_ANSWER].isna(), dtype=bool)


def find_asked(assets: pd.DataFrame, given: pd.DataFrame) -> Flags:
    """
    Tell which records are asked about: their words suggest a secret, and nobody has answered.

    People are not: they are shown by consent, and never at a point of their own.

    Parameters
    ----------
    assets
        The complete table.
    given
        The frame that it was made of, row by row, with answers that may be missing.
    """
    is_group = assets["kind"].to_numpy(dtype=object) != str(AssetKind.INDIVIDUAL)
    was_asked = np.zeros(len(assets), dtype=bool)
    if _UNANSWERED in given:  # a map that is made again
        was_asked = (assets[_UNANSWERED] & assets[_ANSWER]).to_numpy()
    is_open = without_answers(given)
    if is_open.all():
        is_open = suggests_secret(assets)
    elif is_open.any():
        is_open[is_open] = suggests_secret(assets[is_open])
    asked: Flags = is_group & (is_open | was_asked)
    return asked


def ask_for_secrets(table: pd.DataFrame, given: pd.DataFrame) -> None:
    """Hold as secret, until somebody has answered, where a record may be that suggests a refuge."""
    asked = find_asked(table, given)
    replace_column(table, "location_unanswered", asked)
    replace_column(table, "sensitive_location", table["sensitive_location"].to_numpy() | asked)
