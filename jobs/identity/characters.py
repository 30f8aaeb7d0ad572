"""Characters that people type for other ones: full width, blanks, and those that show nothing."""

from __future__ import annotations

# Every printable character of ASCII has a full-width twin, the blank an ideographic one.
FULL_WIDTH = "".join(map(chr, range(0xFF01, 0xFF5F))) + "\u3000"
HALF_WIDTH = "".join(map(chr, range(0x21, 0x7F))) + " "
# White space of Unicode.
BLANK_CHARACTERS = (
    " \t\n\x0b\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
# What shows nothing, or turns the direction of what follows: soft hyphen, zero width, marks of direction, byte order.
INVISIBLE_CHARACTERS = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064"
    "\u2066\u2067\u2068\u2069\ufeff"
)
