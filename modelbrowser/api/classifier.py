"""Classifies error responses: chooses the error for each, and the words that fit its message.

One place decides for every status. The file is long because it is one decision: the words that
give a sender away, and what follows from them.
"""

import re
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from modelbrowser.api.environment import Route
from modelbrowser.api.errors import (
    AccountError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    AuthenticationError,
    BadRequestError,
    CertificateError,
    ContentTooLargeError,
    GoneError,
    InternalServerError,
    LongRateLimitError,
    NoRetrieveError,
    NotFoundError,
    NotImplementedAPIError,
    NotTheAPIError,
    PaymentRequiredError,
    PermissionDeniedError,
    ProxyRefusedError,
    RateLimitError,
    RedirectError,
    RequestHeaderFieldsTooLargeError,
    SpendLimitError,
    UnprocessableEntityError,
    WebPageError,
    error_class_of,
    quote,
    repeats_query,
)
from modelbrowser.api.meanings import (
    HEADERS_TOO_LARGE,
    IS_ABOUT_MODEL,
    IS_MISSING_MODEL,
    MEANINGS,
    NOT_SERVED,
    Words,
    pattern,
)
from modelbrowser.api.rejections import (
    ERROR_STATUSES,
    LACKS_PATH,
    read_rejection,
    retry_after,
    said_wait,
)
from modelbrowser.domain.connection import DEFAULT_API_VERSION, Connection
from modelbrowser.domain.credential import OAUTH_BETA, Credential
from modelbrowser.domain.lookup import Exchange
from modelbrowser.errors import Rejection

_REDIRECT_STATUSES = {301, 302, 303, 307, 308}
_PATH = re.compile(r"/[\w.~/-]{0,80}", re.ASCII)
_IS_LOGIN = re.compile(r"log-?in|sign-?in|\b(auth|sso|oauth2?|saml2?)\b|cloudflareaccess")
"""What is in the address of a login page."""

_HOST = re.compile(r"[a-z0-9.-]{1,253}|\[[0-9a-f:.]+\]")
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_BETWEEN = "a proxy or firewall"


_LACKS_ENDPOINT = re.compile(
    r"^not found\.?$|cannot get /"
    r"|(unexpected|unknown|invalid|unsupported|no such) (endpoint|route|path|url)"
    r"|\b(endpoint|route|path|url|page)\b.*(not found|unknown|does ?n[o']t exist)",
    re.IGNORECASE,
)
"""What hosts say about a path that doesn't exist if they send it with status 200."""

_CLASSES_OF_PAGES = {
    AuthenticationError,
    PermissionDeniedError,
    BadRequestError,
    NotFoundError,
    GoneError,
    APIStatusError,
}
"""The errors of pages that a proxy or firewall sends; by others, the host has a problem."""

_OWN_PAGES = {200: "website", 401: "login", 403: "login or access rules", 404: "website"}
"""What a page from a gateway's own host may be part of, by its status."""

_NOT_FROM_API = {
    AccountError,
    APIStatusError,
    BadRequestError,
    NotFoundError,
    NotImplementedAPIError,
    PaymentRequiredError,
    SpendLimitError,
    UnprocessableEntityError,
}
"""The errors that don't come from the API if they are not in its form."""


_LACKS_CREDENTIAL = pattern(
    r"\bmissing\b|\bno (api )?key|\bno (auth|cred(?!it)|token)|not provided|not found in request"
    r"|not sent|did ?n[o']t provide|failed to resolve|\bempty token|\brequired\b"
    r"|\bx-[\w-]+ (header )?(was |is )?not found"
    r"|\bexpected\b.*\b(header|bearer|authorization|oauth)"
)
"""What gateways say if they found no credential where they look for one."""

_IS_OF_GATEWAY = pattern(r"expired|revoked|disabled|blocked|\u8fc7\u671f|\u7981\u7528|\u72b6\u6001")
"""What gateways say about a credential that they issued; the Chinese: expired, disabled, state."""

_REJECTS_CREDENTIAL = pattern(
    rf"{_IS_OF_GATEWAY.pattern}|\u65e0\u6548"
    r"|invalid(?!_request)|incorrect|unknown|malformed|not valid"
    r"|(key|token|user)\b.*\bnot found|expected to start with"
)
"""What gateways say if they checked the credential; the Chinese is "invalid"."""

_OF_PROVIDER = re.compile(
    r"\blitellm\.\w*Error: \w+Exception\b"
    r"|[\"-] ?:?\s?\{\s{0,9}\\?\"type\\?\": ?\\?\"error\\?\""
)
"""How gateways pass on a provider's error: LiteLLM's words, or the API's format inside."""

