"""Recurring clusters: tickets whose summaries differ in no more than numbers, hosts, names and a word or two."""
