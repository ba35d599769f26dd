"""The command palette: Textual's own, without two ways in which it ends the program."""

from textual.await_complete import AwaitComplete
from textual.command import CommandList, CommandPalette


class Palette(CommandPalette):
    """Leaves the screen once, and pages only in a list that was drawn."""

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leave; a second click on its way would take the screen below along."""
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def _action_command_list(self, action: str) -> None:
        commands = self.query_one(CommandList)
        if commands.size.height:
            super()._action_command_list(action)
