"""The benchmark's pieces at tiny sizes: clocks, merging, and peers that fail."""

import json
import math
import sys
from types import SimpleNamespace

import pytest
import torch
from bench import process, run, store, timing
from bench.floors import (
    conv_share,
    fit_overhead,
    manifold,
    ring_scaling,
    table,
    vae_speed,
)
from bench.flops import flops
from bench.peers import distance, environment, programs, recipes, watch
from bench.tricks import replacements
from studies import again, bf16, growth, tokens
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from gvlib import data, gan, nets, zoo
from gvlib.experiments import experiment
from gvlib.train import EMA


@pytest.fixture
def no_clone(monkeypatch):
    monkeypatch.delenv("GVLIB_EXAMPLES", raising=False)


def test_ratios_are_paired():
    """The ratio of medians would be 20 / 2 = 10."""
    found = timing.paired([10, 20, 90], [1, 4, 2])
    assert found == {"median": 10, "min": 5, "max": 45}
    found = timing.paired([10, 20, 30], [1, 10, 2])
    assert found == {"median": 10, "min": 2, "max": 15}


def test_rounds_interleave_and_the_first_is_not_counted():
    calls = []
    work = {name: lambda name=name: calls.append(name) for name in "AB"}
    seconds = timing.in_turn(work, 2)
    assert "".join(calls) == "BAABBA"  # the first pair is the warm one
    assert [len(times) for times in seconds.values()] == [2, 2]


def test_a_missing_peer_is_a_line_and_the_rest_goes_on(monkeypatch, no_clone):
    monkeypatch.setitem(sys.modules, "pythae", None)  # an import of it now fails
    found = vae_speed.measure(images=256, rounds=1)
    ours = {"gvlib", "gvlib, averaged", "by hand"}
    assert set(found["images_per_cpu_second"]) == ours
    assert "pythae" in found["errors"]["pythae"]
    assert "GVLIB_EXAMPLES" in found["errors"]["pytorch/examples"]


def test_by_hand_is_the_same_algorithm(monkeypatch):
    """From equal weights, images and noise, both take the same step."""
    run_, size = fit_overhead.mlp_vae()
    x, model = run_.batches.x[:size], run_.state["model"]
    start = {k: v.clone() for k, v in model.state_dict().items()}
    monkeypatch.setattr(fit_overhead, "rows", lambda x, n: lambda: x[:n].float() / 255)
    monkeypatch.setattr(torch, "randn_like", lambda t: torch.normal(0 * t, 1.0))
    grads = []
    for step in (
        lambda: run_.step(iter([x.float() / 255])),
        fit_overhead.vae_by_hand(run_, size),
    ):
        model.load_state_dict(start)
        torch.manual_seed(1)
        step()
        grads.append(torch.cat([p.grad.flatten() for p in model.parameters()]))
    # float32 sums over 784 pixels in another order
    torch.testing.assert_close(*grads, rtol=1e-3, atol=1e-5)


def test_overhead_is_reported_for_each_contest():
    found = fit_overhead.measure(milliseconds=1, rounds=1)
    assert set(found) == {"ring GAN", "MLP VAE", "convolutional VAE"}
    assert all(part["fit_over_by_hand"]["median"] > 0 for part in found.values())


def test_flops_are_torchs_own():
    net = nn.Sequential(nn.Conv2d(1, 4, 4, 2, 1), nn.Flatten(), nn.Linear(784, 3))
    x = torch.rand(2, 1, 28, 28)

    def work():
        net(x).sum().backward()

    with FlopCounterMode(display=False) as oracle:
        work()
    assert flops(work) == oracle.get_total_flops()


def test_shares_are_of_the_matrix_product():
    layer, x = nn.Linear(64, 64), torch.rand(64, 64)
    found = conv_share.rates({"product": lambda: layer(x)}, repeats=1, rounds=1)
    row = found["product"]
    expected = row["gflops"] / found["matrix_product_gflops"]
    assert row["share"] == pytest.approx(expected, rel=0.01)  # three digits


