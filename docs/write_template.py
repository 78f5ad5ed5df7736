"""Write src/assetmap/languages/assetmap.pot: every message that a translator may put in words.

Run it with ``python docs/write_template.py`` after a sentence has changed, and
then ``pybabel update`` for a language; a test holds that the file is what this
writes. It names no lines, so that a change elsewhere in a file changes nothing.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

SOURCE = Path(__file__).parent.parent / "src"
TEMPLATE = SOURCE / "assetmap" / "languages" / "assetmap.pot"
KEYWORDS = {
    "message": None,
    "say": None,
    "say_fields": None,
    "say_plural": (1, 2),
    "plural": (1, 2),
    "pgettext": ((1, "c"), 2),
}
HEAD = """\
# The sentences of assetmap. A copy of this file is one language: cy.po is Welsh (BCP 47).
# Put each {field} where the language puts it, and keep its name.
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def write_template() -> str:
    """Extract the messages, each once with the files that say it, in the order of the files."""
    catalog = Catalog()
    found = extract_from_dir(SOURCE, method_map=[("**.py", "python")], keywords=KEYWORDS)
    for name, line, text, _, context in sorted(found, key=lambda entry: entry[:2]):
        catalog.add(text, locations=[(name, line)], context=context)
    written = io.BytesIO()
    write_po(written, catalog, width=100, omit_header=True, include_lineno=False)
    return f"{HEAD}\n{written.getvalue().decode('utf-8')}"


if __name__ == "__main__":
    TEMPLATE.write_text(write_template(), encoding="utf-8")
