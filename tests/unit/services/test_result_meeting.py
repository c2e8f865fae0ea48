"""What rows of a results file meet, as plain rows that say the same as the models."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.exams import PAPERS
from portal.services.result_intake import _json_form
from portal.services.result_meeting import entries_named, latest_results, written_last
from tests.unit import factories


def test_an_entry_is_met_by_its_id_number(database: str) -> None:
    sitting = factories.sitting()
    entry, _ = factories.entry(sitting), factories.entry(sitting)
    met = entries_named([entry.id_number, "QXZ999999"])
    assert list(met) == [entry.id_number]
    found = met[entry.id_number]
    assert (found.id, found.sitting_id, found.centre_id) == (entry.id, entry.sitting_id, entry.centre_id)
    assert (found.session, found.candidate_number) == (entry.session, entry.candidate_number)
    assert str(found.date_of_birth) == "2007-11-30"


def test_the_newest_of_several_results_counts(database: str) -> None:
    sitting = factories.sitting()
    entry, other = factories.entry(sitting), factories.entry(sitting)
    newest = factories.result(entry, version=2, status="PENDING")
    factories.result(entry, version=1)
    earlier = latest_results(entries_named([entry.id_number, other.id_number]))
    assert list(earlier) == [entry.id]
    assert (earlier[entry.id].version, earlier[entry.id].outcome.status) == (2, newest.status)


def test_what_was_written_last_is_found_by_entry(database: str) -> None:
    entry = factories.entry()
    factories.result(entry)
    second = factories.result(entry, version=2)
    assert written_last([entry.id, 0]) == {entry.id: second.id}


@pytest.mark.usefixtures("database")
def test_nothing_is_met_by_nobody() -> None:
    assert (entries_named([]), latest_results({}), written_last([])) == ({}, {}, {})


@given(st.dictionaries(st.sampled_from(PAPERS), st.integers(0, 9999)))
def test_scores_are_written_as_sorted_json(scores: dict[str, int]) -> None:
    assert _json_form(tuple(scores)) % scores == json.dumps(scores, sort_keys=True)