def test_the_round_with_places_is_the_packages_own():
    """As it stands bit by bit; with passes apart but for rounding."""
    x = torch.rand(3, 16, 2)
    logs = []
    for step, differently in (
        (gan.gan_step, {}), (replacements.round_of, {}),
        (replacements.round_of, {"penalise": replacements.apart}),
        (replacements.round_of, {"logits": replacements.in_one_call}),
    ):  # fmt: skip
        torch.manual_seed(0)
        G, D = nets.mlp(2, 8, 2), nets.Critic(2, 8)
        opts = [torch.optim.Adam(net.parameters()) for net in (G, D)]
        rules = {"z_dim": 2, "penalties": [gan.r1(1.0), gan.r2(1.0)], "ema": EMA(G)}
        once = step(G, D, *opts, gan.relativistic, **rules, **differently)
        batches = iter([*x, x[0]])
        logs.append([once(batches), once(batches)][1])
    names = ("d_loss", "penalty", "g_loss", "d_norm", "g_norm")
    first, *others = (torch.stack([log[k] for k in names]) for log in logs)
    assert torch.equal(first, others[0])
    for other in others[1:]:
        torch.testing.assert_close(first, other, rtol=1e-5, atol=1e-7)


def test_a_loss_that_ignores_real_logits_can_save_their_pass():
    D, real, fake = nn.Linear(2, 1), torch.rand(4, 2), torch.rand(4, 2)
    for loss in (gan.non_saturating, gan.relativistic):
        found = replacements.as_needed(loss, D, real, fake)
        assert torch.equal(found, replacements.both(loss, D, real, fake))


def test_prdc_is_compared_on_equal_points():
    found = manifold.timing(n=200, d=8, rounds=1)
    assert found["largest_difference"] < 1e-12  # the same counts, divided
    assert manifold.held("gvlib", 100, 4) >= 0


def test_prdc_is_not_tried_without_the_memory(monkeypatch):
    monkeypatch.setattr(manifold, "free", lambda: 0.0)
    monkeypatch.setattr(manifold, "held", lambda who, n, d: 1.0)
    found = manifold.memory([1_000], 4)["megabytes"]
    assert found["gvlib"] == {"1000": 1.0} and "not tried" in found["prdc"]["1000"]


def test_one_core_is_a_clear_line(monkeypatch):
    monkeypatch.setattr(ring_scaling.os, "cpu_count", lambda: 1)
    found = ring_scaling.measure("ring-demo/gan-ns", 2, 10, 1)
    assert "one core" in found["error"]


def test_below_counts_from_where_it_stays_below():
    curve = [(1.0, 90.0), (2.0, 110.0), (3.0, 80.0), (4.0, 70.0)]
    assert watch.below(curve, 100) == 3
    assert watch.below(curve, 75) == 4
    assert watch.below(curve, 60) is None
    assert watch.below([], 60) is None
    assert watch.below([(1.0, 50.0), (2.0, float("nan"))], 60) is None


class Still(watch.Watch):
    """A watch with a distance that costs nothing."""

    def __init__(self, cap):
        self.cap, self.every, self.due = cap, 0.0, 0.0
        self.curve, self.steps, self.measuring = [], 0, 0.0
        self.start = watch.time.process_time()

    def distance(self):
        return 1.0


def test_a_foreign_loop_is_followed_and_left(monkeypatch):
    now = 0.0  # a clock of its own: a busy machine's seconds decide nothing here
    clock = SimpleNamespace(process_time=lambda: now)
    monkeypatch.setattr(watch, "time", clock)
    weight = nn.Parameter(torch.ones(1))
    opt = torch.optim.Adam([weight])

    def forever():
        nonlocal now
        while True:
            now += 1
            opt.zero_grad()
            weight.sum().backward()
            opt.step()

    seen = Still(cap=50)  # seconds by that clock
    watch.follow(forever, seen)
    assert [seconds for seconds, _ in seen.curve] == list(range(1, 51))
    assert seen.steps == 50
    before = seen.steps
    opt.step()  # the hook is gone
    assert seen.steps == before


