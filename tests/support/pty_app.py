"""A small app for the tests of the terminal's room, with faults to be had by name.

    python -m support.pty_app [FAULT]

It shows what was submitted and how the last key was named; ctrl+q quits.
"""

import asyncio
import os
import socket
import sys
import time

CANARY = "sk-ant-canary-0123456789"


def main(fault: str) -> int:
    """Run the app as the command line does."""
    from modelbrowser.tui.terminal import environment

    environment.prepare(os.environ)
    environment.prepare_stream(sys.__stderr__)
    from textual.app import ComposeResult
    from textual.widgets import Button, Input, Static

    from modelbrowser.tui.terminal import guard

    class Broken(Static):
        """Raises when it is drawn."""

        def render(self) -> str:
            key = CANARY
            raise RuntimeError(key)

    class Small(guard.GuardedApp):
        """One input and one line of text."""

        BINDINGS = [("ctrl+z", "suspend_process"), ("f2", "break"), ("f3", "work")]

        def compose(self) -> ComposeResult:
            field = Input(placeholder="Type")
            field.cursor_blink = False
            yield field
            yield Static("Ready", id="said")
            yield Button("Other")
            if fault == "render":
                yield Broken()

        def on_mount(self) -> None:
            key = CANARY
            if fault == "mount":
                raise RuntimeError(key)
            if fault == "resolver":
                self.has_sent = True
                self.run_worker(self.resolve(), exit_on_error=False)

        async def resolve(self) -> None:
            """Wait for a name server that never answers."""
            await asyncio.get_running_loop().getaddrinfo("x.invalid", 443)

        async def on_unmount(self) -> None:
            if fault == "stuck":
                time.sleep(30)  # noqa: ASYNC251 - the fault
            if fault == "hang":
                await asyncio.Event().wait()

        def say(self, text: str) -> None:
            """Show a text."""
            self.query_one("#said", Static).update(text)

        def on_input_submitted(self, event: Input.Submitted) -> None:
            self.say(f"submitted <{event.value}>")

        def on_paste(self, event: object) -> None:
            self.say("pasted")

        def action_break(self) -> None:
            """Raise in a handler."""
            key = CANARY
            raise RuntimeError(key)

        def action_work(self) -> None:
            """Raise in a worker."""

            async def work() -> None:
                key = CANARY
                raise RuntimeError(key)

            self.run_worker(work())

    def hang(*arguments: object) -> list[object]:
        time.sleep(30)
        return []

    if fault == "resolver":
        socket.getaddrinfo = hang  # type: ignore[assignment]
    return guard.run(Small(css_path=None))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
