"""Templates and what they may use; every text is escaped unless a template of ours made it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from ocr_pipeline.exports.evidence import percent
from ocr_pipeline.exports.shown_value import shown
from ocr_pipeline.model.bound import Value, ValueState
from ocr_pipeline.review.web.assets import Assets
from ocr_pipeline.review.web.language import HTML_LANGUAGE, Messages
from ocr_pipeline.review.web.tokens import FIELD
from ocr_pipeline.review.web.visitor import Porter, Visitor
from ocr_pipeline.schema.words import Words


@dataclass(frozen=True, slots=True)
class Renderer:
    """Pages and parts of pages in the visitor's language."""

    environment: Environment
    porter: Porter
    assets: Assets

    def page(self, request: Request, visitor: Visitor, template: str, /, **values: object) -> HTMLResponse:
        """A whole page; hands out the visit's cookie."""
        html = self.part(visitor, template, path=request.url.path, query=request.url.query, **values)
        response = HTMLResponse(html)
        self.porter.set_visit(request, response, visitor)
        return response

    def part(self, visitor: Visitor, template: str, /, **values: object) -> str:
        """The HTML of a template."""
        said = visitor.messages
        return self.environment.get_template(template).render(
            visitor=visitor,
            t=said,
            words=partial(_words, said),
            value=partial(_value, said),
            html_language=HTML_LANGUAGE[said.language],
            token_field=FIELD,
            asset=self.assets.address,
            demand_login=self.porter.settings.demands_login,
            **values,
        )


def make_environment() -> Environment:
    """The templates that come with the package."""
    environment = Environment(
        loader=PackageLoader("ocr_pipeline.review.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = percent
    environment.filters["rounded"] = _rounded
    environment.filters["share"] = _share
    return environment


def _words(said: Messages, words: Words) -> str:
    return said.pick(words.chinese, words.english)


def _value(said: Messages, value: Value | None) -> str:
    """A value in a line of text: what is printed, or its state in words."""
    if value is None:
        return ""
    if value.state in (ValueState.NUMBER, ValueState.DASH):
        return shown(value)
    return said(f"state.{value.state.value}")


def _share(probability: float) -> str:
    """A probability of an alternative: one that is nearly nothing is not called nothing."""
    return percent(probability) if probability >= 0.001 or probability == 0 else "< 0.1%"


def _rounded(number: float, digits: int = 1) -> str:
    """A number for people: no more digits than say something."""
    return f"{number:,.{digits}f}" if abs(number) < 100 else f"{number:,.0f}"
