"""REST for programs: the routes of ``/api/v1``, whether the app is alive and ready, and its figures."""
