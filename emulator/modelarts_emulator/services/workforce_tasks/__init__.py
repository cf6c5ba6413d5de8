"""Labeling by teams: handing out, labelling, review, acceptance."""
