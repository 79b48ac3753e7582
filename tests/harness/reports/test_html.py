"""The page takes no markup of an instance."""

from harness.core.outcomes import Outcome
from harness.history.history import History
from harness.reports.html import overview
from tests.harness.making import MARKUP, a_record, a_result, a_run


def test_report_escapes_what_an_instance_says():
    record = a_record(
        a_result(Outcome.BROKEN, detail=f'came "{MARKUP}'),
        a_result(Outcome.BROKEN, "answers.documented", operation="login", case=MARKUP),
        url=f"http://acme.test/{MARKUP}",
    )
    record.remarks.add(MARKUP)

    shown = overview(a_run(record), History({}))

    assert "<img" not in shown
    assert "&lt;img" in shown
    assert 'came "' not in shown
