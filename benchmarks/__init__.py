"""What a person at a terminal feels of the program, measured: `python -m benchmarks`."""
