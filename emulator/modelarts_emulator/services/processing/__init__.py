"""Data processing: tasks, their versions and what they make of images."""
