"""Are sentences said in the language in force, and English marked where it lacks one?"""

from __future__ import annotations

import gettext
import io
import logging
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from assetmap import language
from assetmap.language import has_sentences, in_its_language, say, say_plural, speaking
from assetmap.wording import join_clauses, say_cases, say_list
from tests.pseudo_language import load_hook, write_entry, write_head

pytest.importorskip("hatchling", reason="hatchling, of which the build hook is a part, is not here")
SLAVIC = "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
TIES = ("{count:,} tie", "{count:,} ties")
POLISH = "\n".join(
    [
        write_head(SLAVIC),
        write_entry(context="between groups of three digits", text=",", forms=("\u00a0",)),
        write_entry(context="before decimals", text=".", forms=(",",)),
        write_entry(
            text=TIES[0],
            plural=TIES[1],
            forms=("{count:,} więź", "{count:,} więzi", "{count:,} więzów"),
        ),
        write_entry(text="{km:.1f} km to {place}", forms=("do {place}: {km:.1f} km",)),
        write_entry(text="{first} and {last}", forms=("{first} i {last}",)),
        write_entry(text="{place}: {short}.", forms=("{short} ({place}).",)),
        write_entry(text="{place}: {short}; {near}.", forms=("{near}; {short} ({place}).",)),
    ]
)


@pytest.fixture(autouse=True)
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "pl.mo").write_bytes(load_hook().compile_sentences(POLISH))
    monkeypatch.setattr(language, "_FOLDER", tmp_path)
    language._warn_once.cache_clear()
    yield
    language._warn_once.cache_clear()


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 więź"), (2, "2 więzi"), (5, "5 więzów"), (1022, "1\u00a0022 więzi")],
)
def test_a_language_has_its_own_plurals_and_separators(count: int, said: str) -> None:
    with speaking("pl-PL"):
        assert say_plural(*TIES, count) == said


def test_fields_stand_where_the_language_puts_them() -> None:
    with speaking("pl"):
        assert say("{km:.1f} km to {place}", km=2.5, place="a.b, c") == "do a.b, c: 2,5 km"
        assert say_list(["a", "b"]) == "a i b"


def test_clauses_of_rows_are_joined_in_the_order_of_the_language() -> None:
    rows = pd.DataFrame({"place": ["A", "B"], "km": [3, 0]})
    clauses = {
        "place": say_cases(rows[["place"]], lambda place: place),
        "short": say_cases(rows[["place"]], lambda place: "x"),
        "near": say_cases(rows[["km"]], lambda km: f"{km}" if km else ""),
    }
    joins = ["{place}: {short}.", "{place}: {short}; {near}."]
    assert list(join_clauses(joins, clauses)) == ["A: x; 3.", "B: x."]
    with speaking("pl"):
        assert list(join_clauses(joins, clauses)) == ["3; x (A).", "x (B)."]


def test_what_is_missing_is_english_and_marked() -> None:
    with speaking("pl"):
        assert say("Nobody is there.") == "[en] Nobody is there."
        assert say_plural("{count} hall", "{count} halls", 2) == "[en] 2 halls"
    assert say("Nobody is there.") == "Nobody is there."


def test_a_language_without_sentences_is_english_and_the_log_says_so_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, logger="assetmap"):
        for _ in range(2):
            with speaking("cy"):
                assert say("Nobody is there.") == "Nobody is there."
    assert [record.message for record in caplog.records] == [
        "There are no sentences in 'cy' yet: what is said is English."
    ]
    assert [has_sentences(name) for name in ("cy", "pl", "pl_PL", "en-US")] == [
        False, True, True, True,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["../pl", "/etc/pl", "pl/../pl", "", "pl\0"])
def test_a_language_is_no_path(name: str) -> None:
    assert not has_sentences(name)


def test_the_language_before_is_in_force_again_also_after_an_error() -> None:
    with speaking("pl"):
        with pytest.raises(ZeroDivisionError), speaking("en"):
            raise ZeroDivisionError
        assert say_plural(*TIES, 5) == "5 więzów"


@pytest.mark.parametrize(
    "subject",
    [SimpleNamespace(language="pl"), SimpleNamespace(attrs={"language": "pl"})],
)
def test_a_function_answers_in_the_language_of_its_subject(subject: Any) -> None:
    @in_its_language
    def count(subject: Any, *, ties: int) -> str:
        return say_plural(*TIES, ties)

    assert count(subject, ties=5) == "5 więzów"
    assert count(subject=subject, ties=1) == "1 więź"
    assert count(object(), ties=5) == "5 ties"


FILE = r"""
# a comment
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#: a.py
#, python-brace-format
msgid "two "
"lines \"quoted\"\n"
msgstr "zwei"
" Zeilen"
#, fuzzy
msgid "unsure"
msgstr "unsicher"

msgid "empty"
msgstr ""

msgctxt "of a page"
msgid "empty"
msgstr "leer"

msgid "{count} one"
msgid_plural "{count} many"
msgstr[0] "{count} eins"
msgstr[1] "{count} viele"

msgid "half"
msgid_plural "halves"
msgstr[0] "halb"
msgstr[1] ""

#~ msgid "gone"
#~ msgstr "fort"
"""
KNOWN = {"two lines \"quoted\"\n": "zwei Zeilen", "unsure": "unsure", "empty": "empty",
         "gone": "gone"}  # fmt: skip


def test_a_file_is_compiled_to_what_gettext_reads() -> None:
    found = gettext.GNUTranslations(io.BytesIO(load_hook().compile_sentences(FILE)))
    assert {text: found.gettext(text) for text in KNOWN} == KNOWN
    assert found.pgettext("of a page", "empty") == "leer"
    assert [found.ngettext("{count} one", "{count} many", n) for n in (1, 3)] == [
        "{count} eins", "{count} viele",
    ]  # fmt: skip
    assert found.ngettext("half", "halves", 2) == "halves"


def test_a_file_is_compiled_as_babel_does() -> None:
    pofile = pytest.importorskip("babel.messages.pofile", reason="Babel is for development alone")
    mofile = pytest.importorskip("babel.messages.mofile")
    for text in (POLISH, FILE.replace('msgstr[1] ""', 'msgstr[1] "halbe"')):
        theirs = io.BytesIO()
        mofile.write_mo(theirs, pofile.read_po(io.StringIO(text)))
        theirs.seek(0)
        ours = io.BytesIO(load_hook().compile_sentences(text))
        read = [dict(gettext.GNUTranslations(file)._catalog) for file in (theirs, ours)]
        for catalog in read:
            catalog.pop("")  # Babel adds a head of its own
        assert read[0] == read[1]
        assert read[1]
