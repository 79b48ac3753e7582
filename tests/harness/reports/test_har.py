"""The archive of exchanges holds no secret."""

import json

from harness.http.recorder import Recorded
from harness.reports.har import har_entry
from tests.harness.making import CANARY, REQUEST, an_exchange


def test_exchange_is_archived_without_its_secrets():
    headers = (("Set-Cookie", f"s={CANARY}"),)

    entry = har_entry(
        Recorded(an_exchange(request=REQUEST, json={"token": CANARY}, headers=headers))
    )

    assert CANARY not in json.dumps(entry)
    assert entry["answer_body"] == '{"token": "$TOKEN"}'
    assert entry["size"] == len(json.dumps({"token": CANARY}))
