"""Codes of single sign-on, from a helper or from a provider."""

import re

import pytest

from harness.core.outcomes import Excluded
from harness.redaction.redactor import Redactor
from harness.sources.sso_codes import SsoCodes
from harness.targets.model import Helper
from tests.harness.making import CANARY, a_target
from tests.harness.sources.provider import CODE, Provider, settings
from tests.harness.wire import http


def test_helper_by_url_is_asked_by_post(wire):
    wire.answers = [http(200, {"code": CANARY})]
    redactor = Redactor()

    code = SsoCodes(a_target(sso_code=Helper(url=wire.url)), redactor).code()

    assert code == CANARY
    assert redactor.mask(code) == "$CODE"
    assert wire.requests[0].endswith(b"{}")


def test_code_is_a_secret(wire):
    Provider(wire)
    redactor = Redactor()

    SsoCodes(a_target(sso_code=settings(wire)), redactor).code()

    assert redactor.mask(CODE) == "$CODE"


def test_code_of_another_client_needs_one(wire):
    codes = SsoCodes(a_target(sso_code=settings(wire)), Redactor())

    with pytest.raises(Excluded, match=r"sso_code\.other_client_id"):
        codes.code_of_another_client()


def test_code_of_another_client_is_its_own(wire):
    provider = Provider(wire)
    codes = SsoCodes(a_target(sso_code=settings(wire, other_client_id="other")), Redactor())

    assert re.fullmatch(CODE, codes.code_of_another_client())
    assert provider.sent("client_id") == "other"


def test_helper_is_asked_over_one_connection(wire):
    wire.answers = [http(200, {"code": CANARY})]
    codes = SsoCodes(a_target(sso_code=Helper(url=wire.url)), Redactor())

    for _ in range(3):
        codes.code()
    codes.close()

    assert len(wire.connections) == 1
