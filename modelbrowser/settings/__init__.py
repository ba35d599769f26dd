"""What was set: a flag, else the environment, else the file, else the default."""
