"""The closed vocabularies: kinds, roles, ties, consent, status, precision.

The words are defined once, here; tables and messages use them. How a tie reads on the
page stands in ``maps/static/popups.js``, and a test holds it to these.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "FIVE_KINDS",
    "SECTORS",
    "TIES_THAT_COUNT",
    "AssetKind",
    "HeardKind",
    "Precision",
    "Purpose",
    "Role",
    "SayAgain",
    "Status",
    "TieKind",
]


class AssetKind(StrEnum):
    """What a community can build on: six kinds.

    McKnight's five kinds are the first five (`FIVE_KINDS`); UK practice adds
    culture, the stories and identity of a place.
    """

    INDIVIDUAL = "individual"
    ASSOCIATION = "association"
    INSTITUTION = "institution"
    SPACE = "space"
    EXCHANGE = "exchange"
    CULTURE = "culture"


FIVE_KINDS: tuple[AssetKind, ...] = tuple(AssetKind)[:5]
SECTORS = (
    "arts and culture", "business", "care", "children and families", "education", "environment",
    "faith", "food", "health", "housing", "justice", "local government", "planning", "sport",
    "transport", "voluntary", "youth",
)  # fmt: skip
"""What part of public life something is of; a project file may list others."""


class Role(StrEnum):
    """What a person is to others; four roles that are kept apart.

    A *connector* is a resident who brings others together, usually without a
    title. A *champion* is a volunteer trusted by a stated group. A *community
    builder* is paid to find connectors. A *leader* sets direction.
    """

    CONNECTOR = "connector"
    CHAMPION = "champion"
    COMMUNITY_BUILDER = "community_builder"
    LEADER = "leader"


class TieKind(StrEnum):
    """What joins two assets, read from source to target."""

    MEMBER_OF = "member_of"
    VOLUNTEERS_AT = "volunteers_at"
    WORKS_AT = "works_at"
    RUNS = "runs"
    OWNS = "owns"
    MEETS_AT = "meets_at"
    USES = "uses"
    SUPPORTS = "supports"
    PARTNERS_WITH = "partners_with"
    FUNDS = "funds"
    REFERS_TO = "refers_to"
    KNOWS = "knows"
    NOMINATES = "nominates"
    PART_OF = "part_of"
    SITS_ON = "sits_on"
    BEGAN = "began"
    TRAINED_BY = "trained_by"
    OTHER = "other"


TIES_THAT_COUNT = tuple(str(kind) for kind in TieKind if kind is not TieKind.NOMINATES)
"""Every kind of tie but nominations, which are what people say of others."""


class Purpose(StrEnum):
    """What a person agreed to; consent is per person *and* purpose."""

    STORE = "store"
    SHARE_WITH_PARTNERS = "share_with_partners"
    PUBLISH_NAME = "publish_name"
    PUBLISH_ROLE = "publish_role"
    PUBLISH_PLACE = "publish_place"
    PUBLISH_CONTACT = "publish_contact"
    PUBLISH_GIFTS = "publish_gifts"
    INTRODUCE = "introduce"


class HeardKind(StrEnum):
    """What somebody said in a conversation was."""

    GIFT = "gift"
    CARE = "care"
    WISH = "wish"
    WORRY = "worry"
    BARRIER = "barrier"
    STORY = "story"
    IDEA = "idea"


class SayAgain(StrEnum):
    """To whom what was heard may be said again; to nobody where it does not say."""

    PUBLIC = "public"
    GROUP = "group"
    NEVER = "never"


class Status(StrEnum):
    """Whether an asset is still there."""

    ACTIVE = "active"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Precision(StrEnum):
    """How exactly a location is known.

    ``exact``: a surveyed or published coordinate. ``postcode``: the middle of
    a postcode. ``place``: only the place is known. ``none``: no location.
    """

    EXACT = "exact"
    POSTCODE = "postcode"
    PLACE = "place"
    NONE = "none"
