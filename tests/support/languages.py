"""The languages of code to copy, by name."""

from modelbrowser.snippets.languages import LANGUAGES

BY_NAME = {language.name: language for language in LANGUAGES}
"""Each language by its name."""
