"""Chapter 7's new contestants: what differs, and that the measured one is shown."""

import pytest
import torch
from safetensors.torch import load_file
from torch.nn.utils import parameters_to_vector

from gvlib import data, zoo
from gvlib.experiments import EXPERIMENTS, experiment, records, sources, stored, train
from gvlib.experiments.builds import NON_SATURATING
from gvlib.experiments.core import Run
from gvlib.experiments.studies import critic, images
from gvlib.experiments.studies.critic import CRITIC, fashion_critic
from gvlib.experiments.studies.hybrids import AGAIN, ROWS, fashion_decoders
from gvlib.train import seed_everything

NAME = "fashion/vae-critic"
TINY = {
    "z_dim": 4, "batch_size": 8, "ema": 0.9, "vae_lr": 2e-3, "vae_steps": 3, "steps": 2,
    "rows": {CRITIC: ROWS[CRITIC]},
} | AGAIN  # fmt: skip
CONTESTANTS = ("gan-ns", "gan-ns-r1-r2", "gan-r3", "vae-bce", "vae-sigma", "vae-critic")


def bits(module):
    return parameters_to_vector(module.parameters()).detach().clone()


def differing(a, b):
    """The settings in which two experiments differ, as both have them."""
    a, b = (experiment(f"fashion/{name}").config for name in (a, b))
    assert a.keys() == b.keys()
    return {key: (a[key], b[key]) for key in a if a[key] != b[key]}


def stepped(n):
    """The study, tiny, after n steps of the five."""
    seed_everything(1000)
    run = fashion_critic(**TINY)
    for _ in range(n):
        run.step(run.batches)
    return run


@pytest.fixture
def tiny():
    """The experiment of five steps, measured by its likeness."""

    def measure(run: Run, split: str) -> dict:
        return {"fd_fitted": run.sample(3).mean().item()}

    e = experiment(NAME)
    return e._replace(config=TINY, steps=5, every=1, measure=measure, seeds=(0,))


def test_between_two_gans_stand_the_penalties_and_their_adam():
    assert differing("gan-ns", "gan-ns-r1-r2") == {
        "r1": (0.0, 1.0), "r2": (0.0, 1.0), "betas": ([0.5, 0.999], [0.0, 0.99]),
    }  # fmt: skip
    assert differing("gan-ns-r1-r2", "gan-r3") == {
        "loss": ("non_saturating", "relativistic")
    }
    assert NON_SATURATING["loss"] == "non_saturating"
    steps = [experiment(f"fashion/{n}").steps for n in ("gan-ns-r1-r2", "gan-r3")]
    assert steps[0] == steps[1]


def test_the_three_gans_play_their_own_game_from_one_start():
    """Equal weights first, other losses from the first step on, penalties in two."""
    logs, starts = {}, []
    for name in ("gan-ns", "gan-ns-r1-r2", "gan-r3"):
        e = experiment(f"fashion/{name}")
        seed_everything(e.seeds[0])
        run = e.build(**e.config)
        starts.append(bits(run.state["G"]))
        logs[name] = run.step(run.batches)
    assert torch.equal(starts[0], starts[1]) and torch.equal(starts[0], starts[2])
    plain, both, pairs = logs.values()
    # D's first loss is of equal networks on equal images, whatever is added to it.
    assert plain["d_loss"] == both["d_loss"] != pairs["d_loss"]
    assert plain["penalty"] == 0 < both["penalty"] == pairs["penalty"]


@pytest.mark.parametrize("name", CONTESTANTS)
def test_contestants_share_their_seeds_and_no_earlier_one(name):
    e = experiment(f"fashion/{name}")
    assert e.seeds == (14, 15, 16, 17, 18) and e.keep
    used = {*range(4), *EXPERIMENTS["fashion/vae-cb"].seeds}
    assert not used & {*e.seeds}


def test_what_is_no_contestant_any_more_is_as_its_record_says():
    e, rec = experiment("fashion/vae-cb"), zoo.record("fashion/vae-cb")
    assert e.revision == rec["revision"] == 4 and e.protocol == rec["protocol"]
    assert records.config_hash(e) == rec["hash"] and e.measure is images.vae_quality


def test_the_vae_is_the_one_of_chapter_7():
    """Its likelihood, rate and sizes; the decoder's second training is page 10b's."""
    e, sigma = experiment(NAME), experiment("fashion/vae-sigma").config
    assert e.config["vae_lr"] == sigma["lr"] and e.steps == sum(
        e.config[key] for key in ("vae_steps", "steps")
    )
    other = experiment("fashion-parts/decoders").config
    counts = {"rows", "vae_steps", "steps"}
    assert {k: v for k, v in e.config.items() if k not in counts} == {
        k: v for k, v in other.items() if k not in counts
    }
    assert e.config["rows"] == {CRITIC: other["rows"][CRITIC]}


