"""What each command of `python -m gvlib` does: arguments in, exit code out."""

import argparse
import sys

import joblib
import numpy as np
from PIL import Image
from torch import Tensor

from gvlib import experiments, files, plot, settings, train, zoo
from gvlib.compare import compare
from gvlib.compare.result import restored_file
from gvlib.errors import WriteError
from gvlib.experiments.calibrate import calibrate, store_calibration
from gvlib.experiments.challenge import entry as entries
from gvlib.experiments.challenge import scores
from gvlib.experiments.challenge.scores import spread
from gvlib.experiments.challenge.seed import SEEDS, propose_steps
from gvlib.experiments.reproduce import announcement, reproduce, save_run
from gvlib.experiments.stored import drawable, stored

OK, FAILED = 0, 1
WEIGHTS = ".safetensors"


def info_command(args: argparse.Namespace) -> int:
    """Configuration, protocol, provenance and every metric."""
    if args.name not in zoo.names():
        e = experiments.experiment(args.name)
        print(f"{e.name}: {e.title}\nsteps: {e.steps:,}\nconfig: {e.config}")
        print(f"nothing is stored: python -m gvlib reproduce {e.name} --write")
        return OK
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
        print(f"  {key}: {spread(zoo.values(args.name, key))}")
    return OK


def train_command(args: argparse.Namespace) -> int:
    """One seed, to the end."""
    e = experiments.experiment(args.name)
    folder = args.out or settings.runs()
    checkpoint = folder / e.name / f"seed-{args.seed}.pt"
    if checkpoint.exists():
        print(f"going on from {checkpoint}; delete it to train anew", flush=True)
    run, row = experiments.train(e, args.seed, folder=folder, split=args.split)
    path = save_run(e.name, run, row, folder)
    if "failed" in row:
        print(f"gvlib: {e.name} failed at {row['failed']}", file=sys.stderr)
        return FAILED
    print(f"{path.with_suffix('.safetensors')}\n{path}")
    print(f"measured against: {args.split}")
    for key, value in row["metrics"].items():
        print(f"{key}: {value}")
    return OK


def reproduce_command(args: argparse.Namespace) -> int:
    """All seeds of the named experiments: compared with the record, or replacing it."""
    names = dict.fromkeys(args.name or experiments.EXPERIMENTS)
    chosen = [experiments.experiment(name) for name in names]
    jobs = args.jobs or joblib.cpu_count()
    for e in chosen if args.write else ():
        files.check_writable(zoo.FOLDER / f"{e.name}.json")
    print(announcement(chosen, jobs), flush=True)
    folder = settings.runs() / "reproduce"
    target, agree = zoo.FOLDER if args.write else None, True
    for verdict in reproduce(chosen, folder, jobs, target):
        agree = agree and verdict.agrees
        print(verdict.text, flush=True)
    print(f"the results are in {target or folder}")
    return FAILED if args.check and not agree else OK


def calibrate_command(args: argparse.Namespace) -> int:
    """Seconds a step of each, and how many steps cost what the first one's cost."""
    chosen = [experiments.experiment(name) for name in dict.fromkeys(args.name)]
    for e in chosen if args.write else ():
        zoo.record(e.name)  # or say now that there is none to write to
        files.check_writable(zoo.FOLDER / f"{e.name}.json")
    seconds = calibrate(chosen, args.rounds)
    total = chosen[0].steps * seconds[chosen[0].name]
    for e in chosen:
        step = seconds[e.name]
        equal = f"{round(total / step):,} for the cost of {chosen[0].name}"
        print(f"{e.name:24} {step:.4g} CPU-seconds a step; steps: {e.steps:,}, {equal}")
    if args.write:
        stored = store_calibration(seconds, args.rounds, zoo.FOLDER)
        print(f"stored in {zoo.FOLDER}: {', '.join(stored) or 'none'}")
        if others := [name for name in seconds if name not in stored]:
            print(f"left, for another kind of processor ran them: {', '.join(others)}")
    return OK


def challenge_command(args: argparse.Namespace) -> int:
    """Ten CPU-minutes a seed, and one line that says what they came to."""
    entry = entries.probe(entries.find(args.entry, args.steps))
    e, rows, seeds = entry.experiment, [], args.seeds or SEEDS
    if args.calibrate:
        steps, step = propose_steps(e)
        print(f"{e.name}: {step:.4g} CPU-seconds a step here (median of 40)")
        print(f"python -m gvlib challenge {args.entry} --steps {steps}")
        return OK
    print(
        f"{e.name}: {seeds} seeds of {e.steps:,} steps, {args.jobs} at a time, "
        f"measured on {args.split}; results in {entry.folder}",
        flush=True,
    )
    for row in entries.run_seeds(entry, seeds, args.split, args.jobs):
        rows.append(row)
        print(scores.seed_line(row), flush=True)
    print(scores.other_line(rows))
    print(scores.result_line(e.name, rows, args.split))
    if args.split == "test":
        print(*scores.comparisons(rows), sep="\n")
    return FAILED if scores.faults(rows) else OK


def compare_command(args: argparse.Namespace) -> int:
    """A comparison on the reader's own pictures, and its page."""
    done = compare(
        args.source, minutes=args.minutes, seeds=args.seeds, size=args.size,
        out=args.out, jobs=args.jobs, download=args.download,
        inception=args.inception, say=announce,
    )  # fmt: skip
    print(*done.verdicts, sep="\n")
    print(done.report)
    failed = any("failed" in row for rows in done.rows.values() for row in rows)
    return FAILED if failed else OK


def announce(line: str) -> None:
    """Print at once, for what follows may take long."""
    print(line, flush=True)


def sample_command(args: argparse.Namespace) -> int:
    """A grid of images, as square as n allows."""
    if args.o.suffix.lower() != ".png":
        raise WriteError(f"cannot write {args.o}: name a file that ends in .png")
    train.seed_everything(args.seed)
    x = draw_stored(args.name, args.n, args.draw)
    sheet = plot.tiled(x, columns=max(1, round(args.n**0.5)))
    image = Image.fromarray(np.uint8(255 * sheet.repeat(2, 0).repeat(2, 1) + 0.5))
    files.replace(args.o, lambda path: image.save(path, "png"))
    print(args.o)
    return OK


def draw_stored(name: str, n: int, noisy: bool) -> Tensor:
    """n images of a stored run, `noisy` with the noise of p(x|z)."""
    if name.endswith(WEIGHTS):
        run = restored_file(files.expand(name))
    elif name not in drawable():
        zoo.record(name)  # an unknown name is the likelier mistake
        raise zoo.UnknownName(
            f"no stored weights of {name!r} draw images; there are: "
            + (", ".join(drawable()) or "none yet")
        )
    else:
        run = stored(name)
    if noisy and not run.draw:
        raise zoo.UnknownName(f"{name!r} has no p(x|z) to draw from: leave out --draw")
    return (run.draw if noisy else run.sample)(n)
