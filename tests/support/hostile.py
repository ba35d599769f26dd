"""Model IDs and betas that can be sent, with characters that are special in some language."""

import re
from functools import cache

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from modelbrowser.domain.query import ModelQuery
from modelbrowser.errors import ModelBrowserError

COUNT = 200

_BY_HAND = (
    ModelQuery("claude-sonnet-4-5"),
    ModelQuery("'; touch pwned; '", ("';touch${IFS}pwned;'",)),
    ModelQuery("$(touch pwned)", ("$(touch${IFS}pwned)", "`touch${IFS}pwned`")),
    ModelQuery("`touch pwned`", ("#{exit!}", "#$0", "#@x")),
    ModelQuery("${System.exit(1)}", ("${x}", "$x", "{}", "%s%n")),
    ModelQuery('" + exit() + "', ('"', "'", "\\", '\\"')),
    ModelQuery("\\", ("\\\\", "\\u0022", "\\x22", "\\n")),
    ModelQuery("-x", ("-x", "--help")),
    ModelQuery("@/etc/passwd", ("@/etc/passwd",)),
    ModelQuery("../..", ("?>", "*/", "//", "#", "<?php")),
    ModelQuery("a/b?c=d&e#f", ('"""', "'''", "```")),
    ModelQuery("%2e%2e", ("%00", "!!", "!$", "[a]{b}", ";")),
)
_SPECIAL = "'\"\\$#{}`%@!()[]<>|&;*?~^=-/"
_CHARACTERS = st.one_of(
    st.sampled_from(_SPECIAL),
    st.sampled_from("abnrtuxU01"),
    st.characters(min_codepoint=0x20, max_codepoint=0x7E),
)


@st.composite
def queries(draw: st.DrawFn) -> ModelQuery | None:
    """A query with characters that are special in some language; None if it can't be sent."""
    model_id = draw(st.text(_CHARACTERS, min_size=1, max_size=40))
    betas = draw(st.lists(st.text(_CHARACTERS, min_size=1, max_size=24), max_size=4))
    try:
        query = ModelQuery.parse(model_id, (beta.translate({32: "_", 44: "_"}) for beta in betas))
    except ModelBrowserError:
        return None
    # The SDK for TypeScript rejects parameters of a path segment.
    return None if re.match(r"\.{0,2};", query.model_id) else query


@cache
def hostile_queries() -> tuple[ModelQuery, ...]:
    """Return 200 queries: some made by hand, the others generated, the same every time."""
    found = dict.fromkeys(_BY_HAND)

    @settings(
        max_examples=2 * COUNT,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(queries())
    def collect(query: ModelQuery | None) -> None:
        if query:
            found.setdefault(query)

    collect()
    return tuple(found)[:COUNT]
