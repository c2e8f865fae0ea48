"""A form sent twice has one effect and one answer, also when both come at the same moment."""

from datetime import timedelta

import pytest

from portal.models.candidate import Candidate
from portal.models.submission import Submission
from portal.models.throttle import Throttle
from portal.services import submissions, throttle
from portal.services.errors import Refused, SlowDown
from tests.unit import factories
from tests.unit.at_once import at_once
from tests.unit.factories import NOW

pytestmark = pytest.mark.usefixtures("database")


def once(answer: str = "/there", *, key: str = "k", scope: str = "form", made: list[str] | None = None) -> str:
    def act() -> str:
        factories.candidate(email=answer)
        if made is not None:
            made.append(answer)
        return answer

    return submissions.once(scope=scope, key=key, now=NOW, act=act)


def test_the_second_sending_has_no_effect_and_the_first_answer() -> None:
    assert once("/first") == "/first"
    assert once("/second") == "/first"
    assert Candidate.select().count() == 1


def test_another_key_and_another_scope_are_other_forms() -> None:
    assert [once("a"), once("b", key="other"), once("c", scope="staff:1")] == ["a", "b", "c"]


def test_without_a_key_everything_is_done() -> None:
    assert [once("a", key=""), once("b", key="")] == ["a", "b"]
    assert Submission.select().count() == 0


def test_a_refusal_leaves_the_key_free_and_keeps_what_was_counted() -> None:
    bucket = (throttle.PER_CODE, "somebody")

    def refuse() -> str:
        throttle.reserve((bucket,), now=NOW)
        raise Refused("not_now")

    with pytest.raises(Refused, match="not_now"):
        submissions.once(scope="form", key="k", now=NOW, act=refuse)
    assert Throttle.select().where(Throttle.count == 1).count() == 1
    assert once("/now") == "/now"


def test_guesses_inside_are_capped_although_each_is_refused() -> None:
    def guess() -> str:
        throttle.reserve(((throttle.PER_CODE, "somebody"),), now=NOW)
        raise Refused("wrong")

    answers = []
    for _ in range(8):
        with pytest.raises((Refused, SlowDown)) as caught:
            submissions.once(scope="form", key="k", now=NOW, act=guess)
        answers.append(caught.type)
    assert answers == [Refused] * 5 + [SlowDown] * 3


def test_an_unforeseen_error_undoes_everything() -> None:
    def fail() -> str:
        factories.candidate()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        submissions.once(scope="form", key="k", now=NOW, act=fail)
    assert Candidate.select().count() == 0
    assert Submission.select().count() == 0


def test_many_at_once_have_one_effect_and_all_get_the_answer() -> None:
    made: list[str] = []
    answers = at_once(6, lambda number: once(f"/{number}", made=made))
    assert len(made) == 1
    assert answers == made * 6


def test_the_table_holds_no_key_that_could_be_sent_again() -> None:
    once(key="a-very-private-key")
    assert "a-very-private-key" not in Submission.get().key


def test_an_answer_that_does_not_fit_is_an_error_and_no_effect() -> None:
    with pytest.raises(ValueError, match="100"):
        once("/" + "x" * 100)
    assert Candidate.select().count() == 0


def test_record_says_who_was_first() -> None:
    note = {"scope": "register", "key": "k", "now": NOW}
    assert submissions.record(outcome="one", **note)
    assert not submissions.record(outcome="two", **(note | {"now": NOW + timedelta(hours=1)}))
    assert submissions.outcome(scope="register", key="k") == "one"
    assert submissions.outcome(scope="register", key="other") is None
