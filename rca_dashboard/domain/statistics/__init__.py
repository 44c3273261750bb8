"""Exact statistics of counts: binomial tests, intervals and rate ratios, without scipy."""
