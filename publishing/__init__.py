"""What is published from a commit: descriptions, distributions, the changelog, the reference site, checksums."""
