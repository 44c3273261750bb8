"""Several workers on one PostgreSQL, and what their failures cost."""
