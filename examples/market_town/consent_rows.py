"""Who agreed to what? The rows of the consents sheet, from a plan made person by person."""

from __future__ import annotations

from handwritten import draw, pick, split_words

__all__ = ["HEADER", "NAMED", "build_consent_rows"]

HEADER = [
    "Person",
    "Purpose",
    "Given",
    "How",
    "Notice version",
    "Recorded by",
    "Expires",
    "Withdrawn",
]

# May be named in public, and what else may be told of them.
NAMED = {
    "P03": "publish_role publish_place publish_gifts introduce",
    "P04": "publish_gifts",
    "P05": "publish_role publish_place publish_gifts introduce",
    "P08": "publish_role publish_place publish_gifts",
    "P10": "",
    "P13": "publish_role publish_place publish_contact introduce",
    "P17": "publish_role publish_gifts introduce",
    "P18": "publish_role publish_place",
    "P25": "publish_role publish_place publish_contact introduce",
    "P26": "publish_place",
    "P28": "publish_role publish_place introduce",
    "P30": "publish_gifts",
    "P34": "",
    "P35": "publish_role publish_place publish_gifts introduce",
    "P40": "publish_place",
    "P42": "publish_role publish_place",
    "P44": "publish_role publish_place publish_gifts introduce",
    "P48": "publish_role",
    "P50": "publish_place publish_gifts",
    "P54": "publish_role publish_place introduce",
    "P57": "publish_role publish_place publish_gifts introduce",
    "P62": "publish_place",
    "P64": "introduce",
}
WITHDRAWN = {"P11": "03/03/2026", "P31": "18/07/2026", "P46": "29/01/2026", "P60": "11/06/2026"}
EXPIRED = {"P07": "31/12/2024", "P21": "30/09/2025", "P38": "31/12/2025", "P52": "31/12/2025"}
# These agreed that the team may keep their record, and no more ...
STORE = split_words(
    "P01 P06 P09 P12 P14 P15 P20 P22 P23 P24 P27 P29 P32 P33 P36 P39 P43 P45 P47 P49 P51 P55 "
    "P56 P58 P61 P63",
    " ",
)
# ... except that these may be told of to partners, and introduced.
SHARED = {"P06", "P14", "P20", "P22", "P33", "P43", "P49", "P58"}
HOW = ("signed form", "signed form", "spoken, read back", "online form")


def _row(code: str, purpose: str, given: str, expires: str, withdrawn: str = "") -> list[str]:
    rng = draw("consent", code)
    how = pick(rng, HOW)
    recorded = pick(rng, ("Shabnam Iqbal", "Siobhan Keane", "library desk"))
    notice = "2024-09" if given.endswith(("2023", "2024")) else "2026-05"
    return [code, purpose, given, how, notice, recorded, expires, withdrawn]


def _given(code: str) -> str:
    rng = draw("given", code)
    if rng.random() < 0.4:
        return f"{1 + int(rng.random() * 28):02d}/{9 + int(rng.random() * 3):02d}/2024"
    return f"{1 + int(rng.random() * 28):02d}/{6 + int(rng.random() * 3):02d}/2026"


def _rows_of(code: str) -> list[list[str]]:
    given = _given(code)
    if code in NAMED:
        expires = "31/12/2036" if draw("expires", code).random() < 0.5 else ""
        purposes = ["store", "share_with_partners", "publish_name", *NAMED[code].split()]
        return [_row(code, purpose, given, expires) for purpose in purposes]
    if code in WITHDRAWN:
        return [
            _row(code, "store", "14/10/2024", ""),
            _row(code, "publish_name", "14/10/2024", "31/12/2036", WITHDRAWN[code]),
        ]
    if code in EXPIRED:
        return [
            _row(code, "store", "05/09/2023", "31/12/2036"),
            _row(code, "publish_name", "05/09/2023", EXPIRED[code]),
        ]
    if code in STORE:
        also = ["share_with_partners", "introduce"] if code in SHARED else []
        return [_row(code, purpose, given, "") for purpose in ("store", *also)]
    return []


def build_consent_rows(names: dict[str, str]) -> list[list[str]]:
    """The rows of ``consents.csv`` below its header; people by name, some by number."""
    rows = [row for code in names if code.startswith("P") for row in _rows_of(code)]
    for row in rows:
        if draw("as name", row[0]).random() < 0.75:
            row[0] = names[row[0]]
    rows.insert(
        20, ["Mrs Pargeter", "store", "12/07/2026", "spoken, read back", "2026-05", "", "", ""]
    )
    rows.insert(
        48, ["Colin Wragby", "newsletter", "20/06/2026", "online form", "2026-05", "", "", ""]
    )
    rows.insert(
        75, ["Frank Tasker", "store", "after the fair", "signed form", "2026-05", "", "", ""]
    )
    return rows
