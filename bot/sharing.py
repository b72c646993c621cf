"""How a process takes its part beside others: leases and pokes on PostgreSQL, and pages that wait in any of them."""

from bot.channels.page import Page
from bot.desk import Desk
from bot.desk.leases import Leases
from bot.desk.part import BELL, Part
from bot.roles import Roles
from bot.store import Store
from bot.store.database_time import DatabaseTime
from bot.store.keyring import KeyRing
from bot.web.hub import Hub


def share(store: Store, desk: Desk, roles: Roles, time: DatabaseTime) -> None:
    """Do only this, beside other processes on the same PostgreSQL; after all channels were added."""
    if store.dialect == "postgresql":
        from bot.desk.pokes import Pokes  # with the driver of PostgreSQL: only where that is the database

        store.database.hold_nothing_up()
        url = store.database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        desk.take_part(Part(roles, Leases(store, read=time.read), Pokes(url, desk.ears.hear)))


def own_pages(desk: Desk, ring: KeyRing) -> Hub:
    """Our own pages as channels, in every process that may send; the page itself may wait in another one."""
    hub = Hub(lambda name: ring.hash("bell", name), lambda hidden: desk.part.tell(BELL + hidden))
    desk.ears.bell, desk.ears.every_bell = hub.ring, hub.ring_all
    desk.add(Page("webchat", desk, hub))
    desk.add(Page("officer_page", desk, hub))
    return hub
