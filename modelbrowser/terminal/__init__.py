"""Runs a Textual app in a real terminal: driver, rendering, input, clipboard, clean exit.

README.md says what it is for, and lists what it uses of Textual and Rich, name by name.
"""
