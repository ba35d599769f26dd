"""The demo at a fixed time, without its delay: the client, and whole lookups."""

from datetime import UTC, datetime

from modelbrowser.api.client import ModelsClient
from modelbrowser.api.demo import DemoTransport
from modelbrowser.api.retries import TimeFunctions
from modelbrowser.domain.connection import Connection
from modelbrowser.domain.query import InvalidModelIDError, ModelQuery
from modelbrowser.history.history import History
from modelbrowser.session import LookupSession
from modelbrowser.state import Outcome

DEMO = Connection(demo=True)
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def demo_client(now: datetime = NOW) -> ModelsClient:
    """A client of the demo at a moment."""
    clock = TimeFunctions(now=lambda: now)
    return ModelsClient(DEMO, DemoTransport(clock), clock)


async def outcomes_of(names: list[str], now: datetime = NOW) -> dict[str, Outcome]:
    """Look up names in one session of the demo."""
    session = LookupSession(DEMO, lambda _connection: demo_client(now), History(None))
    outcomes: dict[str, Outcome] = {}
    for name in names:
        try:
            query = ModelQuery.parse(name)
        except InvalidModelIDError as error:
            outcomes[name] = session.known.explain_query_error(error)
        else:
            outcomes[name] = await session.look_up(query)
    await session.aclose()
    return outcomes


async def outcome_of(name: str) -> Outcome:
    """Look up one name in the demo."""
    return (await outcomes_of([name]))[name]
