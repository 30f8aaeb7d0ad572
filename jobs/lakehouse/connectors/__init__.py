"""How bytes come from a source system into a delivery: one module per kind of source."""
