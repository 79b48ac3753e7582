"""The script that repeats a failure: what must be set, then one step after the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from harness import USER_AGENT
from harness.core.exchange import Exchange
from harness.steps.answers import FUNCTIONS, NEEDED
from harness.steps.disguise import Disguise
from harness.steps.filling import Filling
from harness.steps.helpers import helper_lines
from harness.steps.listed import listed
from harness.steps.memory import Memory
from harness.steps.origins import Origins, way_out
from harness.steps.quoting import comment, word
from harness.steps.requests import call
from harness.steps.signs import sign_of, status_sign
from harness.steps.slicing import sliced
from harness.steps.telling import Telling
from spec.roles import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.redaction.redactor import Redactor
    from harness.steps.listed import Listed
    from harness.steps.slicing import Slice
    from harness.steps.trace import Event, Given, Trace
    from harness.targets.model import Target
    from spec.specification import Specification

LARGEST = 40_000
"""Characters of a script; a longer one is none to read or paste."""
LONGEST_WORDS = 400
_CALL = """call() {{  # sends a request: $STATUS, $W/head and $W/body are what came
  : > "$W/head"; : > "$W/body"
  STATUS=$(curl -sS --http1.1 --globoff --path-as-is --max-time 30{options} -w '%{{http_code}}' \\
    -D "$W/head" -o "$W/body" -A '{agent}' -H 'Accept:' -H 'Accept-Encoding: identity' "$@") || :
}}"""
_KEEP = 'cp "$W/head" "$W/shown-head"; cp "$W/body" "$W/shown-body"'
IS_THERE = "the fault is there"
"""What a script says that has found it, and ends by 1: it need not be compared by a person."""
IS_NOT_THERE = "the fault is not there"
_STOP = """stop() { echo "not repeated: $1"; exit 2; }"""
_CALLED = {
    "in_json": r"""in_json() { printf %s "$1" | sed 's/[\\"]/\\&/g'; }""",
    "in_url": (
        "in_url() {\n  printf %s \"$1\" | sed -e 's/%/%25/g' -e 's/+/%2B/g' -e 's/@/%40/g' "
        "-e 's/ /%20/g' -e 's,/,%2F,g' -e 's/&/%26/g' -e 's/=/%3D/g'\n}"
    ),
}


class Told(NamedTuple):
    """A failure, in words."""

    rule: str
    says: str
    expected: str
    came: str
    how: str = ""
    """How what was sent came to be, where it was generated."""


class Scripts:
    """Makes the scripts of one run's failures."""

    def __init__(
        self, trace: Trace, target: Target, spec: Specification, redactor: Redactor
    ) -> None:
        self._trace = trace
        self._target = target
        self._spec = spec
        self._redactor = redactor
        self._disguise = Disguise()
        self._memory = Memory()
        self.made: set[tuple[str, str, str]] = set()
        """Rules, operations and cases of all exchanges of which one was made."""

    def of(self, told: Told, shown: Exchange | None, *, looks_after: bool = False) -> str:
        """Return the script that repeats a failure; nothing where there is none."""
        if shown is None:
            return ""
        if shown not in self._trace.events:
            self._trace.note(shown)
        origins = Origins(self._trace, self._target, self._memory)
        failing = self._trace.events.index(shown)
        looks_after = looks_after and not shown.is_generated and shown.status < 500
        part = sliced(origins, failing, looks_after=looks_after)
        filling = Filling(origins, self._redactor, self._disguise)
        made = _Script(self._target, self._spec, origins, filling, part)
        text = made.text(told, self._mask)
        if len(text) > LARGEST:
            return ""
        return self._without_secrets(text)

    def _mask(self, text: str) -> str:
        return comment(self._redactor.mask(text))[:LONGEST_WORDS]

    def _without_secrets(self, text: str) -> str:
        """Leave out what would tell a secret, and say that the script lacks it."""
        masked = self._redactor.mask(text)
        if masked == text:
            return text
        lacks = "# Something secret is left out of this script: it does not run as it stands.\n"
        return lacks + masked


