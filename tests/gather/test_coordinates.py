from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.gather.locating.coordinates import (
    read_angles,
    read_grid_reference,
    read_metres,
    split_pairs,
)


def _angle(text: str) -> float:
    angles, unread = read_angles(np.array([text], dtype=object))
    assert unread[0] == math.isnan(angles[0])
    return float(angles[0])


HALF_PAST_52 = 52.5


@pytest.mark.parametrize(
    "text",
    [
        "52.5", "52,5", "52.5°", "52,5 °", "52.5 N", "N52.5", "52.5° north", "North 52.5",
        "52°30'", "52°30'N", "52° 30′ 0″ N", "52º30’00”", "52˚30‘0“N", "52° 30' 0'' N",
        "52 30 0", "52 30", "52d30m", "52d30m0s", "52 deg 30 min 0 sec",
        "52°29'59.9999999",
        "52°29′59,9999999″", "N 52 30.000", "+52.5", "52.500000 n",
    ],
)  # fmt: skip
def test_every_form_of_a_northern_latitude(text: str) -> None:
    assert _angle(text) == pytest.approx(HALF_PAST_52, abs=1e-7)


@pytest.mark.parametrize(
    "text",
    ["-1.5", "−1.5", "–1.5", "1.5 W", "W1.5", "1.5 west", "-1°30'", "1°30'W", "1d30m0s W",
     "-1 30 0", "1° 30' 0\" W", "-1.5 W", "-1d30m0s"],
)  # fmt: skip
def test_every_form_of_a_western_longitude(text: str) -> None:
    assert _angle(text) == pytest.approx(-1.5)


def test_just_west_of_greenwich_keeps_its_sign() -> None:
    assert _angle("-0°30'") == -0.5
    assert _angle("0°30'W") == -0.5


@pytest.mark.parametrize("text", ["52d37m48s", "52d 37m 48s", "52°37'48s"])
def test_s_after_minutes_is_seconds_and_not_south(text: str) -> None:
    assert _angle(text) > 0


@pytest.mark.parametrize(
    "text",
    ["here", "52.63 1.13", "52 61", "52 10 61", "52.5 30", "52 30.5 10", "-1.5 E", "-52 N", "N",
     "°", "52.63, -1.13", "1234 N", "52,63,1", "inf", "1e999", " ".join("1" * 60),
     "52" + " " * 90_000 + "N"],
)  # fmt: skip
def test_what_is_not_one_angle_is_unread(text: str) -> None:
    assert math.isnan(_angle(text))


def _in_degrees_minutes_seconds(angle: float, letters: str, marks: str, is_lettered: bool) -> str:
    size = abs(angle)
    degrees = int(size)
    minutes = int((size - degrees) * 60)
    seconds = min((size - degrees - minutes / 60) * 3600, 59.99999)
    body = f"{degrees}{marks[0]}{minutes}{marks[1]}{max(seconds, 0):.5f}{marks[2]}"
    if is_lettered:
        return body + letters[angle < 0]
    return ("-" if angle < 0 else "") + body


@given(
    st.floats(-89.99, 89.99),
    st.sampled_from(["°'\"", "°′″", "º’”", "   ", "dms", "˚´˝"]),
    st.booleans(),
)
@settings(max_examples=300)
def test_degrees_minutes_and_seconds_read_back(angle: float, marks: str, is_lettered: bool) -> None:
    text = _in_degrees_minutes_seconds(angle, "NS", marks, is_lettered)
    assert _angle(text) == pytest.approx(angle, abs=1e-6)


@given(st.floats(-180, 180))
def test_decimal_degrees_read_back_with_point_or_comma(angle: float) -> None:
    assert _angle(f"{angle:.7f}") == pytest.approx(angle, abs=1e-6)
    assert _angle(f"{angle:.7f}".replace(".", ",")) == pytest.approx(angle, abs=1e-6)


