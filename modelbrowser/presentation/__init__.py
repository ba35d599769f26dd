"""Values as text: sanitizing, dates, reports, and the one-shot command's output."""
