"""Written columns that nothing reads: named, and where consent may be in them, they stop."""

from __future__ import annotations

import re

from assetmap.gather import reasons
from assetmap.gather.files import RawTable
from assetmap.gather.headers import Headers, other_heads
from assetmap.gather.inputs import HEADS_OF_WORDS
from assetmap.gather.ledger import TableLedger
from assetmap.gather.mapping import MappedTable
from assetmap.gather.tidy import is_written, normalise_header
from assetmap.gather.values import to_member
from assetmap.model import AssetKind, RowsSection

__all__ = ["remark_unread", "stop_at_consent_of_people", "stop_at_unread"]

_SHOWN = 5
_LOOKED_AT = 100
_SIGNS = (":", "#", "^", "!", "$", "&", "+", "/", "_", "=", ";", "|", "~", "*")
_CONSENT = re.compile(
    r"\b(consent\w*|gdpr|data protection|permission\w*|privacy|withdr[ae]w\w*|revok\w*"
    r"|opt(ed|s|ing)? ?(in|out)|unsubscribe\w*|objected|objection\w*|anonym\w*"
    r"|agree[ds]?|agreement|refus\w*|publish\w*|publication|publicity|confidential|public|private"
    r"|visible|hide|hidden|unlisted|listed|listing|remove[d]?|no longer wish\w*|signed"
    r"|(show|list|name|share|print) (on|in|to) (the )?\w+|(may|can) we .*"
    r"|(do not|don t|dont|never|no) (share|show|name|print|list|contact|use|call|photo\w*)"
    r"|(ok|okay|happy|willing|can|may|allow(ed)?) .*\b(to share|shared|shown?|named?|print(ed)?"
    r"|listed|public\w*|map|website|online|contact(ed)?)"
    r"|(share|sharing) (of |with |my |our |your |their |this )*(partners|name|details|contact\w*"
    r"|data|information))\b"
)
"""Words of headers under which people write what may be shown of somebody."""


def find_unread(section: RowsSection, table: RawTable, headers: Headers) -> list[str]:
    """List the columns that hold anything and that no mapping, rule or `ignore` names."""
    named = {head for heads in headers.values() for head in heads}
    for heads in other_heads(section).values():
        named |= {name for head in heads if (name := table.find(head)) is not None}
    columns = table.columns
    return [head for head in columns if head not in named and is_written(columns[head]).any()]


def find_aside(section: RowsSection, table: RawTable) -> list[str]:
    """List the columns that are hidden or of a second table, unless `ignore` names them."""
    ignored = set(map(normalise_header, section.ignore))
    aside = (*table.hidden_heads, *table.beside_heads)
    return [head for head in aside if normalise_header(head) not in ignored]


def is_about_consent(head: str) -> bool:
    """
    Tell a header that may hold what people agreed to, or took back.

    Examples
    --------
    >>> [is_about_consent(head) for head in ("OK to be named?", "Do not publish", "Opted out")]
    [True, True, True]
    >>> [is_about_consent(head) for head in ("Can offer", "Village", "Skills to share")]
    [False, False, False]
    """
    return _CONSENT.search(normalise_header(head)) is not None


def remark_unread(
    section: RowsSection,
    table: RawTable,
    headers: Headers,
    ledger: TableLedger,
    asked: frozenset[str],
    *,
    is_headed: bool,
) -> None:
    """
    Say which columns were not known by their headers, where no project file names them.

    ``asked`` are the folded headings that ``wide`` of the consents reads;
    ``is_headed`` tells whether any heading was known by its words.
    """
    if not is_headed:
        _remark_unknown_header(table, ledger)
    names = headers.get("name", ())
    if not HEADS_OF_WORDS.isdisjoint(map(normalise_header, names)):
        ledger.remark(
            "name_under_location",
            f"no column is headed as a name, so names were taken from {', '.join(names)}",
            "Say under `columns` in a project file which column is the name, if it is another.",
        )
    unread = [
        head for head in find_unread(section, table, headers) if normalise_header(head) not in asked
    ]
    if unread:
        ledger.remark(
            "unread_columns",
            f"not known by their headers, and kept as extra columns: {', '.join(unread)}",
            "Say under `columns` in a project file what they hold, if they hold something of ours.",
        )


def _remark_unknown_header(table: RawTable, ledger: TableLedger) -> None:
    """Say which row was taken for the header where none is known: it may be a record."""
    if not len(table) or (at := int(ledger.rows[0]) - 1) == 0:
        return  # no row was taken for it
    shown = ", ".join([*table.columns][:_SHOWN])
    above = " and what stands above it are" if at > 1 else " is"
    ledger.remark(
        "unknown_header",
        f"no header is known, so row {at} was taken for it ({shown}): it{above} not "
        "among the rows that are counted",
        _ask_for_delimiter(table)
        or "Write the names of the columns into a row above the records, or say under `columns` in "
        "a project file what each is called.",
    )


def _ask_for_delimiter(table: RawTable) -> str | None:
    """Ask whether a sign parts the cells of a table that seems to have one column."""
    if len(table.columns) != 1 or not table.delimiter:
        return None
    [head] = table.columns
    cells = [head, *filter(None, table.columns[head][:_LOOKED_AT].tolist())]
    for sign in _SIGNS:
        counts = {cell.count(sign) for cell in cells}
        if len(counts) == 1 and counts != {0}:
            return f"Does {sign!r} part the columns? Say `delimiter = {sign!r}` in a project file."
    return None


def stop_at_unread(
    section: RowsSection, table: RawTable, headers: Headers, ledger: TableLedger
) -> None:
    """Stop publication at columns of consents that nothing reads: any may take one back."""
    unread = [*find_unread(section, table, headers), *find_aside(section, table)]
    if unread:
        ledger.remark(
            reasons.UNREAD_CONSENT,
            f"nothing reads what is written under {', '.join(map(repr, unread))}, and it may take "
            "a consent back",
            "Say under `columns` in the project file which of ours it is (given_on, expires_on, "
            "withdrawn_on, agreed, ...), or under `ignore` that it does not matter.",
            stops=True,
        )


def stop_at_consent_of_people(
    section: RowsSection, mapped: MappedTable, asked: frozenset[str]
) -> None:
    """
    Stop publication at columns of people that may hold what they agreed to, and are not read.

    ``asked`` are the folded headings that ``wide`` of the consents reads.
    """
    unread = [*find_unread(section, mapped.raw, mapped.headers), *find_aside(section, mapped.raw)]
    meant = [
        head for head in unread if is_about_consent(head) and normalise_header(head) not in asked
    ]
    kinds = {to_member(kind, AssetKind) for kind in set(mapped.cells("kind").tolist()) if kind}
    if meant and AssetKind.INDIVIDUAL in kinds:
        mapped.ledger.remark(
            reasons.UNREAD_CONSENT,
            f"{', '.join(map(repr, meant))} may hold what people agreed to, and nothing reads it",
            "Read it with `wide` under [[consents]], or write it as rows of a table there, and "
            "name the column under `ignore`.",
            stops=True,
        )
