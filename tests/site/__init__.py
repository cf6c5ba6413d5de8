"""The reference site in a browser, beside a live emulator that serves it."""
