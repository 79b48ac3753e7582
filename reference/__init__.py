"""An instance of Meiro's APIs that keeps every rule of their pages.

It serves the three products (`cdp`, `me`, `mi`) over real sockets, and everything that the API
alone cannot give (an older token, an SSO code, a mailbox) on a control port. Its mails travel by
SMTP, and its SSO codes are redeemed at an OpenID provider where one is asked for. It is written
from the pages and imports nothing of the suite, so that the two cannot agree by construction.

What breaks the rules lives apart, in `reference.faults`; what differs where the pages are silent,
in `reference.variants`. Both change an honest instance from outside.
"""
