"""Warta: investment and regulatory events from news articles, each with the words that say so."""

__version__ = "0.1.0"
