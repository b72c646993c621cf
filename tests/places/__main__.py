"""`make places`: the resolver against our own addresses, and what it still gets wrong."""

import sys
from collections import Counter

from referral.jurisdiction import Place
from tests.places.score import GOALS, SPLITS, Row, answers, count

Judged = list[tuple[Row, Place, str]]


def main(splits: tuple[str, ...]) -> None:
    """Print counts and goals of each split, and every answer that is not right of the splits named."""
    for split in SPLITS:
        judged = list(answers(split))
        print(f"\n{split}: {len(judged)} addresses")
        print_counts(judged)
        print_goals(judged)
        if split in splits:
            print_faults(judged)


def print_counts(judged: Judged) -> None:
    """How many of each status got which verdict, and the kinds of address that are not all right."""
    counted = count((row, said) for row, _, said in judged)
    for status, total in Counter(row.status for row, _, _ in judged).items():
        worth = {said: n for (of, said), n in counted.most_common() if of == status}
        print(f"  {status:10} {total:4}  " + ", ".join(f"{said} {n} ({n / total:.1%})" for said, n in worth.items()))
    kinds = Counter(row.kind for row, _, _ in judged)
    faults = Counter(row.kind for row, _, said in judged if said != "right")
    print("  not right, by kind: " + ", ".join(f"{kind} {n}/{kinds[kind]}" for kind, n in faults.most_common()))


def print_goals(judged: Judged) -> None:
    """What the issue asks for, and whether it holds here."""
    counted = count((row, said) for row, _, said in judged)
    for goal in GOALS:
        total = sum(row.status == goal.status for row, _, _ in judged)
        n = goal.reached(counted)
        held = "held" if goal.holds(n, total) else "MISSED"
        print(f"  {goal.status + ': ' + goal.counted:44} {n:4} of {total:4} ({n / total:6.1%})  {goal.words}: {held}")


def print_faults(judged: Judged) -> None:
    """Every answer that is not right."""
    for row, found, said in judged:
        if said != "right":
            print(f"  [{said}] {row.id} {row.kind}: {row.text}")
            print(f"      gold {' '.join(row.codes)} got {' '.join(found.codes)}")


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
