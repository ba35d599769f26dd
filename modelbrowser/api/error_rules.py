"""What the words of a response mean, whatever the usual meaning of its status."""

import re
from collections.abc import Collection
from typing import NamedTuple

from modelbrowser.api import errors
from modelbrowser.api.errors import APIStatusError


def pattern(text: str) -> re.Pattern[str]:
    """Compile a pattern for words in any case, on any line."""
    return re.compile(text, re.IGNORECASE | re.MULTILINE)


_MODEL = (
    r"\b(?<!-)(?<!listing )models?\b(?!-(?!id|name))"
    r"(?! (api|kind|listing)\b)(?!(?<=s) endpoint\b)"
)
"""The word, but not as a part of another name, such as `model-gateway`, or of the Models API's."""

IS_ABOUT_MODEL = pattern(_MODEL)

_UP_TO = (
    r"((?!\b(betas?|body|character|error|fields?|headers?|json|keys?|missing|parameters?|required"
    r"|response|tokens?|version)\b).)*"
)
"""What is between a model and what is wrong with it: nothing else that may be wrong."""

IS_MISSING_MODEL = pattern(
    r"llm provider not provided|^(model_not_found|invalid_model|unknown_model|deploymentnotfound)$"
    rf"|{_MODEL}{_UP_TO}\b(not found|(does ?)?n[o']t exist|unknown|invalid(?! \w)"
    r"|not supported|(un|not )available)"
    r"|\b(no such|unknown|invalid|unsupported|not a valid)\b(?!.*\b(beta|header|parameter)\b)"
    rf"{_UP_TO}{_MODEL}"
    rf"|\bno (route|deployment)\b.*{_MODEL}|\u6a21\u578b.{{0,9}}\u4e0d\u5b58\u5728"
)
"""What gateways say about a name that they don't know; the Chinese: the model doesn't exist."""

NOT_SERVED = pattern(
    r"\bno (\w+ )?(channel|deployment|provider)s?\b.*\bmodel\b"
    r"|\baccess to (this|the) model is not|\bmarked by provider as legacy"
    r"|\u65e0\u53ef\u7528\u6e20\u9053"
)
"""What gateways say about a model that they know, but have no provider for (English, Chinese)."""

NOT_OFFERED = pattern(
    rf"{NOT_SERVED.pattern}|\b(not |un)(supported|available)\b"
    r"|\b(access|inaccessible|allowed|deployed|enabled|endpoints found|permission)\b"
)
"""The same, also with words for a model that they may know."""

SAYS_MISSING = pattern(
    rf"{IS_MISSING_MODEL.pattern}|\bnot found\b|n[o']t exist\b|\bno (such|\w+ found)\b|\bunknown\b"
    r"|^model: \S+$"
)
"""What gateways say if they lack a model, in a message about one."""

HEADERS_TOO_LARGE = pattern(r"\brequest header.*(too large|exceeds)")
"""What nginx and Apache say in a 400, although there is another status for it."""


class ErrorWording(NamedTuple):
    """What to say about a rejection in addition to its message; "" for the error class's words."""

    remedy: str = ""
    summary: str = ""
    title: str = ""
    is_about_key: bool = True

    def at(self, host: str) -> "ErrorWording":
        """Return the words with the name of the host in place of `{host}`."""
        remedy, summary = (text.replace("{host}", host) for text in self[:2])
        return self._replace(remedy=remedy, summary=summary)


class ErrorRule(NamedTuple):
    """What the words of a response mean, whatever the usual meaning of its status.

    Attributes:
        statuses: The statuses that such words come with.
        said: A pattern: what the message says, or the code or type, each on a line of its own.
        error_class: The error that it means.
        remedy: What to do about it if a gateway says so; `{host}` is replaced.
        summary: What happened, in such a case.
        title: The title, if it isn't the error class's.
        of_api: Whether the API says so, too.
    """

    statuses: Collection[int]
    said: str
    error_class: type[APIStatusError]
    remedy: str = ""
    summary: str = ""
    title: str = ""
    of_api: bool = False


_QUOTA_USED = (
    "Wait until it resets, or ask the operator of {host}.",
    "You've used up your quota at {host}.",
    "Quota exceeded",
)

CREDENTIAL_PASSED_ON = (
    "Ask the operator of {host}, or check your own credential if {host} passes it on."
)
ACCOUNT_PASSED_ON = (
    "Ask the operator of {host}, or see the Console (platform.claude.com) if {host} passes your "
    "credential on."
)

_REJECTED = {200, 400}
_LIMITED = {*_REJECTED, 401, 403, 412, 422, 429}

_SPENT = r"(exceed\w*|exhausted|depleted|reached|insufficient|not enough|used up|out of|too low)"
_BUDGET = r"(?<!token )budget(?![_ ]t(okens|ier))"
_USAGE = (
    rf"(\busage limits?\b.{{0,40}}({_SPENT}|\bresets?\b)|({_SPENT}|\bhit\b).{{0,40}}"
    r"(?<!view your )(?<!see your )(?<!check your )\busage limits?\b)"
)
_SPENT_CHINESE = r".{0,9}(\u7528\u5c3d|\u7528\u5b8c|\u8017\u5c3d|\u4e0d\u8db3|\u8d85)"
"""Used up (in three ways), not enough, or over."""

