"""Serves an OpenID provider to these users: `python -m reference.provider ADDRESS…`.

Its issuer is printed on standard output once it accepts connections, and it ends with its standard
input. Clients must register. It asks who somebody is, and for no password.
"""

import logging
import sys

from reference.serving import LOOPBACK

logging.disable()
logging.captureWarnings(capture=True)  # its libraries deprecate each other

from oidc_provider_mock import User, run_server_in_thread  # type: ignore[import-untyped] # noqa: E402

users = [User(sub=address, claims={"email": address}) for address in sys.argv[1:]]
with run_server_in_thread(require_client_registration=True, user_claims=users) as server:
    print(f"http://{LOOPBACK}:{server.server_port}", flush=True)
    sys.stdin.read()