_NAMED_HEADER = re.compile(r'\bname="([\w-]{1,60})".*\btype="header"', re.ASCII)
"""How Azure API Management names the header of its key in `WWW-Authenticate`."""

_WANTS_HEADER = pattern(rf"authorization|bearer|header|{_LACKS_CREDENTIAL.pattern}")
_IS_ABOUT_TOKEN = pattern(r"\bbearer\b|\bjwt\b|\btoken\b")
_WANTS_KEY = pattern(r"x-api-key|\bapi[ -]key\b")
_IS_ABOUT_CREDENTIAL = pattern(
    r"\b(keys?|tokens?|credentials?|subscriptions?|unauthori[sz]ed|consumer)\b"
)
_REJECTS_TOKENS = pattern(r"\boauth authentication is (currently )?not|x-api-key.*required")
"""What the API says if it accepts no tokens at all."""

_ENDED = {"expired": "has expired", "revoked": "was revoked"}
"""What happened to a credential, by the API's words."""

_USE_KEY = "Use an API key (ANTHROPIC_API_KEY), or ask your organization's admin."

_IS_ABOUT_NETWORK = pattern(r"\bip\b|\bnetwork\b|\bcountry\b|\bregion\b")
_BLOCKED_BY = {"error code: 1": "Cloudflare", "reference #": "Akamai"}
"""How the messages of networks in front of a host begin, and who sends them."""

_BLOCKS_NETWORK = pattern(
    r"^request not allowed\.?$|^reference #|\bapp unavailable in region"
    r"|\b(block|restrict|bann)\w*\b.*\b(your|the) (country|region|ip)\b"
    r"|\b(your|the) (country|region)\b.*\b(blocked|restricted|banned|not supported)\b"
)
_LACKS_SERVER = pattern(
    r"\bfastly error: unknown domain\b|\berror code: 10(16|33)$|\bcloudflare tunnel error\b"
)
"""What Fastly and Cloudflare say about a host that has no server behind it."""

_BROWSER_CHECKS = {"x-amzn-waf-action": "AWS WAF", "cf-mitigated": "Cloudflare"}
"""The headers of pages that only a browser can answer, and who sends them."""

_LACKS_PERMISSION = pattern(r"\bpermission\b|\bresource\b")

_NAMES_MODEL = pattern(rf"{IS_ABOUT_MODEL.pattern}|claude")
_OTHER = (
    r"(keys?|tokens?|projects?|accounts?|teams?|tenants?|users?|organi[sz]ations?|workspaces?"
    r"|subscriptions?|customers?|config(uration)?s?|gateways?|budgets?|quotas?)"
)
"""What a 404 may be about besides a path and a model."""

_IS_ABOUT_OTHER = pattern(rf"\b{_OTHER}\b")
_LACKS_OTHER = pattern(
    rf"\b({_OTHER}|application)\b[^.]{{0,40}}\bnot found|\b(no such|unknown) {_OTHER}\b"
)
"""What hosts say about something other than a model, which may have a model in its name."""

_IS_ABOUT_WORKSPACE = re.compile(r"(?!model: ).*workspace", re.IGNORECASE | re.DOTALL)
_VERSION = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_URL_PATH = re.compile(r"\S*(?:://|/models\b)\S*|(?<!\S)/\S*")
"""A URL or its path, which names the model in any message about the path."""

_MISSING = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_NO_LOOKUP = {*_MISSING, HTTPStatus.METHOD_NOT_ALLOWED}
"""The statuses of a host that can't look up individual models."""

_NEEDS_HEADER = pattern(r"\bheader\b.*\b(required|missing)|\bmissing\b.*\bheader")
_OTHER_HEADER = pattern(r"\bheader\W+x-(?!api-key)|\bx-(?!api-key)[\w-]+\W+header")
_SENT_HEADERS = ("x-api-key", "authorization", "anthropic-version", "anthropic-workspace-id")
_LACKS_HEADER = pattern(
    r"^(?=.*\bheader\b)(?!.*\b(invalid|malformed|expected|\d{4}-\d\d-\d\d)\b)"
    r".*\b(required|missing|not (found|provided|present|set|sent)|no (x-api-key|authorization))\b"
)
"""What servers say if a header didn't arrive."""

_WANTS_HTTPS = pattern(r"\bhttp request (was sent )?to (an )?https (port|server)")
"""What nginx and Go send in response to an unencrypted request on an https port."""

