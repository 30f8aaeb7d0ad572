"""What the standard of citizen identity numbers fixes (GB 11643-1999), for columns and for one number alike."""

from __future__ import annotations

import datetime

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
# Provinces of GB/T 2260, 81 to 83 for residence permits of Hong Kong, Macao and Taiwan, 9 for foreign residents.
REGION = "(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[0-9])[0-9]{4}"
EIGHTEEN = f"^{REGION}[0-9]{{11}}[0-9X]$"
FIFTEEN = "^[0-9]{15}$"
# The standard's own example was born in 1880; the year 0001 is a day too, and nobody's.
EARLIEST_BIRTH = datetime.date(1800, 1, 1)