def test_metres() -> None:
    cells = np.array(["458312", "458,312", "458 312 m", "458312.5", "by the weir", None], object)
    metres, unread = read_metres(cells)
    assert metres[:4].tolist() == [458312, 458312, 458312, 458312.5]
    assert unread.tolist() == [False, False, False, False, True, False]


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("52.6369, -1.1398", 52.6369, -1.1398),
        ("52.6369 -1.1398 80 4.5", 52.6369, -1.1398),
        ("52.6369 -1.1398 0 0", 52.6369, -1.1398),
        ("(52.6369; -1.1398)", 52.6369, -1.1398),
        ("[52.6369, -1.1398]", 52.6369, -1.1398),
        ("52,6369; -1,1398", 52.6369, -1.1398),
        ("52,6369 −1,1398", 52.6369, -1.1398),
        ("52.6369N 1.1398W", 52.6369, -1.1398),
        ("52.6369° N, 1.1398° W", 52.6369, -1.1398),
        ("1.1398 W, 52.6369 N", 52.6369, -1.1398),
        ("N52.6369 W1.1398", 52.6369, -1.1398),
        ("52°30'0\"N 1°15'0\"W", 52.5, -1.25),
        ("52° 30′ 0″ N, 1° 15′ 0″ W", 52.5, -1.25),
        ("52°30'0\", -1°15'0\"", 52.5, -1.25),
        ("POINT (-1.1398 52.6369)", 52.6369, -1.1398),
    ],
)
def test_both_in_one_cell(text: str, lat: float, lon: float) -> None:
    lat_cells, lon_cells, unread = split_pairs(np.array([text], dtype=object))
    assert not unread[0]
    assert read_angles(lat_cells)[0][0] == pytest.approx(lat)
    assert read_angles(lon_cells)[0][0] == pytest.approx(lon)


@pytest.mark.parametrize(
    "text",
    ["here", "52.6369", "52.6, -1.1, 4, 5, 6", "///filled.count.soap", "52,6, -1,1", ",", "N E",
     "N 52" + " " * 90_000 + "E"],
)  # fmt: skip
def test_what_is_not_a_location_is_unread(text: str) -> None:
    assert split_pairs(np.array([text], dtype=object))[2].tolist() == [True]


def test_of_eastings_and_northings_the_easting_is_first() -> None:
    lat, lon, _ = split_pairs(np.array(["458312, 304512"], dtype=object))
    assert (lat[0], lon[0]) == ("304512", "458312")


@pytest.mark.parametrize(
    ("text", "easting", "northing"),
    [
        # SK is 400 km east and 300 km north of the false origin; TQ 500 and 100.
        ("SK 583 047", 458_350, 304_750),
        ("sk583047", 458_350, 304_750),
        ("SK 5830 0470", 458_305, 304_705),
        ("SK5830004700", 458_300.5, 304_700.5),
        ("TQ 300 800", 530_050, 180_050),
        ("SV 000 000", 50, 50),
        ("NN 166 712", 216_650, 771_250),  # Ben Nevis: about 216600, 771200
        ("HP 600 150", 460_050, 1_215_050),  # Unst, Shetland
    ],
)
def test_grid_references(text: str, easting: float, northing: float) -> None:
    assert read_grid_reference(text) == (easting, northing)


@pytest.mark.parametrize(
    "text", ["LE1 5YA", "SK 58 04", "SK 583 04", "SI 583 047", "AA 583 047", "SK", "583 047",
             "ZZ 583047",
             "SK 583 047 or so"]
)  # fmt: skip
def test_what_is_not_a_grid_reference(text: str) -> None:
    assert read_grid_reference(text) is None


@given(st.integers(0, 699_999), st.integers(0, 1_299_999))
def test_every_metre_of_the_grid_has_a_reference_that_reads_back(x: int, y: int) -> None:
    letters = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
    wide_x, wide_y = x // 100_000 + 10, y // 100_000 + 5
    first = letters[(4 - wide_y // 5) * 5 + wide_x // 5]
    second = letters[(4 - wide_y % 5) * 5 + wide_x % 5]
    text = f"{first}{second} {x % 100_000:05} {y % 100_000:05}"
    assert read_grid_reference(text) == (x + 0.5, y + 0.5)
