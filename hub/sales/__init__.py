"""Taking in what tills took: from an uploaded file, a command, or another program."""
