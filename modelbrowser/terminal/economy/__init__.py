"""Few bytes: between Textual's updates and its driver, only what changed is written.

An update of Textual (`updates`) becomes cells (`cells`), which look like something (`pen`);
`painter` knows what the terminal shows and writes the difference; `app` is the hook.
"""

from modelbrowser.terminal.economy.app import EconomicApp

__all__ = ["EconomicApp"]
