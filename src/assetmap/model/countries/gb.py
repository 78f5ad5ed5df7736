"""Great Britain: the National Grid of Ordnance Survey, postcodes of Royal Mail, Irish grids."""

from __future__ import annotations

from assetmap.model.country import Country, Grid

__all__ = ["GB"]

_AREAS = (
    "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH "
    "DL DN DT DY E EC EH EN EX FK FY G GL GU GX GY HA HD HG HP HR HS HU HX IG IM IP IV JE "
    "KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO "
    "PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W "
    "WA WC WD WF WN WR WS WV YO ZE ZZ"
)
"""The letters that postcodes begin with."""
_GAP = r"(?:%20|[\s.\-+])"
_PROSE = "(?-i:st|nd|rd|th)"
"""What makes a number of a figure and two letters: the 4th."""
_MEASURES = "(?-i:hr|yr|ft|lb|hd|ut|gb|tb)"
"""What follows a number in prose: 2 hr, 3 ft, in small letters."""
_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  # no I
_SQUARE_M = 100_000
_WIDTH_M, _HEIGHT_M = 700_000, 1_300_000


def _list_squares() -> dict[str, tuple[float, float]]:
    """
    List the squares of two letters that lie on the grid, with their south-west corners.

    Squares of 500 km are lettered from the one whose corner is 1,000 km west and
    500 km south of the grid's origin, A in the north-west; the squares of 100 km
    within each the same way.
    """
    corners = {}
    for first in range(25):
        for second in range(25):
            x = (first % 5 - 2) * 5 + second % 5
            y = (3 - first // 5) * 5 + 4 - second // 5
            if 0 <= x * _SQUARE_M < _WIDTH_M and 0 <= y * _SQUARE_M < _HEIGHT_M:
                letters = _LETTERS[first] + _LETTERS[second]
                corners[letters] = (float(x * _SQUARE_M), float(y * _SQUARE_M))
    return corners


_IRISH_SQUARES = {
    letter: (float(at % 5 * _SQUARE_M), float((4 - at // 5) * _SQUARE_M))
    for at, letter in enumerate(_LETTERS)
}
"""Squares of one letter, five by five, A in the north-west."""
_NORTHERN_IRELAND = "BT"
"""The postcodes of Royal Mail that are on the Irish Grid, also in the tables of the ONS."""

GB = Country(
    code="gb",
    name="Great Britain",
    crs="EPSG:27700",
    grid="British National Grid",
    extent=(0.0, 0.0, float(_WIDTH_M), float(_HEIGHT_M)),
    squares=_list_squares(),
    square_m=float(_SQUARE_M),
    other_grids=(
        Grid(
            name="Irish Grid",
            crs="EPSG:29901",
            extent=(0.0, 0.0, 400_000.0, 500_000.0),
            squares=_IRISH_SQUARES,
            postcode=_NORTHERN_IRELAND,
        ),
        Grid(
            name="Irish Transverse Mercator",
            crs="EPSG:2157",
            extent=(410_000.0, 510_000.0, 790_000.0, 970_000.0),
            postcode=_NORTHERN_IRELAND,
        ),
    ),
    timezone="Europe/London",
    speed_m_per_min=80.0,  # 4.8 km an hour, the pace of journey planners
    detour=1.3,  # a rule of thumb for streets
    postcode=r"[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}|GIR0AA",
    postcode_end=3,
    postcode_part=r"\d[a-z]{2}(?![^\W_])",
    postcode_in_text=(
        rf"(?:{_AREAS.replace(' ', '|')})\d[a-z\d]?"
        rf"(?:(?!{_GAP}{{1,3}}\d(?:{_MEASURES}|{_PROSE})(?![^\W_])|\d(?:{_PROSE})(?![^\W_])){_GAP}{{0,3}}"
        r"\d[abd-hjlnp-uw-z]{2})"
    ),
    areas=("United Kingdom", "Great Britain", "Ireland"),
    levels=("neighbourhood", "ward", "village", "area"),
)
