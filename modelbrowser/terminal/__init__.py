"""Runs a Textual app in a real terminal: driver, rendering, input, clipboard, clean exit.

README.md says what it is for, and lists the names that it uses from Textual and Rich.
"""
