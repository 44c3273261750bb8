"""REST for programs: the routes of ``/api/v1``, health, readiness and metrics."""
