"""Codes of staff: each works once, within half a minute on either side; recovery codes too; a reset takes two."""

from datetime import timedelta

import pytest

from portal.models.recovery_code import RecoveryCode
from portal.models.staff import Staff
from portal.services import audit, second_factor, second_factor_reset
from portal.services.actor import COMMAND, Actor
from portal.services.errors import NotAllowed, NotFound, Refused, SlowDown
from tests.unit import factories
from tests.unit.factories import NOW

pytestmark = pytest.mark.usefixtures("database")


def _new() -> Staff:
    return factories.staff("Dora", "officer", factories.centre(), enrolled=False)


def _enrolled() -> tuple[Staff, list[str]]:
    dora = _new()
    second_factor.begin(staff=dora)
    dora = Staff.get_by_id(dora.id)
    codes = second_factor.enrol(staff=dora, code=second_factor.current_code(staff=dora, now=NOW), now=NOW)
    return Staff.get_by_id(dora.id), codes


@pytest.mark.parametrize(("seconds", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_is_right_for_a_minute_and_a_half(seconds: int, right: bool) -> None:
    ben = factories.ben()
    moment = NOW.replace(second=0)
    code = second_factor.current_code(staff=ben, now=moment + timedelta(seconds=seconds))
    assert second_factor.accept(staff=ben, code=code, now=moment) is right


def test_a_code_works_once_and_so_does_every_earlier_one() -> None:
    ben = factories.ben()
    now = second_factor.current_code(staff=ben, now=NOW)
    before = second_factor.current_code(staff=ben, now=NOW - timedelta(seconds=30))
    assert second_factor.accept(staff=ben, code=now, now=NOW)
    assert not second_factor.accept(staff=ben, code=now, now=NOW)
    assert not second_factor.accept(staff=ben, code=before, now=NOW)


@pytest.mark.parametrize("code", ["", " ", "12345", "1234567", "abcdef", "\0", "١٢٣٤٥٦", "\U0001f600", "1" * 100_000])
def test_anything_else_is_wrong(code: str) -> None:
    assert not second_factor.accept(staff=factories.ben(), code=code, now=NOW)


def test_spaces_in_a_code_do_not_matter() -> None:
    ben = factories.ben()
    code = second_factor.current_code(staff=ben, now=NOW)
    assert second_factor.accept(staff=ben, code=f" {code[:3]} {code[3:]} ", now=NOW)


def test_somebody_elses_code_is_wrong() -> None:
    ben, ada = factories.ben(), factories.ada()
    assert not second_factor.accept(staff=ben, code=second_factor.current_code(staff=ada, now=NOW), now=NOW)


def test_a_recovery_code_works_once_and_for_its_owner_only() -> None:
    dora, codes = _enrolled()
    assert not second_factor.accept(staff=factories.ben(), code=codes[0], now=NOW)
    assert second_factor.accept(staff=dora, code=codes[0], now=NOW)
    assert not second_factor.accept(staff=dora, code=codes[0], now=NOW)
    assert second_factor.accept(staff=dora, code=codes[1].replace("-", " ").upper(), now=NOW)
    assert second_factor.codes_left(staff=dora) == 8


def test_secret_and_codes_do_not_stand_in_the_tables() -> None:
    dora, codes = _enrolled()
    secret = second_factor._secret(dora).encode()
    assert secret not in bytes(dora.totp_secret)
    stored = {row.code_hash for row in RecoveryCode.select()}
    assert not stored & {code.replace("-", "") for code in codes}


def test_beginning_again_gives_the_same_secret() -> None:
    dora = _new()
    assert second_factor.begin(staff=dora) == second_factor.begin(staff=dora)


def test_who_is_enrolled_can_not_begin_again() -> None:
    dora, _ = _enrolled()
    with pytest.raises(Refused, match="already_enrolled"):
        second_factor.begin(staff=dora)


def test_a_wrong_first_code_puts_nothing_in_force() -> None:
    dora = _new()
    second_factor.begin(staff=dora)
    dora = Staff.get_by_id(dora.id)
    for _ in range(5):
        with pytest.raises(Refused, match="wrong_code"):
            second_factor.enrol(staff=dora, code="000000", now=NOW)
    with pytest.raises(SlowDown):
        second_factor.enrol(staff=dora, code=second_factor.current_code(staff=dora, now=NOW), now=NOW)
    assert Staff.get_by_id(dora.id).totp_enrolled_at is None
    assert not RecoveryCode.select().exists()


def test_a_recovery_code_buys_no_new_ones() -> None:
    dora, codes = _enrolled()
    with pytest.raises(Refused, match="wrong_code"):
        second_factor.renew_codes(staff=dora, code=codes[0], now=NOW)
    assert second_factor.codes_left(staff=dora) == 10


def test_a_confirmed_reset_leaves_nothing_of_the_old_factor() -> None:
    dora, codes = _enrolled()
    bo, bea = factories.bo(), factories.staff("Bea", "board", None)
    second_factor_reset.ask(person=dora, actor=Actor.of_staff(bo), now=NOW)
    code = second_factor.current_code(staff=bea, now=NOW)
    second_factor_reset.confirm(person=dora, actor=Actor.of_staff(bea), code=code, now=NOW)
    dora = Staff.get_by_id(dora.id)
    assert not second_factor.accept(staff=dora, code=codes[0], now=NOW)
    assert second_factor.begin(staff=dora)
    assert second_factor_reset.waiting(now=NOW) == []
    assert audit.verify().broken_at is None


def test_who_asked_does_not_confirm() -> None:
    dora, _ = _enrolled()
    bo = factories.bo()
    second_factor_reset.ask(person=dora, actor=Actor.of_staff(bo), now=NOW)
    code = second_factor.current_code(staff=bo, now=NOW)
    with pytest.raises(Refused, match="own_request"):
        second_factor_reset.confirm(person=dora, actor=Actor.of_staff(bo), code=code, now=NOW)


def test_a_wrong_code_leaves_the_request_open() -> None:
    dora, _ = _enrolled()
    second_factor_reset.ask(person=dora, actor=Actor.of_staff(factories.bo()), now=NOW)
    bea = Actor.of_staff(factories.staff("Bea", "board", None))
    with pytest.raises(Refused, match="wrong_code"):
        second_factor_reset.confirm(person=dora, actor=bea, code="000000", now=NOW)
    assert len(second_factor_reset.waiting(now=NOW)) == 1
    assert Staff.get_by_id(dora.id).totp_enrolled_at is not None


@pytest.mark.parametrize("role", ["officer", "approver", "auditor"])
def test_others_neither_ask_nor_confirm(role: str) -> None:
    dora, _ = _enrolled()
    other = Actor.of_staff(factories.staff("Other", role, None if role == "auditor" else factories.centre()))
    for act in (
        lambda: second_factor_reset.ask(person=dora, actor=other, now=NOW),
        lambda: second_factor_reset.confirm(person=dora, actor=other, code="000000", now=NOW),
        lambda: second_factor_reset.drop(person=dora, actor=other, now=NOW),
    ):
        with pytest.raises((NotAllowed, NotFound)):
            act()


def test_nobody_resets_over_the_command_line_by_halves() -> None:
    dora, _ = _enrolled()
    with pytest.raises(NotFound):
        second_factor_reset.ask(person=dora, actor=COMMAND, now=NOW)
