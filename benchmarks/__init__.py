"""Measures what users notice about the program's speed: `python -m benchmarks`."""
