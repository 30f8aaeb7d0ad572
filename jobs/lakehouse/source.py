"""Where the rows of a bronze table come from and how they are written down: sources, file formats, delivery rules.

Declared in the bronze contract; there is no code for a single source. What each kind does with its declaration stands
in ``jobs/lakehouse/connectors`` (fetching) and ``jobs/lakehouse/formats`` (reading).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from jobs.lakehouse.declaration import Bounds, Declaration, FilePath, Identifier, Names, Numbers, Relation

Encoding = Literal["UTF-8", "GB18030", "GBK", "Big5", "UTF-16"]


class Packed(Declaration):
    """What every file format shares: the file itself may be packed. ``member`` names the file inside a zip archive."""

    compression: Literal["none", "gzip", "zip"] = "none"
    member: FilePath | None = None

    @property
    def is_packed(self) -> bool:
        """Whether the file has to be unpacked before it can be read."""
        return self.compression != "none"


class DelimitedFormat(Packed):
    """Delimited text (CSV, TSV, any ASCII delimiter) with RFC 4180 quoting, or none; nothing is inferred.

    ``null_tokens`` are the unquoted spellings of "no value"; an empty field always is one, in quotes too. UTF-16 needs
    its byte order mark.
    """

    kind: Literal["delimited"] = "delimited"
    encoding: Encoding = "UTF-8"
    delimiter: str = Field(default=",", pattern=r"^[\x01-\x09\x0B\x0C\x0E-\x19\x1B-\x21\x23-\x7E]$")
    quote: Literal['"', "none"] = '"'
    header: bool = True
    null_tokens: Names = ()


class FixedWidthFormat(Packed):
    """Records of fixed width, one a line; ``widths`` are bytes of the encoding, in the order of the columns."""

    kind: Literal["fixed_width"]
    encoding: Literal["UTF-8", "GB18030", "GBK", "Big5"] = "UTF-8"
    widths: Numbers = Field(min_length=1)


class JsonFormat(Packed):
    """JSON records: one document a line, or the members of the array at ``records`` of one document.

    ``records`` is a path (``data.items``), or ``$`` where the document is the array itself. ``paths`` says where a
    column lies when it is not a member of its own name (``address.city``). Columns in ``texts`` must come as JSON text,
    not as numbers: for identifiers, which lose digits and zeros as numbers.
    """

    kind: Literal["json"]
    records: str | None = Field(default=None, min_length=1)
    paths: dict[str, str] = Field(default_factory=dict)
    texts: Names = ()


class XmlFormat(Packed):
    """XML records: every element named ``record``.

    ``paths`` gives a column's elements below the record (``INDIVIDUAL_ALIAS/ALIAS_NAME``; ``*`` is any element), an
    attribute (``@code``) or all attributes of an element as a JSON object (``nameAlias/@*``); columns in ``lists`` hold
    a JSON array, one member for each element found.
    """

    kind: Literal["xml"]
    record: str = Field(min_length=1)
    paths: dict[str, str] = Field(default_factory=dict)
    lists: Names = ()


class ExcelFormat(Packed):
    """A sheet of an Excel workbook (xlsx): the first one unless named; the header stands in ``header_row``, from 1.

    Columns in ``texts`` must come as text cells, not as numbers or dates: for identifiers.
    """

    kind: Literal["excel"]
    sheet: str | None = None
    header_row: int = Field(default=1, ge=1)
    texts: Names = ()


class ParquetFormat(Packed):
    """A Parquet file; values become the text that a person would write for them."""

    kind: Literal["parquet"]


Format = Annotated[
    DelimitedFormat | FixedWidthFormat | JsonFormat | XmlFormat | ExcelFormat | ParquetFormat,
    Field(discriminator="kind"),
]


class Watermark(Declaration):
    """Rows whose ``column`` (a date or a timestamp) moved since the previous delivery.

    Since when is told by the source: the highest value of the column that it showed then, never a clock. The last
    ``overlap_days`` before it are read again, so a transaction may stay open that long after it wrote its time. A row
    without a value is read every time.
    """

    column: Identifier
    overlap_days: int = Field(default=3, ge=0)


class ChangeTable(Declaration):
    """Rows that the source writes down for every insert, update and delete; ``sequence`` only grows.

    Numbers must be handed out one by one (a sequence without cache), by the statement that writes the row.
    """

    sequence: Identifier


class Ranges(Declaration):
    """Read the relation in ``count`` ranges of ``column`` (best an indexed one) at once, all in one snapshot."""

    column: Identifier
    count: int = Field(ge=2, le=16)


class DatabaseSource(Declaration):
    """A relation of a PostgreSQL database: all of it, or what changed since the previous delivery.

    ``calendar`` is the relation whose latest ``business_date`` says which day the system stands at.
    """

    kind: Literal["database"]
    system: Identifier
    relation: Relation
    watermark: Watermark | None = None
    changes: ChangeTable | None = None
    ranges: Ranges | None = None
    calendar: Relation | None = None

    @model_validator(mode="after")
    def _is_read_one_way(self) -> DatabaseSource:
        if self.changes and (self.watermark or self.ranges):
            raise ValueError("changes are read in order, so neither watermark nor ranges go with them")
        return self


class Paging(Declaration):
    """A list that a site hands out in pages: each answer names the next one.

    ``next`` is ``link`` (the Link header, RFC 8288) or the JSON path of the next address or cursor (``paging.next``);
    a cursor is sent back as the query parameter ``parameter``. ``items`` is the JSON path of a page's rows
    (``data.items``); left out, the page itself is the list. The rows of all pages are kept as one file of JSON lines.
    """

    next: str = "link"
    items: str | None = None
    parameter: Identifier | None = None
    most_pages: int = Field(default=10_000, ge=1)


class HttpSource(Declaration):
    """A file or a paged list of a web site, asked for only if it changed."""

    kind: Literal["http"]
    system: Identifier
    path: str = Field(pattern=r"^/[A-Za-z0-9_./{}?=&-]+$")
    format: Format = DelimitedFormat()
    paging: Paging | None = None

    @model_validator(mode="after")
    def _is_kept_as_lines(self) -> HttpSource:
        if self.paging and (not isinstance(self.format, JsonFormat) or self.format.records or self.format.is_packed):
            raise ValueError("a paged list is kept as JSON lines: its format is {kind: json}, without records")
        return self


class SftpSource(Declaration):
    """A file of an SFTP drop: complete once its control file agrees or, without one, once its size stands still."""

    kind: Literal["sftp"]
    system: Identifier
    path: FilePath
    control: FilePath | None = None
    format: Format = DelimitedFormat()


class FolderSource(Declaration):
    """A file of a folder or of an S3-compatible bucket, complete by the rules of an SFTP drop."""

    kind: Literal["folder"]
    system: Identifier
    path: FilePath
    control: FilePath | None = None
    format: Format = DelimitedFormat()


class BookSource(Declaration):
    """What a book of the bank itself says of a business date, one JSON document a line; the file is never missing.

    ``calls`` are those that ``python -m jobs.call`` writes down, ``reviews`` the decisions of people about pairs of
    records (``python -m jobs.review``), ``risk_list`` what people enter on a list and say of it (``jobs.risk_list``).
    """

    kind: Literal["book"]
    book: Literal["calls", "reviews", "risk_list"]
    system: Identifier
    path: FilePath
    format: JsonFormat = JsonFormat(kind="json")


Source = Annotated[DatabaseSource | HttpSource | SftpSource | FolderSource | BookSource, Field(discriminator="kind")]


class RowCount(Declaration):
    """How many rows a delivery may have: absolute bounds, and bounds relative to the median of the last ``weeks``."""

    least: int | None = Field(default=None, ge=0)
    most: int | None = Field(default=None, ge=0)
    share_of_usual: Bounds | None = None
    weeks: int = Field(default=4, ge=1)


class DeliveryRules(Declaration):
    """What a delivery must look like before its rows go on; one that does not is held for a person to release.

    ``expected_by`` is a time of day (Asia/Shanghai), ``expected_after_days`` days after the business date.
    ``amount_column`` is totalled and held against the control file and against what is loaded.
    ``unit_change_factor``: a numeric column whose median moves by more than this factor has changed its unit.
    """

    expected_by: str | None = Field(default=None, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
    expected_after_days: int = Field(default=1, ge=0)
    rows: RowCount = RowCount()
    amount_column: str | None = None
    unit_change_factor: float = Field(default=20.0, gt=1.0)
