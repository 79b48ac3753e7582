"""Serves reference instances: `python -m reference --product me --port 0 [--fault NAME]`.

For each instance, one line of JSON is printed on standard output once all accept connections:
`name`, `product`, `url`, `control`, `account`, `limited_account` (cdp only) and `probe`. Many are
served by one process with `--instance NAME=PRODUCT[+CHANGE…]`, repeated; a change is the name of
a fault or a variant. The control port is described in `reference.control`.
"""

import sys

from reference.commands import main

sys.exit(main())
