"""Which columns a file may bring, and the headers by which they are known.

The headers are used only where a project file (or a single spreadsheet) does
not say which column is which.
"""

from __future__ import annotations

from collections.abc import Mapping

from assetmap.model import COUNTRIES, GB, Country

__all__ = [
    "ASSET_INPUTS",
    "CONSENT_INPUTS",
    "EFFORT_INPUTS",
    "FIRST_NAMES",
    "HEADS_OF_WORDS",
    "MIDDLE_NAMES",
    "PERSON_TITLES",
    "PLAIN_AXES",
    "SURNAMES",
    "TIE_INPUTS",
    "WORDS_INPUTS",
    "Inputs",
    "with_levels",
]

Inputs = Mapping[str, tuple[str, ...]]
"""Our name → folded headers that mean it, the most telling first."""
ASSET_INPUTS: Inputs = {
    "id": ("id", "asset id", "ref", "reference"),
    "name": ("name", "asset name", "full name", "name of group", "group name", "organisation name",
             "name of organisation", "organisation", "asset", "group", "label", "title"),
    "aliases": ("aliases", "alias", "also known as", "aka", "other names", "other name",
                "former name", "former names", "previous name", "previous names"),
    "kind": ("kind", "asset kind", "type", "asset type", "category"),
    "themes": ("themes", "theme", "tags", "topics"),
    "roles": ("roles", "role"),
    "offers": ("offers", "offer", "can offer", "gifts", "what they offer", "what we offer",
               "skills"),
    "wants": ("wants", "want", "looking for", "needs", "what they want", "what we want",
              "would like", "would welcome"),
    "head": ("head",),
    "hands": ("hands",),
    "heart": ("heart",),
    "description": ("description", "story", "about", "details"),
    "place": ("place", "place id", "place name"),
    "lon": ("lon", "long", "lng", "longitude"),
    "lat": ("lat", "latitude"),
    "easting": ("easting", "eastings", "x coordinate"),
    "northing": ("northing", "northings", "y coordinate"),
    "coordinates": ("coordinates", "lat lon", "lat long", "lat lng", "latlng", "gps",
                    "geo point 2d", "geo point", "geopoint", "geolocation", "geoshape", "location"),
    "postcode": ("postcode", "post code", "postal code"),
    "geometry": ("geometry", "wkt", "geom", "the geom", "geojson", "geo shape", "ewkt", "wkb"),
    "precision": ("precision",),
    "active_in": ("active in", "works in", "areas served"),
    "capacity": ("capacity",),
    "status": ("status",),
    "website": ("website", "web site", "web", "url"),
    "address": ("address",),
    "contact_name": ("contact name", "contact", "contact person"),
    "email": ("email", "e mail", "email address"),
    "phone": ("phone", "telephone", "tel", "phone number"),
    "first_seen": ("first seen", "date added", "added"),
    "verified_on": ("verified on", "last verified", "last confirmed", "last checked", "verified"),
    "sensitive_location": ("sensitive location", "sensitive"),
}  # fmt: skip
TIE_INPUTS: Inputs = {
    "id": ("id", "tie id"),
    "source": ("source", "from", "from id", "source id"),
    "target": ("target", "to", "to id", "target id"),
    "kind": ("kind", "tie", "type", "relation", "relationship"),
    "strength": ("strength", "weight"),
    "since": ("since", "start", "from date"),
    "until": ("until", "end", "to date"),
}
CONSENT_INPUTS: Inputs = {
    "id": ("id", "consent id"),
    "person": ("person", "asset id", "person id", "name", "who"),
    "purpose": ("purpose", "purposes", "agreed to", "consent to", "consents to"),
    "agreed": ("agreed", "agrees", "agree", "consented", "yes or no"),
    "given_on": ("given on", "given", "date given", "agreed on", "date agreed", "consented on",
                 "consent date", "date of consent", "date"),
    "how": ("how",),
    "notice_version": ("notice version", "notice"),
    "recorded_by": ("recorded by",),
    "expires_on": ("expires on", "expires", "expiry", "expiry date", "valid until", "valid to",
                   "until", "ends on", "end date"),
    "withdrawn_on": ("withdrawn on", "withdrawn", "withdrawn on date", "withdrawal",
                     "date withdrawn", "withdrawal date", "consent withdrawn", "taken back",
                     "taken back on", "revoked", "revoked on", "date revoked", "opted out",
                     "opted out on", "opt out", "opt out date", "cancelled", "cancelled on",
                     "unsubscribed"),
}  # fmt: skip
EFFORT_INPUTS: Inputs = {
    "id": ("id", "effort id"),
    "place": ("place", "place id", "place name", "where"),
    "kind": ("kind", "asset kind", "type", "asset type", "category"),
    "conversations": ("conversations", "conversations held", "talks", "interviews"),
    "walks": ("walks", "walkabouts"),
    "lists_checked": ("lists checked", "lists", "directories checked"),
    "on": ("on", "date", "day", "when"),
    "notes": ("notes", "note", "comments"),
}  # fmt: skip


def with_levels(inputs: Inputs, country: Country) -> Inputs:
    """Let a column of places be headed by the country's words for their levels as well."""
    if "place" not in inputs:
        return inputs
    first, last = inputs["place"][:3], inputs["place"][3:]
    return {**inputs, "place": (*first, *country.levels, *last)}


HEADS_OF_WORDS = frozenset({"location"})
"""Headers under which people write an address or a name as often as coordinates."""
PLAIN_AXES = {"easting": "x", "northing": "y"}
"""Headers of coordinates that mean it only together, where no others do, and over numbers."""
WORDS_INPUTS = frozenset(
    {
        "aliases",
        "themes",
        "roles",
        "offers",
        "wants",
        "head",
        "hands",
        "heart",
        "active_in",
        "purpose",
    }
)
"""Inputs whose cells hold several words."""
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
