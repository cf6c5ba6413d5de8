"""Bundles, checks and compares OpenAPI descriptions and generates code from them."""