_WANTS_CERTIFICATE = pattern(
    r"\bno required ssl certificate|\bssl certificate error"
    r"|\bclient certificate\b.*\b(required|missing|not |no )|\bno client certificate"
)
"""What web servers say to a client without a certificate."""

_PERMISSION = pattern(r"\b(only|not allowed|may not|can(no|')t access|no access|permi)|\bforbidden")


def error_from_response(exchange: Exchange, body: bytes, route: Route, now: datetime) -> APIError:
    """Return the error for a response that is not a model or a list of models.

    Args:
        exchange: The request and its response.
        body: The body of the response, without the key.
        route: The host that sent it, the credential that was used, and the proxy in between.
        now: The current time, aware; for a `retry-after` that is a date.
    """
    connection, rejection = route.connection, read_rejection(exchange, body)
    error = _error(exchange, rejection, connection, now)
    # A proxy may also say in JSON that it could not reach the host, or isn't allowed to.
    its_own = InternalServerError, PermissionDeniedError
    may_be_its_own = connection.is_api or isinstance(error, its_own)
    source = error.rejection.source if error.rejection else "text"
    if source not in ({"api"} if may_be_its_own else {"api", "gateway"}):
        error.remedy = f"{error.remedy}{route.through_proxy}".lstrip()
    return error


def _error(
    exchange: Exchange, rejection: Rejection, connection: Connection, now: datetime
) -> APIError:
    """Return the error, without a remedy for the proxy."""
    status, host = exchange.status, connection.host
    if status in _REDIRECT_STATUSES:
        return _redirect_error(exchange, connection)
    if status == HTTPStatus.OK and rejection.source == "text":
        return _not_json(exchange, rejection, connection)
    if error := _network_error(exchange, rejection, connection):
        return error
    if status not in ERROR_STATUSES and status != HTTPStatus.OK and rejection.source != "web page":
        return unexpected_status_error(host, connection.check(), status, exchange.request_id)
    if error := _not_api_error(exchange, rejection, connection):
        return error
    error_class, words = _meaning_of(exchange, rejection, connection)
    error_class, wait = _limit(error_class, exchange, rejection, now)
    is_of_gateway = error_class in {SpendLimitError, AccountError} or (
        error_class is NotFoundError and not repeats_query(rejection.message)
    )
    if is_of_gateway and not connection.is_api:
        # Gateways imitate the format of the API's errors, but have their own accounts.
        rejection = rejection._replace(source="gateway")
    if words.summary and not connection.is_api:
        remedy, summary = (text.replace("{host}", host) for text in words[:2])
        words = words._replace(remedy=remedy, summary=summary)
    else:
        answer = (error_class, exchange, rejection, connection)
        words = _words_of_relay(*answer) or _words(*answer)
    if wait:
        words = words._replace(remedy=f"Try again in {format_wait(wait)}.")
    exchange = replace(exchange, request_id=rejection.request_id)
    credential, title = connection.credential, words.title
    if error_class is AuthenticationError and credential and not title:
        title = f"Invalid {credential.noun}"
    error = error_class(exchange, rejection, words.remedy, words.summary, title)
    # Another key can't help if the host looks for something else.
    error.is_about_key = error.is_about_key and words.is_about_key
    return error


def _meaning_of(
    exchange: Exchange, rejection: Rejection, connection: Connection
) -> tuple[type[APIStatusError], Words]:
    """Return the error class, by what a response says or else by its status, and words for it."""
    is_from_api = rejection.source == "api"
    said = f"{rejection.message}\n{rejection.code or ''}\n{rejection.type or ''}"
    status = rejection.status
    error_class = BadRequestError if status == HTTPStatus.OK else error_class_of(status)
    if status == HTTPStatus.NOT_FOUND and _rejected_workspace(rejection.message, connection):
        error_class = BadRequestError
    words = Words()
    for meaning in MEANINGS:
        is_said_here = meaning.of_api or not (is_from_api or connection.is_api)
        if is_said_here and status in meaning.statuses and meaning.pattern.search(said):
            error_class, words = meaning.error_class, meaning.words
            break
    # A server that names a scheme wants a login, whatever its text says.
    is_denial = connection.is_api or (
        _PERMISSION.search(rejection.message) and _challenge(exchange)[0] not in {"basic", "bearer"}
    )
    if error_class is AuthenticationError and is_denial and not is_from_api:
        error_class = PermissionDeniedError
    return error_class, words


