import bytes from "../../kernel/kernel.wasm";
import type { Backend, Kernels } from "./vector";
import { plain } from "./plain";

const START = 1024; // address 0 means "nothing" to the kernel

type Call = (...addresses: number[]) => void;

interface Exports {
  gemm: Call;
  dots: Call;
  transpose: Call;
  add: Call;
  sub: Call;
  mul: Call;
  scale: Call;
  gate: Call;
  sumRows: Call;
  adam: Call;
}

let compiled: WebAssembly.Module | null | undefined;

/** The kernel, or null where WebAssembly or its SIMD is missing or forbidden. */
function kernelModule(): WebAssembly.Module | null {
  if (compiled === undefined) {
    try {
      compiled = new WebAssembly.Module(bytes as BufferSource);
    } catch {
      compiled = null;
    }
  }
  return compiled;
}

function wrap(k: Exports): Kernels {
  return {
    matmul(a, b, y, { M, K, N, ta, bias }) {
      const [row, col] = ta ? [4, 4 * M] : [4 * K, 4];
      const start = bias ? bias.byteOffset : 0;
      k.gemm(a.byteOffset, row, col, b.byteOffset, y.byteOffset, M, K, N, start, 0);
    },
    dots(a, b, y, { M, K, N, bias }) {
      const start = bias ? bias.byteOffset : 0;
      k.dots(a.byteOffset, b.byteOffset, y.byteOffset, M, K, N, start);
    },
    transpose(a, y, rows, cols) {
      k.transpose(a.byteOffset, y.byteOffset, rows, cols);
    },
    add: (a, b, y) => k.add(a.byteOffset, b.byteOffset, y.byteOffset, y.length),
    sub: (a, b, y) => k.sub(a.byteOffset, b.byteOffset, y.byteOffset, y.length),
    mul: (a, b, y) => k.mul(a.byteOffset, b.byteOffset, y.byteOffset, y.length),
    scale: (a, y, by) => k.scale(a.byteOffset, y.byteOffset, y.length, by),
    gate: (g, x, y, slope) =>
      k.gate(g.byteOffset, x.byteOffset, y.byteOffset, y.length, slope),
    sumRows: (a, y, rows, cols) => k.sumRows(a.byteOffset, y.byteOffset, rows, cols),
    adam({ value, mean, square }, gradient, { rate, b1, b2, correction, floor }) {
      const at = [value, gradient, mean, square].map((v) => v.byteOffset);
      k.adam(...at, value.length, rate, b1, b2, correction, floor);
    },
  };
}

/** WebAssembly with SIMD in `megabytes` of memory (only what is used is taken). */
export function simd(megabytes = 64): Backend | null {
  const module = kernelModule();
  if (!module) return null;
  const memory = new WebAssembly.Memory({ initial: megabytes * 16 });
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  let top = START;
  return {
    name: "simd",
    kernels: wrap(instance.exports as unknown as Exports),
    alloc(length) {
      const start = top;
      top = (top + 4 * length + 15) & ~15;
      // To grow the memory would take it away from the vectors that there are.
      if (top > memory.buffer.byteLength) throw new RangeError("engine memory is full");
      return new Float32Array(memory.buffer, start, length).fill(0);
    },
    reset() {
      top = START;
    },
  };
}

/** The quickest backend that this machine has. */
export function best(): Backend {
  return simd() ?? plain();
}
