"""What others than an instance say in its place: the pages of firewalls, proxies and platforms.

Each signature is what its maker documents, or what is seen where it speaks itself. What it leaves
on answers that it only hands on (``cf-ray``, ``x-sucuri-id``) is no signature of its own: it tells
something only beside answers of the instance that lack it, see :data:`PASSES_THROUGH`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """Who speaks in the place of an instance, in the words of the report."""

    GATEWAY = "a gateway"
    RATE_LIMIT = "a rate limit"
    CHALLENGE = "a challenge page"
    MAINTENANCE = "a maintenance page"
    GATE = "an authentication gate"
    LOG_IN = "a log-in page elsewhere"
    ELSEWHERE = "a redirection elsewhere"
    PROXY = "a proxy's page"
    PLATFORM = "a platform's page"


class HeaderSign(NamedTuple):
    """A header that is there only where its maker speaks itself."""

    kind: Kind
    maker: str
    header: str
    """In lower case."""
    value: str = ""
    """What its value holds, in lower case; nothing: it need only be there."""


HEADERS = (
    HeaderSign(Kind.CHALLENGE, "Cloudflare", "cf-mitigated"),
    HeaderSign(Kind.CHALLENGE, "AWS WAF", "x-amzn-waf-action"),
    HeaderSign(Kind.CHALLENGE, "Sucuri", "x-sucuri-block"),
    HeaderSign(Kind.CHALLENGE, "Vercel", "x-vercel-mitigated"),
    HeaderSign(Kind.CHALLENGE, "Vercel", "x-vercel-challenge-token"),
    HeaderSign(Kind.CHALLENGE, "Akamai", "server", "akamaighost"),
    HeaderSign(Kind.CHALLENGE, "Imperva", "server", "imperva"),
    HeaderSign(Kind.CHALLENGE, "F5 BIG-IP", "server", "bigip"),
    HeaderSign(Kind.CHALLENGE, "F5 BIG-IP", "server", "big-ip"),
    HeaderSign(Kind.CHALLENGE, "FortiWeb", "server", "fortiweb"),
    HeaderSign(Kind.CHALLENGE, "Wordfence", "x-wf-block"),
    HeaderSign(Kind.GATE, "Google IAP", "x-goog-iap-generated-response"),
    HeaderSign(Kind.GATE, "Cloudflare Access", "www-authenticate", "cloudflare-access"),
    HeaderSign(Kind.PROXY, "Squid", "x-squid-error"),
    HeaderSign(Kind.PROXY, "Zscaler", "server", "zscaler"),
    HeaderSign(Kind.PLATFORM, "Vercel", "x-vercel-error"),
    HeaderSign(Kind.PLATFORM, "ngrok", "ngrok-error-code"),
    HeaderSign(Kind.PLATFORM, "Render", "x-render-routing", "suspend"),
    HeaderSign(Kind.PLATFORM, "Render", "x-render-routing", "no-server"),
    HeaderSign(Kind.PLATFORM, "Railway", "x-railway-fallback", "true"),
    HeaderSign(Kind.PLATFORM, "Amazon S3", "x-amz-error-code"),
    HeaderSign(
        Kind.PLATFORM, "Amazon API Gateway", "x-amzn-errortype", "missingauthenticationtoken"
    ),
)

PASSES_THROUGH: tuple[tuple[str, str, str], ...] = (
    ("Cloudflare", "server", "cloudflare"),
    ("Cloudflare", "cf-ray", ""),
    ("Sucuri", "x-sucuri-id", ""),
    ("Sucuri", "server", "sucuri"),
    ("Imperva", "x-iinfo", ""),
    ("Imperva", "x-cdn", "imperva"),
    ("Imperva", "x-cdn", "incapsula"),
    ("Akamai", "akamai-grn", ""),
    ("Akamai", "x-akamai-request-id", ""),
    ("Azure Front Door", "x-azure-ref", ""),
    ("DataDome", "x-datadome", ""),
    ("DataDome", "x-dd-b", ""),
    ("PerimeterX", "x-px", ""),
    ("PerimeterX", "x-px-request-id", ""),
    ("CloudFront", "x-amz-cf-id", ""),
    ("AWS load balancer", "server", "awselb"),
    ("DDoS-Guard", "server", "ddos-guard"),
    ("Fastly", "x-fastly-request-id", ""),
    ("Vercel", "x-vercel-id", ""),
    ("Varnish", "server", "varnish"),
    ("Qrator", "server", "qrator"),
    ("StackPath", "server", "stackpath"),
    ("Reblaze", "server", "reblaze"),
    ("Baidu", "server", "yunjiasu"),
    ("Alibaba Cloud", "eagleeye-traceid", ""),
    ("a web application firewall", "x-waf-event-info", ""),
    ("a web application firewall", "x-protected-by", ""),
)
"""Maker, header and a part of its value: on answers that are handed on, too."""


class BodySign(NamedTuple):
    """Words that stand together in a page of its maker, in lower case."""

    kind: Kind
    maker: str
    words: tuple[str, ...]


def _signs(kind: Kind, *rows: tuple[str, ...]) -> tuple[BodySign, ...]:
    return tuple(BodySign(kind, maker, words) for maker, *rest in rows if (words := tuple(rest)))


BODIES = (
    *_signs(
        Kind.RATE_LIMIT,
        ("Cloudflare", "error 1015"),
        ("Cloudflare", "error code: 1015"),
        ("", "you are being rate limited"),
    ),
    *_signs(
        Kind.CHALLENGE,
        ("Cloudflare", "<title>just a moment"),
        ("Cloudflare", "challenge-platform"),
        ("Cloudflare", "cf-error-details"),
        ("Cloudflare", "cf_chl_opt"),
        ("Cloudflare", "attention required! | cloudflare"),
        ("Cloudflare", "cf-browser-verification"),
        ("Cloudflare", "error code: 10"),
        ("Cloudflare", '"cloudflare_error":'),
        ("Sucuri", "sucuri website firewall"),
        ("Sucuri", "cloudproxy@sucuri.net"),
        ("Imperva", "_incapsula_resource"),
        ("Imperva", "incapsula incident id"),
        ("Imperva", "powered by imperva"),
        ("Akamai", "errors.edgesuite.net"),
        ("Akamai", "you don't have permission to access", "reference&#32;&#35;"),
        ("Akamai", "you don't have permission to access", "reference #"),
        ("Akamai", "/_sec/cp_challenge/"),
        ("AWS WAF", "awswafintegration"),
        ("AWS WAF", "token.awswaf.com"),
        ("AWS WAF", "<title>human verification</title>"),
        ("CloudFront", "generated by cloudfront", "request blocked"),
        ("DataDome", "captcha-delivery.com"),
        ("PerimeterX", "px-captcha"),
        ("PerimeterX", "_pxappid"),
        ("PerimeterX", '"appid":"px'),
        ("PerimeterX", "access to this page has been denied"),
        ("Azure", "azure web application firewall"),
        ("Azure", "the request is blocked", "<"),
        ("Azure", "microsoft-azure-application-gateway"),
        ("F5 BIG-IP", "the requested url was rejected", "support id"),
        ("F5 BIG-IP", "please consult with your administrator"),
        ("ModSecurity", "generated by mod_security"),
        ("ModSecurity", "not acceptable!", "mod_security"),
        ("ModSecurity", "modsecurity"),
        ("Barracuda", "barracuda", "blocked"),
        ("FortiWeb", "fgd_icon"),
        ("FortiWeb", "server unavailable!", "fortinet"),
        ("Wordfence", "generated by wordfence"),
        ("Wordfence", "your access to this site has been limited"),
        ("Vercel", "vercel security checkpoint"),
        ("DDoS-Guard", "ddos-guard"),
        ("SiteGround", "/.well-known/sgcaptcha"),
        ("Imunify360", "imunify360"),
        ("BitNinja", "bitninja"),
        ("Distil", "pardon our interruption"),
        ("StackPath", "stackpath", "security"),
        ("Alibaba Cloud", "errors.aliyun.com"),
        ("Tencent Cloud", "waf.tencent"),
        ("Radware", "unauthorized activity has been detected", "case number"),
        ("Citrix", "ns_af"),
        ("SafeLine", "safeline"),
        ("Comodo", "protected by comodo waf"),
        ("Fastly", "fastly", "client challenge"),
        ("Anubis", "anubis", "making sure you&#39;re not a bot"),
        ("Anubis", "anubis_challenge"),
        ("", "checking your browser before"),
        ("", "verify you are human"),
        ("", "verifying you are human"),
        ("", "enable javascript and cookies to continue"),
        ("", "please enable js and disable any ad blocker"),
        ("", "web application firewall"),
        ("", "you have been blocked"),
        ("", "your request has been blocked"),
        ("", "this request was blocked by"),
        ("", "unusual traffic from your"),
    ),
    *_signs(
        Kind.PROXY,
        ("Squid", "err_access_denied"),
        ("Squid", "generated", "(squid"),
        ("Zscaler", "zscaler"),
        ("Blue Coat", "blue coat"),
        ("Blue Coat", "bluecoat"),
        ("Forcepoint", "forcepoint"),
        ("Forcepoint", "websense"),
        ("FortiGuard", "fortiguard"),
        ("McAfee", "mcafee web gateway"),
        ("Palo Alto Networks", "web page blocked"),
        ("Cisco Umbrella", "opendns"),
        ("Cisco Umbrella", "cisco umbrella"),
        ("Netskope", "netskope"),
        ("Sophos", "sophos", "blocked"),
        ("", "wispaccessgatewayparam"),
        ("", "captive portal"),
        ("", "your organization has blocked"),
        ("", "your organisation's policy"),
    ),
    *_signs(
        Kind.GATE,
        ("Google IAP", "invalid iap credentials"),
        ("Azure", "you do not have permission to view this directory or page"),
        ("Cloudflare Access", "cloudflareaccess.com"),
        ("oauth2-proxy", "oauth2-proxy"),
        ("oauth2-proxy", "/oauth2/start"),
    ),
    *_signs(
        Kind.PLATFORM,
        ("Heroku", "herokucdn.com/error-pages"),
        ("Heroku", "no such app"),
        ("ngrok", "err_ngrok_"),
        ("Kubernetes", "default backend - 404"),
        ("nginx", "<title>welcome to nginx!"),
        ("Apache", "apache2", "default page"),
        ("Apache", "<h1>it works!</h1>"),
        ("IIS", "<title>iis windows server"),
        ("Amazon S3", "<code>nosuchbucket</code>"),
        ("Amazon S3", "<code>accessdenied</code>"),
        ("Amazon S3", "<code>nosuchkey</code>"),
        ("CloudFront", "generated by cloudfront"),
        ("Netlify", "netlify", "not found"),
        ("Vercel", "deployment_not_found"),
        ("GitHub Pages", "there isn't a github pages site here"),
        ("Fastly", "fastly error: unknown domain"),
        ("Azure", "404 web site not found"),
        ("Azure", "this web app is stopped"),
        ("Azure", "this web app has been stopped"),
        ("Google", "error 404 (not found)!!1"),
        ("Kong", "no route matched with those values"),
        ("cPanel", "defaultwebpage.cgi"),
        ("Railway", "the train has not arrived at the station"),
        ("", "this domain is parked"),
        ("", "<title>index of /"),
    ),
    *_signs(
        Kind.GATEWAY,
        ("Envoy", "upstream connect error or disconnect/reset before headers"),
        ("Envoy", "no healthy upstream"),
        ("Envoy", "upstream request timeout"),
        ("Heroku", "herokucdn.com/error-pages/application-error"),
        ("Varnish", "guru meditation"),
        ("Kong", "failure to get a peer from the ring-balancer"),
        ("Kong", "an invalid response was received from the upstream server"),
        ("Amazon API Gateway", "endpoint request timed out"),
        ("Railway", "application failed to respond"),
    ),
)
"""Each is looked for in turn: the first that fits is it."""

FAILING = _signs(
    Kind.GATEWAY,
    ("nginx", "500 internal server error", "<hr><center>nginx"),
    ("OpenResty", "500 internal server error", "<hr><center>openresty"),
    ("HAProxy", "<h1>500 internal server error</h1> an internal server error occurred."),
)
"""Pages of servers in front that fail by themselves; some put theirs in the place of one of the
instance, too: it is the instance's where it comes again."""