def _limit(
    error_class: type[APIStatusError], exchange: Exchange, rejection: Rejection, now: datetime
) -> tuple[type[APIStatusError], float | None]:
    """Return the error, a long limit if its message says so, and how long to wait."""
    wait = retry_after(exchange.response_headers, now)
    if wait is None and exchange.status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = said_wait(rejection.message, now)
        if error_class is RateLimitError and (wait or 0) > _MINUTE:
            error_class = LongRateLimitError
    return error_class, wait


def _challenge(exchange: Exchange) -> tuple[str, str]:
    """Return the scheme that a server asks for, in lower case, and the whole challenge."""
    headers = {name.lower(): value for name, value in exchange.response_headers}
    challenge = headers.get("www-authenticate", "")
    return challenge.partition(" ")[0].lower(), challenge


def _rejected_workspace(message: str, connection: Connection) -> str:
    """Return where the workspace ID was set, if one was sent and a message is about it."""
    if not _IS_ABOUT_WORKSPACE.match(message):
        return ""
    custom = {name.lower() for name, _ in connection.custom_headers}
    if "anthropic-workspace-id" in custom:
        return "ANTHROPIC_CUSTOM_HEADERS"
    return connection.workspace_source if connection.workspace_id else ""


def _words(
    error_class: type[APIStatusError],
    exchange: Exchange,
    rejection: Rejection,
    connection: Connection,
) -> Words:
    """Choose the words that fit what was said."""
    if error_class is AuthenticationError:
        return _login_words(exchange, rejection, connection)
    if rejection.source == "api" and error_class is PermissionDeniedError:
        return _denial_words(rejection.message, connection)
    if workspace := _rejected_workspace(rejection.message, connection):
        return Words(f"Check the workspace ID ({workspace}).")
    if rejection.source != "api" and (words := _gateway_words(error_class, rejection, connection)):
        return words
    if error_class is AccountError and "http" not in rejection.message:
        return Words("See the Console (platform.claude.com).")
    return Words(_request_remedy(error_class, exchange, rejection.message, connection))


def _words_of_relay(
    error_class: type[APIStatusError],
    exchange: Exchange,
    rejection: Rejection,
    connection: Connection,
) -> Words | None:
    """Say that a header was removed in between, or that a gateway's own provider refused it."""
    message, host = rejection.message, connection.host
    title = "Not authenticated" if error_class is AuthenticationError else ""
    named = (name for name in _SENT_HEADERS if name in message.lower())
    name = next((name for name in named if name in dict(exchange.request_headers)), "")
    if name and _LACKS_HEADER.search(message):
        remedy = f"Ask the operator of {host} whether this header is forwarded."
        if connection.is_api:
            remedy = connection.check(why=_BETWEEN)
        summary = f"The {name} header was sent, but didn't arrive."
        return Words(remedy, summary, title, is_about_key=False)
    if (
        error_class in {AuthenticationError, PermissionDeniedError}
        and rejection.source == "gateway"
        and not connection.is_api
        and _OF_PROVIDER.search(exchange.body)
    ):
        summary = f"The provider behind {host} rejected the gateway's credential."
        return Words(f"Ask the operator of {host}.", summary, title, is_about_key=False)
    return None


