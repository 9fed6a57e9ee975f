"""Verdicts on published numbers: by Student's interval, against SciPy's."""

import numpy as np
import pytest
from scipy import stats

from gvlib import targets

VALUES = [1.0, 1.2, 0.9, 1.1]


def bounds() -> tuple[float, float]:
    mean, error = np.mean(VALUES), stats.sem(VALUES)
    return stats.t.interval(0.95, len(VALUES) - 1, mean, error)


@pytest.mark.parametrize("below", [True, False])
def test_a_target_is_met_by_the_whole_interval_only(below):
    low, high = bounds()
    far, near = (high, low) if below else (low, high)
    out = 1e-6 if below else -1e-6
    assert targets.verdict(VALUES, far + out, below) == "met"
    assert targets.verdict(VALUES, far - out, below) == "on average"
    assert targets.verdict(VALUES, np.mean(VALUES) - out, below) == "missed"
    assert targets.verdict(VALUES, near - 2 * out, below) == "missed"


def test_a_row_says_theirs_ours_and_the_goal(capsys):
    rows = []
    targets.judge(rows, "Who", "what", 2.5, VALUES, 0.5, below=False)
    targets.judge(rows, "Who", "else", None, VALUES, 0.5, spec=".0f")
    mean, (low, _) = np.mean(VALUES), bounds()
    ours = f"{mean:.2f} ± {mean - low:.2f}"
    assert rows[0] == ["Who", "what", "2.50", ours, 4, "≥ 0.5", "met"]
    assert rows[1] == ["Who", "else", "–", "1 ± 0", 4, "≤ 0.5", "missed"]
    assert f"what: {ours}, target ≥ 0.5: met" in capsys.readouterr().out


@pytest.mark.parametrize("below", [True, False])
@pytest.mark.parametrize("off", [1e-7, 4e-4, 4e-3, 0.04])
def test_the_digits_of_a_row_show_its_verdict(below, off):
    """The row's own text, judged again, has the row's verdict."""
    low, high = bounds()
    seen = set()
    for edge in (low, high, np.mean(VALUES)):
        for target in (edge - off, edge + off):
            rows = []
            targets.judge(rows, "Who", "what", 2.5, VALUES, target, below, ".1f")
            mean, half = map(float, rows[0][3].split(" ± "))
            best, worst = (mean, mean + half) if below else (-mean, half - mean)
            goal = target if below else -target
            found = (
                "met" if worst <= goal else "on average" if best <= goal else "missed"
            )
            assert rows[0][-1] == found and rows[0][2] == "2.5"
            seen.add(found)
    assert seen == {"met", "on average", "missed"}


def test_one_seed_is_no_evidence():
    with pytest.raises(ValueError, match="at least 2 values"):
        targets.verdict([1.0], 2.0)
