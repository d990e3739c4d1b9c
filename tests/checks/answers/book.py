"""How an answer is written down."""

from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


class Answers:
    """The answers to one exercise."""

    def __init__(self) -> None:
        self.rights: list[Callable[..., Any]] = []
        self.wrongs: list[tuple[Callable[..., Any], str]] = []

    def right(self, function: Function) -> Function:
        """Take a function that gets full marks, however odd it looks."""
        self.rights.append(function)
        return function

    def wrong(self, hint: str) -> Callable[[Function], Function]:
        """Take a function that gets a hint in which this pattern is found."""

        def take(function: Function) -> Function:
            self.wrongs.append((function, hint))
            return function

        return take
