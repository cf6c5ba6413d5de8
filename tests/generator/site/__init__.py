"""The reference site without a browser: what is on its pages, and where they lead."""
