"""Following the files of a data source."""
