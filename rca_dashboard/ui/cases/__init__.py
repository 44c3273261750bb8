"""Cases: the board at ``/cases``, a new case, and one case with everything that is known of its cause."""
