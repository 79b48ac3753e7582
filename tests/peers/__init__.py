"""The suite against its peers: Dredd and Schemathesis, over the same faults and differences."""
