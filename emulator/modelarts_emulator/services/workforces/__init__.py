"""Labeling teams, their members, and the e-mails to them."""
