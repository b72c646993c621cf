"""A column that is compared row by row, so that PostgreSQL begins with another one."""

from typing import Any

from sqlalchemy import Column, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class Unindexed(FunctionElement[str]):
    """The same word, for which PostgreSQL uses no index.

    It thinks that a run which began after its figures were taken has one copy, finds all indexes that begin with the
    run equally good, and may take one in which it then walks over all copies of the run, for each person anew.
    """

    inherit_cache = True
    type = String()


@compiles(Unindexed)
def joined(element: Unindexed, compiler: SQLCompiler, **how: Any) -> str:
    """An expression of which no index is."""
    return f"({compiler.process(element.clauses, **how)} || '')"


@compiles(Unindexed, "sqlite")
def plain(element: Unindexed, compiler: SQLCompiler, **how: Any) -> str:
    """SQLite takes the index with the most of its columns given."""
    return str(compiler.process(element.clauses, **how))


def unindexed(column: Column[str]) -> Unindexed:
    return Unindexed(column)
