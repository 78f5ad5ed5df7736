"""The reasons that a report can give: code, sentence, what to do; of days and places elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Reason"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row was rejected, skipped or noted; ``code`` is stable."""

    code: str
    says: str
    remedy: str = ""


_KEEP_FIGURES = (
    "Format the column as a number without decimals where the file comes from, and save it again."
)
POINT_FOR_THOUSANDS = Reason(
    "point_for_thousands",
    "the column counts, and the file's cells are parted by semicolons, so the point was taken to "
    "part thousands",
    'Say `decimal = "."` in the project file if it stands before a fraction.',
)
CUT_NUMBER = Reason(
    "cut_number",
    "the cell holds a long number that was cut by a spreadsheet: only its first figures are left",
    _KEEP_FIGURES,
)
BLANK_ROW = Reason("blank_row", "the row is blank")
TOTAL_ROW = Reason("total_row", "the row adds up other rows")
EXAMPLE_ROW = Reason(
    "example_row",
    "the row is the example of how to fill in the form",
    "Nothing; if you wrote over it, take the words that mark it as an example out of its cell.",
)
HEADING_ROW = Reason(
    "heading_row",
    "the row is a heading over the rows below it",
    "If it is a record, fill in another cell of it.",
)
FOOTNOTE_ROW = Reason(
    "footnote_row",
    "the row says something of the whole table",
    "If it is a record, fill in another cell of it.",
)
BARE_ROW = Reason(
    "bare_row",
    "nothing but the name is written in the row: is it a heading or a footnote?",
    "Delete the row if it is no record; else fill in what is known of it.",
)
REPEATED_HEADER = Reason("repeated_header", "the row is the header once more")
FOLDED_ROW = Reason("folded_row", "the row is a repeat, and was added to the row it belongs to in")
LOST_REPEAT = Reason(
    "lost_repeat",
    "the row is a repeat, and no row has the number that it says it belongs to",
    "Download the answers again with all their sheets, and leave out the repeats of answers that "
    "were deleted.",
)
OTHER_SHEET = Reason(
    "other_sheet",
    "the sheet has none of the columns that are looked for",
    "Name the sheets to read with `sheet` if this one was meant.",
)
TOO_MANY_CELLS = Reason(
    "too_many_cells",
    "the row has more cells than there are headers, so its columns may have shifted",
    "Put quotation marks around cells that hold the separator, or name every column.",
)
HIDDEN_SHEET = Reason(
    "hidden_sheet",
    "the sheet is hidden, so nobody who opens the file sees the row",
    "Show the sheet, or say include_hidden if its rows are meant.",
)
HIDDEN_ROW = Reason(
    "hidden_row",
    "the row is hidden, by hand or by a filter",
    "Show the row, or say include_hidden if hidden rows are meant.",
)
SECOND_TABLE = Reason(
    "second_table",
    "the row belongs to a second table on the sheet, whose columns mean something else",
    "Put the second table on a sheet of its own.",
)
CELL_TOO_LONG = Reason(
    "cell_too_long",
    "a cell of the row is longer than a cell of a spreadsheet can be",
    "Shorten it; look for a quotation mark that is never closed.",
)
BIDI_CONTROL = Reason(
    "bidi_control",
    "the text holds characters that reorder what a reader sees",
    "Type the text again if that was not meant.",
)
CUT_ID = Reason(
    "cut_number",
    "the id is a long number that was cut by a spreadsheet: only its first figures are left, so "
    "the row is called by its name",
    _KEEP_FIGURES,
)
MISSING_ID = Reason("missing_id", "the row has no id", "Fill in the id.")
MISSING_NAME = Reason("missing_name", "the row has no name", "Fill in the name.")
UNNAMED_PLACE = Reason(
    "missing_name", "the place has no name, so it is called by its id", "Fill in the name."
)
MISSING_KIND = Reason(
    "missing_kind",
    "the row has no kind",
    "Fill it in. Where no column says it, name the column that does under `columns`, or set a "
    "constant, in a project file.",
)
UNKNOWN_WORD = Reason("unknown_word", "the word is not one that is known")
DUPLICATE_ID = Reason(
    "duplicate_id",
    "an earlier row has the same id",
    "Give every record an id of its own, or remove the repeated row.",
)
SHARED_ID = Reason(
    "duplicate_id",
    "an earlier row has the same id, and another name",
    "Give every record an id of its own. If its rows are parts of one record, name the column "
    "under group_by instead of id.",
)
RESTARTED_ID = Reason(
    "duplicate_id",
    "a row of another file or sheet has the same id, and another name: do the ids start again?",
    "Give each file an id_prefix of its own; sheets that are read together, `id_prefix = "
    '"{sheet}-"`. Ties then say source_prefix and target_prefix, or from_sheet.',
)
NO_REGISTER = Reason(
    "not_an_identifier",
    "the number does not say which register it is of, and is left out",
    "Write the register before it: uprn:100030000001, GB-CHC-123456.",
)
_UNCLEAR = "is not said plainly: it is kept as written, and whoever asks hears that it is not known"
UNCLEAR_COST = Reason(
    "unclear_words", f"whether it is free {_UNCLEAR}", "Write free, or an amount such as £3."
)
UNCLEAR_ACCESS = Reason(
    "unclear_words", f"whether a wheelchair gets in {_UNCLEAR}", "Write yes, no or limited."
)
UNCLEAR_HOURS = Reason(
    "unclear_words",
    f"when it is open {_UNCLEAR}",
    "Write days, and hours with am and pm or of 24 hours: Tue & Thu 2pm-4pm, Mo-Fr 09:00-17:00.",
)
UNLISTED_SECTOR = Reason(
    "unlisted_sector", "the word is not on the list of sectors; it is kept as it is written"
)
NAMED_BY_KIND = Reason(
    "named_by_kind",
    "the row has no name, and is called by what it is",
    "Write its name, if it has one.",
)
TURNED_TIE = Reason(
    "turned_tie",
    "the words are read from the second to the first, so the tie was turned round",
    "Say under `values.kind` what they mean, if that is wrong.",
)
UNCONFIRMED = Reason(
    "undated_row",
    "nothing says when somebody last confirmed the row",
    "Write the day of the last look or conversation.",
)
NOT_A_NUMBER = Reason(
    "unreadable_number", "the cell is not a number", "Write a number alone in the cell."
)
SUPPRESSED_NUMBER = Reason(
    "suppressed_number",
    "the number is withheld or not known",
    "Nothing, if that is right; else fill it in.",
)
STAND_IN_NUMBER = Reason(
    "suppressed_number",
    "the number stands for nothing known, as it is the only negative one of its column",
    "Leave the cell blank if nothing is known.",
)
ROUGH_NUMBER = Reason(
    "rough_number", "the cell says roughly how many", "Write one number alone in the cell."
)
UNIT_UNKNOWN = Reason(
    "number_with_unit",
    "the cell holds more than a number, and it is not clear what",
    "Write the number alone in the cell, in the unit of the column.",
)
UNIT_READ = Reason(
    "number_with_unit",
    "the cell holds a unit beside its number, which was read without it",
    "Write the number alone in the cell.",
)
FOOTNOTE = Reason(
    "footnote",
    "the cell holds the mark of a footnote beside its number, which was read without it",
    "Look up what the footnote says.",
)
SHARE_NOT_COUNT = Reason(
    "share_not_count", "the cell holds a share, and the column counts", "Write how many."
)
UNCLEAR_SHARE = Reason(
    "ambiguous_number",
    "other cells of the column have a per cent sign, and this one may be the same as a fraction",
    "Write all of the column in one way.",
)
IN_THOUSANDS = Reason(
    "in_thousands",
    "the heading says that the column counts thousands, so each number was multiplied by 1,000",
    "Write the heading without it if that is wrong.",
)
AMBIGUOUS_NUMBER = Reason(
    "ambiguous_number",
    "it is not clear whether the comma or the point parts thousands or stands before a fraction",
    'Say `decimal = ","` or `decimal = "."` in the project file, or write the number without it.',
)
COUNT_IN_PARTS = Reason(
    "count_in_parts",
    "the column counts, and this was read as a fraction",
    'Say `decimal = ","` in the project file if the point parts thousands.',
)
NEGATIVE_NUMBER = Reason("negative_number", "the number is below zero", "Correct it.")
UNREADABLE_FLAG = Reason("unreadable_flag", "the cell is neither yes nor no", "Write yes or no.")
UNREADABLE_ANGLE = Reason(
    "unreadable_coordinates",
    "the cell is not a coordinate",
    "Write it in decimal degrees, as 52.6369 or -1.1398.",
)
IMPOSSIBLE_SHAPE = Reason(
    "impossible_coordinates",
    "the shape has coordinates that are not on Earth",
    "Correct it, or say with `crs` what it is in.",
)
REPAIRED_SHAPE = Reason(
    "repaired_shape",
    "the shape crosses itself and was repaired",
    "Draw it again if the repaired shape is not what was meant.",
)
MISSING_VALUE = Reason(
    "missing_value",
    "the row lacks what it is about",
    "Fill it in: without it the row says nothing.",
)
OVER_ONE = Reason("no_share", "the number is a share, from 0 to 1", "Write 0.3, or 30%.")
UNKNOWN_NAMED = Reason("unknown_named", "nothing on the map has that id or name")
AMBIGUOUS_NAMED = Reason("ambiguous_named", "several on the map have that id or name")
MISSING_PLACE = Reason("missing_place", "the row has no place", "Fill in the place.")
UNKNOWN_PLACE = Reason("unknown_place", "there is no place of that id or name")
AMBIGUOUS_PLACE = Reason("ambiguous_place", "several places have that name")
OUTSIDE_PLACES = Reason(
    "outside_places",
    "the location is outside every place of the map, so the asset belongs to none",
    "Check the coordinates; an asset outside the map is kept and counts for reach.",
)
OUTSIDE_STATED = Reason(
    "outside_places",
    "the location is outside every place of the map; the place that is stated is kept",
    "Correct the coordinates or the place.",
)
OTHER_PLACE = Reason(
    "disagreeing_place",
    "the location is inside another place than the one that is stated; the stated one is kept",
    "Correct the place or the coordinates.",
)
CLOSED_LINE = Reason(
    "closed_line",
    "the boundary is a line that ends where it began, and was read as the area inside it",
    "Nothing, if that was meant.",
)
NOT_AN_AREA = Reason(
    "not_an_area",
    "the place has no polygon",
    "Give it a boundary; put points and lines among the assets.",
)
NO_BOUNDARIES = Reason(
    "no_boundaries",
    "the table lists places without boundaries: nothing can be found to lie in them, so each "
    "asset belongs where it says",
    "Name a layer of boundaries under [[places]] instead, once you have one.",
)
UNLISTED_PLACE = Reason(
    "unlisted_place",
    "places that assets name and the list of places lacks were added to it",
    "Write them on the list, or correct their spelling where they are named.",
)
DETACHED_PART = Reason(
    "detached_part",
    "an earlier row has the same id, and this is another part of its place: they were joined",
    "Give it an id of its own if it is another place.",
)
SHARED_PLACE_ID = Reason(
    "duplicate_id",
    "an earlier row has the same id, and another name",
    "Name a column under `id` that tells the places apart, or give the place an id of its own.",
)
UNKNOWN_PARENT = Reason(
    "unknown_parent",
    "no place has the id of this parent; the place is kept without one",
    "Add the layer of parents, or correct the id.",
)
TWO_PARENTS = Reason(
    "two_parents",
    "rows put the place into different ones",
    "Leave one row for each place: the one of the parent that is meant.",
)
OUTSIDE_MAP = Reason("outside_map", "are about areas outside the map")
UNMATCHED_NEED = Reason(
    "unmatched_need",
    "the row belongs to no place of the map",
    "Check which year's codes the file and the boundaries use.",
)
PART_OF_OTHERS = Reason(
    "part_of_others", "the row counts part of the people of the row {kept} under {head}"
)
REPEATED_ROW = Reason(
    "repeated_row", "the row is the same as an earlier one, as are those of every place"
)
SHARES_OF_PEOPLE = Reason("share_not_count", "the row gives a share, and the others count people")
OTHER_YEAR = Reason("other_year", "the table has several years, and {kept} under {head} is used")
PART_ALONE = Reason(
    "part_alone",
    "the row counts part of the people of its place, and no row counts all of them",
    "Add the row of all, or use a table that has it.",
)
OVERLAPPING_PARTS = Reason(
    "overlapping_parts",
    "the ages of some rows are part of the ages of others, so they cannot be added up",
    "Leave rows out with `drop` under [[need]] until no age is counted twice.",
)
ADDED_UP = Reason(
    "added_up",
    "people of several rows were added up, and their measures averaged",
    'If a row counts all of them, leave the others out: `drop = [{{ column = "{head}", is_not = '
    '"…", because = "part of the whole" }}]`.',
)
MISSING_PEOPLE = Reason(
    "missing_people",
    "the row does not say how many people live there",
    "Fill in the number; 0 where nobody does.",
)
ORIGIN_NOWHERE = Reason(
    "origin_nowhere",
    "the row says neither a point nor a place of the map",
    "Give coordinates, a postcode or a place.",
)
NO_SHARE = Reason("no_share", "need is a share, from 0 to 1", "Divide it, or leave it out.")
MISSING_END = Reason("missing_end", "the tie lacks one of its ends", "Fill in both ends.")
NOT_CHECKED = Reason(
    "not_checked", "nobody has confirmed this record yet", "Ask, and write the day beside it."
)
FUTURE_CHECK = Reason(
    "future_check", "the day of the check is after the day of the map", "Correct the day."
)
UNKNOWN_END = Reason("unknown_end", "no asset has that id or name")
AMBIGUOUS_END = Reason("ambiguous_end", "several rows have that id or name")
UNKNOWN_ENTRY = Reason(
    "unknown_end", "an entry of the list is no id or name that is known: it makes no tie"
)
SELF_ENTRY = Reason(
    "self_tie",
    "an entry of the list is the asset that the tie starts from: it makes no tie",
    "Take it out of the list.",
)
SELF_TIE = Reason("self_tie", "the tie joins an asset to itself", "Correct one end.")
ENDS_FIRST = Reason("ends_first", "the tie ends before it begins", "Correct a date.")
NO_STRENGTH = Reason(
    "no_strength", "a strength must be above zero", "Leave it blank where it is not known."
)
UNKNOWN_PERSON = Reason("unknown_person", "no person has that id or name")
AMBIGUOUS_PERSON = Reason("ambiguous_person", "several rows have that id or name")
MISSING_PURPOSE = Reason(
    "missing_purpose", "the row does not say what was agreed to", "Fill in the purpose."
)
UNDATED_CONSENT = Reason(
    "undated_consent",
    "no day is given, so the row speaks against what it is about",
    "Fill in the day on which it was given.",
)
MISSING_ANSWER = Reason(
    "missing_answer", "the row does not say whether this was agreed to", "Write yes or no."
)
LOST_WITHDRAWAL = Reason(
    "lost_withdrawal",
    "the row may take a consent back, and it is not clear whose",
    "Correct it. Until then no public page is made: somebody may be on it who asked not to be.",
)
MAYBE_TAKEN_BACK = Reason(
    "maybe_taken_back",
    "a row that could not be read, or gives no exact day, may take this consent back",
)
STORAGE_ENDED = Reason("storage_ended", "this person's consent to be stored has ended")
OF_ENDED_STORAGE = Reason(
    "of_ended_storage", "the row is about somebody whose consent to be stored has ended"
)
UNREAD_CONSENT = "unread_consent"
"""Code of columns that may hold consents and that nothing reads."""
NO_EFFORT = Reason(
    "no_effort",
    "the row counts no conversations, walks or lists",
    "Fill in one of them; 0 says that none took place.",
)
NOT_WHOLE = Reason("not_whole", "the number is not a whole one", "Count whole ones.")
SECRET_LOCATION = Reason(
    "secret_location",
    "is its location secret? Its words suggest a refuge, a helpline or the like, so it is kept "
    "off every public map until somebody has said",
    "Write yes or no under sensitive_location, or `constant = { sensitive_location = false }` "
    "for the whole file.",
)
PERSONAL_TEXT = Reason(
    "personal_text",
    "holds {what}: a public page leaves {lost} out",
    "Take it out of the text. Columns such as phone, email and contact_name are for it, and stay "
    "with the team.",
)
