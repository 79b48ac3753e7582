"""The first signal ends a run in order, another in haste, and none breaks what must be whole."""

from __future__ import annotations

import signal

import pytest

from harness.plugin.interrupts import SAME, SIGNALS, Interrupts


class Clock:
    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def interrupts(clock):
    return Interrupts(clock)


def closing(interrupts):
    """Let a session be at its end."""
    ending = interrupts.pytest_sessionfinish()
    next(ending)
    return ending


def heard(interrupts):
    interrupts.hear(signal.SIGTERM, None)


def test_first_signal_is_a_keyboard_interrupt(interrupts):
    assert not interrupts.is_asked
    with pytest.raises(KeyboardInterrupt):
        heard(interrupts)
    assert interrupts.is_asked


def test_signals_at_once_are_one(interrupts, clock):
    with pytest.raises(KeyboardInterrupt):
        heard(interrupts)
    clock.seconds += SAME / 2

    heard(interrupts)

    assert not interrupts.is_in_haste


def test_first_signal_may_be_taken_in_order_and_the_next_is_not(interrupts, clock):
    interrupts.end_in_order = lambda: True
    heard(interrupts)
    clock.seconds += SAME

    with pytest.raises(KeyboardInterrupt):
        heard(interrupts)
    assert interrupts.is_in_haste


def test_signal_that_was_lost_can_be_given_again(interrupts, clock):
    with pytest.raises(KeyboardInterrupt):
        heard(interrupts)
    clock.seconds += SAME

    with pytest.raises(KeyboardInterrupt):
        heard(interrupts)


def test_session_at_its_end_is_not_broken_off(interrupts, clock):
    closing(interrupts)
    heard(interrupts)
    clock.seconds += SAME
    heard(interrupts)

    assert interrupts.is_asked
    assert interrupts.is_in_haste


def test_session_that_was_interrupted_is_at_its_end(interrupts):
    interrupts.pytest_keyboard_interrupt()

    heard(interrupts)


def test_what_may_be_broken_off_at_the_end_is(interrupts, clock):
    with pytest.raises(KeyboardInterrupt):
        heard(interrupts)
    closing(interrupts)
    clock.seconds += SAME

    with interrupts.breakable(), pytest.raises(KeyboardInterrupt):
        heard(interrupts)
    heard(interrupts)


def test_signal_in_what_must_be_done_whole_waits_for_its_end(interrupts):
    done = []

    def work():
        with interrupts.held():
            heard(interrupts)
            done.append("whole")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done == ["whole"]


def test_failure_of_what_is_held_is_its_own(interrupts):
    def fail():
        with interrupts.held():
            heard(interrupts)
            raise ValueError("own")

    with pytest.raises(ValueError, match="own"):
        fail()


@pytest.fixture
def before():
    """The handlers as they were, which are there again after the test."""
    found = {each: signal.getsignal(each) for each in SIGNALS}
    yield found
    for number, handler in found.items():
        signal.signal(number, handler)


def test_signals_are_heard_between_install_and_restore(interrupts, before):
    interrupts.install()
    assert {signal.getsignal(each) for each in SIGNALS} == {interrupts.hear}

    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGTERM)
    interrupts.restore()

    assert {each: signal.getsignal(each) for each in SIGNALS} == before


def test_signal_that_whoever_started_us_switched_off_stays_so(interrupts, before):
    del before
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    interrupts.install()

    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    assert signal.getsignal(signal.SIGTERM) == interrupts.hear
    interrupts.restore()
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