def _login_words(exchange: Exchange, rejection: Rejection, connection: Connection) -> Words:
    """Say what was wrong with the credential, or that another one is or may be wanted."""
    host, credential, message = connection.host, connection.credential, rejection.message
    summary = f"{host} rejected {_name(credential)}."
    if rejection.source == "api":
        remedy = _USE_KEY
        if not _REJECTS_TOKENS.search(message):
            ended = next((_ENDED[word] for word in _ENDED if word in message.lower()), "")
            remedy = credential.remedy(ended) if credential else ""
        return Words(remedy + _way_to_api(connection), summary)
    scheme, challenge = _challenge(exchange)
    sent = "key" if credential is None or credential.kind == "api_key" else "bearer"
    was_checked = _REJECTS_CREDENTIAL.search(f"{message} {rejection.code or ''}")
    wanted = _WANTS_HEADER if sent == "key" else _WANTS_KEY
    names_other = sent not in scheme if scheme else wanted.search(message)
    names_sent = sent == "bearer" and _IS_ABOUT_TOKEN.search(message)
    lacks = _LACKS_CREDENTIAL.search(message) and not (was_checked and names_sent)
    is_other = lacks or (names_other and not was_checked)
    remedy = _gateway_credential(message, connection, is_other=bool(is_other))
    if scheme == "basic":
        remedy = (
            "It expects a user name and password. Set ANTHROPIC_CUSTOM_HEADERS to "
            "Authorization: Basic, followed by USER:PASSWORD in Base64."
        ) + _way_to_api(connection)
        is_other = True
    elif scheme in {"negotiate", "ntlm"}:
        remedy = f"It expects a Windows login ({scheme}), which is not supported."
        remedy += _way_to_api(connection)
        is_other = True
    elif (named := _NAMED_HEADER.search(challenge)) and lacks:
        remedy = f'Set ANTHROPIC_CUSTOM_HEADERS to "{named[1]}: YOUR_KEY".'
        remedy += _way_to_api(connection)
    if is_other:
        summary = f"{host} expects a different credential."
        return Words(remedy, summary, "Not authenticated", is_about_key=False)
    if _has_secret_header(connection):
        summary = f"{host} rejected {_name(credential)} or another header."
        return Words(remedy, summary, "Not authenticated")
    if sent == "key" and not (was_checked or scheme):
        # Many gateways look for a bearer token only, and don't say so.
        other = _gateway_credential(message, connection, is_other=True)
        remedy = f"Check {_name(credential)}. If it is valid, {other[0].lower()}{other[1:]}"
        return Words(remedy, f"{host} did not authenticate the request.", "Not authenticated")
    # A credential of the Claude API may be valid there.
    is_other = bool(_way_to_api(connection)) and not _IS_OF_GATEWAY.search(message)
    return Words(remedy, summary, "Not authenticated" if is_other else "")


def _denial_words(message: str, connection: Connection) -> Words:
    """Say what the API denied; it is the key only if the message gives no other reason."""
    credential = connection.credential
    if workspace := _rejected_workspace(message, connection):
        remedy = f"Check the workspace ID ({workspace})."
        return Words(remedy, "Access to the workspace was denied.")
    if _IS_ABOUT_NETWORK.search(message):
        remedy = "Use another network, or ask your organization's admin."
        return Words(remedy, "Access from this network was denied.")
    if credential and credential.kind != "api_key":
        remedy = _USE_KEY
        if "scope" in message.lower():
            remedy = "Use an API key, or a token with that scope."
        return Words(remedy, f"This {credential.noun} can't use the Models API.")
    if message and not _LACKS_PERMISSION.search(message):
        return Words("Ask your organization's admin.", "Access was denied.")
    return Words()


def _request_remedy(
    error_class: type[APIStatusError], exchange: Exchange, message: str, connection: Connection
) -> str:
    """Say what to change in the request; nothing about betas if none were sent."""
    sent = dict(exchange.request_headers).get("anthropic-beta", "").split(",")
    betas = [beta for beta in sent if beta not in {"", OAUTH_BETA}]
    if error_class in {ContentTooLargeError, RequestHeaderFieldsTooLargeError}:
        ask = "" if connection.is_api else f"Ask the operator of {connection.host} about the limit."
        return "Select fewer betas." if betas else ask
    if error_class is not BadRequestError:
        return ""
    if "anthropic-version" in message:
        return _version_remedy(message, connection)
    if betas and (remedy := _beta_remedy(message, betas, connection)):
        return remedy
    if message:
        return _USE_KEY if "authorized for use with Claude Code" in message else ""
    return connection.check("Check", "the API version", "the workspace ID")


def _version_remedy(message: str, connection: Connection) -> str:
    if any(name.lower() == "anthropic-version" for name, _ in connection.custom_headers):
        return "Correct anthropic-version in ANTHROPIC_CUSTOM_HEADERS."
    versions = [*_VERSION.findall(message), DEFAULT_API_VERSION]
    others = (f"Use --api-version {each}." for each in versions if each != connection.api_version)
    return next(others, "")


def _beta_remedy(message: str, betas: list[str], connection: Connection) -> str:
    if any(beta in message for beta in connection.custom_betas):
        return "Remove the beta from ANTHROPIC_CUSTOM_HEADERS."
    if any(beta in message for beta in betas):
        return "Try again without these betas."
    remedy = f"Betas sent: {', '.join(betas)}. Try again without them."
    return remedy if "beta" in message.lower() else ""


