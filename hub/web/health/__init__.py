"""Whether the hub is well, for load balancers and Prometheus: no page for people."""
