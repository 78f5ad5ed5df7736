"""When the package is built, compile what translators wrote (.po) to what gettext reads (.mo)."""

from __future__ import annotations

import ast
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = "src/assetmap/languages"


class CompileSentences(BuildHookInterface):
    """Lay each compiled file beside its source, and take it into the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile every language, for a wheel and for an editable install."""
        for path in sorted(Path(self.root, FOLDER).glob("*.po")):
            compiled = compile_sentences(path.read_text(encoding="utf-8"))
            path.with_suffix(".mo").write_bytes(compiled)
            build_data["artifacts"].append(f"/{FOLDER}/{path.stem}.mo")


def read_entries(text: str) -> Iterator[dict[str, str]]:
    """Read the entries of a file: ``msgctxt``, ``msgid``, ``msgstr[0]``, …, and ``flags``."""
    entry, word = {"flags": ""}, ""
    for line in [*map(str.strip, text.splitlines()), 'msgid ""']:
        is_start = line.startswith(("#", "msgctxt ", "msgid "))
        if is_start and word.startswith("msgstr"):
            yield entry
            entry, word = {"flags": ""}, ""
        if line.startswith("#,"):
            entry["flags"] += line[2:]
        elif line and not line.startswith("#"):
            word, quoted = (word, line) if line.startswith('"') else line.split(maxsplit=1)
            entry[word] = entry.get(word, "") + ast.literal_eval(quoted)


def compile_sentences(text: str) -> bytes:
    """Compile a file; what is fuzzy, or lacks a form, is left untranslated."""
    known: dict[bytes, bytes] = {}
    for entry in read_entries(text):
        forms = [entry[word] for word in sorted(entry) if word.startswith("msgstr")]
        if all(forms) and ("fuzzy" not in entry["flags"] or not entry["msgid"]):
            asked = "\0".join(entry[word] for word in ("msgid", "msgid_plural") if word in entry)
            context = f"{entry['msgctxt']}\4" if "msgctxt" in entry else ""
            known[(context + asked).encode()] = "\0".join(forms).encode()
    texts = [*sorted(known), *(known[asked] for asked in sorted(known))]
    start, places = 28 + 16 * len(known), b""
    for written in texts:
        places += struct.pack("<2I", len(written), start)
        start += len(written) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(known), 28, 28 + 8 * len(known), 0, start)
    return head + places + b"".join(written + b"\0" for written in texts)