def _gateway_words(
    error_class: type[APIStatusError], rejection: Rejection, connection: Connection
) -> Words | None:
    """Choose the words for what a gateway says; None if it is nothing special."""
    host, message = connection.host, rejection.message
    ask, words = f"Ask the operator of {host}", None
    if error_class is PermissionDeniedError:
        words = _gateway_denial(rejection, connection)
    elif connection.is_api and error_class in _NOT_FROM_API:
        summary = f"The request was rejected ({rejection.status}), but not by the Claude API."
        words = Words(connection.check(why=_BETWEEN), summary)
    elif error_class is SpendLimitError:
        words = Words(f"{ask} to raise it.", f"You've reached a spend limit at {host}.")
    elif error_class is PaymentRequiredError:
        words = Words(f"Check your account at {host}.")
    elif error_class is AccountError and not connection.is_api:
        words = Words(f"{ask}.")
    elif error_class is NotFoundError:
        is_known = NOT_SERVED.search(message)
        lacks = "can't serve that model" if is_known else "has no model with that name"
        words = Words(summary=f"{host} {lacks}.")
    elif error_class is NotImplementedAPIError:
        words = Words(connection.check("This host may not offer the Models API: check"))
    elif issubclass(error_class, InternalServerError):
        is_own = connection.is_local or rejection.source == "gateway"
        place = host if is_own else f"{host} or a proxy in front of it"
        words = Words(f"Try again in a minute. The problem is with {place}.")
    elif error_class in {BadRequestError, UnprocessableEntityError} and _NEEDS_HEADER.search(
        message
    ):
        words = Words("Set ANTHROPIC_CUSTOM_HEADERS to add headers.")
    return words


def _gateway_denial(rejection: Rejection, connection: Connection) -> Words:
    """Choose the words for an access that was denied, but not by the API."""
    host, message = connection.host, rejection.message
    for start, blocker in _BLOCKED_BY.items():
        if message.lower().startswith(start):
            return Words(
                _other_network(connection),
                f"{blocker}, in front of {host}, blocked this client or network.",
            )
    if _BLOCKS_NETWORK.search(message):
        return Words(
            "Try another network, and check that your country is supported.",
            f"{host} doesn't allow requests from this network or country.",
        )
    if connection.is_api:
        summary = f"Access to {host} was denied, but not by the Claude API."
        return Words(connection.check(why=_BETWEEN), summary)
    remedy = f"Ask the operator of {host}."
    if not (connection.is_local or (rejection.source == "gateway" and message)):
        remedy = f"Ask the operator of {host}; a proxy or firewall may also be the cause."
    if _OTHER_HEADER.search(message):
        remedy = "Set ANTHROPIC_CUSTOM_HEADERS to add headers."
    elif message == "Missing Authentication Token":
        start = "Amazon API Gateway returns this message for unknown paths. Check"
        remedy = connection.check(start)
    elif not _NAMES_MODEL.search(message) and (
        _IS_ABOUT_CREDENTIAL.search(message) or _WANTS_HEADER.search(message)
    ):
        is_other = _WANTS_HEADER.search(message) is not None
        remedy = _gateway_credential(message, connection, is_other=is_other)
    return Words(remedy, f"{host} denied access.")


def _other_network(connection: Connection) -> str:
    who = f"the operator of {connection.host}"
    if connection.is_api:
        who = "your organization's admin"
    return f"Try another network, or ask {who}."


def _gateway_credential(message: str, connection: Connection, *, is_other: bool) -> str:
    """Say how to send another credential that a gateway expects, or to check this one."""
    credential, way = connection.credential, _way_to_api(connection)
    if is_other:
        other = _other_credential(credential)
        return f"{other}. ANTHROPIC_CUSTOM_HEADERS adds other headers.{way}"
    also = f" Check {connection.base_url_name}, too." if "endpoint" in message.lower() else ""
    name = _name(credential)
    if _has_secret_header(connection):
        return f"Check {name} and ANTHROPIC_CUSTOM_HEADERS.{also}{way}"
    if credential and credential.way_to_next and not credential.unused[0].startswith("profile "):
        return f"Check {name}.{credential.way_to_next}{also}"
    if way and not _IS_OF_GATEWAY.search(message):
        return f"{connection.host} may expect a credential of its own, not Anthropic's.{also}{way}"
    return f"Check {name} with the gateway's operator.{also}"


def _way_to_api(connection: Connection) -> str:
    """Say how to send an Anthropic credential to the Claude API, if another host got it."""
    source, credential = connection.base_url_source, connection.credential
    if connection.is_api or not (source and credential and credential.is_from_anthropic):
        return ""
    return f" To use the Claude API, {'unset' if source.isupper() else 'remove'} {source}."


def _has_secret_header(connection: Connection) -> bool:
    return bool(replace(connection, credential=None).secrets)


