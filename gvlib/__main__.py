"""The command `python -m gvlib`: its words, and what it says of mistakes."""

import argparse
import codecs
import errno
import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from gvlib import settings
from gvlib.errors import GvlibError, WriteError
from gvlib.files import expand

USER_ERROR, INTERRUPTED, NOBODY_READS = 2, 130, 141  # as a shell counts signals
# Where each command's function is: imported when it is asked for, for torch alone
# takes seconds.
LIGHT = {"list": "gvlib.listing", "doctor": "gvlib.doctor"}
EXECUTES = "A file is executed: name only what you would run as a program."


class Parser(argparse.ArgumentParser):
    """argparse, with one line instead of two when an argument is wrong."""

    def error(self, message: str) -> None:
        self.exit(USER_ERROR, f"gvlib: {message} (try: {self.prog} --help)\n")


def whole_number(low: int, high: int):
    """An argparse type: a whole number from low to high."""

    def parse(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(
                f"{text!r} must be a whole number from {low} to {high}"
            )
        return int(text)

    return parse


def path(text: str) -> Path:
    """An argparse type: a path, `~` meaning the home folder."""
    try:
        return expand(text)
    except WriteError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def parser() -> Parser:
    """The eight commands and their arguments."""
    whole = Parser(prog="python -m gvlib", description="GANs and VAEs, measured.")
    words = whole.add_subparsers(dest="command", required=True)

    def command(name: str, text: str, more: str = "") -> Parser:
        return words.add_parser(name, help=text, description=f"{text}. {more}")

    sub = command("list", "every experiment of which something is stored")
    sub.add_argument("--all", action="store_true", help="the others too (seconds)")
    command("doctor", "what this machine has and lacks for the book, with the cure")
    sub = command("info", "one experiment: what was run, what came out")
    sub.add_argument("name")
    sub = command("train", "train one seed, resuming if it was stopped")
    sub.add_argument("name")
    sub.add_argument("--seed", type=whole_number(0, 2**32 - 1), default=0)
    sub.add_argument("--out", type=path, help="folder (default: GVLIB_RUNS or ./runs)")
    sub.add_argument(
        "--split", choices=("val", "test"), default="val",
        help="images to measure against (default val; the records used test, once)",
    )  # fmt: skip
    text = "train all seeds again, compare with the record"
    reproduce_words(command("reproduce", text))
    calibrate_words(command("calibrate", "CPU-seconds a step, measured in turn"))
    text = "ten CPU-minutes a seed on Fashion-MNIST: a line to compare"
    challenge_words(command("challenge", text, EXECUTES))
    sub = command("sample", "a grid of images from stored weights")
    sub.add_argument("name")
    sub.add_argument("-n", type=whole_number(1, 10_000), default=64)
    sub.add_argument("-o", type=path, default=Path("grid.png"), help="a .png file")
    sub.add_argument("--seed", type=whole_number(0, 2**32 - 1), default=0)
    sub.add_argument("--draw", action="store_true", help="of a VAE: samples of p(x|z)")
    return whole


def reproduce_words(sub: Parser) -> None:
    """The arguments of `reproduce`."""
    sub.add_argument("name", nargs="*", help="default: all experiments")
    sub.add_argument(
        "--jobs", type=whole_number(1, 10_000),
        help="processes, one thread each (default: one a core)",
    )  # fmt: skip
    end = sub.add_mutually_exclusive_group()
    end.add_argument("--check", action="store_true", help="exit 1 if a seed disagrees")
    end.add_argument("--write", action="store_true", help="replace records and weights")


def calibrate_words(sub: Parser) -> None:
    """The arguments of `calibrate`."""
    sub.add_argument("name", nargs="+")
    sub.add_argument("--rounds", type=whole_number(1, 1_000), default=40)
    sub.add_argument("--write", action="store_true", help="store it in the records")


def challenge_words(sub: Parser) -> None:
    """The arguments of `challenge`."""
    sub.add_argument("entry", help="an experiment, or a file.py that holds entry()")
    how_long = sub.add_mutually_exclusive_group()
    how_long.add_argument(
        "--steps", type=whole_number(1, 10**9), help="in place of the entry's own",
    )  # fmt: skip
    how_long.add_argument(
        "--calibrate", action="store_true", help="only say how many steps fit here"
    )
    sub.add_argument(
        "--split", choices=("val", "test"), default="val",
        help="val (default) for tuning, test once, when all is settled",
    )  # fmt: skip
    sub.add_argument(
        "--seeds", type=whole_number(1, 100),
        help="how many (default: the least of an official line)",
    )  # fmt: skip
    sub.add_argument(
        "--jobs", type=whole_number(1, 10_000), default=1,
        help="seeds at a time (default 1: neighbours make a step dearer)",
    )  # fmt: skip


def function(name: str) -> Callable[[argparse.Namespace], int]:
    """What a command runs."""
    module = import_module(LIGHT.get(name, "gvlib.commands"))
    return getattr(module, f"{name}_command")


def main(argv: "list[str] | None" = None) -> int:
    """Run one command; an output that nobody takes is no reason for a traceback."""
    try:
        try:
            return answer(argv)
        finally:
            if sys.stdout:
                sys.stdout.flush()
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.ENOSPC):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno == errno.EPIPE:  # `| head` has what it wanted
            return NOBODY_READS
        print(f"gvlib: cannot write the output ({error.strerror})", file=sys.stderr)
        return USER_ERROR


def answer(argv: "list[str] | None") -> int:
    """What the user can mend is one line on stderr and exit code 2."""
    args = parser().parse_args(argv)
    try:
        if args.command != "doctor":  # which says itself what is wrong with them
            settings.check()
        return function(args.command)(args)
    except GvlibError as error:
        print(f"gvlib: {error}", file=sys.stderr)
        return USER_ERROR
    except KeyboardInterrupt:
        print("gvlib: stopped; the same command goes on from there", file=sys.stderr)
        return INTERRUPTED


def spelt_out(error: UnicodeError) -> tuple[str, int]:
    """What a terminal without these characters gets in their place."""
    text = error.object[error.start : error.end]
    return text.replace("±", "+-").encode("ascii", "replace").decode(), error.end


if __name__ == "__main__":
    codecs.register_error("spelt out", spelt_out)
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.reconfigure(errors="spelt out")
    sys.exit(main())
