"""Who is tied to whom? The rows of the ties sheet, from what people said and a little chance."""

from __future__ import annotations

from itertools import combinations

from handwritten import Record, draw, pick, read_stories, split_words

__all__ = ["HEADER", "TOPICS", "build_tie_rows", "said_ties"]

HEADER = ["From", "To", "Tie", "Strength", "Since", "Until", "Who said so"]
TOPICS = ("people", "groups", "organisations", "spaces", "exchange", "culture")

# how a hand-written record says it: how the sheet says it (first word most often)
WORDS = {
    "member": ("Member", "Member", "member of"),
    "vol": ("Volunteers at", "Helps at"),
    "works": ("Works at",),
    "runs": ("Runs", "Runs", "Organises"),
    "owns": ("Owns",),
    "meets": ("Meets at",),
    "uses": ("Uses",),
    "supports": ("Supports", "Supports", "Helps"),
    "partners": ("Partner of", "Works with"),
    "funds": ("Gives money to",),
    "refers": ("Sends people to",),
    "knows": ("Knows", "Knows", "Friend of"),
    "nominates": ("Put forward",),
    "partof": ("Part of",),
}

# “Who do you go to when you want something to happen?” asked at the market, July 2026.
PUT_FORWARD = {
    "P20": "P04 P12 P47 P49 P54 P50 P57",
    "P28": "P26 P25 P30 P23 P36",
    "P21": "P33 P40 P42 P38",
    "P57": "P55 P58 P54",
    "P22": "P05 P15 P03",
    "P62": "P60 P05 P59",
    "P01": "P02 P10",
    "P13": "P05 P06",
    "P64": "P63 P65 P66",
    "P23": "P06 P39",
}

# Ties that have come to an end, or will on a known day: (from, to): until.
ENDINGS = {
    ("P31", "G42"): "30/06/2025",
    ("O15", "G05"): "31/03/2026",
    ("O20", "G05"): "31/03/2025",
    ("G12", "O19"): "2024",
    ("P60", "G14"): "31/08/2025",
    ("O01", "G26"): "31/03/2027",
    ("O23", "G24"): "31/03/2027",
}

SAID_BY = (
    "listening walk",
    "carnival committee",
    "the person themselves",
    "the person themselves",
    "library coffee table",
    "hall bookings diary",
    "Thursday market stall",
)

Said = tuple[str, str, str]


def said_ties() -> list[Said]:
    """Every tie as (from id, to id, verb): stated in the stories, or put forward by name."""
    ties: list[Said] = []
    for topic in TOPICS:
        for record in read_stories(topic):
            if record.get("going") == "no":
                continue
            for phrase in split_words(record["ties"]):
                verb, *ends = phrase.split()
                ties += [(record["id"], end, verb) for end in ends]
    for known, voices in PUT_FORWARD.items():
        ties += [(voice, known, "nominates") for voice in voices.split()]
    ties += _fellow_ties(ties)
    return ties


def _fellow_ties(ties: list[Said]) -> list[Said]:
    """Some of those who belong to the same group know each other."""
    fellows: dict[str, list[str]] = {}
    for source, target, verb in ties:
        if source.startswith("P") and verb in {"member", "runs", "vol"}:
            fellows.setdefault(target, []).append(source)
    known = {frozenset(tie[:2]) for tie in ties}
    found: list[Said] = []
    for group in sorted(fellows):
        for pair in combinations(sorted(set(fellows[group])), 2):
            if frozenset(pair) not in known and draw("fellows", *pair).random() < 0.62:
                found.append((*pair, "knows"))
                known.add(frozenset(pair))
    return found


def _first_years() -> dict[str, int]:
    """The first year a tie of this record can date from: founding, or a person's youth."""
    years = {record["id"]: int(record["started"]) for record in read_stories("groups")}
    for person in read_stories("people"):
        youngest = {"18-24": 2019, "25-34": 2014}
        years[person["id"]] = youngest.get(person["age"], 2002)
    return years


def _since(source: str, target: str, verb: str, years: dict[str, int]) -> str:
    rng = draw("since", source, target, verb)
    first = max(2002, years.get(source, 0), years.get(target, 0))
    year = first + int(rng.random() * (2026 - first))
    shape = rng.random()
    if shape < 0.45:
        return str(year)
    if shape < 0.75:
        return ""
    month = 1 + int(rng.random() * 12)
    return f"{1 + int(rng.random() * 28):02d}/{month:02d}/{year}"


def build_tie_rows(names: dict[str, str]) -> list[list[str]]:
    """The rows of ``ties.csv`` below its header; ends are names, or ids where nobody looked."""
    rows = []
    years = _first_years()
    for source, target, verb in said_ties():
        rng = draw("tie", source, target, verb)
        ends = [names[end] if rng.random() < 0.8 else end for end in (source, target)]
        strength = "" if rng.random() < 0.18 else str(1 + int(5 * max(rng.random(), rng.random())))
        rows.append(
            [
                *ends,
                pick(rng, WORDS[verb]),
                strength,
                _since(source, target, verb, years),
                ENDINGS.get((source, target), ""),
                pick(rng, SAID_BY),
            ]
        )
    rows.insert(57, ["Big Dave", "Sallowby Town FC", "Member", "3", "", "", "tea hut"])
    rows.insert(211, ["Derek Mumby", "P04", "Knows", "5", "", "", "Derek, laughing"])
    rows.insert(402, ["Kayleigh Dunn", "Sallowby Roller Derby", "Member", "", "2021", "", ""])
    return rows


def quiet_records(records: list[Record], ties: list[Said]) -> list[str]:
    """Ids that no tie touches."""
    touched = {end for tie in ties for end in tie[:2]}
    return [record["id"] for record in records if record["id"] not in touched]