def _other_credential(credential: Credential | None) -> str:
    """Say how to send the other kind of credential, for the start of a sentence."""
    variable, what = "ANTHROPIC_AUTH_TOKEN", "a bearer token"
    if credential and credential.kind != "api_key":
        variable, what = "ANTHROPIC_API_KEY", "an x-api-key header"
    if credential and variable in credential.unused:
        return f"Unset {credential.source} to send {variable} instead"
    return f"Set {variable} to send {what}"


def _name(credential: Credential | None) -> str:
    return f"the {credential.noun} ({credential.source})" if credential else "the credential"


def _network_error(
    exchange: Exchange, rejection: Rejection, connection: Connection
) -> APIError | None:
    """Return the error for HTTP sent to an HTTPS port, or if a login or a browser is required."""
    message, host = rejection.message, connection.host
    said = f" The response said: {quote(message)}" if message else ""
    if rejection.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        wants = f"{host} requires a proxy login (407), but no proxy is set."
        remedy = connection.check(network=True, why=_BETWEEN)
        return ProxyRefusedError(f"{wants}{said}", remedy, rejection=rejection)
    headers = {name.lower() for name, _ in exchange.response_headers}
    if checks := [_BROWSER_CHECKS[name] for name in _BROWSER_CHECKS if name in headers]:
        return WebPageError(
            f"{checks[0]}, in front of {host}, requires a browser check.{said}",
            _other_network(connection),
            rejection=rejection,
        )
    if _WANTS_HTTPS.search(message) and not connection.is_api:
        return NotTheAPIError(
            f"{host} expects HTTPS on this port.{said}",
            f"Use https:// in {connection.base_url_name}.",
            rejection=rejection,
        )
    if _WANTS_CERTIFICATE.search(message):
        return CertificateError(
            f"{connection.responder} requires a client certificate, which is not supported.{said}",
            f"Ask {connection.operator} for access without one.",
            rejection=rejection,
        )
    if rejection.status == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:
        return WebPageError(
            f"The network requires a login (511).{said}",
            "Log in to the network with a browser, then try again.",
            rejection=rejection,
        )
    return None


def _not_json(exchange: Exchange, rejection: Rejection, connection: Connection) -> APIError:
    """Return the error for a response with status 200 that is neither JSON nor a web page."""
    said = f" The response said: {quote(rejection.message)}" if rejection.message else ""
    body, remedy = exchange.body.strip(), connection.check()
    wanted = "a list of models" if urlsplit(exchange.url).query else "a model"
    if not body:
        what = "an empty response"
    elif re.match(r"(event|data|id|retry)?:", body):
        what = f"an event stream instead of {wanted}"
    else:
        what = f"something other than {wanted}"
        remedy = connection.check(why="a login page or a proxy")
    return APIResponseValidationError(
        f"{connection.host} returned {what}.{said}",
        remedy,
        rejection=rejection,
    )


def _not_api_error(
    exchange: Exchange, rejection: Rejection, connection: Connection
) -> APIError | None:
    """Return the error for a response that no API sent: a web page, or a 404 for the path."""
    status, message = rejection.status, rejection.message
    if _LACKS_SERVER.search(message) and not exchange.is_api:
        return APIResponseValidationError(
            f"No server is available behind {connection.host}. The response said: {quote(message)}",
            connection.check(),
            rejection=rejection,
        )
    lacks_lookup = not exchange.is_api and (
        status in _NO_LOOKUP
        or (exchange.status == HTTPStatus.OK and _LACKS_ENDPOINT.search(message))
    )
    if status == HTTPStatus.BAD_REQUEST and HEADERS_TOO_LARGE.search(message):
        return None
    if rejection.source == "web page" and not (
        # The host's own page, not one from a proxy in between.
        lacks_lookup and LACKS_PATH.search(message)
    ):
        return _web_page(exchange, rejection, connection)
    is_missing = lacks_lookup or (status in _MISSING and rejection.source != "api")
    return _missing_path(exchange, rejection, connection) if is_missing else None


