"""Which columns a file may bring, and the headers by which they are known.

The headers are used only where a project file (or a single spreadsheet) does
not say which column is which.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assetmap.model import COUNTRIES, GB, Country
from assetmap.tables import ASSETS, CHECKS, CONSENTS, EFFORT, ORIGINS, RECORDS, TIES, TableSpec

__all__ = [
    "ASSET_INPUTS",
    "CHECK_INPUTS",
    "CONSENT_INPUTS",
    "EFFORT_INPUTS",
    "FIRST_NAMES",
    "HEADS_OF_WORDS",
    "MIDDLE_NAMES",
    "OF_ANSWER",
    "OF_RESPONDENT",
    "ORIGIN_INPUTS",
    "PERSON_TITLES",
    "PLAIN_AXES",
    "PLAIN_LISTS",
    "RECORD_INPUTS",
    "SURNAMES",
    "TIE_INPUTS",
    "WORDS_INPUTS",
    "Inputs",
    "input_of",
    "with_levels",
]

Inputs = Mapping[str, tuple[str, ...]]
"""Our name → folded headers that mean it, the most telling first."""
_READ_AS = {"place_id": "place", "asset_id": "person"}
"""Columns of ids, which files write as names too."""


def _read_as(column: str) -> str:
    return _READ_AS.get(column, column)


def _list_inputs(
    spec: TableSpec,
    own: Inputs,
    named: Callable[[str], str] = _read_as,
    /,
    **more: tuple[str, ...],
) -> Inputs:
    """List what a file may bring of a table: its columns, its id, and what is made into others."""
    columns = {named(column.name): column.headers for column in spec.columns if column.headers}
    return {**own, **columns, **more}


ASSET_INPUTS = _list_inputs(
    ASSETS,
    {"id": ("id", "asset id", "ref", "reference")},
    lon=("lon", "long", "lng", "longitude"),
    lat=("lat", "latitude"),
    easting=("easting", "eastings", "x coordinate"),
    northing=("northing", "northings", "y coordinate"),
    coordinates=("coordinates", "lat lon", "lat long", "lat lng", "latlng", "gps",
                 "geo point 2d", "geo point", "geopoint", "geolocation", "geoshape",
                 "gps coordinates", "gps location", "map coordinates", "lat lng coordinates",
                 "grid ref", "grid reference", "os grid ref", "os grid reference", "ngr",
                 "map reference", "map ref", "location"),
    since=("since", "opened", "open since", "date opened", "year opened", "opened on",
           "opening date", "founded", "date founded", "year founded", "established",
           "date established", "year established"),
    until=("until", "date closed", "year closed", "closed on", "closing date", "closed date",
           "date ended", "year ended"),
)  # fmt: skip
TIE_INPUTS = _list_inputs(TIES, {"id": ("id", "tie id")})
CONSENT_INPUTS = _list_inputs(
    CONSENTS,
    {"id": ("id", "consent id")},
    agreed=("agreed", "agrees", "agree", "consented", "yes or no"),
)
EFFORT_INPUTS = _list_inputs(EFFORT, {"id": ("id", "effort id")})
CHECK_INPUTS: Inputs = {column.name: column.headers for column in CHECKS.columns}
ORIGIN_INPUTS = _list_inputs(
    ORIGINS,
    {"id": ("id", "origin id")},
    **{name: ASSET_INPUTS[name] for name in ("lon", "lat", "easting", "northing", "coordinates")},
    postcode=("postcode", "post code"),
    geometry=("geometry", "wkt", "geom"),
)


def input_of(column: str) -> str:
    """
    Name a column of ids as files do, which write names under it as well.

    Examples
    --------
    >>> input_of("recipient_id"), input_of("listener_ids"), input_of("amount")
    ('recipient', 'listeners', 'amount')
    """
    name = column.removesuffix("_ids")
    if name == column:
        return column.removesuffix("_id")
    return name if column in _ALREADY_MANY else f"{name}s"


_ALREADY_MANY = {"came_ids", "ran_ids", "trained_ids", "decided_by_ids", "heard_ids"}
RECORD_INPUTS: Mapping[str, Inputs] = {
    spec.name: _list_inputs(
        spec,
        {"id": ("id", spec.index.replace("_", " "), "ref", "reference")},
        input_of,
    )
    for spec in RECORDS.values()
}
"""By name of the records, which columns a file may bring of each."""


def with_levels(inputs: Inputs, country: Country) -> Inputs:
    """Let a column of places be headed by the country's words for their levels as well."""
    if "place" not in inputs:
        return inputs
    first, last = inputs["place"][:3], inputs["place"][3:]
    return {**inputs, "place": (*first, *country.levels, *last)}


