"""What was set: flags, then the environment, then a file, then defaults."""
