"""The one meaning, unit and type of each column of an answer; a test holds every answer to it."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["GROUP_PAIR", "PLACE_PAIR", "RESULT_COLUMNS", "PairEnds", "ResultColumn"]


class PairEnds(NamedTuple):
    """The columns of a pair: the ids of its two ends, and their names."""

    a: str
    b: str
    a_name: str
    b_name: str


PLACE_PAIR = PairEnds("place_a_id", "place_b_id", "place_a_name", "place_b_name")

GROUP_PAIR = PairEnds("group_a", "group_b", "group_a", "group_b")
"""Groups are words, and a word is its own name."""


class ResultColumn(NamedTuple):
    """What a column holds, in what unit (empty: none), and as which type of pandas."""

    meaning: str
    unit: str
    dtype: str


def _id(of: str) -> ResultColumn:
    return ResultColumn(f"Id of {of}.", "", "str")


def _name(of: str) -> ResultColumn:
    return ResultColumn(f"Name of {of}.", "", "str")


def _ids(of: str) -> ResultColumn:
    return ResultColumn(f"Ids of {of}, in a tuple.", "", "object")


def _words(of: str) -> ResultColumn:
    return ResultColumn(f"{of}, in a tuple.", "", "object")


def _count(of: str, unit: str) -> ResultColumn:
    return ResultColumn(f"How many {of}.", unit, "int64")


def _share(of: str) -> ResultColumn:
    return ResultColumn(of, "0 to 1", "float64")


def _number(meaning: str, unit: str) -> ResultColumn:
    return ResultColumn(meaning, unit, "float64")


def _flag(meaning: str) -> ResultColumn:
    return ResultColumn(meaning, "", "bool")


def _word(meaning: str) -> ResultColumn:
    return ResultColumn(meaning, "", "str")


_WHO: dict[str, ResultColumn] = {
    "after_id": _id("the record on the later map"),
    "asset_a_id": _id("the first of two records"),
    "asset_a_name": _name("the first of two records"),
    "asset_b_id": _id("the second of two records"),
    "asset_b_name": _name("the second of two records"),
    "asset_id": _id("the asset that the row is about"),
    "asset_kind": _word("Kind of the asset that the row is about."),
    "before_id": _id("the record on the earlier map"),
    "contact_name": _name("whom to ask about the asset of the row"),
    "email": _word("Address to ask at."),
    "keeper_name": _name("the newest source that stated the asset of the row"),
    "phone": _word("Number to ask at."),
    "group": _word("The group that the row is about: its word."),
    "group_a": _word("The first of two groups: its word."),
    "group_b": _word("The second of two groups: its word."),
    "host_id": _id("the asset that could host"),
    "host_name": _name("the asset that could host"),
    "introducer_id": _id("who could introduce the two"),
    "introducer_name": _name("who could introduce the two"),
    "mediator_id": _id("the person closest to both who agreed to be introduced"),
    "name": _name("the asset or person that the row is about"),
    "nearest_id": _id("the nearest asset of the category"),
    "other_id": _id("the person to be introduced to the one of the row"),
    "other_name": _name("the person to be introduced to the one of the row"),
    "person_a_id": _id("the first of two who could meet"),
    "person_a_name": _name("the first of two who could meet"),
    "person_b_id": _id("the second of two who could meet"),
    "person_b_name": _name("the second of two who could meet"),
    "person_id": _id("the person to ask"),
    "place_a_id": _id("the place of the first of a pair"),
    "place_a_name": _name("the place of the first of a pair"),
    "place_b_id": _id("the place of the second of a pair"),
    "place_b_name": _name("the place of the second of a pair"),
    "place_id": _id("the place that the row is about, or belongs to"),
    "place_name": _name("the place that the row is about, or belongs to"),
    "source": _id("the asset that a tie is from, as in `m.ties`"),
    "source_group": _word("The groups of the asset that a tie is from."),
    "source_side": _word("The side of power of the asset that a tie is from."),
    "target": _id("the asset that a tie is to, as in `m.ties`"),
    "target_group": _word("The groups of the asset that a tie is to."),
    "target_side": _word("The side of power of the asset that a tie is to."),
    "tie_kind": _word("Kind of the tie; several, separated by commas, where two are tied so."),
}
_LISTED: dict[str, ResultColumn] = {
    "ask_ids": _ids("people who may know more, to be asked"),
    "bridge_ids": _ids("the two ends of each tie that is the only way"),
    "bridged_place_ids": _ids("the places that somebody bridges"),
    "joined": _words("Names of the places, or words, that a body joins"),
    "consents": _words("Purposes that a person agreed to and that hold"),
    "could_cover_ids": _ids("others who could cover for the one of the row"),
    "covers": _words("What of a grouping the person is the first of the team to cover"),
    "comes_from": _words("Which of what a person covers they are of themselves"),
    "shared_group_ids": _ids("up to three of the groups that two share"),
    "cut_off": _words("The groups on the smaller of two sides"),
    "cut_off_group_ids": _ids("what would lose its only tie"),
    "cut_off_place_ids": _ids("the places that would lose their last link"),
    "gifts": _words("What a person offers, knows, can do and cares about"),
    "group_ids": _ids("the associations and other assets that somebody is tied to"),
    "group_kinds": _words("Kinds of the assets that somebody is tied to"),
    "joins": _words("Pairs of places or groups that nothing links yet"),
    "leaving_ids": _ids("those who leave"),
    "matched_gifts": _words("What one offers and the other wants"),
    "missing_categories": _words("The categories of which a place has none"),
    "orphan_ids": _ids("the associations tied to nobody else"),
    "reached_person_ids": _ids("the people newly reached by the one of the row"),
    "reached_place_ids": _ids("the places newly in reach"),
    "roles": _words("What a person is called"),
    "shares": _words("What both ends have in common: themes, interests, groups or places"),
    "source_names": _words("Names of the sources that say so"),
    "strength_ids": _ids("what is there already and could help"),
    "tied_ids": _ids("the open assets that a standing tie joins to the host"),
}
_COUNTED: dict[str, ResultColumn] = {
    "assets": _count("assets are in it", "assets"),
    "assets_after": _count("assets are on the later map", "assets"),
    "assets_before": _count("assets are on the earlier map", "assets"),
    "assets_both": _count("assets are on both maps", "assets"),
    "betweenness_sources": _count("assets chains were followed from", "assets"),
    "bridges": _count("ties have no way round", "ties"),
    "bridges_removed": _count("ties stop being the only way", "ties"),
    "bus_factor_at_least": _count("must leave at least, as is proved", "assets"),
    "conversations": _count("conversations were held", "conversations"),
    "coordinator": _count("chains within its own group go through it", "chains"),
    "core": ResultColumn("Largest k of a part where all have k contacts in it.", "", "int64"),
    "degree": _count("different contacts an asset has", "assets"),
    "effort": _count("conversations, walks and lists there were in all", "times"),
    "external": _count("ties lead to another group", "ties"),
    "gatekeeper": _count("chains lead into its own group through it", "chains"),
    "group_ties": _count("ties go across with no person at either end", "ties"),
    "gained": _count("pairs known at both dates are tied at the second only", "pairs"),
    "gained_with_assets": _count("pairs, one of them new on the map, are tied later", "pairs"),
    "groups": _count("associations and other assets somebody is tied to", "assets"),
    "groups_cut_off": _count("assets would lose their only tie", "assets"),
    "hamming": _count("pairs known at both dates are tied at one of them only", "pairs"),
    "inside": _count("open assets of the category lie in the place itself", "assets"),
    "interlocks": _count("pairs of groups have a member in common", "pairs"),
    "internal": _count("ties stay within a group", "ties"),
    "itinerant": _count("chains within another group go through it", "chains"),
    "kept": _count("pairs are tied at both dates", "pairs"),
    "kinds": _count("kinds of asset somebody is tied to", "kinds"),
    "largest": _count("are in the largest piece that is left", "assets"),
    "liaison": _count("chains between two other groups go through it", "chains"),
    "lists_checked": _count("lists were checked", "lists"),
    "lost": _count("pairs known at both dates are tied at the first only", "pairs"),
    "lost_with_assets": _count("pairs, one of them not on the later map, were tied", "pairs"),
    "n_neighbours": _count("neighbours with a value there are", "places"),
    "neither": _count("pairs known at both dates are tied at neither", "pairs"),
    "nominations": _count("different people named somebody", "people"),
    "observed": _count("assets are on the map", "assets"),
    "only_link_for": _count("have no other tie than the one with them", "assets"),
    "orphans": _count("associations are tied to nobody else", "assets"),
    "people_cut_off": _count("people would have no way left", "people"),
    "places": _count("places there are", "places"),
    "places_bridged": _count("different places somebody bridges", "places"),
    "places_cut_off": _count("places would lose their last link", "places"),
    "reach_2": _count("others are within two ties", "assets"),
    "reached": _count("assets of the category are within reach of anybody there", "assets"),
    "representative": _count("chains lead out of its own group through it", "chains"),
    "shared_groups": _count("assets that are no people are active in both", "assets"),
    "shared_people": _count("people are active in both", "people"),
    "sources": _count("sources looked there", "sources"),
    "ties": _count("tied pairs there are", "ties"),
    "ties_after": _count("tied pairs are on the later map", "pairs"),
    "ties_before": _count("tied pairs are on the earlier map", "pairs"),
    "ungrouped": _count("assets have no group", "assets"),
    "unknown": _count("ties lead to an asset without a group", "ties"),
    "walks": _count("walks were made", "walks"),
    "findings": _count("rows of findings name an asset", "rows"),
    "pairs": _count("pairs of places or groups a body joins", "pairs"),
    "only_pairs": _count("pairs of places or groups no other body would join", "pairs"),
    "records": _count("records ties rest on", "records"),
}
_MEASURED: dict[str, ResultColumn] = {
    "access": _number(
        "What each place reaches, of a category.", "assets per head, or of a measure"
    ),
    "adds": _number("What a row adds to those above it.", "0 to 1"),
    "after": _number("A measure on the map as it would be, or came to be.", "of the measure"),
    "assortativity": _number("How alike in group the two ends of a tie are.", "at most 1"),
    "before": _number("A measure on the map as it is, or was.", "of the measure"),
    "benchmark": _number("How much is enough of a category.", "of access"),
    "betweenness": _share("Share of the pairs of others whose shortest chains go through it."),
    "betweenness_error": _number("How far `betweenness` may be off.", "standard errors"),
    "bound": _share("What is proved: no choice comes to more than 1 / `bound` times as much."),
    "bridging": _number("Betweenness times the bridging coefficient.", ""),
    "bus_factor": ResultColumn(
        "Fewest whose leaving makes the largest piece at most half.", "assets", "Int64"
    ),
    "change": _number("`after` less `before`.", "of the measure"),
    "closeness": _share("One over the mean steps to others, by the share that is reached."),
    "common": _share("How much two share: people, groups and interests."),
    "concentration": _number("How reach and need go together.", "-1 to 1"),
    "constraint": _number("How far contacts know each other (Burt).", ""),
    "coverage": _share("Share of what is there that is on the map."),
    "depth": _share("How much is missing of what is enough."),
    "distance_error": _number("How far `distance_fragmentation` may be off.", "standard errors"),
    "distance_fragmentation": _share("One less the mean of 1 over the steps between those left."),
    "distance_m": _number("Between the points of two places, in a straight line.", "metres"),
    "effective_size": _number("Contacts less what they have in common (Burt).", "assets"),
    "efficiency": _number("Effective size over contacts.", "0 to 1"),
    "ei": _number("Ties that lead out less those within, over both.", "-1 to 1"),
    "estimated": _number("How many there may be in all.", "assets"),
    "estimated_high": _number("Upper end of the 95 % interval of `estimated`, if any.", "assets"),
    "estimated_low": _number("Lower end of the 95 % interval of `estimated`.", "assets"),
    "evenness": _share("How equally common the possible categories are."),
    "evidence_days": ResultColumn("Since the latest word on somebody.", "days", "Int64"),
    "expected": _number("How much would join two of these sizes, this far apart.", "links"),
    "expected_ei": _number("`ei` if it were chance who is in which group.", "-1 to 1"),
    "expected_high": _number("Upper end of the 95 % interval about `expected`.", "links"),
    "expected_low": _number("Lower end of the 95 % interval about `expected`.", "links"),
    "fragmentation": _share("Share of the pairs of those left that no chain joins."),
    "gain": _share("What a tie between the two would join."),
    "gini": _share("How unequally people reach."),
    "group_weight": _number("The part of `weight` that shared groups make.", "links"),
    "hierarchy": _number("How far constraint comes from one contact (Burt).", "0 to 1"),
    "hill_0": _number("Categories that are there.", "categories"),
    "hill_1": _number("Categories in effect.", "categories"),
    "hill_2": _number("Dominant categories in effect.", "categories"),
    "jaccard": _share("Pairs tied at both dates over those tied at either, known at both."),
    "jaccard_all": _share("The same, with those who are known at one date only."),
    "kappa": _number("How far two dates agree on who is tied, beyond chance.", "at most 1"),
    "kept_by_chance": _number("Pairs tied at both dates if it were chance.", "pairs"),
    "likeness": _share("How alike two are, or how far somebody is like a group."),
    "local_statistic": _number("Local Moran's I, or Gi*.", ""),
    "matched": _share("What the two offer and the other wants."),
    "mean_min": _number("Mean way to the nearest, by demand.", "minutes"),
    "modularity": _number("Ties within a group less what chance would put there.", "-0.5 to 1"),
    "new_share": _share("Share of the later ties that are new, of those known at both dates."),
    "nearest_m": _number("To the nearest of the category, at most, for half the people.", "metres"),
    "nearest_min": _number("The same in minutes.", "minutes"),
    "neighbour_mean": _number("Weighted mean of the neighbours' values.", "of the value"),
    "old_share": _share("Share of what is in reach that was confirmed, and too long ago."),
    "p": _share("How likely chance alone is to be so far off, on either side."),
    "palma": _number("What the top tenth reach over what the lower 40 % reach.", ""),
    "participation": _share("How evenly contacts are spread over groups."),
    "people": _number("Population.", "people"),
    "people_short": _number("People who reach less than is enough.", "people"),
    "persistence": _share("Share of the earlier ties that are still on record."),
    "q": _share("`p`, adjusted for how many places were tested."),
    "rank": ResultColumn("Place in an order, 1 the first.", "", "Int64"),
    "rank_high": ResultColumn("Last of the ranks that are as likely.", "", "Int64"),
    "rank_low": ResultColumn("First of the ranks that are as likely.", "", "Int64"),
    "score": _share("What the order goes by."),
    "severity": _share("Mean over people of the square of what is lacking."),
    "share": _share("Share of all there is to win that a row and those above come to."),
    "share_short": _share("Share of people who reach less than is enough."),
    "stability": _share("Share of thinned copies in which somebody is among the first."),
    "strength": _number("Weights of all ties of an asset, added up.", ""),
    "surprise": _number("How far above or below `expected`.", "standard deviations"),
    "theil": _number("How unequally people reach (Theil's T).", ""),
    "turnover": _share("Ties at one date only over ties at the two, counted twice if at both."),
    "turnover_assets": _share("The part of `turnover` due to who came and went."),
    "turnover_both": _share("`turnover` among those known at both dates."),
    "unsure_share": _share("Share of the records behind a row that are old or unconfirmed."),
    "value": _number("A number for each place, or measure.", "of the measure"),
    "weight": _number("What two share, each thing by 1 / (k - 1) of its k places.", "links"),
    "weighted_people": _number("Population times need.", "people"),
    "weighted_people_short": _number(
        "People short times need; unknown need counts in full.", "people"
    ),
    "willing": _share("How easily the two could be brought together."),
}
_SAID: dict[str, ResultColumn] = {
    "after_value": _word("What the later map says in a field."),
    "adjacent": _flag("Whether boundaries meet."),
    "at_border": _flag("Whether the reach of people who are short leaves the mapped area."),
    "before_value": _word("What the earlier map says in a field."),
    "capital": _word("Bonding, bridging or linking; or unknown."),
    "category": _word("The category that the row is about."),
    "change_kind": _word("What became of a record, or a field of it, between two dates."),
    "cluster": _word("A value among its neighbours' values, or why it cannot be told."),
    "confidence": _word("How sure a finding is: low, medium or high."),
    "counts": _flag("Whether a row is a change in the place, not in what is known of it."),
    "field": _word("The column of the record that the row is about."),
    "geometry": ResultColumn("Where it is, in the map's reference system.", "", "geometry"),
    "in_cut": _flag("Whether a tie is of a smallest set that would leave two sides."),
    "is_apart": _flag("Whether no chain of ties joins the two."),
    "is_articulation": _flag("Whether what somebody is tied to would fall apart."),
    "is_cluster": _flag("Whether a place is the heart of a cluster of gaps."),
    "is_exact": _flag("Whether a number is proved."),
    "is_hidden": _flag("Whether somebody connects others without a title."),
    "is_one_point": _flag("Whether a place was measured from one point in it."),
    "is_only": _flag("Whether a tie is the only one of two groups."),
    "is_title_less": _flag("Whether somebody is called nothing."),
    "confirmed_on": ResultColumn("The day of a new check; empty.", "", "datetime64[s]"),
    "last_confirmed": ResultColumn("The day of the last check.", "", "datetime64[s]"),
    "last_on": ResultColumn("The newest day on which it took place.", "", "datetime64[s]"),
    "may_publish_name": _flag("Whether a name may be published."),
    "of_people": _flag("Whether individuals were counted."),
    "reason": _word("Why the row is listed."),
    "certainty": _word("How certain a pair is one thing: certain, likely or possible."),
    "says": _word("The row in a sentence."),
    "solver": _word("How hosts were chosen: greedy, with interchange, or exact."),
}
RESULT_COLUMNS: dict[str, ResultColumn] = _WHO | _LISTED | _COUNTED | _MEASURED | _SAID
