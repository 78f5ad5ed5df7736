"""Columns of assets known by what is in them, where their headings are none that we know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set

from assetmap.gather.column_profile import (
    MOSTLY,
    OFTEN,
    WEB,
    ColumnProfile,
    find_point,
    split_head,
)
from assetmap.gather.inputs import OF_ANSWER, OF_RESPONDENT
from assetmap.gather.kind_rules import PUBLISHERS, KindRules
from assetmap.gather.locating import holds_points
from assetmap.gather.tidy import Cells
from assetmap.gather.values import to_member
from assetmap.model import GB, IDENTIFIER, SECTORS, AssetKind, Country
from assetmap.tables import ASSETS, Column, fold

__all__ = [
    "guess_columns",
    "is_name_of_group",
    "is_name_of_person",
    "is_name_of_respondent",
    "let_go",
]

_FEW_LOOKED_AT = 100
"""Different cells from which a column of points is known."""
_SHARED_NAME, _FEW_ROWS = 0.3, 5
"""Share of different values up to which, of more rows than these, a column names something else."""
_OF_OTHERS = frozenset(
    """
    first last middle given family user file street road area ward district region county town
    village lad la local authority place parent country clip lsoa msoa council contact person
    manager owner provider organisation trust city state locality dist level layer field sheet
    constituency parish submitted creator editor your my respondent keyholder guardian clerk
    """.split()  # noqa: SIM905 - as many words as this read better in lines
)
"""Words before "name" in a heading that is not about the row itself."""
_NAMES = ("location", "venue", "site", "facility", "premises", "building", "establishment",
          "trading name", "project", "activity name", "service", "scheme", "title", "who", "what",
          "elements", "element", "place", "stop", "space")  # fmt: skip
_TYPES = frozenset(
    """
    type types category categories class kind subtype phase sort designation denomination
    sector subject matter business sport cuisine use function heading
    """.split()  # noqa: SIM905 - as many words as this read better in lines
)
"""Last words of headings over columns that sort their rows."""
_NO_TYPES = frozenset(
    """
    id code number ref price ticket room street road payment currency governance
    funding ownership income size accreditation admission gender legal admin area provenance
    membership form source
    """.split()  # noqa: SIM905 - as many words as this read better in lines
)
_ADDRESS = re.compile(
    r"^(?:(?:street|full|postal|venue|site|business|physical|provider|premises|registered|main|meeting"
    r"|location|organisation|trading|charity contact) )*(?:addr(?:ess)?)(?: ?line)? ?\d?$"
    r"|^(?:street|street name|road|town|city|locality|post town|house|building name"
    r"|street address)$"
)
_POSTCODE = re.compile(r"(?:^| )(?:post ?code|postal code|pcode|zip)s?$")
_NAME_OF = re.compile(
    r"(?:.* )?names? of (?:the |your |our |this )?"
    r"(?!contact|person|people|manager|owner|street|ward|parent|child|respondent)\w"
)
_CALLED = re.compile(r"what (?:is|s) (?:the|your|our|this) (?!name)(?:\w+ ){1,3}called$")
_OF_RESPONDENT = re.compile(r"(?:what (?:is|s) )?(?:your|my) (?:own |full |first )*name$")
"""A question of a form about whoever answers it."""
_KEYS = ("landuse", "natural", "historic", "tourism", "emergency", "craft", "office", "healthcare",
         "club", "leisure", "shop", "amenity")  # fmt: skip
"""The keys of OpenStreetMap that sort things, the most telling last; of each thing one is given."""
_FEWEST_KEYS = 2
_HEAD_OF_POINT = re.compile(
    r"\b(?:grid|ngr|osgr|os|map ref\w*|coord\w*|geo\w*|lat\w*|lon\w*|lng|location|point|gps)\b"
)
_TYPE_OF = re.compile(r"^(?:type|category|kind|class) of ")


def let_go(
    columns: Mapping[str, Cells], found: Mapping[str, tuple[str, ...]], *, stated: Set[str]
) -> dict[str, tuple[str, ...]]:
    """
    Leave out columns that only their heading made ours, and whose cells are something else.

    Words of a closed list of ours of which none is there, a sector that no list has,
    identifiers that name no register, themes that are codes or addresses on the web, a
    name that most rows share.

    ``stated`` are those of ours that somebody named.
    """
    kept = dict(found)
    known = {column.name: column for column in ASSETS.columns}
    for ours, heads in found.items():
        if ours in stated or len(heads) != 1 or ours not in known:
            continue
        profile = ColumnProfile(heads[0], columns[heads[0]])
        if profile.different and not _may_be(profile, known[ours]):
            del kept[ours]
    return kept


def _may_be(profile: ColumnProfile, column: Column) -> bool:
    """Tell whether cells are what a column of ours holds."""
    if column.name == "kind":
        return True
    if (vocabulary := column.vocabulary) is not None:
        return any(to_member(word, vocabulary) for word in profile.single_words)
    if column.name == "sector":
        listed = {fold(word) for word in SECTORS}
        known = [fold(word) in listed for word in profile.single_words]
        return sum(known) >= OFTEN * len(known)
    if column.name == "identifiers":
        return profile.share(re.compile(IDENTIFIER)) > 0
    if column.name == "themes":
        return profile.is_text
    if column.name == "name":
        return profile.variety > _SHARED_NAME or profile.size <= _FEW_ROWS
    return True


def guess_columns(
    columns: Mapping[str, Cells],
    found: Mapping[str, tuple[str, ...]],
    *,
    rules: KindRules,
    country: Country = GB,
    of_people: bool = False,
) -> dict[str, tuple[str, ...]]:
    """
    Find columns of ours among those that no known heading names.

    Parameters
    ----------
    columns
        Heading → tidied cells.
    found
        Our name → headings that were known.
    rules
        The words that say a kind.
    country
        How its postcodes are written.
    of_people
        Whether the rows are people, each with a name, and not what they belong to.

    Returns
    -------
    guessed
        Our name → headings, of what was not found before.
    """
    left = _Left(columns, found)
    if not {"lon", "lat", "easting", "coordinates", "geometry"} & found.keys():
        free = {p.head: columns[p.head] for p in left.free}
        for ours, head in (find_point(free) or _find_both(left.free, country)).items():
            left.take(ours, [p for p in left.free if p.head == head])
    written = re.compile(rf"(?i)(?:{country.postcode})$")
    left.take("postcode", [p for p in left.free if _is_postcode(p, written)][:1])
    left.take("website", [p for p in left.free if p.share(WEB) >= MOSTLY][:1])
    left.take("address", [p for p in left.free if _ADDRESS.match(p.words) and p.is_text])
    streets = [*found.get("address", ()), *left.guessed.get("address", ())]
    if "name" not in found:
        left.take("name", _find_name(left.free, streets, columns, rules, of_people=of_people))
    left.take("contact_name", [p for p in left.free if _OF_RESPONDENT.match(p.words)][:1])
    left.take("kind", _find_keys(left.free) or _find_types(left.free, rules)[:1])
    left.take("themes", _find_types(left.free, rules)[:1])
    return left.guessed


class _Left:
    """The columns that are nothing of ours yet, and what was found among them."""

    def __init__(self, columns: Mapping[str, Cells], found: Mapping[str, tuple[str, ...]]) -> None:
        taken = {head for heads in found.values() for head in heads}
        taken |= {head for head in columns if head.endswith((OF_ANSWER, OF_RESPONDENT))}
        self._found = found
        self.free = [ColumnProfile(head, columns[head]) for head in columns if head not in taken]
        self.guessed: dict[str, tuple[str, ...]] = {}

    def take(self, ours: str, profiles: Iterable[ColumnProfile]) -> None:
        """Take columns for one of ours, unless it was found already."""
        heads = tuple(profile.head for profile in profiles)
        if heads and ours not in self._found:
            self.guessed[ours] = heads
            self.free = [profile for profile in self.free if profile.head not in heads]


def _is_postcode(profile: ColumnProfile, written: re.Pattern[str]) -> bool:
    is_headed = _POSTCODE.search(profile.words) is not None
    return profile.share(written, packed=True) >= (OFTEN if is_headed else MOSTLY)


def is_name_of_group(head: str) -> bool:
    """
    Tell a heading that asks for the name of a group, or of whatever a row is.

    Examples
    --------
    >>> [is_name_of_group(head) for head in ("What is the name of your group?", "Your name")]
    [True, False]
    """
    words = split_head(head)
    return any(asks.match(words) for asks in (_NAME_OF, _CALLED))


def is_name_of_person(head: str, rules: KindRules) -> bool:
    """
    Tell a heading that is a word for a person, with or without "name".

    Examples
    --------
    >>> [is_name_of_person(head, KindRules({})) for head in ("Trustee name", "Volunteer", "Club")]
    [True, True, False]
    """
    rule = rules.match_whole(split_head(head).removesuffix(" name"))
    return rule is not None and rule.kind is AssetKind.INDIVIDUAL


def is_name_of_respondent(head: str) -> bool:
    """
    Tell a heading that asks people for their own name.

    Examples
    --------
    >>> [is_name_of_respondent(head) for head in ("What is your name?", "Name of your club")]
    [True, False]
    """
    return _OF_RESPONDENT.match(split_head(head)) is not None


def _share_of_points(profile: ColumnProfile, country: Country) -> float:
    """Give the share of its different cells that are a grid reference, or both coordinates."""
    different = profile.different[:_FEW_LOOKED_AT]
    return sum(holds_points(text, country) for text in different) / max(len(different), 1)


def _find_both(free: list[ColumnProfile], country: Country) -> dict[str, str]:
    """Find coordinates that stand together in one column, by its heading and its cells."""
    pairs = (p for p in free if _HEAD_OF_POINT.search(p.words))
    both = next((p for p in pairs if _share_of_points(p, country) >= MOSTLY), None)
    return {} if both is None else {"coordinates": both.head}


def _find_name(
    free: list[ColumnProfile],
    streets: list[str],
    columns: Mapping[str, Cells],
    rules: KindRules,
    *,
    of_people: bool,
) -> list[ColumnProfile]:
    """Find the column that names the rows: by its heading, else the first of different texts."""
    texts = [p for p in free if p.is_text and p.is_short]
    asked = [p for p in texts if is_name_of_group(p.head)]
    named = [p for p in texts if p.last == "name" and not _is_of_others(p)]
    often = [p for p in texts if p.variety >= OFTEN]
    bodies = {p.head: kind for p in often if (kind := _kind_of_heading(p, rules)) is not None}
    groups = [p for p in often if bodies.get(p.head) is AssetKind.ASSOCIATION]
    listed = [p for p in often if p.head in bodies]
    listed += [p for head in _NAMES for p in often if head in {p.words, p.last}]
    respondents = [p for p in texts if is_name_of_respondent(p.head)]
    varied = [p for p in texts if p.variety >= MOSTLY and p.filled >= MOSTLY]
    order: tuple[list[ColumnProfile], ...] = (asked, groups, named, listed, respondents, varied)
    if of_people:
        people = [p for p in texts if is_name_of_person(p.head, rules)]
        order = (people, respondents, named, varied, listed)
    for candidates in order:
        best = sorted(candidates, key=lambda p: -p.variety * p.filled)
        if best:
            return best[:1]
    addresses = [ColumnProfile(head, columns[head]) for head in streets]
    return [p for p in addresses if p.variety >= OFTEN][:1]


def _kind_of_heading(profile: ColumnProfile, rules: KindRules) -> AssetKind | None:
    """Give the kind of body that a heading is the word for: "Club", and not "Sport" or "Trust"."""
    if profile.last in PUBLISHERS or profile.words in _NAMES or _is_headed_as_type(profile):
        return None
    rule = rules.match_whole(profile.words)
    return None if rule is None or rule.kind is AssetKind.INDIVIDUAL else rule.kind


def _is_of_others(profile: ColumnProfile) -> bool:
    """Tell a heading such as "ward name", which is about something else than the row."""
    before = profile.words.split()[:-1]
    return bool(before) and before[-1] in _OF_OTHERS


def _find_keys(free: list[ColumnProfile]) -> list[ColumnProfile]:
    """Find the keys of OpenStreetMap: each thing has its sort under one of several."""
    found = [p for key in _KEYS for p in free if p.words == key and p.different]
    is_of_osm = len(found) >= _FEWEST_KEYS or any(p.words == _KEYS[-1] for p in found)
    return found if is_of_osm else []


def _find_types(free: list[ColumnProfile], rules: KindRules) -> list[ColumnProfile]:
    """Find the columns whose words sort the rows, those first that say most of their kind."""
    sorting = [p for p in free if _is_headed_as_type(p) and p.is_text and p.is_sorting]
    return sorted(sorting, key=lambda p: -_share_known(p, rules))


def _is_headed_as_type(profile: ColumnProfile) -> bool:
    """Tell a heading such as "facility type" or "type of venue", and not "room type"."""
    is_type = profile.last in _TYPES or _TYPE_OF.match(profile.words) is not None
    return is_type and not set(profile.words.split()) & _NO_TYPES


def _share_known(profile: ColumnProfile, rules: KindRules) -> float:
    """Give the share of its different words that say a kind."""
    known = [bool(to_member(text, AssetKind) or rules.match(text)) for text in profile.different]
    return sum(known) / max(len(known), 1)