def test_sampling_leaves_the_network_as_it_was():
    net = nn.Sequential(nn.BatchNorm1d(1))
    modes = []
    watch.evaluated(net, lambda n: modes.append(net.training))(1)
    assert modes == [False] and net.training


def test_images_survive_the_peers_formats():
    """Resized as torchvision does and back by least squares; padded and cut."""
    x = torch.rand(3, 1, 28, 28)
    large = nn.functional.interpolate(x, size=(64, 64), mode="bilinear")
    back = recipes.from_signed64(large * 2 - 1)
    torch.testing.assert_close(back, x, atol=1e-5, rtol=0)  # float32, 64 terms
    padded = nn.functional.pad(x, [2, 2, 2, 2]) * 2 - 1
    again = recipes.from_signed32(padded.expand(-1, 3, -1, -1))
    torch.testing.assert_close(again, x, atol=1e-6, rtol=0)


def test_fashion_mnist_stands_where_torchvision_looks(tmp_path):
    datasets = pytest.importorskip("torchvision").datasets
    images = datasets.MNIST(programs.unpack(tmp_path / "data", 70), train=True)
    x, y = vae_speed.data.fashion_mnist("train")
    assert len(images) == 70 or len(images.data) == 70
    assert torch.equal(images.data, x[:70, 0]) and torch.equal(
        images.targets[:70], y[:70]
    )


def test_a_failing_recipe_is_an_error_in_its_place(monkeypatch):
    def broken():
        raise TypeError("make_grid() got an unexpected keyword argument 'range'")

    monkeypatch.setitem(distance.PEERS, "broken", broken)
    found = distance.measure("broken", cap=1.0, every=1.0, seeds=1)
    assert found["error"].startswith("TypeError: make_grid()")


def test_a_peer_that_never_arrives_bounds_the_ratio():
    ours = {"200": [20, 30], "150": [40, 50], "100": [60, 90], "75": [None, 80]}
    section = {
        "gvlib": {"experiments": {"fashion/gan-r3": {"seconds": ours}}},
        "pl_bolts GAN": {"cap": 240, "curves": [[(10, 300), (120, 180)]]},
        "pythae VAE, its MLP": {"cap": 240, "curves": [[(10, 190)]]},
    }
    table = {(r["name"], r["level"]): r for r in distance.rows(section)}
    assert table["pl_bolts GAN", 200]["ratio_at_least"] == 4  # 120 / 30
    assert table["pl_bolts GAN", 150]["peer_seconds"] is None
    assert table["pl_bolts GAN", 150]["ratio_at_least"] == 4.8  # 240 / 50
    assert table["pl_bolts GAN", 100]["met"] is False  # 240 / 90
    assert table["pl_bolts GAN", 75]["ours"] is None
    assert table["pythae VAE, its MLP", 200]["ours"] is None  # another family


def test_merging_keeps_what_others_wrote_and_older_numbers(tmp_path):
    target = tmp_path / "bench.json"
    target.write_text(json.dumps({"tricks": {"a": 1}}))
    store.merge("floors", "one", {"ratio": 2, "measured": "day 1"}, target)
    store.merge("floors", "one", {"error": "no memory", "measured": "day 2"}, target)
    found = json.loads(target.read_text())
    assert found["tricks"] == {"a": 1}
    assert found["floors"]["one"] == {
        "ratio": 2, "measured": "day 1", "not_measured_again": "no memory",
    }  # fmt: skip
    store.merge("floors", "one", {"ratio": 3, "measured": "day 3"}, target)
    assert json.loads(target.read_text())["floors"]["one"]["ratio"] == 3


