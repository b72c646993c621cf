"""What the figures look like as JSON, and the OpenAPI document that says so: both from the same models."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema

from referral.reports.report import Report
from referral.reports.tables import Shown

PATH, DOCUMENT = "/api/v1/reports", "/api/v1/openapi.json"


class Cell(BaseModel):
    """One number. `number` is null where it is hidden."""

    answer: str
    number: int | None = Field(ge=0)
    hidden: Literal["", "small", "beside", "row", "unknown"] = Field(
        description="small: 1 to 4; beside or row: it would give such a number away; unknown: forgotten since"
    )


class Span(BaseModel):
    """How long something took, in whole minutes; null where fewer than five cases tell."""

    median_minutes: int | None
    ninety_percent_minutes: int | None


class ReportJson(BaseModel):
    """The figures of a place over whole months, both days included."""

    first_day: date
    last_day: date
    commune: str
    province: str
    cases: Cell
    questions: Mapping[str, list[Cell]]
    parts: list[Cell] = Field(description="The provinces of the whole country, or the communes of a province.")
    percent: Mapping[str, int | None]
    spans: Mapping[str, Span]
    hazards_found: int | None
    hazards_fixed: int | None
    reached: Cell


class Problem(BaseModel):
    """What is wrong with a call."""

    error: str


def json_of(report: Report) -> ReportJson:
    """A report as the API answers it."""
    return ReportJson(
        first_day=report.period.first,
        last_day=report.period.last,
        commune=report.place.commune,
        province=report.place.province,
        cases=cell("cases", report.cases),
        questions={name: [cell(*line) for line in lines] for name, lines in report.answers.items()},
        parts=[cell(*line) for line in report.parts],
        percent=report.shares,
        spans={
            name: Span(median_minutes=took.median, ninety_percent_minutes=took.most)
            for name, took in report.times.items()
        },
        hazards_found=report.hazards_found,
        hazards_fixed=report.hazards_fixed,
        reached=cell("reached", report.reached),
    )


def cell(answer: str, shown: Shown) -> Cell:
    """One number as the API answers it."""
    return Cell.model_validate({"answer": answer, "number": shown.number, "hidden": shown.why})


@cache
def openapi() -> Mapping[str, object]:
    """The document, OpenAPI 3.1."""
    models = [(ReportJson, "serialization"), (Problem, "serialization")]
    _, schemas = models_json_schema(models, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lắng Nghe: figures of reports",
            "version": "1",
            "description": "Numbers of 1 to 4 are hidden, and others that would give one away. See "
            "docs/console-reports.md.",
        },
        "paths": {
            PATH: {"get": operation()},
            DOCUMENT: {"get": {"summary": "This document.", "security": [], "responses": {"200": own()}}},
        },
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def own() -> Mapping[str, object]:
    """How the document describes itself."""
    return {"description": "OpenAPI 3.1", "content": {"application/json": {"schema": {"type": "object"}}}}


def operation() -> Mapping[str, object]:
    """The one thing that can be asked."""
    return {
        "operationId": "reports",
        "summary": "The figures of a period.",
        "security": [{"token": []}],
        "parameters": [
            parameter("from", "First day of a month.", {"type": "string", "format": "date"}, required=True),
            parameter(
                "to",
                "Last day of a month, at most five years later.",
                {"type": "string", "format": "date"},
                required=True,
            ),
            parameter("commune", "Official code of a commune.", {"type": "string", "pattern": "^[0-9]{5}$"}),
            parameter("province", "Official code of a province.", {"type": "string", "pattern": "^[0-9]{2}$"}),
        ],
        "responses": {
            "200": answer("The figures.", "ReportJson"),
            "503": answer("The database does not answer; ask again.", "Problem"),
            "401": answer("No token, or one that opens nothing.", "Problem"),
            "403": answer("The token does not open this place.", "Problem"),
            "422": answer("A day or a code is wrong.", "Problem"),
            "429": {
                **answer("Too many calls; wait.", "Problem"),
                "headers": {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}},
            },
        },
    }


def parameter(name: str, words: str, schema: Mapping[str, str], required: bool = False) -> Mapping[str, object]:
    """One value of the address."""
    return {"name": name, "in": "query", "required": required, "description": words, "schema": schema}


def answer(words: str, model: str) -> Mapping[str, object]:
    """One answer with its model."""
    schema = {"$ref": f"#/components/schemas/{model}"}
    return {"description": words, "content": {"application/json": {"schema": schema}}}
