"""Floor: images per CPU-second of one VAE, here and in peers.

The same network (784-400-20 and back, ReLU), batch 128, Adam at 1e-3 and binary
cross-entropy on the grey pixels of Fashion-MNIST for all; one thread. A round
is one epoch of each over a part of the images, short because machines drift. What
differs is what a package puts around the network: see NOTES.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path

import torch
from bench.floors.fit_overhead import mlp_vae, vae_by_hand
from bench.peers.programs import examples, inside, load_script, unpack
from bench.process import command, last_line
from bench.timing import in_turn, paired, repeated, summary
from torch import nn

from gvlib import data, nets, train

BATCH, HIDDEN, Z_DIM = 128, 400, 20
PEERS = ("pythae", "pytorch/examples")
NOTES = {
    "gvlib": "fit and vae_step, fused Adam; the images stay bytes in memory",
    "gvlib, averaged": "the same with a running average of the weights",
    "by hand": "a bare loop over the same bytes, fused Adam, nothing checked or logged",
    "pythae": "BaseTrainer, its DataLoader over tensors, torch's default Adam; "
    "encoder and decoder passed to its VAE, two heads for mu and log variance",
    "pytorch/examples": "vae/main.py, torchvision's MNIST class and a DataLoader, "
    "torch's default Adam",
}


def ours(n: int, average: bool = False) -> Callable[[], object]:
    """One epoch of gvlib's own loop."""
    run, _ = mlp_vae(n, average)
    return lambda: train.fit(
        run.step, run.batches, n // BATCH, state=run.state, progress=False
    )


def by_hand(n: int) -> Callable[[], object]:
    """One epoch of a bare loop: about what any package could reach with these calls."""
    return repeated(vae_by_hand(*mlp_vae(n, False)), n // BATCH)


def pythae_networks() -> tuple[nn.Module, nn.Module]:
    """The same widths as pythae wants them: two heads, named outputs."""
    from pythae.models.base.base_utils import ModelOutput
    from pythae.models.nn import BaseDecoder, BaseEncoder

    class Encoder(BaseEncoder):
        def __init__(self):
            super().__init__()
            self.body = nets.mlp(784, HIDDEN)
            self.mu, self.log_var = nets.mlp(HIDDEN, Z_DIM), nets.mlp(HIDDEN, Z_DIM)

        def forward(self, x):
            h = self.body(x).relu()
            return ModelOutput(embedding=self.mu(h), log_covariance=self.log_var(h))

    class Decoder(BaseDecoder):
        def __init__(self):
            super().__init__()
            self.body = nets.mlp(Z_DIM, HIDDEN, 784)

        def forward(self, z):
            return ModelOutput(reconstruction=self.body(z).sigmoid())

    return Encoder(), Decoder()


def pythae(n: int) -> Callable[[], object]:
    """One epoch of pythae's trainer."""
    from pythae.data.datasets import BaseDataset
    from pythae.models import VAE, VAEConfig
    from pythae.trainers import BaseTrainer, BaseTrainerConfig

    settings = BaseTrainerConfig(
        output_dir=tempfile.mkdtemp(), per_device_train_batch_size=BATCH,
        learning_rate=1e-3, no_cuda=True,
    )  # fmt: skip
    config = VAEConfig(input_dim=(784,), latent_dim=Z_DIM, reconstruction_loss="bce")
    x = data.to_unit(data.fashion_mnist("train")[0][:n].flatten(1))
    trainer = BaseTrainer(
        VAE(config, *pythae_networks()), BaseDataset(x, torch.zeros(n)),
        training_config=settings,
    )  # fmt: skip
    trainer.prepare_training()
    return lambda: trainer.train_step(1)


def pytorch_examples(n: int) -> Callable[[], object]:
    """One epoch of pytorch/examples' vae/main.py, by its own train()."""
    clone, folder = examples(), Path(tempfile.mkdtemp())
    unpack(folder / "data", n)
    with inside(folder / "vae"):
        program = load_script(clone / "vae" / "main.py", ["--no-accel"])
    return lambda: program.train(1)


def measure(images: int, rounds: int) -> dict:
    """Images a CPU-second of all that run, and our ratio to each peer."""
    makers = {
        "gvlib": ours, "gvlib, averaged": lambda n: ours(n, True), "by hand": by_hand,
        "pythae": pythae, "pytorch/examples": pytorch_examples,
    }  # fmt: skip
    work, errors = {}, {}
    for name, make in makers.items():
        torch.manual_seed(0)
        try:
            work[name] = make(images)
        except Exception as error:  # a peer may fail in any way: the rest goes on
            errors[name] = last_line(error)
    seconds = in_turn(work, rounds)
    whole = images // BATCH * BATCH  # we drop a short last batch, the peers do not
    speed = {
        name: [(images if name in PEERS else whole) / s for s in times]
        for name, times in seconds.items()
    }
    return {
        "images_per_cpu_second": {k: summary(v) for k, v in speed.items()},
        "ratio": {
            k: paired(speed["gvlib"], v) for k, v in speed.items() if k != "gvlib"
        },
        "rounds": rounds, "images_a_round": images, "batch": BATCH,
        "notes": NOTES, "errors": errors,
    }  # fmt: skip


if __name__ == "__main__":
    command(measure, images=6_400, rounds=30)
