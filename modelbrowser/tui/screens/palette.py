"""The command palette: Textual's own, without a way in which it ends the program."""

from textual.command import CommandList, CommandPalette

from modelbrowser.tui.screens.leaving import LeavesAlone


class Palette(LeavesAlone, CommandPalette):
    """Pages only in a list that was drawn."""

    def _action_command_list(self, action: str) -> None:
        commands = self.query_one(CommandList)
        if commands.size.height:
            super()._action_command_list(action)
