"""The words of the field as values: models, queries, lookups."""