def test_the_decoder_that_is_shown_is_the_one_beside_the_critic():
    """The average; in the state of the same study as page 10b has, to the last bit."""
    run = stepped(5)
    seed_everything(1000)
    other = fashion_decoders(**TINY)
    for _ in range(5):
        other.step(other.batches)
    again = other.state[f"ema {CRITIC}"].module
    assert torch.equal(bits(run.model.decoder), bits(again))
    assert not torch.equal(bits(run.model.decoder), bits(other.model.decoder))
    for name in ("encoder", "likelihood"):
        assert torch.equal(
            bits(getattr(run.model, name)), bits(getattr(other.model, name))
        )
    torch.manual_seed(3)
    x = run.sample(5)
    torch.manual_seed(3)
    with torch.no_grad():
        assert torch.equal(x, again(torch.randn(5, 4)))
    noisy = run.draw(5)
    assert noisy.shape == (5, 1, 28, 28) and 0 <= noisy.min() and noisy.max() <= 1
    assert run.parts.keys() == {"encoder", "decoder", "likelihood"}


def test_the_decoder_learns_only_when_the_vae_has_learned():
    run, found = stepped(0), []
    for _ in range(5):
        run.step(run.batches)
        found.append((bits(run.model.encoder), bits(run.model.decoder)))
    assert torch.equal(found[0][1], found[2][1])  # as it was before the first step
    assert torch.equal(found[2][0], found[4][0])
    assert not torch.equal(found[0][0], found[2][0])
    assert not torch.equal(found[3][1], found[4][1])


def test_what_is_stored_draws_what_was_measured(tiny, own_zoo, monkeypatch):
    """Trained, written, filled: the same codes give the same images, bit for bit."""
    run, row = train(tiny, 0, folder=own_zoo / "runs", progress=False)
    zoo.write_record({"name": NAME, "runs": [row]}, own_zoo)
    zoo.write_weights(NAME, run.parts, own_zoo)
    monkeypatch.setitem(EXPERIMENTS, NAME, tiny)
    zoo.all_weights.cache_clear()
    back = stored(NAME)
    zoo.all_weights.cache_clear()
    draws = []
    for one in (run, back):
        seed_everything(0)
        draws.append((one.sample(3), one.draw(3)))
    for a, b in zip(*draws, strict=True):
        assert torch.equal(a, b)
    assert draws[0][0].mean().item() == pytest.approx(
        row["metrics"]["fd_fitted"], rel=1e-5
    )
    assert {p.split(".")[0] for p in load_file(own_zoo / f"{NAME}.safetensors")} == {
        "encoder", "decoder", "likelihood",
    }  # fmt: skip
    assert not back.model.training


def test_it_goes_on_where_it_stopped(tiny, tmp_path):
    found = []
    for ends in ([5], [4, 5]):
        folder = tmp_path / str(len(ends))
        for n in ends:
            e = tiny._replace(steps=n)
            run, _ = train(e, 0, folder=folder, progress=False)
        found.append(bits(run.model.decoder))
    assert torch.equal(*found)


def test_the_measure_is_of_the_decoder_beside_the_critic(monkeypatch):
    """The codes of known images, without noise, by the networks in the state."""
    for module in (images, sources):
        monkeypatch.setattr(module, "N", 300)
    monkeypatch.setattr(sources, "N_CODES", 500)
    monkeypatch.setattr(images, "N_GAUSSIANS", 3)
    mu = torch.no_grad()(lambda model, x: model.posterior(x).mean)
    monkeypatch.setattr(images, "codes_of", mu)
    shown = []
    monkeypatch.setattr(images, "vae_images", lambda run, split: {"fd": 0.0})
    monkeypatch.setattr(
        images, "image_quality",
        lambda x, split, suffix: shown.append(x) or {f"fd{suffix}": 0.0},
    )  # fmt: skip
    run = stepped(5)
    found = images.vae_quality(run, "val")
    assert found.keys() == {"fd", "seconds_fitted", "fd_fitted", "fd_posterior"}
    z = mu(run.state["ema"].module, data.to_unit(data.fashion_mnist("val")[0][:300]))
    with torch.no_grad():
        own = run.state[f"ema {CRITIC}"].module(z)
        first = run.state["ema"].module.decoder(z).sigmoid()
    torch.testing.assert_close(shown[1], own)
    assert (shown[1] - first).abs().max() > 1e-4


def test_the_budget_is_two_constants():
    e = experiment(NAME)
    assert (e.config["vae_steps"], e.config["steps"]) == (
        critic.VAE_STEPS, critic.AGAIN_STEPS,
    )  # fmt: skip
