"""The screen: the only package that uses Textual's widgets."""
