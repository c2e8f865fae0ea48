"""Files of entries and results through the pages: sent, checked by the worker, accepted or dropped."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import clock
from portal.models.entry import Entry
from portal.models.intake import Intake
from portal.models.intake_piece import IntakePiece
from portal.models.login_session import LoginSession
from portal.models.staff import Staff
from portal.rules.catalogue import load
from portal.services import intakes
from tests.unit import csv_files, factories

SignIn = Callable[[Staff], FlaskClient]


def send(browser: FlaskClient, content: bytes, *, kind: str = "entries", name: str = "march.csv") -> TestResponse:
    edge = "a-line-that-stands-in-no-file"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="kind"\r\n\r\n{kind}\r\n'
    head += f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
    return browser.post("/staff/imports", data=body, content_type=f"multipart/form-data; boundary={edge}")


def work() -> None:
    intakes.work_through(catalogue=load(), now=clock.now())


def sent(browser: FlaskClient, content: bytes, *, kind: str = "entries") -> str:
    """The address of a file's page after the worker looked at it."""
    answer = send(browser, content, kind=kind)
    assert answer.status_code == 303
    work()
    return answer.location


@pytest.fixture
def ben(sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.ben())


def test_a_file_is_checked_then_accepted_then_saved(ben: FlaskClient) -> None:
    page = sent(ben, csv_files.entries())
    text = ben.get(page).text
    assert "1 row can be imported" in text
    assert "1 new, 0 changed, 0 as before" in text
    assert Entry.select().count() == 0
    assert ben.post(f"{page}/accept").location == page
    assert Entry.select().count() == 0
    work()
    assert "1 row imported" in ben.get(page).text
    assert Entry.get().full_name == "María José Núñez Ibáñez"


