"""Chapter 7: a VAE whose decoder is trained again beside a critic, measured as one."""

from gvlib import vae
from gvlib.experiments.builds import IMAGE, as_images
from gvlib.experiments.core import Experiment, Run
from gvlib.experiments.studies.hybrids import AGAIN, ROWS, fashion_decoders
from gvlib.experiments.studies.images import FASHION_VAE

CRITIC = "adversarial"  # the name of that decoder
VAE_STEPS, AGAIN_STEPS = 9_000, 3_000


def beside_critic(run: Run) -> vae.VAE:
    """The VAE of `image_decoders`, with the decoder that was trained beside a critic.

    Encoder and sigma are the averaged ones that the VAE had before.
    """
    first, decoder = run.model, run.parts[f"decoder_{CRITIC}"]
    return vae.VAE(first.encoder, decoder, first.likelihood, first.z_dim).eval()


def fashion_critic(**config) -> Run:
    """`fashion_decoders` with one row, shown and stored as the VAE that comes out.

    The decoder that the VAE had first is part of the state, but not of what is stored.
    """
    run = fashion_decoders(**config)
    model = beside_critic(run)
    means, draws = map(as_images, (model.sample_mean, model.sample))
    names = "encoder", "decoder", "likelihood"
    parts = {name: getattr(model, name) for name in names}
    return run._replace(parts=parts, sample=means, draw=draws, model=model)


STUDY = (
    Experiment(
        "fashion/vae-critic", "VAE, its decoder trained again beside a critic",
        fashion_critic,
        IMAGE | {"vae_lr": 2e-3, "vae_steps": VAE_STEPS,
                 "rows": {CRITIC: ROWS[CRITIC]}, "steps": AGAIN_STEPS} | AGAIN,
        # Not watched: for most of its steps the decoder that is shown does not learn.
        VAE_STEPS + AGAIN_STEPS,
        **FASHION_VAE | {"watch": None, "watched": "fd_fitted", "revision": 1},
    ),
)  # fmt: skip
