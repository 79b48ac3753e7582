"""Log records are masked as they are made."""

import logging

from harness.redaction.logs import start_masking
from tests.harness.making import CANARY


def test_log_records_are_masked_as_they_are_made(caplog):
    logger = logging.getLogger("a-plugin")
    stop = start_masking(lambda text: text.replace(CANARY, "$TOKEN"))
    try:
        logger.warning("sent %s", CANARY)
        logger.error("failed", exc_info=ValueError(CANARY))
    finally:
        stop()
    logger.warning("after %s", "it")

    assert CANARY not in caplog.text
    assert "sent $TOKEN" in caplog.text
    assert "ValueError: $TOKEN" in caplog.text
    assert [each.exc_info for each in caplog.records] == [None, None, None]
    assert "after it" in caplog.text
