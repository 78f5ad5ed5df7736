"""The countries that are known by their letters; another one is a record beside these."""

from __future__ import annotations

import difflib

from assetmap.errors import CountryError
from assetmap.model.countries.gb import GB
from assetmap.model.country import Country

__all__ = ["COUNTRIES", "GB", "find_country"]

COUNTRIES = {country.code: country for country in (GB,)}
"""By two small letters."""


def find_country(country: str | Country) -> Country:
    """
    Find a country by its letters; a record is itself.

    Raises
    ------
    CountryError
        If nobody has made a record of it.

    Examples
    --------
    >>> find_country("GB").grid
    'British National Grid'
    """
    if isinstance(country, Country):
        return country
    if (found := COUNTRIES.get(country.strip().casefold())) is not None:
        return found
    near = difflib.get_close_matches(country.casefold(), COUNTRIES, n=1)
    hint = f"Did you mean {near[0]!r}? " if near else ""
    raise CountryError(
        f"`country` is {country!r}, which is no country that is known: {', '.join(COUNTRIES)}. "
        f"{hint}For another one make an assetmap.model.Country and hand it to read() or "
        "AssetMap.from_frames()."
    )
