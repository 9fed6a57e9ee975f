"""Where tensors live and where random numbers come from."""

import torch

from gvlib import settings


def device() -> torch.device:
    """GVLIB_DEVICE if it is set, else CUDA if there is one, else the CPU."""
    there = "cuda" if torch.cuda.is_available() else "cpu"
    name = settings.device_name() or there
    try:
        found = torch.empty(0, device=name).device
    except (RuntimeError, AssertionError, NotImplementedError):
        found = None
    if found is None:
        raise settings.unusable(name)
    return torch.device(name)


def seed_everything(seed: int) -> None:
    """Seed torch on every device: the only source of random numbers in this package."""
    torch.manual_seed(seed)


def random_state() -> dict[str, torch.Tensor | list[torch.Tensor]]:
    """The state of every random generator in use, for a checkpoint."""
    cuda = torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else []
    return {"cpu": torch.get_rng_state(), "cuda": cuda}


def restore_random_state(state: dict) -> None:
    """Undo whatever was drawn since `random_state()`."""
    torch.set_rng_state(state["cpu"])
    if state["cuda"]:
        torch.cuda.set_rng_state_all(state["cuda"])
