"""The templates: Vietnamese text in the page, translated to the language of the page."""

from functools import cache

import jinja2
from jinja2.runtime import Context

from bot.web.compressing import masked
from bot.web.parts import Texts
from bot.web.rendering import HERE, asset, link, once
from referral.clock import hour, hour_and_day


@cache
def environment(texts: Texts) -> jinja2.Environment:
    """Templates whose every text is `{{ _("…") }}`, translated so."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        extensions=["jinja2.ext.i18n"],
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )

    @jinja2.pass_context
    def gettext(context: Context, text: str) -> str:
        return texts(context["locale"], text)

    made.globals |= {"gettext": gettext, "once": once, "asset": asset, "masked": masked}
    made.globals["guard"] = vars(made.get_template("officer_parts.html").module)["guard"]
    made.filters |= {"hour": hour, "hour_and_day": hour_and_day, "link": link}
    return made
