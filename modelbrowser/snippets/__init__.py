"""The request on screen as code to copy: one language a file, one registry."""
