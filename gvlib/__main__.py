"""The command `python -m gvlib`: list, info, train, reproduce, sample."""

import argparse
import sys
from pathlib import Path

import joblib
import numpy as np
from PIL import Image

from gvlib import data, experiments, plot, train, zoo
from gvlib.experiments.reproduce import announcement, reproduce, save_run
from gvlib.experiments.samples import samples
from gvlib.numerics import interval
from gvlib.train.checkpoint import check_writable

FAILED, USER_ERROR, INTERRUPTED = 1, 2, 130
OURS = zoo.ZooError, train.CheckpointError, train.SettingError, data.DataError


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
    """The five commands and their arguments."""
    whole = Parser(prog="python -m gvlib", description=__doc__)
    commands = whole.add_subparsers(dest="command", required=True)

    def command(run, text: str) -> Parser:
        name = run.__name__.removesuffix("_command")
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run)
        return sub

    command(list_command, "every experiment and what is stored of it")
    sub = command(info_command, "one experiment: what was run, on what, what came out")
    sub.add_argument("name")
    sub = command(train_command, "train one seed, resuming if it was stopped")
    sub.add_argument("name")
    sub.add_argument("--seed", type=whole_number(0, 2**32 - 1), default=0)
    sub.add_argument("--out", type=Path, help="folder (default: GVLIB_RUNS or ./runs)")
    sub = command(reproduce_command, "train all seeds again, compare with the record")
    sub.add_argument("name", nargs="*", help="default: all experiments")
    sub.add_argument(
        "--jobs", type=whole_number(1, 10_000), default=joblib.cpu_count(),
        help="processes, one thread each (default: one a core)",
    )  # fmt: skip
    end = sub.add_mutually_exclusive_group()
    end.add_argument("--check", action="store_true", help="exit 1 if a seed disagrees")
    end.add_argument("--write", action="store_true", help="replace records and weights")
    sub = command(sample_command, "a grid of images from stored weights")
    sub.add_argument("name")
    sub.add_argument("-n", type=whole_number(1, 10_000), default=64)
    sub.add_argument("-o", type=Path, default=Path("grid.png"), help="a .png file")
    sub.add_argument("--seed", type=whole_number(0, 2**32 - 1), default=0)
    sub.add_argument("--draw", action="store_true", help="of a VAE: samples of p(x|z)")
    return whole


def spread(name: str, key: str) -> str:
    """mean ± half width of the 95 % interval over the seeds."""
    values = zoo.values(name, key)
    if len(values) < 2:
        return " ".join(f"{v:.4g}" for v in values) or "every seed failed"
    mean, half_width = interval(values)
    return f"{mean:.4g} ± {half_width:.2g}"


def list_command(args: argparse.Namespace) -> int:
    """Names, titles, stored seeds and one metric."""
    stored, known = zoo.names(), experiments.EXPERIMENTS
    for name in [*known, *(n for n in stored if n not in known)]:
        title = known[name].title if name in known else zoo.record(name)["title"]
        found = "nothing stored"
        if name in stored:
            n = len(zoo.record(name)["runs"])
            found = f"{n} seed{'s' * (n > 1)}"
            if name in known and known[name].watched:
                found += f", {known[name].watched} {spread(name, known[name].watched)}"
        print(f"{name:24} {found:38} {title}")
    return 0


def info_command(args: argparse.Namespace) -> int:
    """Configuration, protocol, provenance and every metric."""
    if args.name not in zoo.names():
        e = experiments.experiment(args.name)
        print(f"{e.name}: {e.title}\nsteps: {e.steps:,}\nconfig: {e.config}")
        print(f"nothing is stored: python -m gvlib reproduce {e.name} --write")
        return 0
    rec = zoo.record(args.name)
    print(f"{rec['name']}: {rec['title']}\n{zoo.provenance(args.name)}")
    for key in ("machine", "commit"):
        print(f"{key}: {', '.join(sorted({run[key] for run in rec['runs']}))}")
    print("seeds:", ", ".join(str(run["seed"]) for run in rec["runs"]))
    for part in ("config", "protocol", "calibration"):
        print(f"{part}:")
        for key, value in (rec[part] or {}).items():
            print(f"  {key}: {value}")
    print("metrics, mean ± half width of the 95 % interval over the seeds:")
    for key in next((r["metrics"] for r in rec["runs"] if "failed" not in r), {}):
        print(f"  {key}: {spread(args.name, key)}")
    return 0


def train_command(args: argparse.Namespace) -> int:
    """One seed, to the end."""
    e = experiments.experiment(args.name)
    folder = args.out or experiments.runs_folder()
    checkpoint = folder / e.name / f"seed-{args.seed}.pt"
    if checkpoint.exists():
        print(f"going on from {checkpoint}; delete it to train anew", flush=True)
    run, row = experiments.train(e, args.seed, folder=folder)
    path = save_run(e.name, run, row, folder)
    if "failed" in row:
        print(f"gvlib: {e.name} failed at {row['failed']}", file=sys.stderr)
        return FAILED
    print(f"{path.with_suffix('.safetensors')}\n{path}")
    for key, value in row["metrics"].items():
        print(f"{key}: {value}")
    return 0


def reproduce_command(args: argparse.Namespace) -> int:
    """All seeds of the named experiments: compared with the record, or replacing it."""
    names = dict.fromkeys(args.name or experiments.EXPERIMENTS)
    chosen = [experiments.experiment(name) for name in names]
    for e in chosen if args.write else ():
        check_writable(zoo.FOLDER / f"{e.name}.json")
    print(announcement(chosen, args.jobs), flush=True)
    folder = experiments.runs_folder() / "reproduce"
    target, agree = zoo.FOLDER if args.write else None, True
    for verdict in reproduce(chosen, folder, args.jobs, target):
        agree = agree and verdict.agrees
        print(verdict.text, flush=True)
    print(f"the results are in {target or folder}")
    return FAILED if args.check and not agree else 0


def sample_command(args: argparse.Namespace) -> int:
    """A grid of images, as square as n allows."""
    if args.o.suffix.lower() != ".png":
        raise zoo.ZooError(f"cannot write {args.o}: name a file that ends in .png")
    train.seed_everything(args.seed)
    x = samples(args.name, args.n, args.draw)
    sheet = plot.tiled(x, columns=max(1, round(args.n**0.5)))
    image = Image.fromarray(np.uint8(255 * sheet.repeat(2, 0).repeat(2, 1) + 0.5))
    zoo.replace(args.o, lambda path: image.save(path, "png"))
    print(args.o)
    return 0


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
