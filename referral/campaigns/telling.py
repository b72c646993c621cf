"""How many recipients may be told: in steps, so that no difference between two counts tells who has a case."""

STEP = 5  # fewer than so many are never told, and none of them is not told apart from a few


def steps(count: int) -> int:
    """A count rounded down."""
    return count - count % STEP


def told(count: int) -> str:
    """A count as a terminal shows it: "5+" is five to nine."""
    return f"{steps(count)}+" if count >= STEP else f"under {STEP}"
