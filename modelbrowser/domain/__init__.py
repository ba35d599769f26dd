"""The words of the field as values: models, queries, lookups. It imports nothing of ours but errors."""
