"""`check` asks a rule about an answer and prints what a learner should read."""

from collections.abc import Callable


class UnansweredError(Exception):
    """The place for the answer is still empty."""


def check(rule: Callable[..., str | None], *answers: object) -> None:
    """Print whether the answers keep the rule. It never raises, so that a page runs.

    None as an answer, or as the result of a function that `ask` calls, is no answer.
    """
    name = rule.__name__.replace("_", " ")
    try:
        if any(answer is None for answer in answers):
            raise UnansweredError
        remark = rule(*answers)
    except UnansweredError:
        print(f"{name}: no answer yet.")
    except AssertionError as reason:
        print(f"{name}: not yet. {reason}")
    except Exception as error:
        print(f"{name}: your answer raised {type(error).__name__}: {error}")
    else:
        print(f"{name}: right. {remark or ''}".rstrip())


def ask(answer: Callable, *arguments: object) -> object:
    """What the learner's function returns; UnansweredError if it returns nothing."""
    found = answer(*arguments)
    if found is None:
        raise UnansweredError
    return found