def _missing_path(
    exchange: Exchange, rejection: Rejection, connection: Connection
) -> APIError | None:
    """Return the error for a path that a host lacks; None if it is the model that it lacks."""
    host, message, is_of_api = connection.host, rejection.message, rejection.source == "api"
    names_model = IS_ABOUT_MODEL if _LACKS_OTHER.search(message) else _NAMES_MODEL
    is_about_model = IS_MISSING_MODEL.search(rejection.code or "") or names_model.search(
        _URL_PATH.sub("", message)
    )
    is_json = rejection.source in {"api", "gateway"}
    if (is_json and not exchange.is_api and is_about_model) or (
        is_of_api and not _is_below_path(exchange)
    ):
        return None
    if rejection.source == "gateway" and message and not exchange.is_api:
        if _IS_ABOUT_OTHER.search(message):
            return NoRetrieveError(
                f"{host} rejected the request ({rejection.status}: {quote(message)}).",
                f"Ask the operator of {host}.",
                rejection=rejection,
            )
        # The gateway lacks the path, such as the one for individual models.
        return NoRetrieveError(
            f"{host} doesn't offer the Models API at this path "
            f"({rejection.status}: {quote(message)}).",
            connection.check(),
            rejection=rejection,
        )
    said = f" The response said: {quote(message)}" if message else ""
    why = (
        "the path of the base URL may be wrong"
        if is_of_api
        else ("this doesn't look like the Claude API")
    )
    return NotTheAPIError(
        f"{host} returned {rejection.status}: {why}.{said}",
        connection.check(why=_BETWEEN if exchange.is_api else ""),
        rejection=rejection,
    )


def _is_below_path(exchange: Exchange) -> bool:
    """Whether the base URL of a request has a path."""
    return not urlsplit(exchange.url).path.startswith("/v1/models")


def _web_page(exchange: Exchange, rejection: Rejection, connection: Connection) -> APIError | None:
    """Return the error for a web page, unless it only puts a status into words."""
    headers = {name.lower() for name, _ in exchange.response_headers}
    is_own = "www-authenticate" in headers
    if error_class_of(rejection.status) not in _CLASSES_OF_PAGES:
        # The servers in front of the API add their own header to such pages.
        is_own = not exchange.is_api or "cf-ray" in headers
    is_denial = rejection.status == HTTPStatus.FORBIDDEN
    if is_own or (is_denial and _BLOCKS_NETWORK.search(rejection.message)):
        return None
    title = f" ({quote(rejection.message)})" if rejection.message else ""
    # Gateways, such as LiteLLM, have a website, too, which is sent for unknown paths.
    own = None if exchange.is_api else _OWN_PAGES.get(exchange.status)
    why = f"the host's own {own}, {_BETWEEN}" if own else _BETWEEN
    return WebPageError(
        f"{connection.host} sent a web page{title}, not an API response.",
        connection.check(network=True, why=why),
        rejection=rejection,
    )


def unexpected_status_error(
    name: str, remedy: str, status: int, request_id: str | None = None
) -> APIError:
    """Return the error for a status that indicates neither success nor failure.

    Args:
        name: The host or proxy that sent it.
        remedy: What to check.
        status: The status.
        request_id: The server's ID of the request, if any.
    """
    message = f"{name} sent an unexpected response (status {status})."
    return APIResponseValidationError(message, remedy, request_id=request_id)


def format_wait(seconds: float) -> str:
    """Format a wait, rounded up, as `3 s`, `2 min`, `3 h` or `2 days`."""
    for unit, name in ((_DAY, "days"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= 2 * unit:
            return f"{-int(-seconds // unit)} {name}"
    return f"{-int(-seconds // 1)} s"


def _redirect_error(exchange: Exchange, connection: Connection) -> RedirectError:
    """Return the error for a redirect; it names the target's host, or its path on the same one."""
    location = dict(exchange.response_headers).get("location", "")
    source = urlsplit(exchange.url)
    try:
        target = urlsplit(location)
        host = target.hostname or ""
    except ValueError:
        target, host = urlsplit(""), ""
    shown = host if _HOST.fullmatch(host) else "another address"
    others = "" if connection.is_api else " or a wrong scheme"
    remedy = connection.check(why=f"a login page{others}")
    if host == source.hostname and (source.scheme, target.scheme) == ("http", "https"):
        shown, remedy = f"https://{host}", f"Use https:// in {connection.base_url_name}."
    elif target.netloc in {"", source.netloc} and _PATH.fullmatch(target.path):
        shown = f"{target.path} on the same host"
        if target.path == f"{source.path}/":
            remedy = f"Ask the operator of {exchange.host}: the API's paths don't end in a slash."
    if not connection.is_api and _IS_LOGIN.search(f"{host}{target.path}"):
        remedy += (
            f" If it is right, ask the operator of {exchange.host} how to log in from a program."
        )
    message = f"The server redirected to {shown}; redirects are not followed."
    return RedirectError(message, remedy)
