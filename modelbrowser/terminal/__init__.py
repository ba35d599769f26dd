"""What leans on the inside of Textual and on the ways of terminals."""