IN_JSON = (
    *_signs(
        Kind.CHALLENGE,
        ("DataDome", "captcha-delivery.com"),
        ("PerimeterX", '"appid":"px'),
        ("PerimeterX", '"appid": "px'),
        ("Cloudflare", '"cloudflare_error":'),
    ),
    *_signs(
        Kind.GATEWAY,
        ("Kong", "failure to get a peer from the ring-balancer"),
        ("Kong", "an invalid response was received from the upstream server"),
        ("Amazon API Gateway", "endpoint request timed out"),
    ),
    *_signs(Kind.PLATFORM, ("Kong", "no route matched with those values")),
)
"""Those that come as JSON: an instance repeats there what it was sent, so that few words count."""

CHALLENGING = (
    *("captcha", "security check", "ddos protection", "bot detection", "bot protection"),
    *("http-equiv=refresh", "enable javascript", "not a robot", "are a robot", "are human"),
    *("firewall", "request blocked", "has been blocked", "was blocked", "blocked by"),
    *("malicious", "suspicious", "incident id", "incident number", "attack id", "support id"),
    *("event id", "ray id"),
)
"""Words of a page that asks its reader for more; they say nothing in a page of success."""
MAINTAINING = (
    "maintenance",
    "be right back",
    "be back soon",
    "temporarily down",
    "under construction",
)
LIMITING = ("rate limit", "rate-limit", "ratelimit", "too many requests", "slow down", "throttl")

