"""Why a day could not be read, and what is said of how it was."""

from __future__ import annotations

from assetmap.gather.reasons import Reason

__all__ = [
    "AMBIGUOUS_DATE",
    "DAYS_REVERSED",
    "EPOCH_DATE",
    "FINANCIAL_YEAR",
    "FUTURE_DATE",
    "MONTH_FIRST",
    "MONTH_FIRST_ELSEWHERE",
    "MONTH_LAST",
    "NOT_A_DATE",
    "NO_DATE",
    "ROUGH_DATE",
    "SHORT_YEAR",
    "SWAPPED_DATE",
    "UTC_DATE",
    "UTC_SOMEWHERE",
    "YEAR_FIRST",
]

NOT_A_DATE = Reason(
    "unreadable_date", "the cell is not a date", "Write it as 2026-03-31 or 31/03/2026."
)
FINANCIAL_YEAR = Reason(
    "financial_year",
    "the cell names a span of years, such as a financial year, and no day",
    "Write a day, a month or one year, or leave it blank.",
)
DAYS_REVERSED = Reason(
    "ends_first",
    "it would have ended, or its last day have been, before its first: both days are left out",
    "Correct one of the dates.",
)
ROUGH_DATE = Reason(
    "rough_date",
    "the cell says roughly when, and no day",
    "Write a day, a month or one year, or leave it blank.",
)
AMBIGUOUS_DATE = Reason(
    "ambiguous_date",
    "some cells of the column can only have the day first and others only the month, so this one "
    "may be either",
    "Write the dates of the column as 2026-03-31.",
)
SWAPPED_DATE = Reason(
    "ambiguous_date",
    "other cells of the column have the month first and were left as text, so the spreadsheet may "
    "have taken the month of this one for its day",
    "Write the dates of the column as 2026-03-31.",
)
MONTH_FIRST = Reason(
    "month_first",
    "other cells of the column can only have the month first, so this one was read that way too",
    "Write the dates of the column as 2026-03-31 if that is wrong.",
)
MONTH_FIRST_ELSEWHERE = Reason(
    "month_first",
    "other columns of days of the table can only have the month first, so this cell was read that "
    "way too",
    "Write the dates of the column as 2026-03-31 if that is wrong.",
)
MONTH_LAST = Reason(
    "ambiguous_date",
    "other cells of the column have the month last, as 2026-31-03 has, so this one may too",
    "Write the dates of the column as 2026-03-31.",
)
YEAR_FIRST = Reason(
    "ambiguous_date",
    "the column has days whose first two figures may be the year, as in 26-03-31, and whose last "
    "two may be",
    "Write the dates of the column as 2026-03-31.",
)
NO_DATE = Reason(
    "no_date",
    "the cell holds what programs write where there is no date",
    "Leave it blank, or write the day.",
)
FUTURE_DATE = Reason(
    "future_date", "the day lies after the day of the map", "Correct it if that was not meant."
)
SHORT_YEAR = Reason(
    "short_year",
    "the year has two figures, and was read as one of the last century: in this one it would lie "
    "ahead",
    "Write the year in full.",
)
UTC_DATE = Reason(
    "utc_date",
    "the time is in UTC, when in the country of the map the next day had begun: that day was read",
    "Write the day alone.",
)
UTC_SOMEWHERE = Reason(
    "utc_date",
    "the time is in UTC, and the day may be another one in the country of the map",
    "Write the day alone.",
)
EPOCH_DATE = Reason(
    "epoch_date",
    "the number counts seconds since 1970, or parts of them, and was read as the day of then",
    "Write the day alone.",
)
