"""The command `python -m gvlib`: its words, and what it says of mistakes."""

import argparse
import sys
from pathlib import Path

import joblib

from gvlib import commands, data, experiments, train, zoo
from gvlib.experiments.challenge.seed import SEEDS, EntryError

USER_ERROR, INTERRUPTED = 2, 130
OURS = (
    zoo.ZooError, train.CheckpointError, train.SettingError, data.DataError, EntryError,
)  # fmt: skip
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


def parser() -> Parser:
    """The seven commands and their arguments."""
    whole = Parser(prog="python -m gvlib", description="GANs and VAEs, measured.")
    words = whole.add_subparsers(dest="command", required=True)

    def command(run, text: str, more: str = "") -> Parser:
        name = run.__name__.removesuffix("_command")
        sub = words.add_parser(name, help=text, description=f"{text}. {more}")
        sub.set_defaults(run=run)
        return sub

    command(commands.list_command, "every experiment and what is stored of it")
    sub = command(commands.info_command, "one experiment: what was run, what came out")
    sub.add_argument("name")
    sub = command(commands.train_command, "train one seed, resuming if it was stopped")
    sub.add_argument("name")
    sub.add_argument("--seed", type=whole_number(0, 2**32 - 1), default=0)
    sub.add_argument("--out", type=Path, help="folder (default: GVLIB_RUNS or ./runs)")
    sub.add_argument(
        "--split", choices=("val", "test"), default="val",
        help="images to measure against (default val; the records used test, once)",
    )  # fmt: skip
    text = "train all seeds again, compare with the record"
    reproduce_words(command(commands.reproduce_command, text))
    text = "CPU-seconds a step, measured in turn"
    calibrate_words(command(commands.calibrate_command, text))
    text = "ten CPU-minutes a seed on Fashion-MNIST: a line to compare"
    challenge_words(command(commands.challenge_command, text, EXECUTES))
    sub = command(commands.sample_command, "a grid of images from stored weights")
    sub.add_argument("name")
    sub.add_argument("-n", type=whole_number(1, 10_000), default=64)
    sub.add_argument("-o", type=Path, default=Path("grid.png"), help="a .png file")
    sub.add_argument("--seed", type=whole_number(0, 2**32 - 1), default=0)
    sub.add_argument("--draw", action="store_true", help="of a VAE: samples of p(x|z)")
    return whole


def reproduce_words(sub: Parser) -> None:
    """The arguments of `reproduce`."""
    sub.add_argument("name", nargs="*", help="default: all experiments")
    sub.add_argument(
        "--jobs", type=whole_number(1, 10_000), default=joblib.cpu_count(),
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
        "--seeds", type=whole_number(1, 100), default=SEEDS,
        help=f"how many (default, and least of an official line: {SEEDS})",
    )  # fmt: skip
    sub.add_argument(
        "--jobs", type=whole_number(1, 10_000), default=1,
        help="seeds at a time (default 1: neighbours make a step dearer)",
    )  # fmt: skip


def main(argv: list[str] | None = None) -> int:
    """Run one command; what the user can mend is one line on stderr and exit code 2."""
    args = parser().parse_args(argv)
    try:
        experiments.budget(), train.device()
        return args.run(args)
    except OURS as error:
        print(f"gvlib: {error}", file=sys.stderr)
        return USER_ERROR
    except KeyboardInterrupt:
        print("gvlib: stopped; the same command goes on from there", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
