"""The domain as values and pure functions: models, queries, lookups, suggestions."""
