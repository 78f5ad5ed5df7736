"""Opening times as people write them: translated where they mean one thing, else kept and said."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import assetmap as am
from assetmap.gather.hours import translate_hours
from assetmap.tables import is_opening_hours

REAL = Path(__file__).parents[3] / "shared/data/assets/warm_spaces_2022_llr_essex.csv"

MEANT = {
    "Mon-Fri 9am-5pm": "Mo-Fr 09:00-17:00",
    "Monday–Friday 9.00am–5.00pm": "Mo-Fr 09:00-17:00",
    "Tuesdays 10:00 to 12:00 term time only": "Tu 10:00-12:00; SH off",
    "Term time: Thurs 3.30pm - 5pm": "Th 15:30-17:00; SH off",
    "Every Tues & Thurs, 6.30-8pm": "Tu,Th 18:30-20:00",
    "24 hours": "24/7",
    "Open 24 hours a day": "24/7",
    "open 24/7": "24/7",
    "Mon-Fri 24hrs": "Mo-Fr 00:00-24:00",
    "9-5 weekdays, closed Sundays": "Mo-Fr 09:00-17:00",
    "Mon-Fri 9-17": "Mo-Fr 09:00-17:00",
    "Mon: 09:00 - 17:00; Tue: closed": "Mo 09:00-17:00",
    "Monday - 2pm to 5pm, Wednesday 10am to 4pm & 6pm to 8pm":
        "Mo 14:00-17:00; We 10:00-16:00,18:00-20:00",
    "Mon 12pm-3pm & Wed 12pm-3pm": "Mo,We 12:00-15:00",
    "Tues 3:30-5:30pm, Thurs 2-5pm": "Tu 15:30-17:30; Th 14:00-17:00",
    "10am-12pm Mon, 2-4pm Tue": "Mo 10:00-12:00; Tu 14:00-16:00",
    "Mon  -  /  -  ; Tues  -   /  -  ; Wed 14:00 - 16:00 /  -  ; Thurs - Sun  -  /  -":
        "We 14:00-16:00",
    "Mon 9:00 - 13:00 / 13:30 - 17:00 ; Tues - Sun - / -": "Mo 09:00-13:00,13:30-17:00",
    "Sun-Thu 10-2; Fri closed": "Mo-Th,Su 10:00-14:00",
    "Sat & Sun 10-4": "Sa,Su 10:00-16:00",
    "weekends noon - 4pm": "Sa,Su 12:00-16:00",
    "Daily 10am - 4pm except bank holidays": "Mo-Su 10:00-16:00; PH off",
    "9am-5pm Mon-Fri (closed bank holidays)": "Mo-Fr 09:00-17:00; PH off",
    "bank holidays 10am-2pm, Sat 10am-2pm": "Sa 10:00-14:00; PH 10:00-14:00",
    "Mon to Thu 8.30am - 12 noon and 1pm - 4.30pm": "Mo-Th 08:30-12:00,13:00-16:30",
    "Fri 7pm-1am": "Fr 19:00-01:00",
    "Fri 10pm - midnight": "Fr 22:00-24:00",
    "Sun 11-1pm": "Su 11:00-13:00",
    "Tue 10:00-2:00": "Tu 10:00-14:00",
    "Thursday 8-10pm": "Th 20:00-22:00",
}  # fmt: skip
WRITTEN_SO = (
    "Mo-Fr 09:00-17:00; PH off", "24/7", "Th[1] 10:00-12:00", "Nov-Mar We 12:00-15:00",
    'Tu 10:00-12:00 "by appointment"', "week 1-53/2 Mo 10:00-12:00", "Mo-Fr 9:00-17:00",
    "Dec 25 off; Mo-Su 10:00-16:00", "2027 Jan 01-2027 Mar 01 Mo 10:00-12:00",
)  # fmt: skip
UNSURE = (
    "Tues 2-4", "Tues 10-12", "Sat 9-11", "Wed 12-2", "Mon 10am-11", "9:30am-4pm", "Tue 10am",
    "Mon 6.30-8.30", "Mon 10:00 - 16:00; Sun 9:30 - 1:00", "Mon 9:00-12:00",
    "Monday", "Mo-Fr", "10:00-12:00", "Closed", "Mon closed", "by appointment", "Tues pm",
    "1st Tuesday 2pm-4pm", "first Monday of the month, 2pm-4pm", "Wed 2pm-4pm fortnightly",
    "Sat 10:00 - 12:00 / - Monthly", "Wednesdays 12pm-3pm (December - February)",
    "Tuesdays 1pm-3pm (Starting on the 1 November)", "Mon 9am-5pm Tue", "Mon - Wed - Fri 10am-2pm",
    "Mon 9am-5pm, Mon 4pm-6pm", "Mon 9am-5pm, Mon closed", "Mon 25:00-26:00", "Tue 14:00-13:00",
    "Mon 13pm-2pm", "Mon 9:75am-10am", "2025-2026", "We open Mon 9am-5pm", "Mon 9am til late",
    "Mon 10am-12pm term time only, Tue 2pm-4pm", "Mon 10am-12pm, Tue 2pm-4pm term time only",
    "Mon - / - ; Tues - Sun - / -", "closed Sunday, Monday 9am-5pm", "", "-", "Mon 9am-5pm?",
)  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), MEANT.items())
def test_usual_forms_are_written_as_openstreetmap_does(text: str, meant: str) -> None:
    assert translate_hours(text) == meant
    assert translate_hours(text.upper().replace("\u2013", " - ")) == meant
    assert is_opening_hours(meant)
    assert translate_hours(meant) == meant


@pytest.mark.parametrize("text", WRITTEN_SO)
def test_what_is_written_so_already_stays(text: str) -> None:
    assert translate_hours(f" {text} ") == text


@pytest.mark.parametrize("text", UNSURE)
def test_what_may_mean_something_else_is_not_guessed(text: str) -> None:
    assert translate_hours(text) is None


def test_hours_of_every_half_hour_come_back_in_each_way_of_writing() -> None:
    """Whatever two times of a day are written with am and pm, or in full, are those two times."""

    def twelve(minutes: int) -> str:
        hour, half = minutes // 60 % 24, "pm" if minutes // 720 % 2 else "am"
        return f"{(hour - 1) % 12 + 1}.{minutes % 60:02d}{half}"

    def full(minutes: int) -> str:
        return f"{minutes // 60:02d}:{minutes % 60:02d}"

    for start in range(0, 1440, 30):
        for end in range(start + 30, 1440, 30):
            meant = f"We {full(start)}-{full(end)}"
            assert translate_hours(f"Wed {twelve(start)} to {twelve(end)}") == meant
            if start < 600 or end >= 780:  # a zero, or a time after 13:00, shows the clock
                assert translate_hours(f"{full(start)} - {full(end)} Weds") == meant


def test_the_report_says_what_was_translated_and_what_was_not(tmp_path: Path) -> None:
    (tmp_path / "groups.csv").write_text(
        'Name,Opening times\nChoir,"Tues & Thurs, 6.30-8pm"\nBand,first Monday\nInn,24/7\nBarn,\n'
    )
    m = am.read(tmp_path / "groups.csv", kind="association")
    hours = m.assets["opening_hours"]
    assert hours.tolist()[:3] == ["Tu,Th 18:30-20:00", "first Monday", "24/7"]
    assert pd.isna(hours.iloc[3])
    assert m.assets["Opening times"].tolist()[0] == "Tues & Thurs, 6.30-8pm"  # nothing is lost
    problems = m.report.problems
    [unclear] = problems[problems["code"] == "unclear_words"].itertuples()
    assert (unclear.row, unclear.column, unclear.value) == (3, "Opening times", "first Monday")
    assert unclear.outcome == "note"
    said = "\n".join(problems["says"])
    assert (
        "opening hours of 1 row are written as OpenStreetMap does: 'Tues & Thurs, 6.30-8pm' as "
        "'Tu,Th 18:30-20:00'"
    ) in said


def test_hours_that_are_written_so_are_read_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "osm.csv").write_text(
        "name,opening_hours,fee,wheelchair\nHall,Mo 10:00-12:00,no,limited\n"
    )
    m = am.read(tmp_path / "osm.csv", kind="space")
    row = m.assets[["opening_hours", "cost", "accessible"]].iloc[0].tolist()
    assert row == ["Mo 10:00-12:00", "free", "limited"]
    assert not any("opening" in str(name) for name in m.assets.columns if name != "opening_hours")


DAYS = "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday"


@pytest.mark.parametrize("head", ["{}", "{} opening hours", "Open {}"])
def test_a_column_for_each_day_makes_the_hours(tmp_path: Path, head: str) -> None:
    heads = ",".join(head.format(day) for day in DAYS.split(","))
    (tmp_path / "halls.csv").write_text(
        f"Name,{heads}\nHall,9am-5pm,9am-5pm,Closed,9am-5pm,9am-5pm,,Closed\n"
        "Barn,,10:00-12:00,14:00-16:00,,,,\nInn,Closed,,,,,ask,\n"
    )
    m = am.read(tmp_path / "halls.csv", kind="space")
    hours = m.assets["opening_hours"].tolist()
    assert hours == ["Mo,Tu,Th,Fr 09:00-17:00", "Tu 10:00-12:00; We 14:00-16:00",
                     "Mon: Closed; Sat: ask"]  # fmt: skip
    assert m.assets[head.format("Saturday")].tolist()[2] == "ask"  # nothing is lost
    [unclear] = m.report.problems.query("code == 'unclear_words'").itertuples()
    assert unclear.row == 4


def test_columns_of_days_that_hold_no_hours_are_none(tmp_path: Path) -> None:
    (tmp_path / "libraries.csv").write_text(
        f"Name,{DAYS}\nHall,All Day,PM Only,Closed,All Day,All Day,AM Only,Closed\n"
    )
    m = am.read(tmp_path / "libraries.csv", kind="space")
    assert m.assets["opening_hours"].isna().all()
    assert m.assets["Monday"].tolist() == ["All Day"]


def test_days_and_times_in_columns_of_their_own_are_joined(tmp_path: Path) -> None:
    (tmp_path / "groups.csv").write_text("Name,Day,Time\nChoir,Tuesdays,7pm - 9pm\n")
    m = am.read(
        tmp_path / "groups.csv", kind="association", columns={"opening_hours": ["Day", "Time"]}
    )
    assert m.assets["opening_hours"].tolist() == ["Tu 19:00-21:00"]


@pytest.mark.real
@pytest.mark.skipif(not REAL.is_file(), reason="needs ../shared, which is not here")
def test_real_opening_times_are_translated_or_said() -> None:
    given = pd.read_csv(REAL)["Opening hours"]
    m = am.read(REAL, kind="space")
    hours = m.assets["opening_hours"]
    is_read = hours.map(is_opening_hours, na_action="ignore").fillna(value=False).astype(bool)
    assert len(hours) == len(given) == 119
    unclear = m.report.problems["code"] == "unclear_words"
    assert is_read.sum() + unclear.sum() == given.notna().sum()
    assert is_read.sum() >= 100