ACCESS_PROXIES = (
    *("cloudflareaccess.com", "/cdn-cgi/access/", "/oauth2/start", "/oauth2/sign_in"),
    *("/.auth/login", "/_gcp_", "/.pomerium", "outpost.goauthentik.io", "authelia"),
    *("/my.policy", "/vdesk/", "/nidp/", "/siteminder"),
)
"""What the addresses of access proxies hold, in lower case, whatever was asked for."""
PROVIDERS = (
    *("login.microsoftonline", "login.windows.net", "accounts.google.com", "samlrequest="),
    *("/protocol/openid-connect/auth", "/oauth2/auth", "/oauth2/v1/auth", "response_type="),
    *("/adfs/", "/saml", "/authorize?", "okta.com/", "auth0.com/", "duosecurity.com"),
)
"""What the addresses of identity providers hold: an access proxy sends its reader there."""
SIGN_OUT = (
    *("logout", "log-out", "log_out", "signout", "sign-out", "sign_out"),
    *("session/end", "endsession", "end_session", "end-session"),
)
"""What the address of a log-out at an identity provider holds."""
SIGN_IN = ("signin", "sign-in", "sign_in", "log-in", "log_in", "login", "/auth/", "/cas/", "/sso")
"""What the address of a log-in holds; it tells something only of another host."""
