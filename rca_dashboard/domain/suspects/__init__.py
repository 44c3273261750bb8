"""Change suspects: which changes ended before a fault, how like it they are, and what chance would show as well."""
