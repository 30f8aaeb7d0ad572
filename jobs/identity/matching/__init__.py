"""Which pairs of records may be one person: candidates, scores and weights, after Fellegi and Sunter 1969."""