class _Script:
    def __init__(
        self,
        target: Target,
        spec: Specification,
        origins: Origins,
        filling: Filling,
        part: Slice,
    ) -> None:
        self._target = target
        self._spec = spec
        self._origins = origins
        self._filling = filling
        self._part = part
        self._telling = Telling(origins, part.events, part.failing)
        self._count = 0
        self._listed: Listed | None = None
        """How a part of a list is told from another, where the failure is about one."""
        self._makes = False
        """Whether it makes users, who are removed at its end."""

    def text(self, told: Told, mask: Callable[[str], str]) -> str:
        """Return the whole script."""
        self._listed = self._look_at_the_list(told)
        body = [line for index in self._part.events for line in self._step(index)]
        body += self._end(told, mask)
        steps = "\n".join(body)
        head = [f"# {mask(f'{told.rule}: {told.says}')}", *self._must_be_set(steps), "("]
        whole = "\n".join([*head, *self._begin(steps), "", steps, ")"])
        return whole + "\n"

    def _must_be_set(self, steps: str) -> list[str]:
        wanted = [each for each in self._filling.wanted() if f"${each}" in steps]
        if self._makes:
            wanted = list(dict.fromkeys(["EMAIL", "PASSWORD", *wanted]))
        if not wanted:
            return []
        return [f"# Set first: {', '.join(wanted)}."]

    def _begin(self, steps: str) -> list[str]:
        url = self._target.url
        trap = self._trap()
        lines = ["export LC_ALL=C", f"URL=${{URL:-{_plain_url(url)}}}"]
        lines += [f': "${{{name}:?must be set}}"' for name in self._filling.wanted()]
        lines += self._filling.beginnings()
        lines += ["W=$(mktemp -d)", trap, _STOP]
        lines.append(_CALL.format(options=_options(self._target), agent=USER_AGENT))
        lines += helper_lines(self._target, steps)
        whole = "\n".join([*lines, steps])
        needed = [name for name in FUNCTIONS if re.search(rf"\b{name}\b", whole)]
        needed += [NEEDED[each] for each in needed if each in NEEDED]
        lines += [FUNCTIONS[name] for name in FUNCTIONS if name in needed]
        lines += [text for name, text in _CALLED.items() if f"{name} " in whole]
        return lines

    def _trap(self) -> str:
        remove = 'rm -r "$W"'
        operation, log_in = self._spec.of_role(Role.DELETE_USER), self._spec.of_role(Role.LOGIN)
        if not self._makes or operation is None or log_in is None:
            return f"trap '{remove}' EXIT"
        before = f"{self._spec.token_header}: {self._spec.before_token}"
        return "MADE=; trap 'remove_made; rm -r \"$W\"' EXIT\n" + self._filling.removal(
            operation, log_in, before
        )

    def _step(self, index: int) -> list[str]:
        event = self._origins.trace.events[index]
        self._count += 1
        if not isinstance(event, Exchange):
            return ["", *self._given(event, index)]
        is_failing = index == self._part.failing
        lines = ["", f"# {self._count}. {self._telling.asked(index)}"]
        before = [line for each in self._mails_after(index) for line in each]
        filled = self._filling.of(event, index)
        lines += [*before, *filled.lines, *call(event, filled)]
        if is_failing:
            lines += ["SAME=yes; SHOWN=$STATUS", _KEEP]
        elif index in self._part.after:
            lines += [f"{status_sign(event)} || SAME="]
        lines.append(f'echo "{self._count}. {_label(event)}: $STATUS"')
        if self._listed is not None and event is self._listed.whole:
            lines.append(self._listed.keep)
        lines += self._captures(event, index)
        return lines

    def _look_at_the_list(self, told: Told) -> Listed | None:
        events = [self._origins.trace.events[each] for each in self._part.events]
        shown = self._origins.trace.events[self._part.failing]
        before = [each for each in events if isinstance(each, Exchange) and each is not shown]
        if not isinstance(shown, Exchange) or self._part.after:
            return None
        return listed(told.expected, shown, before, self._spec)

    def _given(self, event: Given, index: int) -> list[str]:
        """Return the lines that have something given again, said in words where it is a token."""
        lines = self._filling.given(event, self._count, self._outs(index))
        if event.kind == "aged":
            lines[0] = f"# {self._count}. {self._telling.aged(event, index)}"
        return lines

    def _mails_after(self, index: int) -> list[list[str]]:
        """Note which mail is there before the request that sends another."""
        events = self._origins.trace.events
        mails = [events[each] for each in self._part.events if each > index]
        asked = self._origins.trace.events[index]
        return [
            self._filling.seen(mail.of)
            for mail in mails[:1]
            if not isinstance(mail, Exchange)
            and mail.kind == "mail"
            and isinstance(asked, Exchange)
        ]

    def _outs(self, index: int) -> dict[str, str]:
        """Return the values that later steps take from an event, with the way to each."""
        event = self._origins.trace.events[index]
        is_aged = not isinstance(event, Exchange) and event.kind == "aged"
        found = {event.text: "member token"} if is_aged else {}
        for later in self._part.events:
            if later > index:
                for value in self._filling.needs(later):
                    if self._origins.origin(value, later) == index:
                        found[value] = way_out(event, value) or ""
        return found

    def _captures(self, event: Event, index: int) -> list[str]:
        lines = []
        for value, way in self._outs(index).items():
            name = self._filling.name(value, way)
            lines.append(f"{name}=$({way})")
            lines.append(f'[ -n "${name}" ] || stop "step {self._count} gave no {name}"')
        if isinstance(event, Exchange) and self._is_making(event):
            self._makes = True
            lines.append('MADE="$MADE $(member id)"')
        return lines

    def _is_making(self, event: Exchange) -> bool:
        is_new = event.request.method == "POST" and isinstance(event.member("id"), str)
        has_address = event.member("email") is not None
        return is_new and has_address and self._spec.has(Role.DELETE_USER)

    def _end(self, told: Told, mask: Callable[[str], str]) -> list[str]:
        events = self._origins.trace.events
        shown = events[self._part.failing]
        assert isinstance(shown, Exchange)
        after = [each for index in self._part.after if isinstance(each := events[index], Exchange)]
        sign = sign_of(told.expected, told.came, shown, after, self._filling.literal)
        lines = ["", "# What to look for:", f"# expected {mask(told.expected)}"]
        lines += [f"# came     {mask(told.came)}"]
        if sign is None and self._listed is not None:
            sign = self._listed.test
            lines += [self._listed.begin] if self._listed.begin else []
        lines += ['cat "$W/shown-head" "$W/shown-body"; echo']
        if sign is None:
            return [*lines, "echo 'compare this with what is expected'", "exit 3"]
        lines += ['cp "$W/shown-head" "$W/head"; cp "$W/shown-body" "$W/body"; STATUS=$SHOWN']
        test = f'[ -n "$SAME" ] && {sign}' if after else sign
        lines += [f"if {test}; then echo '{IS_THERE}'; exit 1; fi"]
        return [*lines, f"echo '{IS_NOT_THERE}'"]


def _plain_url(url: str) -> str:
    return url if re.fullmatch(r"[A-Za-z0-9:/._~%\[\]-]+", url) else "?must be set"


def _options(target: Target) -> str:
    options = ""
    if target.verify is False:
        options += " -k"
    elif isinstance(target.verify, str):
        options += f" --cacert {word([target.verify.encode()])}"
    if target.client_cert:
        options += f" --cert {word([target.client_cert.encode()])}"
    return options


def _label(event: Exchange) -> str:
    operation = event.operation
    words = f"{operation.method} {operation.path}" if operation else ""
    return words if re.fullmatch(r"[A-Z]+ [\w/{}.-]+", words) else "the answer"
