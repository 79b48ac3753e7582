"""Two products that nobody documents: their pages, a server of them, faults and variants."""
