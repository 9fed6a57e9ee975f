"""The words of `python -m gvlib`: its commands and what may stand behind them."""

import argparse
from pathlib import Path

from gvlib.errors import WriteError
from gvlib.files import expand

USER_ERROR = 2
WEEK = 10_080  # minutes
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


def minutes(text: str) -> float:
    """An argparse type: a number above 0, at most a week."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= WEEK:
        raise argparse.ArgumentTypeError(
            f"{text!r} must be a number of minutes above 0, at most {WEEK}"
        )
    return found


def path(text: str) -> Path:
    """An argparse type: a path, `~` meaning the home folder."""
    try:
        return expand(text)
    except WriteError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def parser() -> Parser:
    """The nine commands and their arguments."""
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
    compare_words(command("compare", "GAN, VAE and a baseline on your own pictures"))
    sub = command("sample", "a grid of images from stored weights")
    sub.add_argument("name", help="of a record, or weights that compare has left")
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


def compare_words(sub: Parser) -> None:
    """The arguments of `compare`."""
    sub.add_argument(
        "source", help="a folder, or torchvision:NAME, as torchvision:KMNIST"
    )
    sub.add_argument(
        "--minutes", type=minutes, default=10.0,
        help="for everything: eyes, training of all seeds of all, measuring (default "
        "10); a machine that is busy at times takes longer",
    )  # fmt: skip
    sub.add_argument("--seeds", type=whole_number(1, 100), default=3)
    sub.add_argument(
        "--size", type=int, choices=(28, 32, 64), help="pixels (default 32, or 28)"
    )
    sub.add_argument("--out", type=path, help="folder (default: compare in GVLIB_RUNS)")
    sub.add_argument(
        "--jobs", type=whole_number(1, 10_000),
        help="processes, one thread each (default: one a core)",
    )  # fmt: skip
    sub.add_argument(
        "--download", action="store_true", help="let torchvision fetch a set by name"
    )
    sub.add_argument(
        "--inception", action="store_true",
        help="measure FID too, with torchvision's weights if they are on this machine",
    )  # fmt: skip
