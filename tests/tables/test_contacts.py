"""Are telephone numbers, e-mail addresses and postcodes found, and nothing that only looks so?"""

from __future__ import annotations

import time

import pytest

from assetmap.tables.own_details import find_contacts, has_contacts, to_phone_digits

PHONES = [
    "07700 900123", "07700900123", "(01632) 960001", "01632-960-001", "0116 234 5678",
    "020 7946 0123", "(020) 7946 0123", "0300 123 4567", "0800 123456", "0845 123 4567",
    "+44 7700 900123", "+44 (0)7700 900123", "+44(0)7700900123", "0044 7700 900123",
    "44 7700 900123", "447700900123", "tel:+447700900123", "sms:07700900123", "07700.900.123",
    "07700/900123", "07700 – 900123", "0 7 7 0 0 9 0 0 1 2 3", "07 70 09 00 12 3", "01204 12345",
    "07700\u00a0900\u00a0123", "tel:07700%20900123", "+33 6 12 34 56 78", "０７７００ 900123",
    "(07700) 900 123", "01632 960 001", "07700-900123", "[07700] 900123", "016977 2345",
    "+447700900123", "0500 123456", "(0116) 2345678", "03001234567", "08001234567",
]  # fmt: skip
EMAILS = [
    "ada@example.org", "mailto:ada@example.org", "ada (at) example (dot) org",
    "ada [at] example.org", "ada at example dot org", "Ada.Example+x@mail.example.co.uk",
    "ada%40example.org", "ada @ example.org", "ada@exämple.org", "ada＠example.org",
    "ada(at)example(dot)org", "ada&#64;example.org", "ada_b-c@example.museum",
]  # fmt: skip
POSTCODES = [
    "NG1 1AA", "ng1 1aa", "NG11AA", "ng11aa", "SW1A 2AA", "EC1A 1BB", "NG1\u00a01AA", "NG1  1AA",
    "W1A 0AX", "LE16 7BT", "Ng1 1aa", "NG1-1AA", "M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT",
]  # fmt: skip
NOTHING = [
    "since 1987", "24/7", "0-5 years", "07:00-09:30", "0700-0930", "0900-1700",
    "0900-1700 0930-1200", "£07.50", "£1,250,000", "ISBN 978-0-306-40615-7", "ISBN 0-19-852663-6",
    "ISBN 0198526636", "UPRN 100032059121", "UPRN 010001234567", "Charity 1234567",
    "charity no. 01234567", "SK 605 045", "SK605045", "TL 12345 67890", "M1 J21", "A47 3AB",
    "B1 4th floor", "E1 2nd of May", "w3 4th", "S1 2hr", "01/02/2024", "01.02.2024 - 03.04.2024",
    "01/02/24 03/04/24", "2024-01-01 10:00", "52.6369, -1.1398", "51.0123456789", "10,000 steps",
    "1 2 3 4 5 6 7 8 9 10", "999 or 111", "call 116 123", "call 0800 1111", "tea @ 3pm",
    "@sheila_brown", "music @ St. John's", "meet at the hall", "example.org", "Route 66",
    "12 x 24 x 36", "1914-1918 1939-1945", "0.123456789", "aged 5-11, 11-16", "MP3 4GB",
    "Grade II 1285", "H2O", "B12 vitamins", "5k run", "Open 1000-1600 7 days",
    "Founded 1856 1902 1956 2003", "100 200 300 400 500", "458312 304512", "GB 123 4567 89",
    "company 01234567", "ring 1998 bells", "Number 01 02 03 2024", "PS4 3DS", "3 for 2 at A1 3",
]  # fmt: skip


@pytest.mark.parametrize("template", ["{}", "Ring {}.", "(see {}), since 2016", "24/7 {} or visit"])
@pytest.mark.parametrize(
    ("written", "what"),
    [
        *((text, "telephone number") for text in PHONES),
        *((text, "e-mail address") for text in EMAILS),
        *((text, "postcode") for text in POSTCODES),
    ],
)
def test_the_piece_is_found_whole(written: str, what: str, template: str) -> None:
    text = template.format(written)
    found = [(text[start:end], kind) for start, end, kind in find_contacts(text)]
    start, end, kind = max(find_contacts(text), key=lambda span: span[1] - span[0])
    assert kind == what, found
    assert written.strip("([") in text[start : end + 1], found
    assert has_contacts([text, "a quiet text"]).tolist() == [True, False]


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_one_is_passed_over(text: str) -> None:
    assert find_contacts(text) == []


def test_there_are_enough_of_both() -> None:
    assert len(PHONES) + len(EMAILS) + len(POSTCODES) >= 40
    assert len(NOTHING) >= 40


def test_several_numbers_are_told_apart() -> None:
    text = "07700900123/01632960001, 07700 900124 or tel. 262728"
    assert [text[start:end] for start, end, _ in find_contacts(text)] == [
        "07700900123", "01632960001", "07700 900124", "262728",
    ]  # fmt: skip


def test_a_number_within_a_link_is_found() -> None:
    text = "https://wa.me/447700900123?text=hello"
    assert [text[start:end] for start, end, _ in find_contacts(text)] == ["447700900123"]


@pytest.mark.parametrize(
    "written", ["07700 900123", "+44 7700 900123", "0044 (0)7700-900123", "447700900123"]
)
def test_one_number_has_one_form(written: str) -> None:
    assert to_phone_digits(written) == "07700900123"


@pytest.mark.parametrize(
    "piece",
    ["0", "0 ", "a@", "@", "a.", "1-", "+(", "NG1", "NG1 ", "(at)", " at a dot ", "a", "07700 ",
     "%20", " ", "call ", "call on ", "0 1 0 ", "44 ", "tel:", "0800-1200 "],
)  # fmt: skip
def test_no_cell_takes_long(piece: str) -> None:
    cell = piece * (32_000 // len(piece))
    start = time.process_time()
    find_contacts(cell)
    has_contacts([cell])
    assert time.process_time() - start < 2  # quadratic patterns take minutes
