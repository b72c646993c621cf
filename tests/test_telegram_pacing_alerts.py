"""An alert beside a campaign, against a clock that is moved by hand: no copy takes the share that it needs."""

import asyncio

from bot.channels.telegram.pacing import PER_SECOND, Pacing
from handlers.events import Lane
from tests.hand_clock import HandClock, settled, waiting_for


def test_no_alert_of_a_storm_waits_for_a_copy() -> None:
    """Twenty alerts a second in the midst of a campaign: were copies to fill up the second, each would wait."""

    async def scene() -> None:
        clock, gone = HandClock(), list[Lane]()
        pacing = Pacing(clock)
        tasks = waiting_for(pacing, ["bulk"] * 55, gone)
        await clock.go_on(0.99)
        for number in range(1, 61):
            tasks += waiting_for(pacing, ["urgent"], gone)
            await settled()
            assert gone.count("urgent") == number
            await clock.go_on(0.05)
        await clock.go_on(3.0)
        assert gone.count("bulk") == 55, "afterwards the copies go on"
        await asyncio.gather(*tasks)

    asyncio.run(scene())


def test_who_is_more_urgent_goes_sooner_than_the_queue_was_to_be_looked_at() -> None:
    async def scene() -> None:
        clock, gone = HandClock(), list[Lane]()
        pacing = Pacing(clock)
        tasks = waiting_for(pacing, ["reply"] * 8, gone)
        await clock.go_on(0.5)
        tasks += waiting_for(pacing, ["reply"] * 20, gone)
        await settled()
        tasks += waiting_for(pacing, ["bulk"], gone)  # its moment is when few enough of all 28 are left, in a second
        await settled()
        tasks += waiting_for(pacing, ["urgent"], gone)  # this one's is when the first is gone, in half a second
        await settled()
        assert len(gone) == PER_SECOND
        await clock.go_on(0.51)
        assert gone[PER_SECOND:] == ["urgent"]
        await clock.go_on(0.5)
        assert gone[PER_SECOND:] == ["urgent", "bulk"]
        await asyncio.gather(*tasks)

    asyncio.run(scene())
