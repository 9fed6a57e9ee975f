"""Networks side by side are the separate networks, in outputs, gradients and steps."""

import pytest
import torch
from torch import nn

from gvlib import nets
from gvlib.train import SideBySide

RUNS, ROWS = 3, 7


def normed() -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(2, 5), nn.BatchNorm1d(5), nets.leaky(),
        nn.Linear(5, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 1),
    )  # fmt: skip


MAKE = {
    "mlp": lambda: nets.mlp(2, 5, 4, 2), "critic": lambda: nets.Critic(2, 5, 4),
    "batch norm": normed,
}  # fmt: skip


def built(name: str) -> list[nn.Module]:
    torch.manual_seed(0)
    networks = [MAKE[name]().double() for _ in range(RUNS)]
    with torch.no_grad():
        for net in networks:
            for p in net.parameters():
                p.add_(0.1 * torch.randn_like(p))  # no scale is 1, no shift 0
    return networks


def batches(seed: int) -> torch.Tensor:
    rng = torch.Generator().manual_seed(seed)
    return torch.randn(RUNS, ROWS, 2, generator=rng, dtype=torch.float64)


@pytest.mark.parametrize("name", MAKE)
def test_outputs_are_those_of_each_network(name):
    networks, x = built(name), batches(1)
    found = SideBySide(networks)(x.flatten(0, 1))
    alone = torch.cat([net(part) for net, part in zip(networks, x, strict=True)])
    torch.testing.assert_close(found.reshape(alone.shape), alone)
    assert found.shape == ((RUNS * ROWS, 2) if name == "mlp" else (RUNS * ROWS,))


@pytest.mark.parametrize("name", MAKE)
def test_ten_steps_of_adam_are_those_of_each_network(name):
    """Adam divides the factor 1 / runs out, if its eps has it too."""
    networks = built(name)
    together, eps = SideBySide(networks), 1e-8
    opt = torch.optim.Adam(together.parameters(), 0.01, eps=eps / RUNS)
    for step in range(10):
        opt.zero_grad()
        together(batches(step).flatten(0, 1)).square().mean().backward()
        opt.step()
    for k, net in enumerate(networks):
        opt = torch.optim.Adam(net.parameters(), 0.01, eps=eps)
        for step in range(10):
            opt.zero_grad()
            net(batches(step)[k]).square().mean().backward()
            opt.step()
    x = batches(99)
    alone = torch.cat([net(part) for net, part in zip(networks, x, strict=True)])
    torch.testing.assert_close(together(x.flatten(0, 1)).reshape(alone.shape), alone)


def test_runs_do_not_meet():
    networks, x = built("batch norm"), batches(1)
    together = SideBySide(networks)
    before = together(x.flatten(0, 1)).reshape(RUNS, -1)
    x[1] += 100 * batches(2)[1]
    after = together(x.flatten(0, 1)).reshape(RUNS, -1)
    assert torch.equal(before[::2], after[::2])
    assert not torch.equal(before[1], after[1])


@pytest.mark.parametrize(
    ("networks", "message"),
    [
        ([], "at least one network"),
        ([nets.mlp(2, 3, 1), nets.mlp(2, 3, 3, 1)], "built of the same layers"),
        ([nn.Sequential(nn.Conv1d(1, 1, 1))], "a Conv1d has weights"),
    ],
)
def test_others_are_refused(networks, message):
    with pytest.raises(ValueError, match=message):
        SideBySide(networks)
