"""How long a comparison takes besides training: priors, eyes, measurements."""

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import torch

from gvlib import data, vae
from gvlib.experiments.core import Experiment
from gvlib.experiments.own.eyes import features_of_inception, seen, unlearned
from gvlib.experiments.own.fitting import QUICK, quick_of
from gvlib.experiments.own.job import Job
from gvlib.experiments.own.quality import Eyes, Measuring, image_metrics, measure, watch
from gvlib.nets import Z_DIM
from gvlib.train import seed_everything

POINTS = 5  # of the curve of quality against compute
CODES_TIMED, PICTURES_TIMED = 1_000, 200


class Besides(NamedTuple):
    """CPU-seconds that are not training."""

    once: float = 0.0
    each: dict[str, float] = {}
    """Of measuring a run of each contestant."""


def seconds(call: Callable[[], object]) -> float:
    """CPU-seconds of a call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def seconds_of_fit(n: int) -> float:
    """CPU-seconds of ten Gaussians fitted to n codes: EM's cost is linear in both.

    Codes of N(0, I) have no clusters, so EM ends late: it is rather more than less.
    """
    codes = torch.randn(min(n, CODES_TIMED), Z_DIM)
    return n / len(codes) * seconds(lambda: vae.fit_mixture(codes, QUICK))


def besides(
    job: Job, timed: list[Experiment], ks: Sequence[int], last: float, looking: float
) -> Besides:
    """What `looking` seconds of learning to see, and all measurements, come to.

    Measured with eyes that have learned nothing and fewer pictures, for both cost the
    same a picture. `last` are the seconds of choosing among `ks` Gaussians.
    """
    seed_everything(0)
    held = job.held[:PICTURES_TIMED]
    eyes, times = unlearned(job.pictures), len(job.held) / len(held)
    x = data.to_unit(held)
    against = Measuring(held, job.train, eyes, [seen(one, x) for one in eyes])
    quick = last * quick_of(ks) / (sum(ks) + ks[-1])
    each = {e.name: times * of_run(e, against, quick) for e in timed}
    real = times * seconds(lambda: image_metrics(x, against))
    shown = len(job.train) / len(held) * seconds(lambda: seen(eyes[0], x))
    if job.plan["inception"]:
        third = Eyes("", "", features_of_inception(), {})
        more = len(job.held) / 2 * seconds(lambda: seen(third, x[:2]))
        each, real = {k: v + more for k, v in each.items()}, real + more
        looking += more
    return Besides(looking + job.plan["seeds"] * real + shown, each)


def of_run(e: Experiment, against: Measuring, quick: float) -> float:
    """CPU-seconds of one run's points and of its last measurement.

    `quick` is a prior that is fitted for a point alone.
    """
    run = e.build(**e.config)
    prior = run.parts.get("prior")
    if prior:
        prior.fitted.fill_(True)
    points = seconds(lambda: watch(run, against)) + quick * bool(prior)
    return POINTS * points + seconds(lambda: measure(run, "val", against))
