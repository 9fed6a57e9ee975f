"""Arrays as one classic script: matrices in a few bits a number, the rest as it is.

A page opened by double click may load a script and nothing else, so the bytes stand in
it as base64. src/explore/block.ts reads them.
"""

import base64
import json
import zlib

import numpy as np

BITS = 10
TOP = 2 ** (BITS - 1) - 1  # the largest code; the smallest is -TOP
HEAD = "/* Weights and images for explore.js, made by gvlib.playground.export. */\n"


def quantized(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(codes, scales): w[k, n] is about codes[k, n] scales[n], codes in -511..511."""
    scales = np.abs(matrix).max(0) / TOP
    scales[scales == 0] = 1
    return np.rint(matrix / scales).astype(np.int16), scales.astype("<f4")


def in_bits(codes: np.ndarray) -> bytes:
    """Whole numbers, BITS each, the lowest bit first, from the lowest bit of a byte."""
    above = (codes.ravel() + TOP).astype(np.uint16)
    bits = above[:, None] >> np.arange(BITS, dtype=np.uint16) & 1
    return np.packbits(bits.astype(np.uint8), bitorder="little").tobytes()


def deflated(x: np.ndarray) -> bytes:
    """Bytes as browsers inflate them ("deflate-raw")."""
    made = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_FILTERED)
    return made.compress(x.astype(np.uint8).tobytes()) + made.flush()


class Block:
    """Named arrays behind each other in one string of bytes, with a list of them."""

    def __init__(self, **facts: object):
        self.facts, self.parts, self.data = facts, {}, b""

    def add(self, name: str, kind: str, shape: tuple[int, ...], raw: bytes) -> None:
        """Append one array; its bytes begin at a multiple of 4."""
        self.data += bytes(-len(self.data) % 4)
        self.parts[name] = {"kind": kind, "shape": list(shape), "at": len(self.data),
                            "bytes": len(raw)}  # fmt: skip
        self.data += raw

    def matrix(self, name: str, x: np.ndarray) -> None:
        """A matrix (k, n) in BITS a number, with a scale for every column."""
        codes, scales = quantized(x)
        self.add(f"{name}.scale", "float", scales.shape, scales.tobytes())
        self.add(name, "bits", x.shape, in_bits(codes))

    def floats(self, name: str, x: np.ndarray) -> None:
        """Any array, as 32-bit numbers."""
        self.add(name, "float", x.shape, x.astype("<f4").tobytes())

    def labels(self, name: str, x: np.ndarray) -> None:
        """Whole numbers below 256."""
        self.add(name, "byte", x.shape, x.astype(np.uint8).tobytes())

    def images(self, name: str, x: np.ndarray) -> None:
        """Grey levels 0..255 of shape (n, 784)."""
        self.add(name, "deflated", x.shape, deflated(x))

    def spec(self) -> dict:
        """What stands in front of the bytes: where each array lies, and the facts."""
        return {"bits": BITS, "parts": self.parts, **self.facts}

    def script(self) -> str:
        """The whole block, handed to GVExplore.take."""
        told = json.dumps(self.spec(), ensure_ascii=False, separators=(",", ":"))
        data = base64.b64encode(self.data).decode()
        return f'{HEAD}GVExplore.take({told},"{data}");\n'
