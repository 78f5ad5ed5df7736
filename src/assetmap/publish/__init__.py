"""Who may see what: audiences, consent, small numbers, the manifest, and files written whole."""

from __future__ import annotations

from assetmap.publish.accounts import describe_publication, list_attributions, write_page_of
from assetmap.publish.asked import (
    find_resting,
    measure_unnamed,
    protect_champions,
    protect_fragility,
    protect_introductions,
    protect_safeguards,
)
from assetmap.publish.count_moved import count_moved
from assetmap.publish.counting import OPEN_COLUMNS, select_public
from assetmap.publish.disclosure import RULES, CountRule, protect_counts, protect_populations
from assetmap.publish.fields import (
    Admission,
    admit,
    find_unpublishable,
    require_audience,
)
from assetmap.publish.files import (
    TEAM_FOLDER,
    open_team_folder,
    remove_file,
    require_public_place,
    to_safe_csv,
    write_atomically,
)
from assetmap.publish.find_stale_consents import find_stale_consents
from assetmap.publish.finding_table import (
    FINDINGS,
    Finding,
    FoundFrames,
    PageLayer,
    PageQuestion,
    require_known,
    takes_findings,
)
from assetmap.publish.findings import Protected, name_assets, protect_gaps
from assetmap.publish.folders import MANIFEST, replace_folder
from assetmap.publish.linked import protect_links, protect_missing_links
from assetmap.publish.numbering import STRENGTHS_AT_MOST
from assetmap.publish.publish import Manifest, Publication, publish
from assetmap.publish.shown_points import find_venues
from assetmap.publish.suggested_hosts import protect_sites
from assetmap.publish.write_map import write_map
from assetmap.publish.write_table import (
    lay_out,
    protect_table,
    write_protected,
    write_table,
    write_team_table,
)

__all__ = [
    "FINDINGS",
    "MANIFEST",
    "OPEN_COLUMNS",
    "RULES",
    "STRENGTHS_AT_MOST",
    "TEAM_FOLDER",
    "Admission",
    "CountRule",
    "Finding",
    "FoundFrames",
    "Manifest",
    "PageLayer",
    "PageQuestion",
    "Protected",
    "Publication",
    "admit",
    "count_moved",
    "describe_publication",
    "find_resting",
    "find_stale_consents",
    "find_unpublishable",
    "find_venues",
    "lay_out",
    "list_attributions",
    "measure_unnamed",
    "name_assets",
    "open_team_folder",
    "protect_champions",
    "protect_counts",
    "protect_fragility",
    "protect_gaps",
    "protect_introductions",
    "protect_links",
    "protect_missing_links",
    "protect_populations",
    "protect_safeguards",
    "protect_sites",
    "protect_table",
    "publish",
    "remove_file",
    "replace_folder",
    "require_audience",
    "require_known",
    "require_public_place",
    "select_public",
    "takes_findings",
    "to_safe_csv",
    "write_atomically",
    "write_map",
    "write_page_of",
    "write_protected",
    "write_table",
    "write_team_table",
]
