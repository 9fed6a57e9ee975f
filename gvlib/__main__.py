"""The command `python -m gvlib`: who does it, and what is said of mistakes."""

import argparse
import codecs
import errno
import os
import sys
from collections.abc import Callable
from importlib import import_module

from gvlib import settings
from gvlib.arguments import USER_ERROR, parser
from gvlib.errors import GvlibError

INTERRUPTED, NOBODY_READS = 130, 141  # as a shell counts signals
# Where each command's function is: imported when it is asked for, for torch alone
# takes seconds.
LIGHT = {"list": "gvlib.listing", "doctor": "gvlib.doctor"}


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
