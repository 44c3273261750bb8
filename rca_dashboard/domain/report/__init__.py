"""The report of a case: what it says, block by block, and the same as Markdown and as a short text."""
