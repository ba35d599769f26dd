"""Switching between profiles of the ant CLI."""

import os
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.apps import ask, drawn, make_app, running, shown_id, until, until_chosen, until_drawn
from support.models_server import models_server
from support.profiles import write_profile
from textual.pilot import Pilot

from modelbrowser.domain.connection import ProfileOption
from modelbrowser.settings.reader import profile_choices
from modelbrowser.tui.screens.choices import ProfileScreen
from modelbrowser.tui.screens.lookup import LookupScreen


def _options(folder: Path) -> dict[str, Any]:
    environ = {"ANTHROPIC_CONFIG_DIR": str(folder), "MODELBROWSER_CONFIG": os.devnull}
    return {"profiles": partial(profile_choices, {}, environ)}


async def _open(pilot: Pilot[None]) -> None:
    await pilot.press("tab", "P")
    await until(pilot, lambda: isinstance(pilot.app.screen, ProfileScreen))


@pytest.mark.anyio
async def test_switching(tmp_path: Path) -> None:
    """The chosen profile's token goes to its host from the next lookup on; the bar names it."""
    async with models_server() as server:
        server.gives("claude-a")
        write_profile(tmp_path, "home", base_url="https://home.example")
        write_profile(tmp_path, "work", base_url=server.connection.base_url)
        app = make_app(replace(server.connection, demo=True), **_options(tmp_path))
        async with running(app) as pilot:
            await _open(pilot)
            assert "home.example" in drawn(pilot)
            await pilot.press("down", "enter")
            await until(pilot, lambda: isinstance(app.screen, LookupScreen))
            await until_drawn(pilot, f"Lookups now go to {server.connection.host}.")
            assert "profile: work" in drawn(pilot).splitlines()[0]
            await ask(pilot, "claude-a")
            assert "claude-a" in drawn(pilot)
            assert "canary" not in drawn(pilot)
            await _open(pilot)
            await until_chosen(pilot, "work")
            await pilot.press("escape")
            credential = app._session.connection.credential
            assert credential is not None
            assert credential.profile == "work"


@pytest.mark.anyio
async def test_a_new_login_after_a_rejected_token(tmp_path: Path) -> None:
    """After a profile's token was rejected, Ctrl+N reads the profiles again and tries again."""
    async with models_server() as server:
        server.rejects("claude-a", 401, "OAuth token has expired.")
        base_url = server.connection.base_url
        write_profile(tmp_path, base_url=base_url)
        options = _options(tmp_path)
        (work,) = options["profiles"]()
        app = make_app(work.connection, **options)
        async with running(app) as pilot:
            await ask(pilot, "claude-a")
            assert "^n Change key" in drawn(pilot)
            token = "sk-ant-oat01-another-login-0123456789"  # noqa: S105 - not a real one
            write_profile(tmp_path, base_url=base_url, token={"access_token": token})
            server.gives("claude-a")
            await pilot.press("ctrl+n")
            await until(pilot, lambda: isinstance(app.screen, ProfileScreen))
            await pilot.press("enter")
            await until(pilot, lambda: shown_id(pilot) == "claude-a")
            credential = app._session.connection.credential
            assert credential is not None
            assert credential.secret.reveal() == token


@pytest.mark.anyio
async def test_a_profile_that_cannot_be_used(tmp_path: Path) -> None:
    """A profile that can't be used is listed with the reason, and can't be chosen."""
    write_profile(tmp_path, "old", token={"access_token": "x", "expires_at": 1})
    write_profile(tmp_path, "open")
    (tmp_path / "credentials/open.json").chmod(0o644)
    app = make_app(**_options(tmp_path))
    async with running(app) as pilot:
        await _open(pilot)
        await until_drawn(pilot, "its token expired at 1970-01-01 00:00 UTC")
        assert "ant auth login --profile old" in drawn(pilot)
        await pilot.press("enter", "down")
        await until_drawn(pilot, "other users can access it (mode 0644)")
        await pilot.press("enter")
        assert isinstance(app.screen, ProfileScreen)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, LookupScreen))


@pytest.mark.anyio
@pytest.mark.parametrize("size", [(200, 50), (120, 40), (80, 24), (40, 15)])
async def test_the_dialog_keeps_its_size(tmp_path: Path, size: tuple[int, int]) -> None:
    """Its title and the reasons are whole at any size, and what can't be used is dimmed."""
    write_profile(tmp_path, "good")
    write_profile(tmp_path, "old", token={"access_token": "x", "expires_at": 1})
    async with running(make_app(**_options(tmp_path)), size) as pilot:
        await _open(pilot)
        await until_chosen(pilot, "good")
        dialog = pilot.app.screen.query_one("#dialog")
        region = dialog.region
        assert "Switch profile" in drawn(pilot)
        assert _color_of(pilot, "old") != _color_of(pilot, "good")
        usable = _color_of(pilot, "⏎")
        await pilot.press("down")
        await until_drawn(pilot, "expired")
        assert dialog.region == region
        inside = "\n".join(drawn(pilot).splitlines()[region.y : region.bottom])
        assert "print-credentials" in inside
        assert "--env." in inside
        assert _color_of(pilot, "⏎") != usable


def _color_of(pilot: Pilot[None], text: str) -> str:
    """The color of the first part of the screen with a text."""
    strips = pilot.app.screen._compositor.render_strips()
    parts = (part for strip in strips for part in strip)
    return next(str(part.style and part.style.color) for part in parts if text in part.text)


@pytest.mark.anyio
async def test_no_profiles(tmp_path: Path) -> None:
    """Without a profile, a notice says how to create one; reading them doesn't block the screen."""
    threads = []

    def profiles() -> Sequence[ProfileOption]:
        threads.append(threading.current_thread())
        return profile_choices({}, {"ANTHROPIC_CONFIG_DIR": str(tmp_path)})

    async with running(make_app(profiles=profiles)) as pilot:
        await pilot.press("tab", "P")
        await until_drawn(pilot, "No profiles. To create one: ant auth login")
    assert threading.current_thread() not in threads


@pytest.mark.anyio
async def test_the_palette(tmp_path: Path) -> None:
    """Switch profile is a command of the palette."""
    write_profile(tmp_path)
    async with running(make_app(**_options(tmp_path))) as pilot:
        await pilot.press("ctrl+p", *"switch")
        await until_drawn(pilot, "Switch profile")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ProfileScreen))
