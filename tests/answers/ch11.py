"""What learners answer to chapter 11, and should not; and what is true of the quiz."""

import math

import numpy as np

from answers import near
from gvlib import zoo

QUIZ = {  # what is true of the right option, and of no other
    "11.1": lambda v: v == 0,
    "11.2": near("ring-demo/twins-transport", "apart"),
    "11.3": lambda v: math.isclose(v, near_both("high_quality"), rel_tol=1e-6),
    "11.4": lambda v: math.isclose(100 * v, near_both("cost"), rel_tol=1e-6),
    "11.5": near("fashion-parts/sigma", "fd_mixture10"),
    "11.6": near("ring-demo/student-regression", "high_quality", 0.01),
    "11.7": near("ring-demo/drifting-pull", "width", 0.01),
    "11.8": lambda v: math.isclose(v, 100 * 0.999**1_000, rel_tol=1e-6),
}


def near_both(key: str) -> float:
    """The mean over both maps of every pair of GANs, in per cent."""
    found = [zoo.values("ring-demo/twins-gan", key + end) for end in ("", "_twin")]
    return 100 * np.mean(found)


WRONG = {
    "11.1": [
        "def my_mean(y, t, modes):\n"
        "    logits = -(y[:, None] - modes).square().sum(2) / (2 * (1 - t) ** 2)\n"
        "    return logits.softmax(1) @ modes",
        "def my_mean(y, t, modes):\n"
        "    logits = -(y[:, None] - t * modes).square().sum(2) / (2 * (1 - t))\n"
        "    return logits.softmax(1) @ modes",
        "def my_mean(y, t, modes):\n"
        "    logits = -(y[:, None] - t * modes).norm(dim=2) / (2 * (1 - t) ** 2)\n"
        "    return logits.softmax(1) @ modes",
        "my_mean = lambda y, t, modes: modes.mean(0).expand_as(y)",
        "my_mean = lambda y, t, modes: modes.mean(0)",
    ],
    "11.2": [
        "strangers = lambda x: (2 * x.square().sum(1).mean()).sqrt()",
        "strangers = lambda x: x.var(0, correction=0).sum().sqrt()",
        "strangers = lambda x: 2 * x.var(0, correction=0).sum()",
        "strangers = lambda x: (2 * x.var(0).sum()).sqrt()",
        "strangers = lambda x: torch.pdist(x).square().mean().sqrt()",
        "strangers = lambda x: torch.pdist(x).mean()",
    ],
    "11.3": [
        "joined = lambda first, second, t, s, r: (first + second) / 2",
        "joined = lambda first, second, t, s, r: (s - t) * first + (r - s) * second",
        "joined = lambda first, second, t, s, r: "
        "((r - s) * first + (s - t) * second) / (r - t)",
        "joined = lambda first, second, t, s, r: first",
    ],
    "11.4": ["steps = 4602", "steps = 990", "steps = 4604", "steps = 1000"],
    "11.5": [
        "verdict = lambda control, treated: "
        "'helps' if sum(treated) < sum(control) else 'harms'",
        "def verdict(control, treated):\n"
        "    found = stats.ttest_ind(control, treated).confidence_interval()\n"
        "    if found.low > 0:\n"
        "        return 'helps'\n"
        "    return 'harms' if found.high < 0 else 'cannot tell'",
        "def verdict(control, treated):\n"
        "    found = stats.ttest_rel(control, treated).confidence_interval()\n"
        "    return 'helps' if found.low > 0 else 'cannot tell'",
        "verdict = lambda control, treated: 'cannot tell'",
    ],
    "11.6": [
        "step = lambda x_t, noise, now, then: "
        "then[0] * (x_t - now[1] * noise) + then[1] * noise",
        "step = lambda x_t, noise, now, then: "
        "then[0] * (x_t - now[1] * noise) / now[0] + now[1] * noise",
        "step = lambda x_t, noise, now, then: "
        "(x_t - now[1] * noise) / now[0] + then[1] * noise",
        "step = lambda x_t, noise, now, then: "
        "then[0] * (x_t - noise) / now[0] + then[1] * noise",
        "step = lambda x_t, noise, now, then: (x_t - now[1] * noise) / now[0]",
        "step = lambda x_t, noise, now, then: x_t",
    ],
}
