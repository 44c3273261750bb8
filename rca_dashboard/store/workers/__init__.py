"""What several workers share: the lease of the leader, wake-ups, orders to the leader, and the workers that run."""