def test_a_peers_older_numbers_are_kept_and_named():
    older = {
        "ratio": {"pytorch/examples": {"median": 2.0}}, "measured": "day 1, machine A",
        "images_per_cpu_second": {"pytorch/examples": {"median": 9.0}},
    }  # fmt: skip
    found = {
        "ratio": {}, "images_per_cpu_second": {},
        "errors": {"pytorch/examples": "not measured: set GVLIB_EXAMPLES"},
    }  # fmt: skip
    kept = run.keep_peers_numbers(found, older)
    assert kept["ratio"] == older["ratio"]
    assert "day 1, machine A" in kept["errors"]["pytorch/examples"]


def test_a_part_that_fails_is_its_last_line(tmp_path, monkeypatch):
    (tmp_path / "bad.py").write_text("raise RuntimeError('no such layer')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    found = process.part(sys.executable, "bad", [])
    assert found == {"error": "RuntimeError: no such layer"}


def test_peers_that_do_not_install_are_one_line(tmp_path, monkeypatch):
    (tmp_path / "same.txt").write_text("")
    (tmp_path / "wanted.txt").write_text("no-such-package-of-gvlib==0")
    monkeypatch.setattr(environment, "WANTED", tmp_path / "wanted.txt")
    monkeypatch.setattr(environment, "python", lambda folder: sys.executable)
    monkeypatch.setenv("PIP_NO_INDEX", "1")  # then pip finds nothing, anywhere
    with pytest.raises(SystemExit, match="not installed: ERROR: No matching"):
        environment.install(tmp_path)


def test_the_peers_environment_is_made_once(tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(environment, "make", lambda f: made.append(f.mkdir()))
    monkeypatch.setattr(environment, "install", lambda folder: None)
    for _ in range(2):
        assert environment.ready(tmp_path / "env").parent.parent == tmp_path / "env"
    assert len(made) == 1


def test_the_stored_file_is_whole():
    """What the pages read; a part is measured or says why not."""
    found = zoo.bench()
    if "floors" not in found:
        pytest.skip("the floors are not measured yet: make bench")
    for name in run.FLOORS:
        part = found["floors"][name]
        assert "measured" in part and ("error" not in part or len(part["error"]) > 9)


def test_the_stored_distances_are_whole():
    found = zoo.bench()
    if "to_distance" not in found:
        pytest.skip("the peers' own recipes are not measured yet: make bench")
    assert set(distance.PEERS) <= set(found["to_distance"])


def test_the_table_of_floors_says_what_is_met():
    ratio = {"median": 1.6, "min": 1.4, "max": 1.7}
    parts = {
        "vae_speed": {"ratio": {"pythae": ratio}, "measured": "day 1"},
        "fit_overhead": {
            "VAE": {"fit_over_bare_loop": ratio, "fit_over_by_hand": ratio},
            "measured": "day 1",
        },
        "conv_share": {"steps": {"a": {"share": 0.3}, "matrix_product_gflops": 160}},
        "manifold": {"error": "no prdc"},
        "ring_scaling": {"seeds": 10, "ratio": ratio},
    }
    met = {row["name"]: row["met"] for row in table.rows(parts)}
    assert list(met.values()) == [True, False, False, False, True]
    for last, linear in ((41.0, True), (80.0, False)):
        sizes = {"100": 10.0, "200": 20.0, "400": last}
        memory = {"manifold": {"memory": {"megabytes": {"gvlib": sizes}}}}
        (row,) = table.rows(memory)
        assert row["met"] == linear and row["measured"] == last / 20
    assert table.rows({}) == []


def test_bf16_is_the_same_experiment_in_fewer_bits(monkeypatch, capsys):
    e = bf16.halved(experiment("fashion/vae-bce"))
    run = e.build(**e.config)
    seen = []
    forward = run.state["model"].decoder.forward
    monkeypatch.setattr(
        run.state["model"].decoder, "forward",
        lambda z: seen.append(torch.is_autocast_enabled("cpu")) or forward(z),
    )  # fmt: skip
    run.step(iter(run.batches))
    assert seen == [True] and not torch.is_autocast_enabled("cpu")
    monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda: False)
    bf16.main()
    assert "no bfloat16" in capsys.readouterr().out


def test_growth_is_counted_to_a_whole_pass():
    """Every model at every size, in seconds of 50,000 images, and nothing else."""
    found = growth.measure(sides=(7,), rounds=1, batch=600)
    assert set(found["cpu_seconds_a_pass"]) == {
        "full 10", "factors 10", "full 100", "factors 100", "rbm 500"
    }  # fmt: skip
    for seconds in found["cpu_seconds_a_pass"].values():
        assert set(seconds) == {"49"} and 0 < seconds["49"] < 600
    stored = zoo.bench()["growth"]["classical"]
    assert set(stored["cpu_seconds_a_pass"]) == set(found["cpu_seconds_a_pass"])
    assert stored["images"] == found["images"] == len(data.fashion_mnist("train")[0])


def test_shares_of_a_step_are_parts_of_it():
    """Both mixtures at every size; solves and products never sum to more than all."""
    found = growth.shares(sides=(7,), rounds=1, batch=600)["shares_of_a_step"]
    stored = zoo.bench()["growth"]["shares"]["shares_of_a_step"]
    assert set(found) == set(stored) == {"full 100", "factors 100"}
    for sizes in [*found.values(), *stored.values()]:
        for share in sizes.values():
            assert 0 < share["solves"] + share["products"] < 1
    assert all(set(sizes) == {"49", "196", "784"} for sizes in stored.values())


def test_a_row_run_again_is_equal_only_if_every_metric_is():
    was = {"metrics": {"fd": 1.5, "kd": 0.1}, "cpu_seconds": 4.0, "machine": "n"}
    stored = [was | {"seed": s} for s in (0, 1)]
    row = {"cpu_seconds": 9.0, "machine": "m", "versions": {"torch": "t"}}
    rows = [stored[0] | row, stored[1] | row | {"metrics": {"fd": 1.5, "kd": 0.2}}]
    found = again.beside(stored, rows)
    assert found["equal"] == [True, False] and found["seeds"] == [0, 1]
    assert found["cpu_seconds"] == [9.0, 9.0] and found["machines"] == ["m"]
    assert found["first"] == {"cpu_seconds": [4.0, 4.0], "machines": ["n"]}


def test_tokens_of_each_place_alone_have_that_places_shares():
    """One token at the first place, two in equal parts at the second: log 2 nats."""
    train = torch.stack([torch.full((400,), 3), torch.arange(400) % 2], 1)
    drawn, nats = tokens.by_place(train, train, 5)
    assert (drawn[:, 0] == 3).float().mean() > 0.99
    assert abs(drawn[:, 1].float().mean() - 0.5) < 0.03  # 10,000 draws: 0.005 a sd
    assert nats.mean().item() == pytest.approx(math.log(2), abs=0.01)


def test_the_grid_without_a_book_has_the_books_networks():
    """One step; as many weights as the book's, but for its encoder's last layer."""
    run = tokens.grid_run(4)
    run.step(iter([torch.rand(8, 1, 28, 28)]))
    model = run.state["model"]
    assert model.z_dim == 4 * 49
    assert model.decoder(torch.zeros(2, 196)).shape == (2, 1, 28, 28)
    book = [nets.grid_encoder(4), nets.grid_generator(4)]
    extra = 4 * (2 * nets.CHANNELS[1] + 1)  # widths of the clouds, each with a bias
    ours = [model.encoder, model.decoder]
    assert sum(map(nets.n_parameters, ours)) == extra + sum(
        map(nets.n_parameters, book)
    )
