import type { Node, Op } from "./graph";
import type { Backend, Vector } from "./vector";
import { emit } from "./emit";
import { ordered } from "./gradient";
import type { Command } from "./product";

const ALIASES: ReadonlySet<Op> = new Set(["reshape", "detach"]);
// What may write where it reads.
const IN_PLACE: ReadonlySet<Op> = new Set<Op>([
  "add", "sub", "mul", "scale", "shift", "leaky", "gate",
  "tanh", "sigmoid", "softplus", "exp", "log", "recip", "sqrt", "square",
]); // prettier-ignore

/** A computation as a list of commands over vectors that are taken once. */
export class Program {
  readonly outputs: Vector[];
  private readonly commands: Command[] = [];

  constructor(backend: Backend, outputs: readonly Node[]) {
    const order = ordered(outputs);
    const vectors = new Map<Node, Vector>();
    const pool = new Pool(backend);
    const last = lastUses(order, outputs);
    order.forEach((node, i) => {
      const ended = [...new Set(node.inputs.map(origin))].filter(
        (input) => last.get(input) === i && input.inputs.length > 0,
      );
      const release = () => ended.forEach((n) => pool.give(vectors.get(n)!));
      if (IN_PLACE.has(node.op)) release();
      this.place(backend, node, vectors, pool);
      if (!IN_PLACE.has(node.op)) release();
    });
    this.outputs = outputs.map((node) => vectors.get(node)!);
  }

  /** Compute the outputs from what the leaves hold now. */
  run(): Vector[] {
    for (const command of this.commands) command();
    return this.outputs;
  }

  private place(b: Backend, node: Node, vectors: Map<Node, Vector>, pool: Pool): void {
    const length = node.rows * node.cols;
    if (node.op === "leaf" || node.op === "constant") {
      node.value ??= b.alloc(length);
      if (node.op === "constant") node.value[0] = node.k;
      vectors.set(node, node.value);
    } else if (ALIASES.has(node.op)) {
      vectors.set(node, vectors.get(node.inputs[0])!);
    } else {
      const y = pool.take(length);
      const inputs = node.inputs.map((input) => vectors.get(input)!);
      const taken: Vector[] = [];
      const scratch = (n: number) => taken[taken.push(pool.take(n)) - 1];
      vectors.set(node, y);
      this.commands.push(emit(b, node, inputs, y, scratch));
      taken.forEach((vector) => pool.give(vector));
    }
  }
}

/** The node whose numbers this one shows. */
function origin(node: Node): Node {
  return ALIASES.has(node.op) ? origin(node.inputs[0]) : node;
}

/** When each node is read for the last time; an output is read for ever. */
function lastUses(order: Node[], outputs: readonly Node[]): Map<Node, number> {
  const last = new Map<Node, number>();
  order.forEach((node, i) => node.inputs.forEach((n) => last.set(origin(n), i)));
  outputs.forEach((node) => last.set(origin(node), Infinity));
  return last;
}

/** Vectors that nobody reads any more, by length, to be written again. */
class Pool {
  private readonly free = new Map<number, Vector[]>();

  constructor(private readonly backend: Backend) {}

  take(length: number): Vector {
    return this.free.get(length)?.pop() ?? this.backend.alloc(length);
  }

  give(vector: Vector): void {
    const same = this.free.get(vector.length) ?? [];
    this.free.set(vector.length, [...same, vector]);
  }
}
