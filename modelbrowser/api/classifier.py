"""Classifies error responses: chooses the error for each, and the words that fit its message.

One place decides for every status. The file is long because it is one decision: the words that
give a sender away, and what follows from them.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from modelbrowser.api import error_rules, errors, rejections
from modelbrowser.api.environment import Route
from modelbrowser.api.error_rules import ErrorWording, pattern
from modelbrowser.api.errors import (
    APIError,
    APIStatusError,
    error_class_of,
    quote,
    repeats_query,
    response_said,
)
from modelbrowser.api.failures import schemes_of
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
    r"^not found\b|cannot get /"
    r"|(unexpected|unknown|invalid|unsupported|no such) (endpoint|route|path|url)"
    r"|\b(endpoint|route|path|url|page)\b.*(not found|unknown|does ?n[o']t exist)",
    re.IGNORECASE,
)
"""How hosts say that a path doesn't exist, with status 200 or in the API's format."""

_STATUSES_OF_PAGES = {400, 401, 403, 404, 410}
"""The statuses of pages that a proxy or firewall sends, as are any without an error class of its
own; by others, the host has a problem."""

_OWN_PAGES = {200: "website", 401: "login", 403: "login or access rules", 404: "website"}
"""What a page from a gateway's own host may be part of, by its status."""

_NOT_FROM_API = {
    errors.AccountError,
    APIStatusError,
    errors.BadRequestError,
    errors.NotFoundError,
    errors.NotImplementedAPIError,
    errors.PaymentRequiredError,
    errors.SpendLimitError,
    errors.UnprocessableEntityError,
}
"""The errors that don't come from the API if they are not in its form."""

_LACKS_CREDENTIAL = pattern(
    r"\bmissing\b|\bno (api )?key|\bno (auth|cred(?!it)|token)|not provided|not found in request"
    r"|not sent|did ?n[o']t provide|failed to resolve|\bempty token"
    r"|\brequired\b|\bjwt (token )?not (found|present)"
    r"|\bx-[\w-]+ (header )?(was |is )?not found"
    r"|\bexpected\b.*\b(header|bearer|authorization|oauth)"
)
"""What gateways say if they found no credential where they look for one."""

_IS_OF_GATEWAY = pattern(r"expired|revoked|disabled|blocked|\u8fc7\u671f|\u7981\u7528|\u72b6\u6001")
"""What gateways say about a credential that they issued; the Chinese: expired, disabled, state."""

_REJECTS_CREDENTIAL = pattern(
    rf"{_IS_OF_GATEWAY.pattern}|\u65e0\u6548"
    r"|invalid(?!_request)|incorrect|unknown|malformed|not valid"
    r"|(key|(?<!jwt )token|user)\b.*\bnot found|expected to start with"
)
"""What gateways say if they checked the credential; the Chinese is "invalid"."""

_OF_PROVIDER = re.compile(
    r"\blitellm\.\w*Error: \w+Exception\b"
    r"|(?<!\{\"detail)[\"-] ?:?\s?\{\s{0,9}\\?\"type\\?\": ?\\?\"error\\?\""
)
"""How gateways pass on a provider's error: LiteLLM's words, or the API's format inside, except in
FastAPI's `detail`, which has a gateway's own error."""

_TITLE_OF_NGINX = re.compile(r"^401 Authorization Required$")
"""How nginx titles every page with status 401, even if a credential was rejected."""

_NAMED_HEADER = re.compile(r'\bname="([\w-]{1,60})".*\btype="header"', re.ASCII)
"""How Azure API Management names the header of its key in `WWW-Authenticate`."""

_WANTS_HEADER = pattern(r"authorization|bearer|header")
_MAY_LACK = pattern(
    r"\b(missing( or |/)(invalid|incorrect|expired)|(invalid|incorrect)( or |/)missing)\b"
    r"|\bexpected oauth|\bauthentication (is )?required|\bvalid\b.{0,40}\brequired"
)
"""What gateways say if a credential may be missing or wrong."""

_ASKS_FOR_BEARER = pattern(r"bearer|\bheader\b|\bkey based\b")
"""What gateways name if they deny access to a key because they expect a bearer token."""

_NAMES_AUTHORIZATION = pattern(r"^(?!.*x-api-key).*\bauthorization (header|scheme)")
"""How messages name a header that isn't sent with a key."""

_NAMES_OTHER_ONLY = {
    "key": pattern(r"^(?!.*x-api-key).*\b(bearer|jwt|access token)\b"),
    "bearer": pattern(r"^(?!.*\b(bearer|authorization)\b).*x-api-key"),
}
"""How messages name only the other kind of credential, by the kind that was sent."""

_NAMES = {
    "key": pattern(r"x-api-key"),
    "bearer": pattern(r"\bauthorization\b|\bbearer\b|\bjwt\b|(?<!-)\btoken\b"),
}
"""How messages name where a credential is sent, by its kind."""

_NAMES_CREDENTIAL = pattern(
    rf"key|token|credential|authenticat|jwt|signature|consumer|{_WANTS_HEADER.pattern}"
)
"""What a message names if a credential may be missing or wrong, rather than anything else."""