OF_RESPONDENT = "(of whoever filled in the form)"
OF_ANSWER = "(of the answer)"
"""How headings end of columns that tell nothing of what the row is about."""
HEADS_OF_WORDS = frozenset({"location"})
"""Headers under which people write an address or a name as often as coordinates."""
PLAIN_AXES = {"easting": "x", "northing": "y"}
"""Headers of coordinates that mean it only together, where no others do, and over numbers."""
WORDS_INPUTS = frozenset(
    {column.name for spec in (ASSETS, TIES) for column in spec.columns if column.holds == "words"}
    | {input_of(column.name) for spec in RECORDS.values() for column in spec.columns
       if column.holds == "words"}
    | {"purpose"}
)  # fmt: skip
"""Inputs whose cells hold several words."""
PLAIN_LISTS = frozenset(column.name for column in ASSETS.columns if column.is_plain_list)
"""Those of them whose words hold no comma: it always parts them."""
FIRST_NAMES = ("first name", "firstname", "first names", "forename", "forenames", "given name",
               "given names", "christian name", "preferred name", "first", "given")  # fmt: skip
SURNAMES = ("surname", "last name", "lastname", "family name", "second name", "last", "family")
MIDDLE_NAMES = ("middle name", "middle names", "initial", "initials")
PERSON_TITLES = frozenset({"title", "salutation", "honorific", "label"})
"""Headers over Mrs and Mr; over a name only where nothing else is one."""
VOCABULARIES = tuple(
    frozenset(head for heads in with_levels(inputs, GB).values() for head in heads)
    for inputs in (ASSET_INPUTS, TIE_INPUTS, CONSENT_INPUTS, EFFORT_INPUTS)
)
"""All headers that are known of each kind of records."""
HEADER_WORDS = frozenset[str]().union(
    *VOCABULARIES,
    *(country.levels for country in COUNTRIES.values()),
    {"mobile", "landline", "surname", "first name", "last name", "forename", "full name",
     "job title", "position", "keyholder", "key holder", "hours", "opening hours", "time",
     "times", "days", "month", "year", "cost", "price", "fee", "amount", "number", "no",
     "quantity", "venue", "room", "town", "county", "street", "house", "age", "gender", "sex",
     "date of birth", "dob", "availability", "available", "languages", "next of kin",
     "emergency contact", "e mail address", "contact number", "contact details",
     "home address", "post code", "revoked", "agreed", "signed", "code", "lsoa",
     "population", "residents", "volunteer", "volunteers", "trustee", "trustees", "member",
     "members", "staff", "officer", "committee", "committee member", "secretary", "treasurer",
     "chair", "chairperson", "caretaker", "warden", "hirer", "bookings", "rota", "shift", "slot",
     "session", "dbs", "dbs date", "relationship", "responsibility", "duty", "duties", "post",
     "role held", "initials", "forenames", "christian name", "given name", "family name",
     "middle name", "from", "to", "start", "start time", "end time", "notes", "comments"},
)  # fmt: skip
"""Words that head columns, ours and those of other lists that stand on the same sheet."""
LAST_WORDS = frozenset({"phone", "telephone", "tel", "mobile", "email", "address", "postcode",
                        "name", "number", "holder", "hours", "date"})  # fmt: skip
"""Headers of several words often end in one of these."""
