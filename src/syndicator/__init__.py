"""Reprint the news by permission."""

__version__ = "0.1.0"
