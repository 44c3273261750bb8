"""The insight page at ``/insight``: recurring clusters, by how often, how long and how far they travel."""
