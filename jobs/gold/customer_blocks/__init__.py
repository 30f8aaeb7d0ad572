"""The blocks of gold.customer_wide: each gives at most one row per party_id."""
