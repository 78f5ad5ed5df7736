"""What is searched for in texts: also the other names by which somebody goes."""

from __future__ import annotations

import pandas as pd
import pytest

from assetmap.tables import AssetMap, PersonalSearch


@pytest.mark.parametrize("said", ["Maggie Brown", "maggie  brown", "Mrs Margaret Hill"])
def test_other_names_of_somebody_who_is_not_shown_are_found(said: str) -> None:
    assets = AssetMap.from_frames(
        assets=pd.DataFrame(
            {
                "name": ["Choir", "Margaret Brown"],
                "kind": ["association", "individual"],
                "aliases": [(), ("Maggie Brown", "Margaret Hill")],
                "description": [f"Ask {said} for a key", None],
            }
        )
    ).assets
    [found] = PersonalSearch(assets, shown=pd.Index(["0"])).find(assets.head(1))
    assert (found.column, found.reasons) == ("description", ("name",))
