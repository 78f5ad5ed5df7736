"""Rows of a form that show how to fill it in, and are no records."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from assetmap.gather import reasons
from assetmap.gather.files import RawTable
from assetmap.gather.ledger import TableLedger
from assetmap.model import EXAMPLE_MARK

__all__ = ["skip_examples"]

_MARK = EXAMPLE_MARK.strip().rstrip(":").casefold()
_SEARCHED = len(EXAMPLE_MARK) + 20  # letters of a cell: some may be blanks before the mark


def skip_examples(table: RawTable, ledger: TableLedger, heads: Iterable[str] = ()) -> None:
    """
    Skip the rows that are marked as examples, in their first column or under one of ``heads``.

    Whoever fills in a form may have put its columns into another order.
    """
    first = next(iter(table.columns), "")
    for name in dict.fromkeys((first, *heads)):
        head = table.find(name)
        if head is None:
            continue
        given = table.columns.as_given(head)
        # One look through one long text is far faster than a look at each cell.
        if _MARK not in "\n".join(filter(None, given)).casefold():
            continue
        meant = {cell for cell in set(given) if cell and _is_example(cell)}
        if meant:
            where = np.fromiter((cell in meant for cell in given), dtype=bool, count=len(table))
            ledger.skip(where, reasons.EXAMPLE_ROW, column=head, value=table.columns[head])


def _is_example(cell: str) -> bool:
    """Tell a cell that begins with the mark, however it is spelt."""
    return cell[:_SEARCHED].lstrip().casefold().startswith(_MARK)
