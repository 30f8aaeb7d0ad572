"""Makes the committed tables of Chinese characters from published dictionaries; no business day runs any of it."""
