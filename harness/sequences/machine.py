"""A state machine that plays random sequences, drawn by Hypothesis."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, settings, stateful
from hypothesis import strategies as st

from harness.generation.hypothesis_home import hypothesis_at_home
from harness.sequences.sessions import Sessions

if TYPE_CHECKING:
    from harness.sequences.sessions import Shared

WHICH = st.sampled_from([-1, -1, -2, 0])
"""One of the tokens in the order in which they were given, counted round and round."""
CHANGES = st.sampled_from(["", "", "", "out", "out, in", "in"])
AMOUNTS = st.one_of(
    st.runner().flatmap(lambda machine: st.sampled_from(machine.amounts)),
    st.integers(0, 300).map(lambda minutes: timedelta(minutes=minutes)),
)


class Machine(stateful.RuleBasedStateMachine):
    """Plays one sequence. What is drawn does not depend on what the instance answers."""

    def __init__(self, shared: Shared) -> None:
        super().__init__()
        self.sessions = Sessions(shared)
        self.amounts = list(shared.boundaries.values())

    @stateful.initialize()
    def begin(self) -> None:
        """Log in before all else."""
        self.sessions.log_in()

    @stateful.rule(by=AMOUNTS, change=CHANGES, of=WHICH)
    def use_later(self, by: timedelta, change: str, of: int) -> None:
        """Send a token to the gate, after the newest was made older and sessions changed."""
        self._prepare(by, change, of)
        self.sessions.use(of=of)

    @stateful.rule(by=AMOUNTS, change=CHANGES, of=WHICH)
    def refresh_later(self, by: timedelta, change: str, of: int) -> None:
        """Refresh a token, after the newest was made older and sessions changed."""
        self._prepare(by, change, of)
        self.sessions.refresh(of=of)

    def _prepare(self, by: timedelta, change: str, of: int) -> None:
        self.sessions.make_older(by=by)
        if "out" in change:
            self.sessions.log_out(of=of)
        if "in" in change:
            self.sessions.log_in()


def play_random(shared: Shared) -> None:
    """Play random sequences; what they show is in what they share."""
    machine: Any = partial(Machine, shared)
    with hypothesis_at_home(shared.run.generation.hypothesis_home):
        stateful.run_state_machine_as_test(machine, settings=_SETTINGS)


_SETTINGS = settings(
    max_examples=12,
    stateful_step_count=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # nothing fails: a broken promise ends its sequence
    suppress_health_check=[HealthCheck.too_slow],  # it is the network that takes the time
)
