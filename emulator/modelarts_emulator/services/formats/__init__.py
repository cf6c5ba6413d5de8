"""The file formats that datasets are read from and versions are written in."""
