"""The known betas: their form, their states, and no duplicates."""

from typing import get_args

from modelbrowser.domain.betas import DOCUMENTED_BETAS, KNOWN_BETAS, State
from modelbrowser.domain.query import has_beta_form, parse_beta

NEWER = tuple(KNOWN_BETAS.values())[len(DOCUMENTED_BETAS) :]
"""The betas beyond the reference."""


def test_sixty_betas_are_known() -> None:
    """Nineteen are documented in the reference, and the SDKs know 41 more; each is there once."""
    assert (len(DOCUMENTED_BETAS), len(NEWER), len(KNOWN_BETAS)) == (19, 41, 60)


def test_each_row_is_whole() -> None:
    """Each beta can be sent, has the usual form and a known state, and says what it turns on."""
    for value, beta in KNOWN_BETAS.items():
        assert parse_beta(value) == value == beta.value
        assert has_beta_form(value)
        assert beta.state in get_args(State)
        assert beta.meaning == beta.meaning.strip() != ""
        assert beta.status == beta.status.strip()
    assert "oauth-2025-04-20" not in KNOWN_BETAS


def test_newer_betas_are_sorted_by_date() -> None:
    """The newer betas are in the order of their dates."""
    dates = [beta.value[-10:] for beta in NEWER]
    assert dates == sorted(dates)
