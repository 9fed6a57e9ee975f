import { gradient } from "../engine/gradient";
import * as g from "../engine/graph";
import type { Node } from "../engine/graph";
import { Program } from "../engine/program";
import { Random } from "../engine/random";
import type { Backend, Vector } from "../engine/vector";
import { generatorLoss, packed } from "../model/critic";
import { VIEW } from "../model/data";
import type { Gan } from "../model/gan";
import { forward, type Net } from "../model/networks";

/** How many points each picture shows, and the sides of its grids. */
export const SAMPLES = 1024;
export const MESH = 33;
export const FIELD = 40;
export const LATENT = 40;
export const ARROWS = 96;
/** Half the side of the square of codes that is shown; and of the mesh in it. */
export const CODES = 3;
export const MESHED = 2.5;

const SHOWN = 77; // the seed of what is shown: it never changes, so pictures are calm

/** A picture's numbers: fill `input` (or not), then read the outputs. */
class Probe {
  private readonly program: Program;

  constructor(
    backend: Backend,
    readonly input: Node,
    outputs: readonly Node[],
  ) {
    this.program = new Program(backend, outputs);
  }

  set(numbers: ArrayLike<number>): this {
    this.input.value!.set(numbers);
    return this;
  }

  run(): Vector[] {
    return this.program.run();
  }
}

/** The nodes of a square grid, row by row from below; other coordinates are 0. */
function grid(side: number, half: number, width = 2): Float32Array {
  const points = new Float32Array(side * side * width);
  const at = (i: number) => ((2 * i) / (side - 1) - 1) * half;
  for (let i = 0; i < side * side; i++) {
    points[i * width] = at(i % side);
    points[i * width + 1] = at(Math.floor(i / side));
  }
  return points;
}

/** Every point `times` times in its row. */
function repeated(points: Float32Array, times: number): Float32Array {
  const rows = new Float32Array(points.length * times);
  for (let i = 0; i < rows.length; i++) {
    const row = Math.floor(i / (2 * times));
    rows[i] = points[2 * row + (i % 2)];
  }
  return rows;
}

/** The codes that every network is shown: normal draws, and one uniform for each. */
export function shownCodes(zDim: number): {
  normals: Float32Array;
  uniforms: Float32Array;
} {
  const random = new Random(SHOWN);
  const normals = new Float32Array(SAMPLES * zDim);
  const uniforms = new Float32Array(SAMPLES);
  random.normals(normals);
  random.uniforms(uniforms);
  return { normals, uniforms };
}

/** A map from z to x: where draws of z, a mesh and all of the square of codes go. */
export function mapProbes(backend: Backend, net: Net, zDim: number) {
  const through = (rows: number) => {
    const z = g.leaf(rows, zDim);
    return new Probe(backend, z, [forward(net, z)]);
  };
  return {
    samples: through(SAMPLES).set(shownCodes(zDim).normals),
    mesh: through(MESH ** 2).set(grid(MESH, MESHED, zDim)),
    latent: through(LATENT ** 2).set(grid(LATENT, CODES, zDim)),
  };
}

/** What the critic says of every place, and where it sends generated points. */
export function criticProbes(backend: Backend, { critic, config }: Gan) {
  const { pac } = config;
  // A critic that sees several points at once is shown the same one several times.
  const place = g.leaf(FIELD ** 2, 2 * pac);
  const field = new Probe(backend, place, [forward(critic, place)]);
  field.set(repeated(grid(FIELD, VIEW), pac));
  const x = g.leaf(ARROWS, 2);
  const real = g.leaf(ARROWS, 2);
  const loss = generatorLoss(critic, config, packed(real, pac), packed(x, pac));
  const pull = gradient(g.scale(loss, -ARROWS / pac), [x]);
  const arrows = new Probe(backend, x, pull);
  return { field, arrows, real };
}
