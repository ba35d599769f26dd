"""Values as text: sanitizing, dates, reports, and the output of the one-shot command."""
