"""An exploration of what stands for an instance."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from harness.core.outcomes import Excluded
from harness.fixtures.gate import Gate
from harness.fixtures.shared_token import SharedToken
from harness.redaction.redactor import Redactor
from harness.run.settings import Generation
from harness.run.turns import Turns
from harness.sequences.exploration import Exploration
from harness.targets.model import Helper
from spec import specification
from tests.harness.making import a_target, an_answer

HOUR = timedelta(hours=1)


class Instance:
    """Stands for a run against an instance, whose sessions are ages by token: below 0 if ended."""

    def __init__(self, **target):
        self.target = a_target(token_ager=Helper(url="http://acme.test/age"), **target)
        self.spec = specification.load("cdp")
        self.redactor = Redactor()
        self.client = SimpleNamespace(count=0, steady_clock=SimpleNamespace(offset=0 * HOUR))
        self.generation = Generation()
        self.turns = Turns()
        self.tokens = self.api = self
        self.logged_out: dict[str, object] = {}
        self.shared = SharedToken(self.fresh, lambda: None, lambda: self.logged_out)
        self.gates = SimpleNamespace(default=Gate("the gate", self.look_up, None))
        self.evidence = None
        self.ages = {}
        self.aged_by = []

    def fresh(self):
        self.client.count += 1
        self.ages[f"token-{len(self.ages)}"] = 0 * HOUR
        return list(self.ages)[-1]

    def require(self):
        pass

    def older(self, token, by):
        assert self.ages[token] >= 0 * HOUR
        self.ages[token] += by
        self.aged_by.append(by)
        return token

    def older_if_it_can(self, token, by):
        return self.older(token, by) if self.ages[token] >= 0 * HOUR else None

    def require_sso(self):
        raise Excluded("sso_code", "no code")

    def is_alive(self, token, until):
        return 0 * HOUR <= self.ages.get(token, -HOUR) < until

    def look_up(self, token):
        self.client.count += 1
        return an_answer(status=200 if self.is_alive(token, 8 * HOUR) else 401, json={})

    def refresh(self, token):
        if not self.is_alive(token, 12 * HOUR):
            self.client.count += 1
            return an_answer(status=401, json={})
        return an_answer("refreshToken", json={"token": self.fresh()})

    def logout(self, token):
        self.client.count += 1
        self.ages[token] = -HOUR
        return an_answer(json={})


def explore_nothing(instance):
    return Exploration(instance, instance)


def explore(instance):
    return explore_nothing(instance).explore()
