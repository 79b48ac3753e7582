"""Serves reference instances: `python -m reference --product me --port 0 [--fault NAME]`.

For each instance, one line of JSON is printed on standard output once all accept connections:
`name`, `product`, `url`, `control`, `account`, `limited_account` (cdp only) and `probe`. Many are
served by one process with `--instance NAME=PRODUCT[+CHANGE…]`, repeated; a change is the name of
a fault or a variant. The control port is described in `reference.control`.

With `--with-provider`, an OpenID provider runs beside them, and `sso` tells how the account of each
instance signs in there: `issuer`, `client_id`, `redirect_uri`, `scopes`, `username`, `password`
(the provider asks for none) and `other_client_id`, a client whose codes no instance redeems. No
code verifier (RFC 7636) is needed.
"""

import sys

try:
    from reference.commands import main
except ModuleNotFoundError as missing:
    name = (missing.name or "").partition(".")[0]
    if name in {"", "reference"}:
        raise  # that is no question of what is installed
    print(
        f"reference: {name} is not installed: pip install -c constraints.txt -e '.[reference]'",
        file=sys.stderr,
    )
    sys.exit(2)

sys.exit(main())
