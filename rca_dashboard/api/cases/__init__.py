"""The routes of cases: read, started, edited, moved from stage to stage, and approved."""
