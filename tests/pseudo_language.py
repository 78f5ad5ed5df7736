"""A language for tests, ``qps``: every letter of every message is written in full width.

What comes out in plain letters was not said through a message, or stands in no
template. Data in the tests that use it are in Greek letters, so that a plain letter is ours.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from assetmap import language

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "src" / "assetmap" / "languages" / "assetmap.pot"
NAME = "qps"
PLURALS = "nplurals=2; plural=(n != 1);"
_LETTERS = {
    ord(letter): ord(letter) + 0xFEE0 for letter in map(chr, range(33, 127)) if letter.isalpha()
}
_FIELDS = re.compile(r"(\{[^}]*\})")


def load_hook() -> ModuleType:
    """Load the build hook from its file: it is no part of the package."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    hook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hook)
    return hook


def widen(text: str) -> str:
    """Write the letters of a message, but not its fields, in full width."""
    parts = _FIELDS.split(text)
    return "".join(part if part.startswith("{") else part.translate(_LETTERS) for part in parts)


def quote(text: str) -> str:
    """Write a text as a file of sentences has it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def write_entry(*, context: str = "", plural: str = "", forms: tuple[str, ...], text: str) -> str:
    """Write one entry of a file of sentences."""
    lines = [f"msgctxt {quote(context)}"] if context else []
    lines.append(f"msgid {quote(text)}")
    if plural:
        lines.append(f"msgid_plural {quote(plural)}")
        lines += [f"msgstr[{number}] {quote(form)}" for number, form in enumerate(forms)]
    else:
        lines.append(f"msgstr {quote(forms[0])}")
    return "\n".join(lines) + "\n"


def write_head(plurals: str = PLURALS) -> str:
    """Write what a file of sentences begins with."""
    return write_entry(
        text="", forms=(f"Content-Type: text/plain; charset=UTF-8\nPlural-Forms: {plurals}\n",)
    )


def write_pseudo_sentences() -> str:
    """Translate the template."""
    entries = [write_head()]
    for entry in load_hook().read_entries(TEMPLATE.read_text(encoding="utf-8")):
        if text := entry["msgid"]:
            plural = entry.get("msgid_plural", "")
            forms = (widen(text), widen(plural)) if plural else (widen(text),)
            entries.append(
                write_entry(context=entry.get("msgctxt", ""), text=text, plural=plural, forms=forms)
            )
    return "\n".join(entries)


@contextmanager
def sentences(folder: Path, **languages: str) -> Iterator[None]:
    """Let the library find these languages, each the text of its file, and no other."""
    hook, shipped = load_hook(), language._FOLDER
    for name, text in languages.items():
        (folder / f"{name}.mo").write_bytes(hook.compile_sentences(text))
    language._FOLDER = folder
    try:
        yield
    finally:
        language._FOLDER = shipped
