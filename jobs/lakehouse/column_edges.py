"""Which columns a column is made from, read off the plan of its build.

A build is called with empty frames. What it returns is a plan that was never carried out: Spark Connect keeps it as a
tree of relations, and each relation says which columns it hands on. Followed here is what goes into a value; what
only decides which rows there are (conditions of joins and filters) is not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from google.protobuf.message import Message
from pyspark.sql import DataFrame

# Relations that hand on the columns of their one input as they are.
SAME_COLUMNS = (
    *("filter", "sort", "limit", "offset", "tail", "hint", "repartition", "repartition_by_expression"),
    *("deduplicate", "fill_na", "sample"),
)
ONLY_LEFT = ("JOIN_TYPE_LEFT_SEMI", "JOIN_TYPE_LEFT_ANTI")
MARK = "yihu_input__"


class Untold(Exception):
    """The plan holds something whose columns cannot be told."""


@dataclass(frozen=True)
class Output:
    """One column that a relation hands on, the columns of tables it is made from, and those of each field within."""

    name: str
    origins: frozenset[str]
    qualifier: str = ""
    fields: tuple[Output, ...] = ()


Scope = Sequence[Output]


def marked(frame: DataFrame, table: str) -> DataFrame:
    """A frame whose columns count as those of a table."""
    return frame.alias(MARK + table.replace(".", "__"))


def edges_of(built: DataFrame) -> dict[str, tuple[str, ...]]:
    """The origins of every column of a built frame, as ``layer.table.column``; raises Untold where one is hidden."""
    plan = built._plan.to_proto(built.sparkSession.client).root
    return {output.name: tuple(sorted(output.origins)) for output in _Walk().scope(plan)}


@dataclass
class _Walk:
    """A walk from the result down to the inputs; relations met by their number answer columns that name them."""

    by_plan: dict[int, Scope] = field(default_factory=dict)

    def scope(self, relation: Message) -> Scope:
        """The columns that a relation hands on."""
        number, kind = relation.common.plan_id, relation.WhichOneof("rel_type")
        if number in self.by_plan:
            return self.by_plan[number]
        body = getattr(relation, kind)
        found = self.scope(body.input) if kind in SAME_COLUMNS else self._rule(kind)(body)
        self.by_plan[number] = found
        return found

    def _rule(self, kind: str) -> Callable[[Message], Scope]:
        rules: dict[str, Callable[[Message], Scope]] = {
            "subquery_alias": self._alias,
            "local_relation": lambda body: [Output(name, frozenset()) for name in _names(body)],
            "project": self._project,
            "with_columns": self._with_columns,
            "with_columns_renamed": self._renamed,
            "drop": self._drop,
            "aggregate": self._aggregate,
            "join": self._join,
            "set_op": self._set_operation,
            "map_partitions": self._function,
        }
        if kind not in rules:
            raise Untold(kind)
        return rules[kind]

    def _alias(self, body: Message) -> Scope:
        if not body.alias.startswith(MARK):
            return [replace(one, qualifier=body.alias) for one in self.scope(body.input)]
        table = body.alias.removeprefix(MARK).replace("__", ".", 1)
        return [Output(name, frozenset({f"{table}.{name}"})) for name in _names(body.input.local_relation)]

    def _project(self, body: Message) -> Scope:
        scope = self.scope(body.input)
        return [output for expression in body.expressions for output in self._outputs(expression, scope)]

    def _with_columns(self, body: Message) -> Scope:
        scope = self.scope(body.input)
        new = {one.name[0]: self._made(one.name[0], one.expr, scope) for one in body.aliases}
        kept = [new.pop(one.name, one) for one in scope]
        return [*kept, *new.values()]

    def _renamed(self, body: Message) -> Scope:
        names = {**body.rename_columns_map, **{one.col_name: one.new_col_name for one in body.renames}}
        return [replace(one, name=names.get(one.name, one.name)) for one in self.scope(body.input)]

    def _drop(self, body: Message) -> Scope:
        dropped = {*body.column_names, *(_named(expression) for expression in body.columns)}
        return [one for one in self.scope(body.input) if one.name not in dropped]

    def _aggregate(self, body: Message) -> Scope:
        if body.HasField("pivot"):
            raise Untold("pivot")
        scope = self.scope(body.input)
        expressions = (*body.grouping_expressions, *body.aggregate_expressions)
        return [output for expression in expressions for output in self._outputs(expression, scope)]

    def _join(self, body: Message) -> Scope:
        left, right = self.scope(body.left), self.scope(body.right)
        kind = body.DESCRIPTOR.fields_by_name["join_type"].enum_type.values_by_number[body.join_type].name
        if kind in ONLY_LEFT:
            return left
        using = list(body.using_columns)
        sides = {"JOIN_TYPE_RIGHT_OUTER": (right,), "JOIN_TYPE_FULL_OUTER": (left, right)}.get(kind, (left,))
        keys = [Output(name, frozenset().union(*(_found(side, name) for side in sides))) for name in using]
        return [*keys, *(one for one in (*left, *right) if one.name not in using)]

    def _set_operation(self, body: Message) -> Scope:
        left, right = self.scope(body.left_input), self.scope(body.right_input)
        kind = body.DESCRIPTOR.fields_by_name["set_op_type"].enum_type.values_by_number[body.set_op_type].name
        if kind != "SET_OP_TYPE_UNION":
            return left
        if not body.by_name:
            return [replace(one, origins=one.origins | other.origins) for one, other in zip(left, right, strict=True)]
        merged = {one.name: one for one in left}
        for one in right:
            before = merged.get(one.name, Output(one.name, frozenset()))
            merged[one.name] = replace(before, origins=before.origins | one.origins)
        return list(merged.values())

    def _function(self, body: Message) -> Scope:
        """A function of rows shows nothing of itself: whatever it gives may be made of all that it takes."""
        taken = frozenset().union(*(one.origins for one in self.scope(body.input)))
        return [Output(name, taken) for name in _names_of_type(body.func.python_udf.output_type)]

    def _outputs(self, expression: Message, scope: Scope) -> Iterator[Output]:
        if expression.WhichOneof("expr_type") == "unresolved_star":
            yield from _starred(expression.unresolved_star.unparsed_target, scope)
        elif expression.WhichOneof("expr_type") == "alias":
            yield from (self._made(name, expression.alias.expr, scope) for name in expression.alias.name)
        elif _called(expression) == "inline":
            yield from self._fields(expression.unresolved_function.arguments[0], scope)
        else:
            yield Output(_named(expression), self._origins(expression, scope))

    def _made(self, name: str, expression: Message, scope: Scope) -> Output:
        return Output(name, self._origins(expression, scope), fields=self._fields(expression, scope))

    def _fields(self, expression: Message, scope: Scope) -> tuple[Output, ...]:
        """The fields of a struct, or of the one struct of an array, into which columns were put; else none."""
        if _called(expression) == "struct":
            arguments = expression.unresolved_function.arguments
            return tuple(output for one in arguments for output in self._outputs(one, scope))
        if _called(expression) == "array" and len(expression.unresolved_function.arguments) == 1:
            return self._fields(expression.unresolved_function.arguments[0], scope)
        return _fields_of(_named(expression), scope)

    def _origins(self, expression: Message, scope: Scope) -> frozenset[str]:
        """Every column that an expression names anywhere; a text in SQL names columns that cannot be seen."""
        found: set[str] = set()
        for one in _messages(expression):
            if one.DESCRIPTOR.name == "UnresolvedAttribute":
                place = self.by_plan.get(one.plan_id, scope) if one.HasField("plan_id") else scope
                found |= _found(place, one.unparsed_identifier)
            elif one.DESCRIPTOR.name in ("ExpressionString", "SubqueryExpression", "UnresolvedRegex"):
                raise Untold(one.DESCRIPTOR.name)
        return frozenset(found)


def _starred(target: str, scope: Scope) -> Scope:
    """The fields of the column that is named, or the columns of that frame; all columns where none is named."""
    name = target.removesuffix(".*").replace("`", "")
    return _fields_of(name, scope) or [one for one in scope if name in ("", one.qualifier)]


def _fields_of(name: str, scope: Scope) -> tuple[Output, ...]:
    """The fields of a column; none where it has none or is not there."""
    return next((one.fields for one in scope if one.name == name), ())


def _found(scope: Scope, identifier: str) -> frozenset[str]:
    """The origins of a column by its name: plain, behind the name of its frame, or before the name of a field."""
    name = identifier.replace("`", "")
    head, _, rest = name.partition(".")
    matches = (
        [one for one in scope if one.name == name],
        [one for one in scope if rest and (one.qualifier, one.name) == (head, rest)],
        [one for one in scope if one.name == head],
    )
    chosen = next((found for found in matches if found), None)
    if chosen is None:
        raise Untold(name)
    return frozenset().union(*(one.origins for one in chosen))


def _named(expression: Message) -> str:
    """The name that a column without an alias has; an unnamed expression has one that nobody asks for."""
    kind = expression.WhichOneof("expr_type")
    if kind == "unresolved_attribute":
        return expression.unresolved_attribute.unparsed_identifier.replace("`", "").rpartition(".")[2]
    if kind == "cast":
        return _named(expression.cast.expr)
    return f"({kind})"


def _called(expression: Message) -> str:
    """The function that an expression calls; empty for any other expression."""
    return expression.unresolved_function.function_name


def _names(local_relation: Message) -> list[str]:
    """Column names of a frame that carries its own rows, or none."""
    return [one["name"] for one in json.loads(local_relation.schema)["fields"]]


def _names_of_type(output: Message) -> list[str]:
    """Column names of a type: of a struct, or of one that is written as text."""
    if output.HasField("unparsed"):
        text = re.sub(r"\([^)]*\)", "", output.unparsed.data_type_string)
        return [part.split()[0] for part in text.split(",")]
    return [one.name for one in output.struct.fields]


def _messages(message: Message) -> Iterator[Message]:
    """A message and everything inside it."""
    yield message
    for _, value in message.ListFields():
        for one in _parts(value):
            yield from _messages(one)


def _parts(value: Any) -> Iterator[Message]:
    if isinstance(value, Message):
        yield value
    elif isinstance(value, Mapping):
        yield from (one for one in value.values() if isinstance(one, Message))
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        yield from (one for one in value if isinstance(one, Message))
