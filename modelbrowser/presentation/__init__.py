"""From values to words: hostile text made plain, dates, sentences, the one-shot output."""
