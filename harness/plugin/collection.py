"""Collection: each contract once for each target whose product states its rule."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import pytest
from _pytest.compat import NOTSET  # what pytest gives for an empty list of parameters

from harness.core.errors import BadTarget
from harness.fixtures.gate_names import gate_names
from harness.plugin.expansion import Expansion, first_of_each_kind
from harness.plugin.keys import CONTRACT
from harness.redaction.visible import visible_line
from harness.results.judge import Contract
from spec import rules, specification
from spec.rules import Need

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Generator

    from harness.plugin.replay import Card
    from harness.plugin.subjects import Subjects
    from harness.run.settings import RunSettings
    from harness.targets.model import Target
    from spec.specification import Operation


class Collection:
    """Collects contracts for the targets of a run, in each process that collects."""

    def __init__(
        self,
        subjects: Subjects,
        settings: RunSettings,
        card: Card | None = None,
        *,
        is_for_all: bool = False,
    ) -> None:
        self._subjects = subjects
        self._settings = settings
        self._card = card
        """The one that ``--replay`` names: of its contracts alone there is a run."""
        self._is_for_all = is_for_all
        """Whether no contract is left out by its name, so that targets of a kind have the same."""
        self._lines: list[str] = []
        """What of it can't be run as it was."""
        self._orders: dict[int, dict[bool, list[pytest.Item]]] = {}
        """The contracts of a kind of target in order, by whether its tokens have to wait."""

    def pytest_report_header(self) -> list[str]:
        """Say what is replayed."""
        return [visible_line(self._card.header())] if self._card is not None else []

    def pytest_report_collectionfinish(self) -> list[str]:
        """Say what of it can't be run as it was."""
        return [visible_line(each) for each in self._lines]

    @pytest.hookimpl(tryfirst=True)
    def pytest_pycollect_makeitem(self, name: str, obj: object) -> list[pytest.Item] | None:
        """Leave a contract out that no chosen target's product has."""
        rule_id = rule_id_of(obj)
        if rule_id is None:
            return None
        rule = rules.load().get(rule_id)
        if rule is None:
            pytest.fail(f"{name}: spec/rules.toml has no rule {rule_id!r}", pytrace=False)
        stated = any(target.product in rule.statements for target in self._subjects.targets)
        return None if stated else []

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Collect a contract once for each target, and for each gate or operation it asks for."""
        rule_id = rule_id_of(metafunc.function)
        if rule_id is None:
            return
        rule = rules.load()[rule_id]
        mark = metafunc.definition.get_closest_marker("with_roles")
        roles = mark.args if mark else ()
        targets = [
            each
            for each in self._collected
            if each.product in rule.statements and specification.load(each.product).has(*roles)
        ]
        if "gate_name" in metafunc.fixturenames:
            _by_name(metafunc, "gate_name", targets, _gate_names)
        elif "operation" in metafunc.fixturenames:
            mark = metafunc.definition.get_closest_marker("for_operations")
            wanted: Callable[[Operation], bool] = mark.args[0] if mark else lambda _: True
            _by_name(metafunc, "operation", targets, lambda target: _operation_ids(target, wanted))
        else:
            metafunc.parametrize("target", targets, ids=[each.name for each in targets])

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note on each contract what it proves, and sort them by target, then by subject.

        On a target, those that wait for tokens come first: the log-ins of others could end these.
        """
        items[:] = [item for item in items if not _is_empty(item)]
        order = {target.name: index for index, target in enumerate(self._subjects.targets)}
        for item in items:
            contract = _contract(item)
            if contract is not None:
                item.stash[CONTRACT] = contract
        if self._card is not None:
            items[:] = self._replayed(self._card, items)
        items.sort(key=lambda item: (_place(order, item), not self._waits(item), _subject(item)))

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self, session: pytest.Session) -> Generator[None, object, object]:
        """Count what was collected, be it made yet or not."""
        collected = yield
        session.testscollected = len(session.items)
        return collected

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> Generator[None]:
        """Let what was collected for one target of each kind stand for the others."""
        if not self._is_for_all:
            return (yield)
        targets = self._subjects.targets
        items = Expansion(session.items, targets, self._firsts, self._sorted_for)
        reporter = session.config.pluginmanager.getplugin("terminalreporter")
        if reporter is not None:
            reporter._numcollected = len(items)  # noqa: SLF001 - it counts what pytest made
        # A worker of xdist hands over the names, and asks for nothing else of them all.
        is_worker = hasattr(session.config, "workerinput")
        session.items = cast("list[pytest.Item]", items.names() if is_worker else items)
        try:
            return (yield)
        finally:
            session.items = cast("list[pytest.Item]", items)

    @cached_property
    def _firsts(self) -> dict[str, Target]:
        return first_of_each_kind(self._subjects.targets)

    @cached_property
    def _collected(self) -> list[Target]:
        """The targets that pytest collects for; the others have the same contracts."""
        targets = self._subjects.targets
        if not self._is_for_all:
            return targets
        return [each for each in targets if self._firsts[each.name] is each]

    def _sorted_for(self, items: list[pytest.Item], target: Target) -> list[pytest.Item]:
        """Sort the contracts of a target's kind as they are run on it."""
        waits = self._settings.has_to_wait(target)
        if waits not in self._orders.setdefault(id(items), {}):
            own = sorted(items, key=lambda item: (not self._waits(item, target), _subject(item)))
            self._orders[id(items)][waits] = own
        return self._orders[id(items)][waits]

    def _replayed(self, card: Card, items: list[pytest.Item]) -> list[pytest.Item]:
        try:
            chosen, self._lines = card.chosen(items)
        except BadTarget as failure:
            raise pytest.UsageError(visible_line(str(failure))) from None
        return chosen

    def _waits(self, item: pytest.Item, target: Target | None = None) -> bool:
        contract = item.stash.get(CONTRACT, None)
        if contract is None or not self._settings.has_to_wait(target or contract.target):
            return False
        return Need.TOKEN_AGER in contract.rule.statements[contract.target.product].needs


