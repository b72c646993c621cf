"""Conversations that teach and ask for no report: a quiz, a check-list, and what is not needed in them."""

from flows.model import Session
from handlers.scene import Scene

RIGHT = "right"  # the key of the right choice, in every question of a quiz
QUIZ = "quiz_"  # how the names of a quiz's answers begin


def score(scene: Scene) -> Session:
    """How many questions of the quiz were answered right."""
    answers = scene.session.answers
    right = sum(1 for name, key in answers.items() if name.startswith(QUIZ) and key == RIGHT)
    return scene.with_facts(score=str(right))
