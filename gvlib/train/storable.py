"""What may stand in a checkpoint, which is read without unpickling: plain values."""

from collections import Counter, OrderedDict
from collections.abc import Mapping, Set
from pathlib import PurePath
from types import NoneType
from typing import Protocol, runtime_checkable

import numpy as np
import torch
from torch import Tensor, nn

from gvlib.errors import CheckpointError

SCALARS = {NoneType, bool, int, float, str}
# What a state_dict holds besides, exactly as torch's reader lets it through.
OF_STATE = {
    Tensor, nn.Parameter, torch.Size, torch.dtype, torch.device, bytes, complex, set,
}  # fmt: skip
GROUPS = {dict, OrderedDict, Counter, list, tuple}


@runtime_checkable
class Stateful(Protocol):
    """What may stand in `state`: modules, optimisers, batches, EMA, ..."""

    def state_dict(self) -> dict: ...
    def load_state_dict(self, state: dict) -> object: ...


def to_plain(value: object, where: str, keep: Set[type] = frozenset()) -> object:
    """The value in plain Python, with the types in `keep` as they are.

    numpy's numbers become Python's, a path its text, an array or tensor nested lists.
    Raises CheckpointError, naming `where` it stands, for anything else.
    """
    kind = type(value)
    if kind in SCALARS or kind in keep:
        return value
    if isinstance(value, Mapping):
        found = {
            to_plain(k, f"a key of {where}"): to_plain(v, f"{where}[{k!r}]", keep)
            for k, v in value.items()
        }
        same = all(k in value and found[k] is value[k] for k in found)
    elif isinstance(value, list | tuple):
        found = [to_plain(v, f"{where}[{i}]", keep) for i, v in enumerate(value)]
        same = all(a is b for a, b in zip(found, value, strict=True))
    else:
        # A state must get back what it gave: there no array becomes a list.
        return leaf_to_plain(value, where, arrays=keep != OF_STATE)
    # As it is where nothing changed: an OrderedDict of weights carries more than items.
    return value if same and kind in GROUPS else found


def leaf_to_plain(value: object, where: str, arrays: bool) -> object:
    """One value that is no container; `arrays` says whether they may become lists."""
    for base in (int, float, str):
        if isinstance(value, base):  # np.float64 is a float, an IntEnum an int
            return base(value)
    if isinstance(value, PurePath):
        return str(value)
    single = isinstance(value, np.generic) or getattr(value, "ndim", None) == 0
    if isinstance(value, np.generic | np.ndarray | Tensor) and (arrays or single):
        found = value.tolist()
        if single and type(found) in SCALARS or not single:
            return to_plain(found, where)
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    tensors = "" if arrays else ", tensors"
    raise CheckpointError(
        f"{where} is a {kind.removeprefix('builtins.')}, which no checkpoint can hold: "
        f"give numbers, text{tensors}, or lists and dicts of them"
    )


def state_to_plain(state: Mapping[str, Stateful]) -> dict[str, dict]:
    """What everything in `state` says of itself, in what can be read back."""
    for name, thing in state.items():
        if not isinstance(thing, Stateful):
            raise CheckpointError(
                f"state[{name!r}] is a {type(thing).__name__}, which has no state_dict "
                "and load_state_dict: draw from torch, or give it these two methods"
            )
    return {
        name: to_plain(thing.state_dict(), f"state[{name!r}]", OF_STATE)
        for name, thing in state.items()
    }


def equal(a: object, b: object) -> bool:
    """Whether two plain values are the same; nan is nan, and a tuple is a list."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(equal(a[k], b[k]) for k in a)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(equal, a, b))
    return a == b or (a != a and b != b)