_LACKS_RIGHT = pattern(
    r"\b(claim|data action|permission|privilege|role|scope)s?\b|\bfound for given '"
)
"""What a credential may lack that is known."""

_REJECTS_TOKENS = pattern(r"\boauth authentication is (currently )?not|x-api-key.*required")
"""What the API says if it accepts no tokens at all."""

_IS_ABOUT_LOGIN = pattern(r"\boauth\b|\bonly authorized for use with claude code\b")
"""What the API says of an OAuth token only."""

_ENDED = {"expired": "has expired", "revoked": "was revoked"}
"""What happened to a credential, by the API's words."""

_LOGINS = {
    "basic": "a user name and password. Set ANTHROPIC_CUSTOM_HEADERS to Authorization: Basic, "
    "followed by USER:PASSWORD in Base64.",
    "digest": "a Digest login, which is not supported.",
    "negotiate": "a Windows login (negotiate), which is not supported.",
    "ntlm": "a Windows login (ntlm), which is not supported.",
}
"""What a host expects that asks for another kind of login, by its scheme."""

_GATEWAY_WORDS: dict[type[APIStatusError], ErrorWording] = {
    errors.SpendLimitError: ErrorWording(
        "Ask the operator of {host} to raise it.", "You've reached a spend limit at {host}."
    ),
    errors.PaymentRequiredError: ErrorWording("Check your account at {host}."),
    errors.AccountError: ErrorWording("Ask the operator of {host}."),
}
_ADD_HEADERS = "Set ANTHROPIC_CUSTOM_HEADERS to add headers."
_USE_KEY = "Use an API key (ANTHROPIC_API_KEY), or ask your organization's admin."
_REMEDIES = {
    "authorized for use with Claude Code": _USE_KEY,
    "anthropic-workspace-id is required": "Set ANTHROPIC_WORKSPACE_ID.",
}
"""What to do about a rejected request, by words of the API."""

_IS_ABOUT_NETWORK = pattern(r"\bip\b|\bnetwork\b|\bcountry\b|\bregion\b")
_BLOCKED_BY = {"error code: 1": "Cloudflare", "reference #": "Akamai"}
"""How the messages of networks in front of a host begin, and who sends them."""

_BLOCKS_NETWORK = pattern(
    r"^reference #|\bapp unavailable in region"
    r"|\b(block|restrict|bann)\w*\b.*\b(your (country|region|ip)|the (country|ip))\b"
    r"|\b(your (country|region)|the country)\b.*\b(blocked|restricted|banned|not supported)\b"
)
_LACKS_SERVER = pattern(
    r"\bfastly error: unknown domain\b|\berror code: 10(16|33)$|\bcloudflare tunnel error\b"
)
"""What Fastly and Cloudflare say about a host that has no server behind it."""

_BROWSER_CHECKS = {"x-amzn-waf-action": "AWS WAF", "cf-mitigated": "Cloudflare"}
"""The headers of pages that only a browser can answer, and who sends them."""

_LACKS_PERMISSION = pattern(r"\bpermission\b|\bresource\b")

_NAMES_MODEL = pattern(rf"{error_rules.IS_ABOUT_MODEL.pattern}|claude(?! code\b)")
"""How messages name a model, perhaps only by its own name."""

_OTHER = (
    r"(keys?|tokens?|credentials?|projects?|accounts?|teams?|tenants?|users?|organi[sz]ations?|workspaces?"
    r"|subscriptions?|customers?|config(uration)?s?|gateways?|budgets?|quotas?)"
)
"""What a 404 may be about besides a path and a model."""

_IS_ABOUT_OTHER = pattern(rf"\b{_OTHER}\b")
_LACKS_OTHER = pattern(
    rf"\b({_OTHER}|application)\b[^.]{{0,40}}\bnot found"
    rf"|\b(no such|unknown) ({_OTHER}|model kind)\b"
)
"""What hosts say about something other than a model, which may have a model in its name."""

_IS_ABOUT_WORKSPACE = re.compile(r"(?!model: ).*(?<![:/])\bworkspace", re.IGNORECASE | re.DOTALL)
"""What a message about a workspace has, other than in the name of a resource of AWS."""

_VERSION = re.compile(r"\b\d{4}-\d\d-\d\d\b")
_URL_PATH = re.compile(r"[!-~]*(?:://|/models\b)[!-~]*|(?<![!-~])/[!-~]+")
"""A URL or its path, which names the model in any message about the path. It is ASCII: Chinese
around it has no blanks."""

_OF_REQUEST = {
    errors.BadRequestError,
    errors.PermissionDeniedError,
    errors.UnprocessableEntityError,
}
"""The errors that may be about a header that was sent or is missing."""

_LASTING = (
    errors.AuthenticationError,
    errors.BadRequestError,
    errors.NotFoundError,
    errors.ContentTooLargeError,
    errors.RequestHeaderFieldsTooLargeError,
)
"""Errors that waiting doesn't mend, even with a `retry-after`."""

