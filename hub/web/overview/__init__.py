"""The first page: today, live, with the last four weeks beside it."""
