"""Ids of the rules that the harness itself names."""

from __future__ import annotations

DOCUMENTED = "answers.documented"
NOT_CACHED = "answers.not-cached"
COOKIES = "cookies.guarded"
NOT_CRASHED = "input.refused-not-crashed"
OBSERVED_RULES = (DOCUMENTED, NOT_CACHED, COOKIES)
"""The rules that are held against every exchange of a run, and by no contract."""

PUBLIC = "options.public"
WRONG_PASSWORD = "login.refuses-wrong-password"  # noqa: S105 - a rule's id, as are the others
ALIKE = "login.refuses-alike"
LOG_OUT_COOKIE = "logout.deletes-cookie"
UNKNOWN_EMAIL = "login.refuses-unknown-email"
INJECTION = "login.refuses-injection"
REQUIRED = "token.required"
BAD_CODE = "sso.refuses-bad-code"
ISSUES_TOKEN = "login.issues-token"  # noqa: S105 - a rule's id, as are the others
AUTHENTICATES = "login.token-authenticates"
LIVES = "token.lives-8h"
DIES = "token.dies-after-8h"
REFUSES_FORGED = "token.refuses-forged"
RENEWS_ACTIVE = "refresh.renews-active"
RENEWS_EXPIRED = "refresh.renews-expired"
REFUSES_TOO_OLD = "refresh.refuses-too-old"
STARTS_NEW_LIFE = "refresh.starts-new-life"
REFRESH_REFUSES_FORGED = "refresh.refuses-forged"
LOGOUT_ANSWERS = "logout.answers"
ENDS_SESSION = "logout.ends-session"
SSO_ISSUES_TOKEN = "sso.issues-token"  # noqa: S105
SSO_AUTHENTICATES = "sso.token-authenticates"
SSO_DIES = "sso.token-dies-after-8h"
RETURNS_USER = "invite.returns-user"
REINVITES = "reinvite.returns-user"
OPENS_ACCOUNT = "link.opens-account"
LINK_OF_UNKNOWN = "link.unknown-user"
READS_BACK = "resource.reads-back"
GONE = "resource.deleted-is-gone"
SETS_PASSWORD = "reset.sets-password"  # noqa: S105
RESET_REFUSES_BAD_TOKEN = "reset.refuses-bad-token"  # noqa: S105
RESET_ONCE = "reset.token-works-once"
FORGOT_ANSWERS = "forgot.answers"
SENDS_MAIL = "forgot.sends-mail"
OPERATION_ANSWERS = "operation.answers"
UNKNOWN = "operation.unknown-is-404"
CHANGES_PASSWORD = "password.changes"  # noqa: S105
SETS_COOKIE = "metabase.sets-cookie"
NEEDS_FEATURE = "metabase.needs-feature"
