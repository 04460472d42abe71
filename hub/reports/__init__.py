"""Reports: a day, week or month on one page, by mail and as PDF, in the reader's language."""
