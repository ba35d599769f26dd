"""The settings of a run, in order of precedence: flags, variables, the file, defaults."""
