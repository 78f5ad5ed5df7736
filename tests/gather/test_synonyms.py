"""Do the words that mean the same reach the map from the project file?"""

from __future__ import annotations

ASSETS = "id,name,kind,offers\nc1,Choir,association,lifts\n"


def test_the_map_carries_the_words_of_the_project_file(gather) -> None:
    sections = '[[assets]]\nfile = "assets.csv"\n[synonyms]\nlifts = ["drivers", "Mini-bus"]\n'
    m = gather({"assets.csv": ASSETS}, sections)
    assert m.synonyms == {"lifts": ("drivers", "Mini-bus")}


def test_without_them_there_are_none(gather) -> None:
    assert gather({"assets.csv": ASSETS}, '[[assets]]\nfile = "assets.csv"\n').synonyms == {}
