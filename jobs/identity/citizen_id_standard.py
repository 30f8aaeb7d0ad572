"""What the standard of citizen identity numbers fixes (GB 11643-1999), for columns and for one number alike."""

from __future__ import annotations

import datetime

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
# Provinces of GB/T 2260; 81 to 83 for residence permits of Hong Kong, Macao and Taiwan, which tell no county; for
# foreign residents a 9, the province that issued the card and three digits of the country (edition of 2023).
PROVINCE = "(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71)"
REGION = f"({PROVINCE}[0-9]{{4}}|8[1-3]0000|9{PROVINCE}[0-9]{{3}})"
EIGHTEEN = f"^{REGION}[0-9]{{11}}[0-9X]$"
FIFTEEN = "^[0-9]{15}$"
# The standard's own example was born in 1880; the year 0001 is a day too, and nobody's.
EARLIEST_BIRTH = datetime.date(1800, 1, 1)
# Nobody who got a card of 2023 was born before; the credit codes of firms begin with a 9 too.
FOREIGN, EARLIEST_FOREIGN_BIRTH = "9", datetime.date(1900, 1, 1)
