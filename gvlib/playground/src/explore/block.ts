// The block of weights and images that gvlib.playground.packing writes.

type Kind = "bits" | "float" | "byte" | "deflated";

interface Part {
  kind: Kind;
  shape: number[];
  at: number;
  bytes: number;
}

/** What stands in front of the bytes. */
export interface Spec {
  bits: number;
  gan: string;
  vae: string;
  classes: string[];
  /** The deviation of p(x|z). */
  sigma: number;
  parts: Record<string, Part>;
}

/** Named arrays, unpacked. */
export class Block {
  private constructor(
    readonly spec: Spec,
    private readonly arrays: Map<string, Float32Array | Uint8Array>,
  ) {}

  static read(spec: Spec, base64: string): Promise<Block> {
    return Block.unpack(
      spec,
      Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)),
    );
  }

  static async unpack(spec: Spec, data: Uint8Array<ArrayBuffer>): Promise<Block> {
    const arrays = new Map<string, Float32Array | Uint8Array>();
    for (const [name, part] of Object.entries(spec.parts)) {
      const raw = data.slice(part.at, part.at + part.bytes);
      if (part.kind === "float") arrays.set(name, new Float32Array(raw.buffer));
      else if (part.kind === "byte") arrays.set(name, raw);
      else if (part.kind === "deflated") arrays.set(name, await inflated(raw));
      else {
        const scale = arrays.get(`${name}.scale`) as Float32Array;
        arrays.set(name, unpacked(raw, spec.bits, scale, part.shape));
      }
    }
    return new Block(spec, arrays);
  }

  floats(name: string): Float32Array {
    return this.of(name, Float32Array);
  }

  bytes(name: string): Uint8Array {
    return this.of(name, Uint8Array);
  }

  shape(name: string): number[] {
    return this.spec.parts[name].shape;
  }

  private of<T>(name: string, type: new () => T): T {
    const found = this.arrays.get(name);
    if (!(found instanceof type)) throw new Error(`the block has no ${name}`);
    return found as T;
  }
}

/** Numbers of `bits` bits, the lowest first, times the scale of their column. */
function unpacked(
  raw: Uint8Array,
  bits: number,
  scale: Float32Array,
  [rows, cols]: number[],
): Float32Array {
  const values = new Float32Array(rows * cols);
  const mask = (1 << bits) - 1;
  const top = mask >> 1;
  for (let i = 0, at = 0; i < values.length; i++, at += bits) {
    const byte = at >> 3;
    const word = raw[byte] | (raw[byte + 1] << 8) | (raw[byte + 2] << 16);
    values[i] = (((word >> (at & 7)) & mask) - top) * scale[i % cols];
  }
  return values;
}

async function inflated(raw: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([raw])
    .stream()
    .pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
