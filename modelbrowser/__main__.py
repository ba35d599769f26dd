"""`python -m modelbrowser`."""

from modelbrowser.cli import start

start()
