"""The countries that are known by their letters; another one is a record beside these."""

from __future__ import annotations

from assetmap.errors import CountryError, find_near_word
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
    hint = find_near_word(country.casefold(), COUNTRIES, else_say="")
    raise CountryError(
        f"`country` is {country!r}, which is no country that is known: {', '.join(COUNTRIES)}. "
        f"{hint}{' ' if hint else ''}For another one make an assetmap.model.Country and hand it "
        "to read() or AssetMap.from_frames()."
    )
