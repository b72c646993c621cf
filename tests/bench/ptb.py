"""Contender b, what people write: a python-telegram-bot ConversationHandler with PicklePersistence."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp import web
from telegram import ReplyKeyboardMarkup, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    BaseHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest

from tests.bench.contender import PATH, serve
from tests.bench.platforms import TOKEN
from tests.bench.script import STEPS

Context = ContextTypes.DEFAULT_TYPE
Ask = Callable[[Update, Context], Coroutine[Any, Any, int]]
TEXT = filters.TEXT & ~filters.COMMAND
LAST = len(STEPS) - 1
KEYBOARD = ReplyKeyboardMarkup([["Có", "Không", "Không rõ"]], one_time_keyboard=True)


def asking(state: int) -> Ask:
    """Keep the answer, ask the next question, say which state comes next."""

    async def ask(update: Update, context: Context) -> int:
        assert update.message and context.user_data is not None
        context.user_data[f"answer {state}"] = update.message.text
        await update.message.reply_text(f"Câu hỏi {state + 1}: trẻ có đang gặp nguy hiểm không?", reply_markup=KEYBOARD)
        return ConversationHandler.END if state == LAST else state + 1

    return ask


def conversation() -> ConversationHandler[Context]:
    """As many questions as our own report."""
    steps: list[list[BaseHandler[Update, Context, int]]] = [[MessageHandler(TEXT, asking(n))] for n in range(LAST + 1)]
    states: dict[object, list[BaseHandler[Update, Context, int]]] = dict(enumerate(steps[1:], 1))
    return ConversationHandler(steps[0], states, [], name="report", persistent=True)  # type: ignore[arg-type]


def build(api: str, file: str, request: BaseRequest | None) -> Application[Any, Any, Any, Any, Any, Any]:
    """The application with its defaults; `request` instead of httpx."""
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{api}/bot").updater(None)
    builder = builder.persistence(PicklePersistence(file))
    if request:
        builder = builder.request(request)
    application = builder.build()
    application.add_handler(conversation())
    return application


async def main(api: str, file: str, over: str) -> None:
    """Hand each update to the application's queue, as its documentation does."""
    application = build(api, file, our_request() if over == "aiohttp" else None)

    async def update(request: web.Request) -> web.Response:
        await application.update_queue.put(Update.de_json(await request.json(), application.bot))
        return web.Response()

    app = web.Application()
    app.router.add_post(PATH, update)
    async with application:
        await application.start()
        await serve(app)
        await application.stop()


def our_request() -> BaseRequest:
    """Our own request layer, for honesty: how much of the difference is httpx."""
    from bot.channels.telegram.request import AiohttpRequest

    return AiohttpRequest(9.0)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
