"""What the service refuses before anything is opened."""

import pytest

from modelbrowser.domain.connection import Connection
from modelbrowser.domain.credential import parse_credential
from modelbrowser.domain.query import ModelQuery
from modelbrowser.service import ModelsAPI, Service
from modelbrowser.state import Failed

KEY = "a-key-of-a-gateway-0123"
"""A key that does not look like one."""


def _open_nothing(_connection: Connection) -> ModelsAPI:
    raise AssertionError("nothing is to be sent")


@pytest.mark.anyio
@pytest.mark.parametrize("query", [ModelQuery(KEY), ModelQuery("claude-x", (f"{KEY}-1",))])
async def test_row_9_the_key_itself_is_not_asked_for(query: ModelQuery) -> None:
    """Row 9: a question that holds the very key is neither sent nor kept, whatever its form."""
    connection = Connection(credential=parse_credential(KEY, source="ANTHROPIC_API_KEY"))
    outcome = await Service(connection, _open_nothing).look_up(query)
    assert isinstance(outcome, Failed)
    assert outcome.query is None
    assert not outcome.was_sent
    assert KEY not in outcome.error.message + outcome.error.remedy
