"""What suppliers write where a day, an amount, a number or text is promised, and what each has to become.

A value that stands beside a rule has to be quarantined by it; every other one has to be loaded exactly as it says.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

DAYS: dict[str, date | str] = {
    "2024-02-29": date(2024, 2, 29),
    " 2024-03-01 ": date(2024, 3, 1),
    "1900-01-01": date(1900, 1, 1),
    "2100-12-31": date(2100, 12, 31),
    **dict.fromkeys(
        (
            "0000-00-00", "1900-02-29", "2026-02-30", "1899-12-31", "2101-01-01", "0001-01-01", "9999-12-31",
            "+10000-01-01", "99991231", "20240230", "2024/2/3", "2024-3-1", "31/12/2024", "2024", "45000",
            "民国113年2月3日", "甲辰年正月初一", "1717171717000", "2024-03-01T00:00:00+08:00", "2024-03-01Z",
            "2024-03-01 08:00:00", "２０２４-０３-０１", "\u00a02024-03-01", "2024-03-01\n", "2024\u200b-03-01",
            "today",
        ),
        "BAD_DATE",
    ),
}  # fmt: skip
AMOUNTS: dict[str, Decimal | str | None] = {
    "1234.50": Decimal("1234.50"),
    "1,234.50": Decimal("1234.50"),
    " 12.3 ": Decimal("12.30"),
    "0012.30": Decimal("12.30"),
    "1.10000": Decimal("1.10"),
    "+5": Decimal("5.00"),
    "-0": Decimal("0.00"),
    "9999999999999999.99": Decimal("9999999999999999.99"),
    "": None,
    "-5": "NEGATIVE_AMOUNT",
    **dict.fromkeys(
        (
            "1.239", "12,34", "1,234,50", "１２３", "1e3", "NaN", "inf", "-Infinity", "12345678901234567890", "5-",
            "(5)", "3万元", "1.2.3", "0x10", "¥5", "5%", "1，234", "\u00a05", "5\t", "6\n", "二百", "N/A", "=1+1",
        ),
        "BAD_NUMBER",
    ),
}  # fmt: skip
WHOLE_NUMBERS: dict[str, int | str | None] = {
    "007": 7,
    "-3": -3,
    "2147483647": 2147483647,
    " ": None,
    **dict.fromkeys(("2147483648", "12345678901234567890", "1.0", "1e3", "１２", "5-", "1 000", "7\n"), "BAD_NUMBER"),
}
RATIOS: dict[str, float | str | None] = {
    "0.05": 0.05,
    "1e3": 1000.0,
    "-0": 0.0,
    "123456789012345": 123456789012345.0,
    **dict.fromkeys(
        ("NaN", "inf", "Infinity", "1e400", "12345678901234567890", "1,5", "5%", "１", "1d", "0.5f"), "BAD_NUMBER"
    ),
}
# The identity number and what is wrong with it. The vectors are computed; none belongs to a known person.
IDENTITY_NUMBERS: dict[str, tuple[str | None, str | None]] = {
    **{
        number: (number, None)
        for number in (
            "11010519491231002X", "440524188001010014", "110101190001010014",
            "810000199001010019", "820000199001010029", "830000199001010039",
            "911840198001010013", "911392197506300029", "931826198811300035",
        )
    },
    "11010519491231002x": ("11010519491231002X", None),
    " 110105 19491231 002X ": ("11010519491231002X", None),
    "110105\u00a019491231\u3000002X": ("11010519491231002X", None),
    "110105-19491231-002X": ("11010519491231002X", None),
    "\ufeff110105\u200b19491231002X": ("11010519491231002X", None),
    "\u202e11010519491231002X\u202c": ("11010519491231002X", None),
    "１１０１０５１９４９１２３１００２ｘ": ("11010519491231002X", None),
    "110105491231002": ("11010519491231002X", None),
    "440524800101001": ("440524198001010013", None),
    "": (None, "MISSING"),
    " \u3000": (None, "MISSING"),
    **{
        written: (None, issue)
        for issue, texts in {
            "FORMAT": (
                "1.10101E+17", "110105194912310020.0", "10105194912310021", "110105194912310O2X", "840000199001010010",
                "8100001990010100", "A11840198001010013", "11010549123100", "000000194912310027", "=11010519491231002X",
                "'; DROP TABLE party; --", "<b>110105</b>",
            ),
            "DATE": ("310101190002290019", "110105490229002", "110105491331002", "11010520270101001X",
                     "110105000101010017"),
            "CHECK_DIGIT": ("110105194912310021", "81000019900101001X", "911840198001010014"),
        }.items()
        for written in texts
    },
}  # fmt: skip
# Unified code as loaded and whether its check character agrees, or the rule that refuses it.
CREDIT_CODES: dict[str, tuple[str, bool | None] | str] = {
    "91350100M000100Y43": ("91350100M000100Y43", True),
    "91310115MA0000007H": ("91310115MA0000007H", True),
    "92440300PDY00001X0": ("92440300PDY00001X0", True),
    " 91350100m000100y43": ("91350100M000100Y43", True),
    "９１３５０１００Ｍ０００１００Ｙ４３": ("91350100M000100Y43", True),
    "91350100\u200bM000100Y43": ("91350100M000100Y43", True),
    "91350211M0000XUF46": ("91350211M0000XUF46", False),
    "330000000012345": ("330000000012345", None),
    **dict.fromkeys(
        (
            "91350100M000100Y4Z", "9135010OM000100Y43", "9135010IM000100Y43", "9135010SM000100Y43",
            "9135010VM000100Y43", "91350100M000100Y4", "91350100M000100Y430", "9.1350100E+17", "N/A",
            "91350100M000100Y43'; DROP TABLE x", "33000000001234",
        ),
        "PATTERN",
    ),
    "": "NOT_NULL",
}  # fmt: skip
# Text that has to arrive exactly as it was sent, in bronze and in silver.
TEXTS = (
    "=HYPERLINK(0)", "+1", "-1", "@SUM(A1)", "\t=1", "\u00a0=1", "a\n=1", "a\r\nb", 'says "no", then',
    "'; DROP TABLE bronze.court_vendor_judgments; --", "<script>alert(1)</script>", "${jndi:ldap://127.0.0.1/x}",
    "{{7*7}}", "${7*7}", "`id`", "$(id)", "../../etc/passwd", "NULL", "\\N", "null", "%s%n", "{0}",
    "\u202etxt.exe", "a\u200bb", "１２３", "😀", "e\u0301", "𠮷\ue5e5", "\u2028", "\x7f",
)  # fmt: skip
CONTROLS = ("bell\x07", "\x1b[31mred", "\x01", "end\x1a", "a\x0bb")
