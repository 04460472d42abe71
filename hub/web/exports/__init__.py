"""A page's tables as files for other programs: CSV, Excel and Parquet.

A page registers a table by a rule that ends in `.csv` and a view that returns `table_file(...)`;
`add_to` gives every such rule its twins for the other kinds of file.
"""

from hub.web.exports.files import add_to, table_file

__all__ = ["add_to", "table_file"]
