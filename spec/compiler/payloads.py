"""Stage 2, the part for what is sent: requests, responses and models."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .blueprint import Header, Payload, Response, Transaction, is_bodiless, is_status
from .headers import read_headers
from .keywords import is_section, media_type_of_header
from .markdown import Asset, Code, Item, Text, asset, prose
from .sections import PARTS
from .status_phrases import is_phrase_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .diagnostics import Diagnostics, Position
    from .keywords import Section
    from .markdown import Block, Source
    from .sections import SectionParser, Sections

_REFERENCE = re.compile(r"\[([^\[\]]+)\]\s?\[\]")
_STATUS = re.compile(r"(?<![\w.])(?:\d{1,9}|[1-5][xX]{2})(?![\w.])")
_SEVERAL = re.compile(r"[\s,/|&]+(?:or|and)?[\s,/|&]*")


@dataclass(frozen=True, slots=True)
class PayloadParser:
    """Reads the payloads of one page."""

    source: Source
    diagnostics: Diagnostics
    sections: SectionParser

    def transactions(self, sections: Sections, media_type: str = "") -> tuple[Transaction, ...]:
        """Return the examples of an action: a request after a response begins a new one.

        `media_type` is that of requests which state none.
        """
        requests: list[Payload] = []
        responses: list[Response] = []
        transactions: list[Transaction] = []
        for section in sections.found:
            if section.keyword == "Request":
                if responses:
                    transactions.append(Transaction(tuple(requests), tuple(responses)))
                    requests, responses = [], []
                request = self.payload(section, name=section.name)
                requests.append(replace(request, media_type=request.media_type or media_type))
            elif section.keyword == "Response":
                responses.extend(self._responses(section))
        if requests or responses:
            transactions.append(Transaction(tuple(requests), tuple(responses)))
        return tuple(transactions)

    def _responses(self, section: Section) -> list[Response]:
        """Return the response, or one for each status where a page gives several."""
        at = section.item.at
        statuses, words = _read_status(section.name)
        if not statuses:
            message = "a response without a status is taken for 200"
            self.diagnostics.warning(at, message, "no-status")
        elif words or len(statuses) > 1:
            message = f"{section.item.title!r} is read as {' and '.join(statuses)}"
            self.diagnostics.warning(at, message, "status")
        payload = self.payload(section)
        if words and not _is_phrase(words, statuses):
            described = filter(None, [words, payload.description])
            payload = replace(payload, description="\n\n".join(described))
        return [Response(self._status(each, at), payload) for each in statuses or ["200"]]

    def _status(self, text: str, at: Position) -> str:
        """Return a status; OpenAPI has no place for what is none."""
        if is_status(text):
            return text
        message = f"{text} is no HTTP status: it is kept in x-responses"
        self.diagnostics.warning(at, message, "status")
        return text

    def payload(self, section: Section, *, name: str = "") -> Payload:
        """Return what a Request, a Response or a Model carries."""
        item = section.item
        blocks = list(self.sections.unwrapped(item.children))
        if not any(
            isinstance(each, Item) and is_section(each, self.diagnostics) for each in blocks
        ):
            return self._bare(section, name, blocks)
        sections = self.sections.divide(blocks, PARTS, f"in a {section.keyword}")
        reference = _REFERENCE.fullmatch(sections.description.strip())
        headers = self._headers(sections)
        stated = [each.value for each in headers if each.name.lower() == "content-type"]
        return Payload(
            at=item.at,
            name=name,
            media_type=self._stated(stated, item.at) or section.media_type,
            description="" if reference else sections.description,
            headers=tuple(each for each in headers if each.name.lower() != "content-type"),
            attributes=self.sections.attributes(sections),
            body=self._asset(self.sections.one(sections, "Body")),
            schema=self._asset(self.sections.one(sections, "Schema")),
            reference=reference[1] if reference else "",
        )

    def _stated(self, values: Sequence[str], at: Position) -> str:
        """Return the media type of a Content-Type header, which counts before the parenthesis."""
        media_type = media_type_of_header(values[0]) if values else ""
        if values and not media_type:
            message = f"the Content-Type {values[0]!r} is no media type"
            self.diagnostics.warning(at, message, "media-type")
        return media_type

    def _bare(self, section: Section, name: str, blocks: Sequence[Block]) -> Payload:
        """Without sections, everything below is the body, or names the model that holds it."""
        item = section.item
        blocks = [each for each in blocks if not (isinstance(each, Text) and each.is_silent)]
        description, blocks = self._text_before_code(blocks)
        body = asset(self.source, blocks)
        if section.inline:
            below = f"\n{body.text}" if body else ""
            body = Asset(item.at, section.inline + below)
        reference = _REFERENCE.fullmatch(body.text.strip()) if body else None
        if body and not reference and not section.inline and self._is_prose(section, body):
            message = "a text without a media type, where no body stands, is taken for words"
            self.diagnostics.warning(body.at, message, "words")
            description, body = body.text.strip(), None
        if body and not reference:
            self._check_indent(body)
        return Payload(
            at=item.at,
            name=name,
            media_type=section.media_type,
            description=description,
            body=None if reference else body,
            reference=reference[1] if reference else "",
        )

    def _text_before_code(self, blocks: Sequence[Block]) -> tuple[str, Sequence[Block]]:
        """Part a text from the JSON below it: the text describes the payload."""
        if len(blocks) < 2 or not isinstance(blocks[-1], Code):
            return "", blocks
        texts, code = blocks[:-1], blocks[-1]
        if code.content.lstrip()[:1] not in {"{", "["}:
            return "", blocks
        if any(isinstance(each, Code) or each.raw.lstrip()[:1] in set("{[<") for each in texts):
            return "", blocks
        message = "a text before the body is taken for its description"
        self.diagnostics.warning(texts[0].at, message, "text-before-body")
        return prose(texts), [code]

    def _is_prose(self, section: Section, body: Asset) -> bool:
        """Tell whether a text says something of a payload, and is none that is sent.

        Of a text that stands as words do, and of one below a status that has no body
        (RFC 9110, section 6.4.1), no instance can be asked to answer it.
        """
        if section.media_type or body.text.lstrip()[:1] in set("{[<"):
            return False
        statuses, _ = _read_status(section.name) if section.keyword == "Response" else ([], "")
        return not body.indented or (bool(statuses) and all(is_bodiless(each) for each in statuses))

    def _asset(self, section: Section | None) -> Asset | None:
        if section is None:
            return None
        text = asset(self.source, section.item.children)
        if section.inline:
            more = [text.text] if text else []
            return Asset(section.item.at, "\n".join([section.inline, *more]))
        if text is None:
            message = f"{section.keyword} with nothing below it"
            self.diagnostics.note(section.item.at, message, "empty-section")
        else:
            self._check_indent(text)
        return text

    def _check_indent(self, text: Asset) -> None:
        if not text.indented:
            message = "a verbatim text wants 8 spaces more than its section, or a fence"
            self.diagnostics.warning(text.at, message, "indent")

    def _headers(self, sections: Sections) -> list[Header]:
        return self.headers(self.sections.one(sections, "Headers"))

    def headers(self, section: Section | None) -> list[Header]:
        """Return the headers of a section."""
        if section is None:
            return []
        children = section.item.children
        in_list = bool(children) and all(isinstance(each, Item) for each in children)
        text = None if in_list else self._asset(section)
        return read_headers(text, children, self.diagnostics)


def media_type_of(headers: Sequence[Header]) -> str:
    """Return the media type that headers state, if any."""
    stated = [each.value for each in headers if each.name.lower() == "content-type"]
    return media_type_of_header(stated[0]) if stated else ""


def _read_status(text: str) -> tuple[list[str], str]:
    """Part the statuses from the words around them."""
    matches = list(_STATUS.finditer(text))
    if not matches:
        if text.strip().lower() == "default":
            return ["default"], ""
        return [], text.strip(" :-")
    first, *others = matches
    end = first.end()
    statuses = [first[0].upper()]
    for match in others:
        if not _SEVERAL.fullmatch(text[end : match.start()]):
            break
        statuses.append(match[0].upper())
        end = match.end()
    words = f"{text[: first.start()]} {text[end:]}".strip(" :-\u2013\u2014.,\t")
    return list(dict.fromkeys(statuses)), words


def _is_phrase(words: str, statuses: Sequence[str]) -> bool:
    """Tell whether words only repeat what a status means."""
    return any(is_phrase_of(words, each) for each in statuses)