_MISSING = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
_NO_LOOKUP = {*_MISSING, HTTPStatus.METHOD_NOT_ALLOWED}
"""The statuses of a host that can't look up individual models."""

_LACKS_ROUTE = pattern(r"^missing authentication token$|\bmissing equal-sign\b")
"""What Amazon API Gateway says about unknown paths, the second if a token was sent."""

_NEEDS_HEADER = pattern(r"\bheader\b.*\b(required|missing)|\bmissing\b.*\bheader")
_OTHER_HEADER = pattern(r"\bheader\W+x-(?!api-key)|\bx-(?!api-key)[\w-]+\W+header")
_SENT_HEADERS = ("x-api-key", "authorization", "anthropic-version", "anthropic-workspace-id")
_LACKS_HEADER = pattern(
    r"^(?=.*\bheader\b|anthropic-workspace-id is)"
    r"(?!.*\b(invalid|malformed|expected|\d{4}-\d\d-\d\d)\b)"
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

_PERMISSION = pattern(
    r"\b(only|not allowed|may not|can(no|')t access|(no|not have) access|permi)|\bforbidden"
)


class _Answer:
    """A response to classify: what it says, and where its request went."""

    def __init__(self, exchange: Exchange, rejection: Rejection, connection: Connection) -> None:
        credential, request_id = connection.credential, rejection.request_id or ""
        is_own = rejection.status == HTTPStatus.UNAUTHORIZED or (
            credential and not credential.is_from_anthropic
        )
        is_imitated = is_own and not (connection.is_api or request_id.startswith("req_"))
        if is_imitated and rejection.source == "api":
            # The gateway uses the format of the API, which doesn't know such a key, and would
            # name the request.
            rejection = rejection._replace(source="gateway")
        self.exchange, self.rejection, self.connection = exchange, rejection, connection
        self.host, self.is_api = connection.host, connection.is_api
        self.status, self.source = rejection.status, rejection.source
        self.is_of_list = urlsplit(exchange.url).path.endswith("/v1/models")
        self.message = rejection.message
        self.quoted = response_said(self.message)
        self.words = f"{_URL_PATH.sub('', self.message)}\n{rejection.code or ''}"
        """The message without URLs and paths, and the code on a line of its own."""

        # Cut like the message: the longest header has 100 KB.
        received = exchange.response_headers
        self.headers = {name.lower(): value[: rejections.MAX_MESSAGE] for name, value in received}
        challenges = [value for name, value in received if name.lower() == "www-authenticate"]
        self.challenge = ", ".join(challenges)[: rejections.MAX_MESSAGE]
        schemes = schemes_of(self.challenge) or [self.challenge.partition(" ")[0].lower()]
        # Rails and WSO2 call it so.
        schemes = ["bearer" if each in {"oauth2", "token"} else each for each in schemes]
        is_key = connection.credential is None or connection.credential.kind == "api_key"
        self.sent = "key" if is_key else "bearer"
        # A host may accept several.
        self.scheme = min(schemes, key=lambda each: (self.sent not in each, each in _LOGINS))


def error_from_response(
    exchange: Exchange,
    body: bytes,
    route: Route,
    now: datetime,
    clean: Callable[[str], str] = str,
) -> APIError:
    """Return the error for a response that is not a model or a list of models.

    Args:
        exchange: The request and its response.
        body: The body of the response, without the key.
        route: The host that sent it, the credential that was used, and the proxy in between.
        now: The current time, aware; for a `retry-after` that is a date.
        clean: Removes the key from a text that was decoded.
    """
    rejection = rejections.read_rejection(exchange, body, clean)
    answer = _Answer(exchange, rejection, route.connection)
    error = _error(answer, now)
    # A proxy may also say in JSON that it could not reach the host, or isn't allowed to.
    its_own = errors.InternalServerError, errors.PermissionDeniedError, errors.ProxyRefusedError
    may_be_its_own = answer.is_api or isinstance(error, its_own)
    source = error.rejection.source if error.rejection else "text"
    if source not in ({"api"} if may_be_its_own else {"api", "gateway"}):
        error.remedy = f"{error.remedy}{route.through_proxy}".lstrip()
    return error


def _error(answer: _Answer, now: datetime) -> APIError:
    """Return the error, without a remedy for the proxy."""
    status = answer.exchange.status
    if status in _REDIRECT_STATUSES:
        return _redirect_error(answer)
    if status == HTTPStatus.OK and answer.source == "text":
        return _not_json(answer)
    if error := _network_error(answer):
        return error
    is_unexpected = status not in {HTTPStatus.OK, *rejections.ERROR_STATUSES}
    if is_unexpected and answer.source != "web page":
        return errors.APIResponseValidationError(
            f"{answer.host} sent an unexpected response (status {status}).",
            answer.connection.check(),
            request_id=answer.exchange.request_id,
        )
    return _not_api_error(answer) or _status_error(answer, now)


def _status_error(answer: _Answer, now: datetime) -> APIStatusError:
    """Return the error for a request that was rejected, with the words for its message."""
    error_class, words = _meaning_of(answer)
    error_class, wait = _limit(error_class, answer, now)
    is_of_gateway = error_class in _GATEWAY_WORDS or (
        error_class is errors.NotFoundError and not repeats_query(answer.message)
    )
    if is_of_gateway and not answer.is_api:
        # Gateways imitate the format of the API's errors, but have their own accounts.
        rejection = answer.rejection._replace(source="gateway")
        answer = _Answer(answer.exchange, rejection, answer.connection)
    if answer.is_api or not words.summary:
        words = _words_of_relay(error_class, answer) or _words(error_class, answer)
    words = words.at(answer.host)
    if wait:
        words = words._replace(remedy=f"Try again in {format_wait(wait)}.")
    exchange = replace(answer.exchange, request_id=answer.rejection.request_id)
    credential, title = answer.connection.credential, words.title
    if error_class is errors.AuthenticationError and credential and not title:
        title = f"Invalid {credential.noun}"
    error = error_class(exchange, answer.rejection, words.remedy, words.summary, title)
    # Another key can't help if the host looks for something else.
    error.is_about_key = error.is_about_key and words.is_about_key
    return error


def _meaning_of(answer: _Answer) -> tuple[type[APIStatusError], ErrorWording]:
    """Return the error class, by what a response says or else by its status, and words for it."""
    is_from_api, rejection, status = answer.source == "api", answer.rejection, answer.status
    said = f"{answer.words}\n{rejection.type or ''}"
    error_class, words = error_class_of(status), ErrorWording()
    is_of_workspace = status == HTTPStatus.NOT_FOUND and _rejected_workspace(answer)
    if status == HTTPStatus.OK or is_of_workspace:
        error_class = errors.BadRequestError
    for rule in error_rules.ERROR_RULES:
        is_said_here = rule.of_api or not (is_from_api or answer.is_api)
        if is_said_here and status in rule.statuses and pattern(rule.said).search(said):
            error_class = rule.error_class
            words = ErrorWording(rule.remedy, rule.summary, rule.title)
            break
    # A server that names a scheme wants a login, whatever its text says.
    is_denial = answer.is_api or (
        _PERMISSION.search(answer.message) and answer.scheme not in {"basic", "bearer"}
    )
    if error_class is errors.AuthenticationError and is_denial and not is_from_api:
        error_class = errors.PermissionDeniedError
    return error_class, words


def _limit(
    error_class: type[APIStatusError], answer: _Answer, now: datetime
) -> tuple[type[APIStatusError], float | None]:
    """Return the error, a long limit if its message says so, and how long to wait."""
    if issubclass(error_class, _LASTING):
        return error_class, None
    wait = rejections.retry_after(answer.exchange.response_headers, now)
    if wait is None and answer.exchange.status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = rejections.find_wait(answer.message, now)
        if error_class is errors.RateLimitError and (wait or 0) > _MINUTE:
            error_class = errors.LongRateLimitError
    return error_class, wait


def _rejected_workspace(answer: _Answer) -> str:
    """Return where the workspace ID was set, if one was sent and a message is about it."""
    connection = answer.connection
    if not _IS_ABOUT_WORKSPACE.match(answer.message):
        return ""
    if "anthropic-workspace-id" in {name.lower() for name, _ in connection.custom_headers}:
        return "ANTHROPIC_CUSTOM_HEADERS"
    return connection.workspace_source if connection.workspace_id else ""


def _words(error_class: type[APIStatusError], answer: _Answer) -> ErrorWording:
    """Choose the words that fit what was said."""
    if error_class is errors.AuthenticationError:
        return _login_words(answer)
    if answer.source == "api" and error_class is errors.PermissionDeniedError:
        return _denial_words(answer)
    # A limit or a problem of the server may be a workspace's, too.
    if error_class in _OF_REQUEST and (workspace := _rejected_workspace(answer)):
        return ErrorWording(f"Check the workspace ID ({workspace}).")
    if answer.source != "api" and (words := _gateway_words(error_class, answer)):
        return words
    if error_class is errors.AccountError and "http" not in answer.message:
        return ErrorWording("See the Console (platform.claude.com).")
    summary = _unavailable(answer) if error_class is errors.NotFoundError else ""
    return ErrorWording(_request_remedy(error_class, answer), summary)


def _unavailable(answer: _Answer) -> str:
    """Say that a model isn't available, and to which credential, or where."""
    credential = answer.connection.credential
    if answer.connection.demo:
        return "The demo has no model with that name."
    place = "at {host}"
    if credential and not _is_of_other_credential(answer):
        place = f"to your {credential.noun}"
    return f"No model with that name is available {place}."


def _is_of_other_credential(answer: _Answer) -> bool:
    """Whether the API's message is about a credential that isn't the user's.

    The API doesn't recognize a gateway's keys, and never calls a key an OAuth token, so the gateway
    may have sent a credential of its own.
    """
    credential = answer.connection.credential
    if answer.is_api or answer.source != "api" or credential is None:
        return False
    is_about_login = answer.sent == "key" and _IS_ABOUT_LOGIN.search(answer.message)
    return not credential.is_from_anthropic or bool(is_about_login)


def _words_of_relay(error_class: type[APIStatusError], answer: _Answer) -> ErrorWording | None:
    """Say that a header was removed in between, or that a gateway's own provider refused it."""
    title = "Not authenticated" if error_class is errors.AuthenticationError else ""
    is_passed_on = _is_of_other_credential(answer) and not _rejected_workspace(answer)
    is_quoted = answer.source == "gateway" and _OF_PROVIDER.search(answer.exchange.body)
    named = (name for name in _SENT_HEADERS if name in answer.message.lower())
    name = next((name for name in named if name in dict(answer.exchange.request_headers)), "")
    if name and _LACKS_HEADER.search(answer.message):
        remedy = "Ask the operator of {host} whether this header is forwarded."
        if answer.is_api:
            remedy = answer.connection.check(why=_BETWEEN)
        summary = f"The {name} header was sent, but may not have arrived."
    elif error_class in {errors.AuthenticationError, errors.PermissionDeniedError} and (
        is_passed_on or (is_quoted and not answer.is_api)
    ):
        remedy = "Ask the operator of {host}."
        summary = "The provider behind {host} denied access."
        if title:
            # It may be the user's own, which the gateway passed on.
            remedy = error_rules.CREDENTIAL_PASSED_ON
            summary = "The provider behind {host} rejected the credential that it received."
    else:
        return None
    return ErrorWording(remedy, summary, title, is_about_key=False)


def _login_words(answer: _Answer) -> ErrorWording:
    """Say what was wrong with the credential, or that another one is or may be wanted."""
    connection, message = answer.connection, _TITLE_OF_NGINX.sub("", answer.message)
    scheme, sent, credential = answer.scheme, answer.sent, connection.credential
    summary = f"{{host}} rejected {_name(credential)}."
    if answer.source == "api":
        remedy = _USE_KEY
        if not _REJECTS_TOKENS.search(message):
            ended = next((_ENDED[word] for word in _ENDED if word in message.lower()), "")
            remedy = credential.remedy(ended) if credential else ""
        return ErrorWording(remedy + _way_to_api(connection), summary)
    said = f"{message} {answer.rejection.code or ''}"
    is_named = _NAMES_CREDENTIAL.search(said) or not message.isascii()
    was_checked = is_named and _REJECTS_CREDENTIAL.search(said)
    # Many call a bearer token an API key.
    wanted = _WANTS_HEADER if sent == "key" else _NAMES["key"]
    names_other = wanted.search(message) and not _NAMES[sent].search(message)
    if scheme:
        names_other = sent not in scheme
    lacks = _lacks_credential(message) and not (was_checked and _NAMES[sent].search(message))
    # Both may be meant, unless the other kind is named.
    other_kind = _NAMES["key" if sent == "bearer" else "bearer"]
    # If a credential was sent but is reported missing, it may have been removed or be malformed.
    is_sent = sent == "bearer" and _NAMES[sent].search(message)
    is_open = (
        lacks
        and (is_sent or _MAY_LACK.search(message))
        and (sent in scheme if scheme else not other_kind.search(message))
    ) or (was_checked and not lacks and _NAMES_OTHER_ONLY[sent].search(message))
    # A header that wasn't sent can't have been checked, even if it is called invalid.
    is_unsent = sent == "key" and _NAMES_AUTHORIZATION.search(message)
    wants_other = lacks or is_unsent or (names_other and not was_checked)
    is_other = bool(wants_other and not is_open) or scheme in _LOGINS
    remedy = _gateway_credential(message, connection, is_other=is_other)
    if scheme in _LOGINS:
        remedy = f"It expects {_LOGINS[scheme]}{_way_to_api(connection)}"
    elif lacks and (named := _NAMED_HEADER.search(answer.challenge)):
        remedy = f'Set ANTHROPIC_CUSTOM_HEADERS to "{named[1]}: YOUR_KEY".'
        remedy += _way_to_api(connection)
    title = "Not authenticated"
    if is_other:
        return ErrorWording(
            remedy, "{host} expects a different credential.", title, is_about_key=False
        )
    has_secret_header = _has_secret_header(connection)
    if is_open or not (was_checked or scheme):
        if not (has_secret_header or (is_sent and not is_open)):
            # Many gateways look for a bearer token only, and don't say so.
            other = _gateway_credential(message, connection, is_other=True)
            remedy = f"Check {_name(credential)}. If it is valid, {other[0].lower()}{other[1:]}"
        return ErrorWording(remedy, "{host} did not authenticate the request.", title)
    if has_secret_header:
        return ErrorWording(
            remedy, f"{{host}} rejected {_name(credential)} or another header.", title
        )
    # A credential of the Claude API may be valid there.
    is_other = bool(_way_to_api(connection)) and not _IS_OF_GATEWAY.search(message)
    return ErrorWording(remedy, summary, title if is_other else "")


def _lacks_credential(message: str) -> bool:
    """Whether a message says that a credential is missing, and not only one of its rights."""
    return bool(
        _LACKS_CREDENTIAL.search(message)
        and _NAMES_CREDENTIAL.search(message)
        and not _LACKS_RIGHT.search(message)
    )


def _denial_words(answer: _Answer) -> ErrorWording:
    """Say what the API denied; it is the key only if the message gives no other reason."""
    credential, message = answer.connection.credential, answer.message
    if workspace := _rejected_workspace(answer):
        remedy = f"Check the workspace ID ({workspace})."
        return ErrorWording(remedy, "Access to the workspace was denied.")
    is_about_model = error_rules.IS_ABOUT_MODEL.search(message)
    if _IS_ABOUT_NETWORK.search(message):
        remedy = "Use another network, or ask your organization's admin."
        return ErrorWording(remedy, "Access from this network was denied.")
    if credential and credential.kind != "api_key" and not is_about_model:
        lacks_scope = "scope" in message.lower()
        remedy = "Use an API key, or a token with that scope." if lacks_scope else _USE_KEY
        return ErrorWording(remedy, f"This {credential.noun} can't use the Models API.")
    if message and (is_about_model or not _LACKS_PERMISSION.search(message)):
        return ErrorWording("Ask your organization's admin.", "Access was denied.")
    return ErrorWording()


def _request_remedy(error_class: type[APIStatusError], answer: _Answer) -> str:
    """Say what to change in the request; nothing about betas if none were sent."""
    message, connection = answer.message, answer.connection
    sent = dict(answer.exchange.request_headers).get("anthropic-beta", "").split(",")
    betas = [beta for beta in sent if beta not in {"", OAUTH_BETA}]
    if error_class in {errors.ContentTooLargeError, errors.RequestHeaderFieldsTooLargeError}:
        ask = "" if answer.is_api else "Ask the operator of {host} about the limit."
        return "Select fewer betas." if betas else ask
    if error_class is not errors.BadRequestError:
        return ""
    if "anthropic-version" in message:
        return _version_remedy(message, connection)
    if betas and (remedy := _beta_remedy(message, betas, connection)):
        return remedy
    if message:
        remedy = next((_REMEDIES[words] for words in _REMEDIES if words in message), "")
        is_of_other = remedy and _is_of_other_credential(answer)
        return "Ask the operator of {host}." if is_of_other else remedy
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
    return remedy if errors.is_about_betas(message) else ""


def _gateway_words(error_class: type[APIStatusError], answer: _Answer) -> ErrorWording | None:
    """Choose the words for what a gateway says; None if it is nothing special."""
    connection, words = answer.connection, _GATEWAY_WORDS.get(error_class)
    is_from_anthropic = connection.credential and connection.credential.is_from_anthropic
    is_relayed = is_from_anthropic and (answer.rejection.request_id or "").startswith("req_")
    if words and is_relayed and not answer.is_api:
        return ErrorWording(error_rules.ACCOUNT_PASSED_ON)
    if error_class is errors.PermissionDeniedError:
        words = _gateway_denial(answer)
    elif answer.is_api and error_class in _NOT_FROM_API:
        summary = f"The request was rejected ({answer.status}), but not by the Claude API."
        words = ErrorWording(connection.check(why=_BETWEEN), summary)
    elif issubclass(error_class, errors.NotFoundError) and answer.is_of_list:
        # No name was asked for, even if the message mentions models.
        words = ErrorWording("Ask the operator of {host}.", "{host} provides no list of models.")
    elif error_class is errors.NotFoundError:
        words = ErrorWording(summary=f"{{host}} {_lacking(answer)}.")
    elif error_class is errors.NotImplementedAPIError:
        words = ErrorWording(connection.check("This host may not offer the Models API: check"))
    elif issubclass(error_class, errors.InternalServerError):
        is_own = connection.is_local or answer.source == "gateway"
        place = "{host}" if is_own else "{host} or a proxy in front of it"
        words = ErrorWording(f"Try again in a minute. The problem is with {place}.")
    elif error_class in _OF_REQUEST and _NEEDS_HEADER.search(answer.message):
        words = ErrorWording(_ADD_HEADERS)
    elif _WANTS_HTTPS.search(answer.message):
        # The base URL has https: it is sent without behind the host.
        words = ErrorWording("Ask the operator of {host}.")
    return words


def _lacking(answer: _Answer) -> str:
    """Say what a gateway says about a name: that it is unknown, not served, or neither."""
    said = answer.words
    is_about_model = error_rules.IS_MISSING_MODEL.search(said) or _NAMES_MODEL.search(said)
    if not is_about_model or _LACKS_OTHER.search(said):
        return "couldn't look up that name"
    is_missing = error_rules.SAYS_MISSING.search(said) and not error_rules.NOT_OFFERED.search(said)
    return "has no model with that name" if is_missing else "can't serve that model"


def _gateway_denial(answer: _Answer) -> ErrorWording:
    """Choose the words for an access that was denied, but not by the API."""
    message, connection = answer.message, answer.connection
    for start, blocker in _BLOCKED_BY.items():
        if message.lower().startswith(start):
            summary = f"{blocker}, in front of {{host}}, blocked this client or network."
            return ErrorWording(_other_network(connection), summary)
    # The API's words; from a gateway, they may be about anything.
    is_blocked = answer.is_api and message.rstrip(".") == "Request not allowed"
    if is_blocked or _BLOCKS_NETWORK.search(message):
        return ErrorWording(
            "Try another network, and check that your country is supported.",
            "{host} doesn't allow requests from this network or country.",
        )
    if answer.is_api:
        summary = "Access to {host} was denied, but not by the Claude API."
        return ErrorWording(connection.check(why=_BETWEEN), summary)
    remedy = "Ask the operator of {host}; a proxy or firewall may also be the cause."
    if connection.is_local or (answer.source == "gateway" and message):
        remedy = "Ask the operator of {host}."
    if _OTHER_HEADER.search(message):
        remedy = _ADD_HEADERS
    elif _LACKS_ROUTE.search(message):
        start = "Amazon API Gateway returns this message for unknown paths. Check"
        remedy = connection.check(start)
    elif not _NAMES_MODEL.search(message) and _NAMES_CREDENTIAL.search(message):
        # Nobody who sent it has to send it.
        names_other = _ASKS_FOR_BEARER if answer.sent == "key" else _NAMES["key"]
        is_other = bool(names_other.search(message)) or _lacks_credential(message)
        remedy = _gateway_credential(message, connection, is_other=is_other)
    return ErrorWording(remedy, "{host} denied access.")


def _other_network(connection: Connection) -> str:
    if connection.is_api:
        return "Try another network, or ask your organization's admin."
    return connection.check(f"Try another network, ask the operator of {connection.host}, or check")


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
    return bool(replace(connection, credential=None, former_secrets=()).secrets)


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


def _network_error(answer: _Answer) -> APIError | None:
    """Return the error for HTTP sent to an HTTPS port, or if a login or a browser is required."""
    message, host, connection = answer.message, answer.host, answer.connection
    error_class: type[APIError] = errors.WebPageError
    if answer.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        error_class = errors.ProxyRefusedError
        # Through a tunnel, it isn't from the proxy that opened that.
        unset = "" if answer.exchange.proxy else ", but no proxy is set"
        what = f"{connection.responder} requires a proxy login (407){unset}."
        remedy = connection.check(network=True, why=_BETWEEN)
    elif checks := [_BROWSER_CHECKS[name] for name in _BROWSER_CHECKS if name in answer.headers]:
        what = f"{checks[0]}, in front of {host}, requires a browser check."
        remedy = _other_network(connection)
    elif _WANTS_HTTPS.search(message) and connection.base_url.startswith("http:"):
        error_class, what = errors.NotTheAPIError, f"{host} expects HTTPS on this port."
        remedy = f"Use https:// in {connection.base_url_name}."
    elif _WANTS_CERTIFICATE.search(message):
        error_class = errors.CertificateError
        what = f"{connection.responder} requires a client certificate, which is not supported."
        remedy = f"Ask {connection.operator} for access without one."
    elif answer.status == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:
        what = "The network requires a login (511)."
        remedy = "Log in to the network with a browser, then try again."
    else:
        return None
    return error_class(f"{what}{answer.quoted}", remedy, rejection=answer.rejection)


def _not_json(answer: _Answer) -> APIError:
    """Return the error for a response with status 200 that is neither JSON nor a web page."""
    body, remedy = answer.exchange.body.strip(), answer.connection.check()
    wanted = "a list of models" if answer.is_of_list else "a model"
    if not body:
        what = "an empty response"
    elif re.match(r"(event|data|id|retry)?:", body):
        what = f"an event stream instead of {wanted}"
    else:
        what = f"something other than {wanted}"
        remedy = answer.connection.check(why="a login page or a proxy")
    message = f"{answer.host} returned {what}.{answer.quoted}"
    return errors.APIResponseValidationError(message, remedy, rejection=answer.rejection)


def _not_api_error(answer: _Answer) -> APIError | None:
    """Return the error for a response that no API sent: a web page, or a 404 for the path."""
    status, message = answer.status, answer.message
    if _LACKS_SERVER.search(message) and not answer.is_api:
        return errors.APIResponseValidationError(
            f"No server is available behind {answer.host}.{answer.quoted}",
            answer.connection.check(),
            rejection=answer.rejection,
        )
    lacks_lookup = not answer.is_api and (
        status in _NO_LOOKUP
        or (answer.exchange.status == HTTPStatus.OK and _LACKS_ENDPOINT.search(message))
    )
    if status == HTTPStatus.BAD_REQUEST and error_rules.HEADERS_TOO_LARGE.search(message):
        return None
    # Not the host's own page for an unknown path, but one from a proxy in between.
    if answer.source == "web page" and not (lacks_lookup and rejections.LACKS_PATH.search(message)):
        return _web_page(answer)
    return _missing_path(answer) if lacks_lookup or status in _MISSING else None


def _missing_path(answer: _Answer) -> APIError | None:
    """Return the error for a path that a host lacks; None if it is the model that it lacks."""
    host, message, connection = answer.host, answer.message, answer.connection
    is_of_api = answer.source == "api"
    error_class: type[APIError] = errors.NotTheAPIError
    names_model = error_rules.IS_ABOUT_MODEL if _LACKS_OTHER.search(message) else _NAMES_MODEL
    said = answer.words
    is_about_model = error_rules.IS_MISSING_MODEL.search(said) or names_model.search(said)
    # A part of the path may be called so, too.
    is_about_other = _IS_ABOUT_OTHER.search(said)
    has_own_path = not urlsplit(answer.exchange.url).path.startswith("/v1/models")
    lacks_list = answer.is_of_list and not is_about_other
    is_json = answer.source in {"api", "gateway"}
    # Many gateways imitate the format of the API, and offer only its messages.
    lacks_path = not answer.is_api and (
        has_own_path
        or lacks_list
        or answer.status == HTTPStatus.METHOD_NOT_ALLOWED
        or _LACKS_ENDPOINT.search(message)
    )
    if (is_json and not answer.is_api and is_about_model) or (is_of_api and not lacks_path):
        return None
    if is_json and message and not answer.is_api and not (is_of_api and has_own_path):
        error_class, reply = errors.NoRetrieveError, f"({answer.status}: {quote(message)})"
        what, remedy = f"{host} rejected the request {reply}.", f"Ask the operator of {host}."
        if not is_about_other:
            # The gateway lacks the path, such as the one for individual models.
            what = f"{host} doesn't offer the Models API at this path {reply}."
            remedy = connection.check()
    else:
        why = "this doesn't look like the Claude API"
        if is_of_api:
            why = "the path of the base URL may be wrong"
        what = f"{host} returned {answer.status}: {why}.{answer.quoted}"
        remedy = connection.check(why=_BETWEEN if answer.is_api else "")
    return error_class(what, remedy, rejection=answer.rejection)


def _web_page(answer: _Answer) -> APIError | None:
    """Return the error for a web page, unless it only puts a status into words."""
    status, message = answer.status, answer.message
    is_own = "www-authenticate" in answer.headers
    if status not in _STATUSES_OF_PAGES and error_class_of(status) is not APIStatusError:
        # The servers in front of the API add their own header to such pages.
        is_sent_by_it = not answer.is_api or "cf-ray" in answer.headers
        # Firewalls, such as Palo Alto's, also block with 503.
        is_own = is_sent_by_it and "blocked" not in message.lower()
    if is_own or (status == HTTPStatus.FORBIDDEN and _BLOCKS_NETWORK.search(message)):
        return None
    title = f" ({quote(message)})" if message else ""
    # Gateways, such as LiteLLM, have a website, too, which is sent for unknown paths.
    own = None if answer.is_api else _OWN_PAGES.get(answer.exchange.status)
    why = f"the host's own {own}, {_BETWEEN}" if own else _BETWEEN
    return errors.WebPageError(
        f"{answer.host} sent a web page{title}, not an API response.",
        answer.connection.check(network=True, why=why),
        rejection=answer.rejection,
    )


def format_wait(seconds: float) -> str:
    """Format a wait, rounded up, as `3 s`, `2 min`, `3 h` or `2 days`."""
    for unit, name in ((_DAY, "days"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= 2 * unit:
            return f"{-int(-seconds // unit)} {name}"
    return f"{-int(-seconds // 1)} s"


def _redirect_error(answer: _Answer) -> APIError:
    """Return the error for a redirect; it names the target's host, or its path on the same one."""
    connection, source = answer.connection, urlsplit(answer.exchange.url)
    try:
        target = urlsplit(answer.headers.get("location", ""))
        host, port = target.hostname or "", target.port
    except ValueError:
        target, host, port = urlsplit(""), "", None
    shown = host if _HOST.fullmatch(host) else "another address"
    others = "" if answer.is_api else " or a wrong scheme"
    remedy = connection.check(why=f"a login page{others}")
    if host == source.hostname and (source.scheme, target.scheme) == ("http", "https"):
        shown = f"https://{host}:{port}" if port else f"https://{host}"
        change = f"https:// and port {port or 443}" if port != source.port else "https://"
        remedy = f"Use {change} in {connection.base_url_name}."
    elif target.netloc in {"", source.netloc} and _PATH.fullmatch(target.path):
        shown = f"{target.path} on the same host"
        if target.path == f"{source.path}/":
            remedy = f"Ask the operator of {answer.host}: the API's paths don't end in a slash."
    if not answer.is_api and _IS_LOGIN.search(f"{host}{target.path}"):
        remedy += (
            f" If it is right, ask the operator of {answer.host} how to log in from a program."
        )
    message = f"The server redirected to {shown}; redirects are not followed."
    return errors.RedirectError(message, remedy)