def test_while_the_worker_is_busy_the_page_asks_again(ben: FlaskClient) -> None:
    page = send(ben, csv_files.entries()).location
    text = ben.get(page).text
    assert f'data-hx-get="{page}/progress"' in text
    assert f'<a href="{page}">Refresh</a>' in text
    part = ben.get(f"{page}/progress", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith('<div class="progress"')
    work()
    done = ben.get(f"{page}/progress", headers={"HX-Request": "true"})
    assert (done.status_code, done.headers["HX-Redirect"]) == (204, page)


@pytest.mark.parametrize(
    ("state", "done", "words"),
    [
        ("waiting", 0, "Waiting for the worker."),
        ("checking", 500, "Checking: 500 of about 2,000 rows"),
        ("saving", 500, "Preparing to save: 500 of 2,000 rows"),
        ("saving", 2000, "Saving all 2,000 rows at once"),
    ],
)
def test_progress_says_what_the_worker_does(ben: FlaskClient, state: str, done: int, words: str) -> None:
    page = send(ben, csv_files.entries()).location
    Intake.update(state=state, rows_done=done, rows_total=2000).execute()
    assert words in ben.get(f"{page}/progress", headers={"HX-Request": "true"}).text
    assert words in ben.get(page).text


def test_a_fragment_opened_as_a_page_leads_to_the_page(ben: FlaskClient) -> None:
    page = send(ben, csv_files.entries()).location
    answer = ben.get(f"{page}/progress", headers={"Sec-Fetch-Dest": "document"})
    assert answer.location == page


def test_a_refused_file_says_row_column_found_and_expected(ben: FlaskClient) -> None:
    rows = (csv_files.entry_row(1, secret_number="42"), csv_files.entry_row(2), csv_files.entry_row(3, delivery="XX"))
    page = sent(ben, csv_files.entries(*rows))
    text = ben.get(page).text
    assert "Nothing was saved" in text
    assert "2 errors in 3 rows" in text
    cells = re.findall(r"<td[^>]*>(.*?)</td>", text)
    at = cells.index("secret_number")
    assert cells[at - 1 : at + 4] == [
        "2", "secret_number", "Error", "<bdi>2 digits</bdi>",
        "<bdi>4 digits (spreadsheets drop leading zeros: export the column as text, it is never padded here)</bdi>",
    ]  # fmt: skip
    assert f'action="{page}/accept"' not in text
    assert ben.post(f"{page}/accept").status_code == 409
    assert Entry.select().count() == 0


def test_problems_are_filtered_by_column_and_kind(ben: FlaskClient) -> None:
    rows = (
        csv_files.entry_row(1, delivery="XX", country="Spain"),
        csv_files.entry_row(2, secret_number="1", country=""),
    )
    page = sent(ben, csv_files.entries(*rows))
    only_delivery = ben.get(f"{page}?column=delivery&severity=error").text
    assert "<bdi>XX</bdi>" in only_delivery
    assert "<bdi>1 digit</bdi>" not in only_delivery
    assert "<bdi>Spain</bdi>" in ben.get(f"{page}?severity=warning").text
    assert "Nothing fits this filter." in ben.get(f"{page}?column=nowhere").text


def test_the_problems_can_be_downloaded_and_do_no_harm_in_a_spreadsheet(ben: FlaskClient) -> None:
    page = sent(ben, csv_files.entries(csv_files.entry_row(delivery='=HYPERLINK("http://x")')))
    answer = ben.get(f"{page}/refused.csv")
    assert answer.mimetype == "text/csv"
    assert re.fullmatch(r'attachment; filename="problems-entries-\w{6}\.csv"', answer.headers["Content-Disposition"])
    assert b"42" not in answer.data.split(b"\r\n", 1)[0]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == ["row", "column", "found", "expected", "kind"]
    assert rows[1][:3] == ["2", "delivery", '\'=HYPERLINK("http://x")']


def test_a_second_file_shows_what_it_changes(ben: FlaskClient) -> None:
    first = sent(ben, csv_files.entries(csv_files.entry_row(1), csv_files.entry_row(2)))
    ben.post(f"{first}/accept")
    work()
    second = sent(ben, csv_files.entries(csv_files.entry_row(1, given_names="María"), csv_files.entry_row(2)))
    text = ben.get(second).text
    assert "0 new, 1 changed, 1 as before" in text
    assert "<bdi>María José</bdi>" in text


def test_the_same_file_again_is_refused_with_a_link(ben: FlaskClient) -> None:
    page = sent(ben, csv_files.entries())
    ben.post(f"{page}/accept")
    work()
    answer = send(ben, csv_files.entries())
    assert answer.status_code == 422
    assert "This file was already imported" in answer.text
    assert f'href="{page}"' in answer.text


def test_a_button_pressed_twice_makes_one_import(ben: FlaskClient) -> None:
    assert send(ben, csv_files.entries()).location == send(ben, csv_files.entries()).location
    assert Intake.select().count() == 1


def test_a_dropped_file_is_forgotten_and_not_accepted(ben: FlaskClient) -> None:
    page = sent(ben, csv_files.entries())
    assert ben.post(f"{page}/drop").location == page
    assert "This file was dropped" in ben.get(page).text
    assert not IntakePiece.select().exists()
    late = ben.post(f"{page}/accept")
    assert late.status_code == 409
    assert "This page shows how it stands now." in late.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "entries"}, "Choose the file to check."),
        ({"file": (b"a,b", "a.csv")}, "Choose what is in the file."),
        ({"kind": "passwords", "file": (b"a,b", "a.csv")}, "Choose what is in the file."),
        ({"kind": "entries", "file": (b"a,b", "a.xlsx")}, "Choose a CSV file."),
        ({"kind": "entries", "file": (b" \r\n", "a.csv")}, "This file is empty."),
    ],
)
def test_a_form_that_is_not_complete_comes_back(ben: FlaskClient, fields: dict[str, object], sentence: str) -> None:
    data = {k: (io.BytesIO(v[0]), v[1]) if isinstance(v, tuple) else v for k, v in fields.items()}
    answer = ben.post("/staff/imports", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert sentence in answer.text
    assert Intake.select().count() == 0


def test_a_file_of_a_megabyte_is_taken_and_one_of_21_is_too_large(ben: FlaskClient) -> None:
    assert send(ben, b"x" * 2**20).status_code == 303
    answer = send(ben, b"x" * (21 * 2**20))
    assert answer.status_code == 413
    assert "20 MB" in answer.text


@pytest.mark.parametrize("line", [b"x" * 98 + b"\r\n", b"x" * 63 + b"\n", b"ab\r\n"])
def test_a_large_file_is_taken_wherever_its_lines_end(ben: FlaskClient, line: bytes) -> None:
    assert send(ben, line * (300_000 // len(line))).status_code == 303


def test_without_a_session_nothing_large_is_read(client: FlaskClient) -> None:
    assert send(client, b"x" * 2**20).status_code == 413


def test_from_a_candidate_or_after_the_session_nothing_large_is_read(sign_in: SignIn, ben: FlaskClient) -> None:
    assert send(sign_in(factories.candidate(factories.entry())), b"x" * 2**20).status_code == 413
    LoginSession.update(ended_at=factories.NOW).execute()
    assert send(ben, b"x" * 2**20).status_code == 413


def test_names_that_look_like_markup_are_text(ben: FlaskClient) -> None:
    first = sent(ben, csv_files.entries())
    ben.post(f"{first}/accept")
    work()
    answer = send(ben, csv_files.entries(csv_files.entry_row(given_names="<img src=x>")), name="../<b>x</b>.csv")
    work()
    text = ben.get(answer.location).text
    assert "&lt;img src=x&gt;" in text
    assert "<img" not in text
    assert "b&gt;.csv</bdi></h1>" in text


@pytest.mark.parametrize("person", [factories.ada, factories.audrey])
def test_who_may_not_import_reads_only(sign_in: SignIn, ben: FlaskClient, person: Callable[[], Staff]) -> None:
    page = sent(ben, csv_files.entries())
    reader = sign_in(person())
    listing = reader.get("/staff/imports")
    assert "march.csv" in listing.text
    assert 'type="file"' not in listing.text
    assert f'action="{page}/accept"' not in reader.get(page).text
    for answer in (send(reader, b"a"), reader.post(f"{page}/accept"), reader.post(f"{page}/drop")):
        assert answer.status_code == 403
    assert Intake.get().state == "checked"


def test_charlie_finds_no_file_of_another_centre(sign_in: SignIn, ben: FlaskClient) -> None:
    page = sent(ben, csv_files.entries())
    charlie = sign_in(factories.charlie("officer"))
    assert "march.csv" not in charlie.get("/staff/imports").text
    for path in (page, f"{page}/progress", f"{page}/refused.csv"):
        assert charlie.get(path).status_code == 404
    for path in (f"{page}/accept", f"{page}/drop"):
        assert charlie.post(path).status_code == 404


def test_the_list_goes_page_by_page(sign_in: SignIn) -> None:
    for index in range(intakes.PAGE + 1):
        Intake.create(
            kind="results", state="dropped", file_name=f"file-{index}.csv", sha256=str(index), created_at=factories.NOW
        )
    bo = sign_in(factories.bo())
    first, second = bo.get("/staff/imports").text, bo.get("/staff/imports?page=2").text
    assert "file-25.csv" in first
    assert ">file-0.csv" not in first
    assert ">file-0.csv" in second
    assert "No file was received yet." in bo.get("/staff/imports?page=9999999").text or "file-25" in first
