"""Which pairs of records may be one person: candidates, scores, and the weights behind them (Fellegi and Sunter 1969)."""
