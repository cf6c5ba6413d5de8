"""Benchmarks: medians of interleaved runs, and ratios taken within one run."""
