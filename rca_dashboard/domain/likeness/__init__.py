"""Likeness of tickets: words and their stems, BM25F over compact arrays, and what a nearness is worth."""