def target_of(nodeid: str, names: Container[str]) -> str | None:
    """Return the target that a contract's node id begins with, between its brackets."""
    if not nodeid.startswith("contracts/"):
        return None
    _, _, ids = nodeid.removesuffix("]").partition("[")
    ids = ids.partition(_SEPARATOR)[0]
    while ids and ids not in names:  # the longest that fits
        ids = ids.rpartition("-")[0]
    return ids or None


_SUBJECTS = (
    *("options", "login", "tokens", "refresh", "logout", "sequences", "sso", "metabase"),
    *("invitations", "passwords", "users", "resources", "operations", "lists"),
    *("uses", "transport"),
    *("input",),
)
"""The order in which a person meets them; what an instance may lock an account for comes last."""


def _is_empty(item: pytest.Item) -> bool:
    """Whether it stands for a contract about operations that no chosen target has."""
    callspec = getattr(item, "callspec", None)
    return callspec is not None and callspec.params.get("target") is NOTSET


def _subject(item: pytest.Item) -> int:
    name = item.path.stem.removeprefix("test_")
    return _SUBJECTS.index(name) if name in _SUBJECTS else len(_SUBJECTS)


_SEPARATOR = "~"
"""Parts the target from an operation; no name of a target holds it."""


def rule_id_of(obj: object) -> str | None:
    """Return the rule that a contract's function names; None where it is no contract."""
    marks = getattr(obj, "pytestmark", [])
    return next((mark.args[0] for mark in marks if mark.name == "rule"), None)


def _by_name(
    metafunc: pytest.Metafunc,
    argument: str,
    targets: list[Target],
    names: Callable[[Target], tuple[str, ...]],
) -> None:
    pairs = [(target, name) for target in targets for name in names(target)]
    ids = [f"{target.name}{_SEPARATOR}{name}" for target, name in pairs]
    metafunc.parametrize(("target", argument), pairs, ids=ids)


def _gate_names(target: Target) -> tuple[str, ...]:
    return gate_names(specification.load(target.product), target)


def _operation_ids(target: Target, wanted: Callable[[Operation], bool]) -> tuple[str, ...]:
    operations = specification.load(target.product).operations.values()
    return tuple(each.id for each in operations if wanted(each))


def _contract(item: pytest.Item) -> Contract | None:
    """Return what an item proves, and on which target; None where it is no contract."""
    if not isinstance(item, pytest.Function):
        return None
    rule_id = rule_id_of(item.function)
    if rule_id is None:
        return None
    parameters: dict[str, Any] = dict(item.callspec.params)
    target: Target = parameters["target"]
    operation: str | None = parameters.get("gate_name") or parameters.get("operation")
    rule = rules.load()[rule_id]
    case = item.callspec.id.removeprefix(target.name)
    case = case.removeprefix(f"{_SEPARATOR}{operation}").removeprefix("-")
    about = specification.load(target.product).operations.get(operation or "")
    mark = item.get_closest_marker("effects")
    levels = [rule.effects, *(mark.args if mark else ()), *([about.effects] if about else ())]
    operation = operation or next(iter(rule.operations(target.product)), None)
    return Contract(rule, target, operation, case or None, max(levels))


def _place(order: dict[str, int], item: pytest.Item) -> int:
    contract = item.stash.get(CONTRACT, None)
    return order[contract.target.name] if contract is not None else len(order)
