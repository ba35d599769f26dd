"""With a proxy that misbehaves, no byte of the program contains the key or the password."""

import base64
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support import answers
from support.canary import Home
from support.program import PROGRAM
from support.servers import Conversation, RawServer, Script
from support.visit import QUIT, visit_all_screens

pytestmark = pytest.mark.xdist_group("proxies")

PASSWORD = "proxy-password-0123456789"  # noqa: S105 - a canary
BASIC = base64.b64encode(f"me:{PASSWORD}".encode())
DEADLINE = 4
MIB = 1024 * 1024

Misdeed = Callable[[Conversation, bytes], None]
"""What a proxy does with the head of a request."""


def _echo(status: str) -> Misdeed:
    def answer(conversation: Conversation, head: bytes) -> None:
        text = head.decode("latin-1")
        headers = [line for line in text.split("\r\n")[1:] if line]
        page = f"<html>\x1b]0;{text}\x07[bold]{text}</html>"
        conversation.send(answers.http(page, f"{status} {headers[-1]}", headers))

    return answer


def _hang(conversation: Conversation, _head: bytes) -> None:
    conversation.wait_until_gone()


def _trickle(conversation: Conversation, head: bytes) -> None:
    conversation.send(b"HTTP/1.1 200 OK\r\nx: ")
    # Until long after the deadline; then another error ends the lookup.
    for _ in range(2_500):
        if conversation.stopping.wait(0.02):
            return
        conversation.send(head[:1])
    conversation.close()


def _endless(beginning: bytes, part: bytes) -> Misdeed:
    def answer(conversation: Conversation, head: bytes) -> None:
        conversation.send(beginning)
        # 600 MiB: whoever reads all of it takes too much memory.
        for _ in range(10_000):
            conversation.send(part + head.replace(b"\r\n", b" "))

    return answer


MISDEEDS: dict[str, Misdeed] = {
    "407": _echo("407"),
    "502": _echo("502"),
    "302": _echo("302"),
    "200": _echo("200"),
    "hang": _hang,
    "trickle": _trickle,
    "endless-page": _endless(b"HTTP/1.1 502 X\r\n\r\n", b"x" * 65536),
    "endless-headers": _endless(b"HTTP/1.1 200 OK\r\n", b"x: " + b"y" * 65536),
    "endless-tunnel": _endless(b"HTTP/1.1 200 OK\r\n\r\n", b"\x16\x03\x01\x40\x00" * 9999),
    "no-HTTP": _endless(b"220 mail.example\r\n", b"x" * 65536),
}
_REFUSED = "The proxy refused to connect to gateway.example: "
_MAY_REFUSE = "The proxy may have refused to connect to gateway.example: "
_NO_HTTP = "doesn't speak HTTP."
_INVALID = "sent an invalid HTTP response."
_LATE = "No complete response from gateway.example through the proxy 127.0.0.1:"
_NO_TUNNEL = f"did not connect to gateway.example within {DEADLINE} s."
WORDS = {
    "407": (_REFUSED, _REFUSED),
    "502": (_MAY_REFUSE, _REFUSED),
    "302": ("The server redirected to another address; redirects are not followed.", _REFUSED),
    "200": (
        "gateway.example sent a web page, not an API response.",
        "did not complete the TLS handshake",
    ),
    "hang": (_LATE, _NO_TUNNEL),
    "trickle": (_LATE, _NO_TUNNEL),
    "endless-page": (_MAY_REFUSE, _REFUSED),
    "endless-headers": (_INVALID, _INVALID),
    "endless-tunnel": (
        "The response from gateway.example is too large.",
        "The TLS handshake with gateway.example",
    ),
    "no-HTTP": (_NO_HTTP, _NO_HTTP),
}
"""What is printed for each, forwarded and in a tunnel."""

HOST = "gateway.example"


def _look_up(answer: Script, *arguments: str, folder: Path) -> tuple[int, Home, bytes]:
    """Look up through a proxy; return the peak memory, in bytes, and the output."""
    folder.mkdir()
    home = Home(folder, loud=True)
    with RawServer(answer) as proxy, (folder / "output").open("w+b") as output:
        through = f"http://me:{PASSWORD}@127.0.0.1:{proxy.port}"
        environ = home.environment(HTTP_PROXY=through, HTTPS_PROXY=through)
        command = [*PROGRAM, "--timeout", str(DEADLINE), *arguments]
        process = subprocess.Popen(command, env=environ, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        return usage.ru_maxrss * 1024, home, output.read()


FORWARDED = ("--base-url", f"http://{HOST}", "--allow-insecure-http")


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> int:
    """The memory of a lookup through a proxy that works."""
    folder = tmp_path_factory.mktemp("proxy") / "home"
    memory, _, output = _look_up(answers.model(), "claude-x", *FORWARDED, folder=folder)
    assert b"resolves to" in output
    return memory


def _assert_harmless(memory: int, home: Home, output: bytes) -> None:
    """Neither key nor password is printed, and the memory is below its limit, in bytes."""
    assert b"Traceback" not in output
    assert b"\x1b" not in output
    assert home.leaks() == []
    assert not _tells_password(output)
    assert memory < 32 * MIB


def test_one_shot_forwarded(usual: int, tmp_path: Path) -> None:
    """Rows 25, 33, 35 and 53: neither key nor password is printed, and the limits hold.

    One command looks up a model for each misdeed.
    """

    def answer(conversation: Conversation) -> None:
        misdeed = MISDEEDS[conversation.path.rpartition("/")[2]]
        misdeed(conversation, conversation.head)

    memory, home, output = _look_up(
        answer, "--json", *MISDEEDS, *FORWARDED, folder=tmp_path / "home"
    )
    results = [json.loads(line) for line in output.splitlines() if line.startswith(b"{")]
    messages = {result["asked"]: result["error"]["message"] for result in results}
    assert list(messages) == list(MISDEEDS)
    assert {
        name: messages[name] for name, (words, _) in WORDS.items() if words not in messages[name]
    } == {}
    _assert_harmless(memory - usual, home, output)


@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_one_shot_in_a_tunnel(misdeed: str, usual: int, tmp_path: Path) -> None:
    """Rows 25, 33, 35 and 53: so it is in a tunnel, of which the proxy sees the beginning."""

    def answer(conversation: Conversation) -> None:
        MISDEEDS[misdeed](conversation, conversation.head)

    arguments = ("claude-x", "--plain", "--base-url", f"https://{HOST}")
    memory, home, output = _look_up(answer, *arguments, folder=tmp_path / "home")
    assert WORDS[misdeed][1].encode() in output
    _assert_harmless(memory - usual, home, output)


def _tells_password(output: bytes) -> bool:
    return PASSWORD.encode() in output or BASIC in output


def test_screen(tmp_path: Path) -> None:
    """Rows 25 and 33: what a proxy echoes is shown without the key, and without its password."""
    home = Home(tmp_path, loud=True)

    def answer(conversation: Conversation) -> None:
        _echo("451")(conversation, conversation.head)

    with RawServer(answer) as proxy:
        through = f"http://me:{PASSWORD}@127.0.0.1:{proxy.port}"
        with home.screen("claude-x", *FORWARDED, HTTP_PROXY=through) as running:
            running.wait_for("sent a web page")
            assert BASIC in proxy.requests[0]
            visit_all_screens(running)
            running.feed(b"\tw\x1b[F")
            running.wait_for("roxy-authorization: Basic [key removed]")
            running.feed(b"\x1b" + QUIT)
            assert running.wait_exit() == 0
            assert home.leaks(running.output) == []
            assert not _tells_password(running.output)
