"""The command line: which of the two programs runs, with what, and how it ends."""


def main(argv: list[str] | None = None) -> int:
    """Run the program."""
    raise NotImplementedError(argv)
