"""Transport: good practice for any API that takes passwords."""

from harness.contract import rule
from harness.fixtures.expectations import expect_encrypted


@rule("transport.encrypted")
def test_api_is_served_over_tls_alone(run):
    """The API is served over https, and over plain http not at all."""
    secure = run.api.look_up()

    plain = run.plain_http.answer()

    expect_encrypted(secure, plain)
