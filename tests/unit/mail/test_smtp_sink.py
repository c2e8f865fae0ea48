"""The sink keeps its promises: dice that repeat, rules that change while it runs, a ledger that survives it."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from portal.mail.transport import Outcome, Transport
from tests.faults import ledger
from tests.faults.smtp_faults import Faults, Rule, write_rules
from tests.unit.mail.conftest import a_mail


def test_the_same_seed_throws_the_same_dice() -> None:
    def thrown(seed: int) -> list[bool]:
        faults = Faults((Rule("451", share=0.1),), seed=seed)
        return [faults.choose(f"c{number % 500}@example.org") is not None for number in range(2000)]

    assert thrown(1) == thrown(1) != thrown(2)
    assert 120 < sum(thrown(1)) < 280


def test_a_rule_is_for_the_recipients_it_names() -> None:
    faults = Faults((Rule("550", to="*@gone.example"), Rule("451", to="amara@*")))
    chosen = [faults.choose(to) for to in ("x@gone.example", "amara@example.org", "ben@example.org")]
    assert [rule and rule.behaviour for rule in chosen] == ["550", "451", None]


def test_copies_counts_what_was_kept() -> None:
    taken = [ledger.Receipt(i, "a@b.c", 0, True, kept, "", 1) for i, kept in (("1", True), ("1", True), ("2", False))]
    assert ledger.copies(taken) == {"1": 2}


def test_a_process_obeys_its_rules_file_and_leaves_a_ledger(tmp_path: Path, connect: Callable[..., Transport]) -> None:
    book, rules = tmp_path / "ledger", tmp_path / "rules"
    command = [sys.executable, "-m", "tests.faults.smtp_sink", "--ledger", str(book), "--rules", str(rules)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        transport = connect(f"smtp://127.0.0.1:{process.stdout.readline().split()[1]}")
        outcomes = [transport.send(a_mail()).outcome]
        write_rules(rules, Rule("550", to="amara@*"))
        outcomes += [transport.send(a_mail()).outcome, transport.send(a_mail("ben@example.org", 2)).outcome]
        process.send_signal(signal.SIGTERM)
        summary = json.loads(process.stdout.read())
    assert outcomes == [Outcome.SENT, Outcome.REFUSED, Outcome.SENT]
    assert summary == {"connections": 1, "taken": 2}
    assert ledger.copies(ledger.read(book)) == {
        "<notice-1@portal.example.org>": 1,
        "<notice-2@portal.example.org>": 1,
    }