_UNLESS_PASSING = r"\A(?![\s\S]*\b((?<!and )try again|capacity|overloaded|temporar\w+)\b)[\s\S]*"
"""What comes before words about a model that won't be served in a moment."""

_CREDENTIAL = r"((oauth|bearer|access|authentication|api) ){0,2}(token|key|credential)s?\b(?!=)"

ERROR_RULES = (
    ErrorRule(
        {400, 401, 403, 500},
        r"\bsecurity token included in the request\b|\brequest signature we calculated\b"
        r"|^(ExpiredToken|UnrecognizedClient|InvalidSignature)Exception\b",
        errors.PermissionDeniedError,
        CREDENTIAL_PASSED_ON,
        "AWS rejected the credential that it received.",
    ),
    # What LiteLLM, botocore, Bifrost and others say before they would send a request.
    ErrorRule(
        {*_REJECTED, 401, 403, 500},
        r"\bunable to locate credentials\b|\bno key is set\b"
        r"|\b(missing|no) (api )?keys? (\w+ )?(for provider|that support model)\b",
        errors.PermissionDeniedError,
        "Ask the operator of {host}.",
        "{host} has no credential of a provider for this.",
    ),
    ErrorRule(
        {401, 403},
        r"\bip(/token| address)?:? [\da-f.:]+ (is )?(blocked|not (allowed|permitted|in the))"
        r"|\bvirtual network/firewall rules|\bpublic (network )?access is disabled"
        r"|\baccess denied\W+(please )?check your network settings",
        errors.PermissionDeniedError,
        "Use another network, or ask the operator of {host}.",
        "Requests from this network, or from {host}'s own, are not allowed.",
    ),
    ErrorRule(
        {401},
        r"\bprincipal( \S+)? (does not have access|lacks the required)\b",
        errors.PermissionDeniedError,
        "Ask the operator of {host} for access.",
        "{host} denied access to this credential.",
    ),
    ErrorRule(
        {400, 403, 404},
        r"\buse case details\b",
        errors.PermissionDeniedError,
        "Ask the operator of {host} to submit them. If that was just done, wait 15 minutes.",
        "The AWS account of {host} lacks the use case details for Anthropic's models.",
    ),
    ErrorRule(
        {400, 403, 404, 500, 503},
        rf"\bplan (does ?n[o']t|not) (support|include)\b.{{0,9}}{_MODEL}",
        errors.PermissionDeniedError,
        "Ask the operator of {host}.",
        "The plan at {host} doesn't include this model.",
        of_api=True,
    ),
    ErrorRule({403}, r"\bnot authenticated|\bunauthenticated", errors.AuthenticationError),
    ErrorRule(
        {403},
        rf"\b(invalid|expired|revoked)( or missing)? {_CREDENTIAL}"
        rf"|{_CREDENTIAL} (is |was |has )?(been )?((in|not |no longer )valid|expired|revoked)\b",
        errors.AuthenticationError,
        of_api=True,
    ),
    ErrorRule(
        _LIMITED,
        r"\bkey limit (exceeded|reached)",
        errors.SpendLimitError,
        "Raise the key's limit there, or use another key.",
        "This key has reached its limit at {host}.",
        "Key limit reached",
    ),
    # Before spend limits, of which it says less: a message may name credits and a limit.
    ErrorRule(
        {*_LIMITED, 500},
        r"^(organization_on_hold|claude_code_key_creator_not_member)$"
        r"|(organization|account)( \S+)? (is|was|has been) (on hold|disabled|suspended|deactivated)"
        r"|(subscription|package) (is|has|was) (expired|ended|cancell?ed)|credit balance"
        r"|\u5957\u9910\u5df2\u5230\u671f"  # Chinese: the package has expired.
        rf"|(balance(?!r)|credits).{{0,40}}{_SPENT}"
        rf"|({_SPENT}|\bno\b).(.{{0,20}}\W)?((?<!load )balance(?!r)|credits?\b(?! card))"
        r"|n[o']t have any credits\b|\bplease recharge"
        r"|in good standing|accept .*\bterms\b"
        rf"|\u4f59\u989d{_SPENT_CHINESE}|\u6b20\u8d39",  # Chinese: the balance; overdue
        errors.AccountError,
        of_api=True,
    ),
    # A time distinguishes a quota from a rate limit. Usage need not cost anything.
    ErrorRule(
        _LIMITED,
        r"\bquota\b[\s\S]*\b(nextAccessTime|can access .{0,20}\bafter)\b"
        r"|\bexceeded the \S+ usage quota\b|\ballocated quota exceeded\b"
        rf"|{_USAGE}",
        errors.SpendLimitError,
        *_QUOTA_USED,
    ),
    ErrorRule(
        _LIMITED,
        r"(spend_limit_reached|ramp_limit_exceeded)$|\b(spend(ing)?|cost) limits?\b"
        rf"|{_USAGE}|{_BUDGET}.{{0,40}}{_SPENT}|{_SPENT}.{{0,20}}{_BUDGET}|\bover budget\b"
        r"|\binsufficient_(\w+_)?quota|\bexceeded_current_quota|\bTokenStatusExhausted"
        # Google says the same about a quota per minute, but adds when to retry.
        r"|\bexceeded your current quota(?![\s\S]*\bretry)"
        # Chinese: credit, quota or budget; the charge in advance; a cost limit.
        rf"|(\u989d\u5ea6|\u914d\u989d|\u9884\u7b97){_SPENT_CHINESE}|\u9884\u6263\u8d39"
        r"|\u8d39\u7528\u9650\u5236",
        errors.SpendLimitError,
        of_api=True,
    ),
    ErrorRule(
        _LIMITED - {429},
        rf"quota.{{0,40}}{_SPENT}|{_SPENT}.{{0,40}}quota",
        errors.SpendLimitError,
        *_QUOTA_USED,
    ),
    ErrorRule(
        _LIMITED - {429},
        rf"\brate.?limit.{{0,40}}{_SPENT}|\brate.?limited|\btoo many requests",
        errors.LongRateLimitError,
    ),
    ErrorRule(
        {*_REJECTED, 401, 403},
        r"^client not allowed\b|\bclient is not authorized to use (it|this (api )?key)\b"
        r"|\bonly (\w+ ){0,4}claude[ -]code\b",
        errors.PermissionDeniedError,
        "Ask the operator of {host}.",
        "{host} accepts this credential only from other programs.",
    ),
    ErrorRule(
        {429},
        r"\b(dai|week|month)ly\b|(\bper[ -]|/ ?)(1 )?(day|week|month)\b|\b24[ -]?h(ours?)?\b",
        errors.LongRateLimitError,
        of_api=True,
    ),
    ErrorRule(_REJECTED, HEADERS_TOO_LARGE.pattern, errors.RequestHeaderFieldsTooLargeError),
    ErrorRule(
        {*_REJECTED, 404, 500},
        r"\bon-demand throughput is(n.t| not) supported",
        errors.BadRequestError,
        'Add a prefix to the name, such as "us." or "global.", or use the ARN of an inference '
        "profile.",
        "Amazon Bedrock serves this model only through an inference profile.",
    ),
    ErrorRule(
        {*_REJECTED, 404},
        r"\bmodel\b((?!\b(endpoint|parameter)s?\b).)*\b(end of (its )?life|decommissioned"
        r"|no longer (available|supported)"
        r"|(?<!\bor )(has been|was) (retired|deprecated|discontinued|removed|shut down))",
        errors.GoneError,
        of_api=True,
    ),
    ErrorRule(
        {403},
        r"\brequires a quota project",
        errors.PermissionDeniedError,
        'Set ANTHROPIC_CUSTOM_HEADERS to "x-goog-user-project: PROJECT".',
        "{host} requires a quota project.",
    ),
    ErrorRule(
        {*_REJECTED, 403},
        r"\bsignature version 4\b",
        errors.PermissionDeniedError,
        "Signed requests are not supported: ask the operator of {host} for an alternative.",
        "{host} expects requests signed for AWS.",
    ),
    ErrorRule({404}, r"\bnot (allowed|enabled|permitted)\b", errors.PermissionDeniedError),
    ErrorRule(
        {*_REJECTED, 403, 451},
        r"\buser location\b.*\bnot"
        r"|\bnot (available|supported) in your (country|region|location)",
        errors.PermissionDeniedError,
        "Check that your country is supported, try another network, or ask the operator of {host}.",
        # Google calls a gateway "user", too, and clouds mean the region of a resource.
        "This isn't available in your country or region, or in that of {host}.",
    ),
    ErrorRule(
        {*_REJECTED, 422}, rf"{_UNLESS_PASSING}({IS_MISSING_MODEL.pattern})", errors.NotFoundError
    ),
    ErrorRule(
        _REJECTED,
        r"\b(invalid|incorrect|expired|missing|no)[ _]api[ _]key|\bapi key (not valid|is|was)\b"
        r"|\b(un)?authenticat|\bunauthori[sz]ed\b|\bauthorization\W{1,3}(header|field)"
        # Chinese: authentication.
        r"|\bexpired_key|\u8eab\u4efd\u9a8c\u8bc1",
        errors.AuthenticationError,
    ),
    ErrorRule(
        range(500, 600),
        rf"{_UNLESS_PASSING}({NOT_SERVED.pattern})",
        errors.NotFoundError,
        of_api=True,
    ),
    ErrorRule(
        range(500, 600),
        # A model that isn't available, or sent something invalid, may be known.
        rf"^model_not_found$|\b(no such|unknown|unsupported) {_MODEL}(?! error)"
        rf"|{_MODEL}( id)?:?( \S+)? (is |was )?"
        r"(not (found|supported)|does ?n[o']t exist|unknown|unsupported)\b",
        errors.NotFoundError,
    ),
)
"""The first one that fits counts. A 400 is often sent instead of another status."""
