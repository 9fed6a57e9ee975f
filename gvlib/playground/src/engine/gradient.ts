import type { Node, Op } from "./graph";
import * as g from "./graph";

/** For each input, how its gradient comes from that of the result; null: none does. */
type Rule = (y: Node, up: Node) => ((() => Node) | null)[];

const product: Rule = (y, up) => {
  const [a, b] = y.inputs;
  if (y.ta) return [() => g.matmul(b, up, false, true), () => g.matmul(a, up)];
  if (y.tb) return [() => g.matmul(up, b), () => g.matmul(up, a, true)];
  return [() => g.matmul(up, b, false, true), () => g.matmul(a, up, true)];
};

// Each rule is written in the operations themselves, so a gradient has a gradient.
const RULES: Record<Op, Rule> = {
  leaf: () => [],
  constant: () => [],
  detach: () => [null],
  matmul: product,
  affine: (y, up) => [...product(y, up), () => g.sumRows(up)],
  add: (_, up) => [() => up, () => up],
  sub: (_, up) => [() => up, () => g.neg(up)],
  mul: ({ inputs: [a, b] }, up) => [() => g.mul(up, b), () => g.mul(up, a)],
  scale: (y, up) => [() => g.scale(up, y.k)],
  shift: (_, up) => [() => up],
  leaky: (y, up) => [() => g.gate(up, y.inputs[0], y.k)],
  gate: (y, up) => [() => g.gate(up, y.inputs[1], y.k), null],
  sumRows: (y, up) => [() => g.repeatRows(up, y.inputs[0].rows)],
  repeatRows: (_, up) => [() => g.sumRows(up)],
  sumCols: (y, up) => [() => g.repeatCols(up, y.inputs[0].cols)],
  repeatCols: (_, up) => [() => g.sumCols(up)],
  sum: ({ inputs: [a] }, up) => [() => g.fill(up, a.rows, a.cols)],
  fill: (_, up) => [() => g.sum(up)],
  reshape: ({ inputs: [a] }, up) => [() => g.reshape(up, a.rows, a.cols)],
  tanh: (y, up) => [() => g.sub(up, g.mul(up, g.square(y)))],
  sigmoid: (y, up) => [() => g.mul(up, g.sub(y, g.square(y)))],
  softplus: ({ inputs: [a] }, up) => [() => g.mul(up, g.unary("sigmoid", a))],
  exp: (y, up) => [() => g.mul(up, y)],
  log: ({ inputs: [a] }, up) => [() => g.mul(up, g.unary("recip", a))],
  recip: (y, up) => [() => g.neg(g.mul(up, g.square(y)))],
  sqrt: (y, up) => [() => g.scale(g.mul(up, g.unary("recip", y)), 0.5)],
  square: ({ inputs: [a] }, up) => [() => g.scale(g.mul(up, a), 2)],
};

/** Every node that the outputs need, each after its inputs. */
export function ordered(outputs: readonly Node[]): Node[] {
  const seen = new Set<Node>();
  const order: Node[] = [];
  const stack: { node: Node; next: number }[] = [];
  const visit = (node: Node) => {
    if (seen.has(node)) return;
    seen.add(node);
    stack.push({ node, next: 0 });
  };
  for (const output of outputs) {
    visit(output);
    while (stack.length) {
      const top = stack[stack.length - 1];
      if (top.next < top.node.inputs.length) visit(top.node.inputs[top.next++]);
      else order.push(stack.pop()!.node);
    }
  }
  return order;
}

/** Those of the nodes through which y depends on one of the leaves. */
function dependent(order: Node[], leaves: readonly Node[]): Set<Node> {
  const found = new Set(leaves);
  for (const node of order) {
    if (node.op === "detach" || found.has(node)) continue;
    // A gate's second input only chooses: it is constant almost everywhere.
    const inputs = node.op === "gate" ? node.inputs.slice(0, 1) : node.inputs;
    if (inputs.some((input) => found.has(input))) found.add(node);
  }
  return found;
}

/** dy/dx for the number y and each x: again nodes, so any order of derivative. */
export function gradient(y: Node, leaves: readonly Node[]): Node[] {
  if (y.rows !== 1 || y.cols !== 1) throw new Error("gradient: y must be a number");
  const order = ordered([y]);
  const needed = dependent(order, leaves);
  const found = new Map<Node, Node>([[y, g.constant(1)]]);
  for (const node of order.reverse()) {
    const up = found.get(node);
    if (!up || !needed.has(node)) continue;
    RULES[node.op](node, up).forEach((rule, i) => {
      const input = node.inputs[i];
      if (!rule || !needed.has(input)) return;
      const before = found.get(input);
      found.set(input, before ? g.add(before, rule()) : rule());
    });
  }
  return leaves.map((x) => {
    const gradient = found.get(x);
    if (!gradient) throw new Error("gradient: y does not depend on every leaf");
    return gradient;
  });
}
