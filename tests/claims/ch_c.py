"""Checks of page C, on the timings stored in bench.json.

A factor counts if its lower quartile is above 1 (or its upper one below): then three
quarters of at least 30 pairs agree, and a sign test gives less than 0.01.
"""

from gvlib import zoo

THIN = (" 1 to ", " to 1,")


def _tricks() -> dict:
    """What book/bench/tricks measured."""
    return zoo.bench()["tricks"]


def _quartiles(name: str) -> dict[str, list[float]]:
    """Lower and upper quartile of a trick's factor, by what it was tried on."""
    rows = [row for row in _tricks()["rows"] if row["name"] == name]
    assert rows and all(row["pairs"] >= 30 for row in rows), name
    return {row["on"]: row["quartiles"] for row in rows}


def _step(on: str, batch: int) -> dict:
    """A measured step and its pieces."""
    return next(s for s in _tricks()["step"] if (s["on"], s["batch"]) == (on, batch))


def thin_ends_cost_time() -> None:
    """In both families their share of the time is over twice that of the FLOPs."""
    for on in ("gan-ns", "vae-sigma"):
        step = _step(on, 64)
        thin = [
            row for row in step["layers"]
            if row["mflop"] and any(ends in row["layer"] for ends in THIN)
            and not row["layer"].startswith("dense")
        ]  # fmt: skip
        ms = sum(
            n * t for row in thin for n, t in zip(row["times"], row["ms"], strict=True)
        )
        gflop = sum(row["mflop"] * sum(row["times"]) for row in thin) / 1e3
        assert ms / step["ms"] > 2 * gflop / step["gflop"], on


def dense_layers_come_nearest() -> None:
    """GFLOP/s over all passes of gan-ns: dense, then inner convolutions, then ends."""
    work, ms = dict.fromkeys("dcx", 0.0), dict.fromkeys("dcx", 0.0)
    for row in _step("gan-ns", 64)["layers"]:
        kind = "d" if row["layer"].startswith("dense") else "c"
        if kind == "c" and any(ends in row["layer"] for ends in THIN):
            kind = "x"
        if row["mflop"]:
            work[kind] += row["mflop"] * sum(row["times"])
            ms[kind] += sum(n * t for n, t in zip(row["times"], row["ms"], strict=True))
    dense, inner, ends = (work[kind] / ms[kind] for kind in "dcx")
    assert dense > inner > ends


def one_channel_is_slow() -> None:
    """The first layer's gradient of the image runs at under a third of its forward."""
    forward, _, image = _step("gan-ns", 64)["layers"][0]["ms"]
    assert image > 3 * forward


def more_channels_are_free() -> None:
    """Four output channels cost less than half more than one, not four times."""
    lanes = _tricks()["lanes"]
    assert lanes["4"] < 1.5 * lanes["1"]


def small_batches_pay_more() -> None:
    """Time an image falls from 16 to 64 and to 256, more at the first step."""
    small, middle, large = (_step("gan-ns", b)["ms"] / b for b in (16, 64, 256))
    assert small > middle > large and middle / small < large / middle


def own_gradients_are_cheaper() -> None:
    """Lower quartiles above 1 for both GANs."""
    found = _quartiles("gradients of own weights only")
    assert set(found) == {"gan-ns", "gan-r3"}
    assert all(low > 1 for low, _ in found.values())


def fused_adam_is_faster() -> None:
    """Faster on both, and the dense VAE's lower quartile above the GAN's upper one."""
    found = _quartiles("fused Adam, was plain loop")
    assert 1 < found["gan-ns"][0] and found["gan-ns"][1] < found["vae-mlp"][0]


def tensors_feed_faster() -> None:
    """Faster, and pictures cost at least half of a step that is fed by tensors."""
    low, _ = _quartiles("batches from tensors, was PIL images")["vae-mlp"]
    assert low > 1.5


def sharing_saves_more_than_predicted() -> None:
    """The lower quartile is above what was predicted."""
    name = "loss and penalties share D's pass"
    row = next(row for row in _tricks()["rows"] if row["name"] == name)
    assert row["quartiles"][0] > row["predicted"]


def batches_gain_more_than_predicted() -> None:
    """The lower quartile of batch 128 is above what was predicted."""
    rows = [r for r in _tricks()["rows"] if r["name"] == "batch 128, was 64"]
    assert all(row["quartiles"][0] > row["predicted"] for row in rows)


def compiling_slows() -> None:
    """Upper quartiles below 1 wherever it ran; gan-r3 was refused."""
    rows = [r for r in _tricks()["rows"] if r["name"] == "torch.compile"]
    ran = {row["on"]: row for row in rows if "measured" in row}
    assert set(ran) == {"gan-ns", "vae-sigma", "vae-mlp"}
    assert all(row["quartiles"][1] < 1 for row in ran.values())
    factor = {on: row["measured"] for on, row in ran.items()}
    assert factor["gan-ns"] == min(factor.values())
    assert factor["vae-mlp"] == max(factor.values())


def hand_made_convolutions_lose() -> None:
    """The upper quartile is below 1."""
    assert _quartiles("hand-made convolutions")["gan-ns"][1] < 1


def two_threads_cost_cpu_time() -> None:
    """The upper quartiles are below 1, and lower on a busy machine."""
    free, busy = (
        _quartiles(f"two threads, CPU time{where}")["gan-ns"]
        for where in ("", ", busy machine")
    )
    assert busy[1] < free[0] and free[1] < 1


def faster_than_the_peers() -> None:
    """In every round more images a CPU-second than either peer."""
    ratio = zoo.bench()["floors"]["vae_speed"]["ratio"]
    assert all(ratio[who]["min"] > 1 for who in ("pythae", "pytorch/examples"))


def bf16_one_seed() -> None:
    """One seed under autocast against the ends of three: above all, below all."""
    found = zoo.bench()["bf16"]
    gan, vae = found["fashion/gan-r3"], found["fashion/vae-bce"]
    assert gan["fd"] > max(gan["float32"]) and vae["fd"] < min(vae["float32"])
