"""Which offers meet which wants: word by word, and never by how a phrase looks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.words import match_phrases, tidy_word
from tests.words.labelled import HALVES, read_pairs, score


def likeness(offer, want, **given):
    return match_phrases(pd.Index([offer]), pd.Index([want]), **given).toarray()[0, 0]


@pytest.fixture(scope="module")
def labelled():
    """The likeness of every offer to every want of the labelled pairs."""
    pairs = read_pairs()
    offers, wants = (
        pd.Index(sorted({text for pair in pairs for text in pair[:2]}), dtype="str") for _ in "ab"
    )
    return pd.DataFrame(match_phrases(offers, wants).toarray(), offers, wants)


@pytest.mark.parametrize("half", HALVES)
def test_labelled_pairs_are_told_apart(labelled, half):
    pairs = read_pairs(half)
    found = score(pairs, lambda offer, want: labelled.loc[offer, want] > 0)
    assert found.precision >= 0.95
    assert found.recall >= 0.8
    hard = score([pair for pair in pairs if pair.is_hard],
                 lambda offer, want: labelled.loc[offer, want] > 0)  # fmt: skip
    assert hard.precision >= 0.95
    assert hard.recall >= 0.8


def test_it_is_the_same_whichever_is_offered(labelled):
    np.testing.assert_array_equal(labelled.to_numpy(), labelled.to_numpy().T)


def test_every_phrase_meets_itself_wholly_and_none_more_than_wholly(labelled):
    np.testing.assert_array_equal(np.diag(labelled.to_numpy()), 1.0)
    entries = labelled.to_numpy()[labelled.to_numpy() > 0]
    assert entries.min() >= 0.7
    assert entries.max() == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("men's walking group", "women's walking group"),
        ("support for men", "support for women"),
        ("male role models", "female role models"),
        ("paid carers group", "unpaid carers group"),
        ("singing lessons", "signing lessons"),
        ("lifts to hospital", "gifts to hospital"),
        ("walking buddy", "talking buddy"),
        ("garden tools", "garden stools"),
        ("piano lessons", "driving lessons"),
        ("boys' football", "girls' football"),
        ("beginners' yoga", "advanced yoga"),
        ("weekday lifts", "weekend lifts"),
        ("after school club", "before school club"),
        ("choir for young people", "choir for older people"),
        ("lifts to hospital", "lifts to school"),
        ("room for yoga", "room for chess"),
        ("walks 16-24", "walks 15-24"),
        ("smoking", "non-smoking"),
        ("laptops to give away", "laptop lessons"),
        ("Polish interpreter", "Polish lessons"),
        ("guitar lessons", "violin lessons"),
        ("lessons", "lesson plans"),
        ("organ", "organic"),
        ("photografy", "photography"),  # a slip of the pen is not guessed at
        ("the", "a"),
        ("", "piano"),
    ],
)
def test_what_never_matches(one, other):
    assert likeness(one, other) == likeness(other, one) == 0.0


@pytest.mark.parametrize(
    ("offer", "want", "expected"),
    [
        ("Bike  repair", "bike-repair", 1.0),
        ("residents’ ideas", "Residents' ideas", 1.0),
        ("ﬁrst aid", "first aid", 1.0),
        ("café", "cafes", 1.0),
        ("photographs", "photography", 1.0),
        ("gardener", "gardening", 1.0),
        ("computer help", "help with computers", 1.0),
        ("first aid", "first aid training", 1.0),
        ("book keeping", "bookkeeping", 1.0),
        ("lifts", "drivers", 1.0),
        ("mending bikes", "bicycle repair", 1.0),
        # what both say, of all they say: lifts 1 and hospital 0.4
        ("lifts", "lifts to hospital", (1 + 1) / (1 + 1.4)),
        # drums 1 each; for children 0.4, on Saturdays 0.15
        ("drumming for children", "drums on Saturdays", (1 + 1) / (1.4 + 1.15)),
        # choir 1; what follows "for" 0.3
        ("choir", "choir for xylophonists", (1 + 1) / (1 + 1.3)),
        ("choir", "xylophonic choir", (1 + 1) / (1 + 1.8)),  # not in the table, and not the last
        ("garden", "garden sofa", 0.0),  # (1 + 1) / (1 + 2)
        ("chairs", "tables and chairs", 1.0),  # any of the things will do
        ("English and maths lessons", "maths tutor", 1.0),
        ("men and women's choir", "women's choir", 1.0),
        ("xylophones", "a xylophone", 1.0),  # in no line of the table: by its stem
        ("xylophone lessons", "marimba lessons", 0.0),
        ("music lessons", "guitar lessons", 1.0),  # a general word, and one of its kinds
        ("cut the grass", "grass cutting", 1.0),
    ],
)
def test_how_well_an_offer_meets_a_want(offer, want, expected):
    assert likeness(offer, want) == pytest.approx(expected)


def test_a_project_has_words_of_its_own():
    assert likeness("quiet nook", "calm corner") == 0.0
    same = {"quiet nook": ["calm corner", "snug"]}
    for one in ("quiet nook", "calm corner", "Snug", "a calm corner"):
        for other in ("quiet nook", "calm corner", "snug"):
            assert likeness(one, other, synonyms=same) == 1.0
    # what a word meant it still means, and a line adds nothing to the lines of others
    same = {"lifts": "rickshaw", "rickshaw rides": ["pedalling"]}
    assert likeness("rickshaw", "a drive", synonyms=same) == 1.0
    assert likeness("drives", "lifts", synonyms=same) == 1.0
    assert likeness("pedalling", "lifts", synonyms=same) == 0.0
    assert likeness("snug", "calm corner", synonyms=same) == 0.0  # those of before are gone


def test_a_project_may_give_meaning_to_a_word_that_says_nothing():
    assert likeness("helping hands", "buddies", synonyms={"helping hands": ["buddies"]}) == 1.0


WORDS = ["lifts", "piano", "mending", "hospital", "women", "lessons", "for", "and", "xylophone",
         "first", "aid", "weekend", "to", "men", "paid", "tables", "the"]  # fmt: skip
PHRASES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)


@given(st.lists(PHRASES, max_size=4), st.lists(PHRASES, max_size=4))
def test_a_pair_does_not_depend_on_what_else_is_on_the_map(offers, wants):
    found = match_phrases(pd.Index(offers), pd.Index(wants))
    assert found.shape == (len(offers), len(wants))
    assert found.has_canonical_format
    for row, offer in enumerate(offers):
        for column, want in enumerate(wants):
            assert found[row, column] == likeness(offer, want) == likeness(want, offer)


@given(PHRASES, PHRASES)
def test_case_spaces_and_marks_do_not_matter(offer, want):
    written = f"  {offer.upper().replace(' ', '-')}! "
    assert likeness(written, want) == likeness(offer, want)
    assert likeness(written, offer) == (1.0 if tidy_word(offer) else 0.0)


NOUNS = ["lift", "guitar", "ladder", "bicycle", "xylophone", "tent", "cake", "garden", "zebra"]


@given(st.lists(st.sampled_from(NOUNS), min_size=1, max_size=3, unique=True), st.randoms())
def test_order_and_plurals_do_not_matter(nouns, random):
    other = [f"{noun}s" for noun in nouns]
    assert likeness(" ".join(nouns), " ".join(other)) == 1.0
    if "garden" not in nouns and "lift" not in nouns:  # these make words with others
        random.shuffle(other)
        assert likeness(" ".join(nouns), " ".join(other)) == 1.0


@given(st.sampled_from(NOUNS), st.sampled_from(NOUNS))
def test_different_things_do_not_match_by_what_is_done_with_them(one, other):
    is_same = one == other
    for way in ("lessons", "help", "group", "to borrow"):
        assert bool(likeness(f"{one} {way}", f"{other} {way}") > 0) is is_same
