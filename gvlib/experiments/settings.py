"""Settings that several experiments share: stated once, here."""

IMAGE = {"z_dim": 32, "batch_size": 64, "ema": 0.999}
RING = {
    "points": {"radius": 1.0, "sigma": 0.01}, "n": 100_000, "widths": [128, 128, 128],
    "z_dim": 2, "batch_size": 256, "ema": 0.999,
}  # fmt: skip
DEMO = {
    "points": {"radius": 2.0, "sigma": 0.05}, "n": 10_000, "widths": [64, 64],
    "z_dim": 2, "batch_size": 128, "ema": 0.99,
}  # fmt: skip
NON_SATURATING = {
    "loss": "non_saturating", "r1": 0.0, "r2": 0.0, "betas": [0.5, 0.999],
}  # fmt: skip
RELATIVISTIC = {"loss": "relativistic", "betas": [0.0, 0.99]}
PENALISED = RELATIVISTIC | {"r1": 1.0, "r2": 1.0}
VAE = {"betas": [0.9, 0.999]}
