"""The settings of a run: a flag, else a variable, else the file, else the default."""
