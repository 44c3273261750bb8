"""Open websockets: their limits for each user, the packets they may send, and the frames they receive."""
