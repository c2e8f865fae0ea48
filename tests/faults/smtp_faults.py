"""Which fault a mail sink shows to which message: rules that can change while it runs."""

import json
import time
from collections import Counter
from dataclasses import dataclass
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path

STAGES = ("greeting", "mail", "rcpt", "data", "body")
CODES = {
    "421": b"421 4.3.2 Closing, try later",
    "450": b"450 4.2.1 Mailbox busy",
    "451": b"451 4.3.0 Local error",
    "550": b"550 5.1.1 No such mailbox",
    "554": b"554 5.7.1 Not wanted",
}
BEHAVIOURS = (
    *CODES,
    "rate",  # 450 beyond `per_second` recipients in a second
    "tarpit",  # every answer one byte each `seconds`
    "slow",  # every answer `seconds` late
    "cut_before_data",  # the line is cut in place of the 354
    "cut_in_data",  # the line is cut as soon as some of the message has come
    "cut_after_data",  # the whole message has come, is thrown away, and the line is cut
    "drop_answer",  # the message is kept, and the line is cut in place of the 250
    "accept_and_drop",  # 250, and the message is thrown away
)


@dataclass(frozen=True)
class Rule:
    """One fault. `times` limits it to the first attempts of each recipient: 451 once is greylisting."""

    behaviour: str
    to: str = "*"
    share: float = 1.0
    times: int | None = None
    stage: str = "rcpt"
    seconds: float = 1.0
    per_second: int = 100

    def __post_init__(self) -> None:
        if self.behaviour not in BEHAVIOURS or self.stage not in STAGES:
            raise ValueError(f"There is no behaviour {self.behaviour!r} at stage {self.stage!r}.")


class Faults:
    """Chooses a rule for each attempt; the dice go by recipient and attempt, so that a run repeats."""

    def __init__(self, rules: tuple[Rule, ...] = (), *, seed: int = 1, path: Path | None = None) -> None:
        self.rules = rules
        self.seed = seed
        self.attempts: Counter[str] = Counter()
        self._path = path
        self._read_at = 0
        self._second = (0, 0)

    def choose(self, recipient: str) -> Rule | None:
        """The rule for the next attempt at this recipient: the first that applies."""
        self._read_again()
        self.attempts[recipient] += 1
        for number, rule in enumerate(self.rules):
            if rule.stage not in {"greeting", "mail"} and self._applies(number, rule, recipient):
                return rule
        return None

    def choose_early(self, stage: str) -> Rule | None:
        """The rule for a greeting or for MAIL, where no recipient is known yet."""
        self._read_again()
        self.attempts[stage] += 1
        for number, rule in enumerate(self.rules):
            if rule.stage == stage and self._applies(number, rule, stage):
                return rule
        return None

    def _applies(self, number: int, rule: Rule, subject: str) -> bool:
        attempt = self.attempts[subject]
        if not fnmatchcase(subject, rule.to) or (rule.times is not None and attempt > rule.times):
            return False
        if rule.behaviour == "rate" and not self._is_over(rule.per_second):
            return False
        if rule.share >= 1:
            return True
        thrown = sha256(f"{self.seed}|{number}|{subject}|{attempt}".encode()).digest()[:4]
        return int.from_bytes(thrown) < rule.share * 2**32

    def _is_over(self, per_second: int) -> bool:
        now = int(time.monotonic())
        second, count = self._second
        self._second = (now, count + 1 if second == now else 1)
        return self._second[1] > per_second

    def _read_again(self) -> None:
        if self._path is None:
            return
        try:
            changed = self._path.stat().st_mtime_ns
            if changed != self._read_at:
                self.rules = tuple(Rule(**rule) for rule in json.loads(self._path.read_text()))
                self._read_at = changed
        except (FileNotFoundError, json.JSONDecodeError):
            return


def write_rules(path: Path, *rules: Rule) -> None:
    """Make `rules` those of the sink that watches `path`, from its next message on."""
    half_written = path.with_suffix(".part")
    half_written.write_text(json.dumps([vars(rule) for rule in rules]))
    half_written.replace(path)
