import { Adam } from "../engine/adam";
import { gradient } from "../engine/gradient";
import * as g from "../engine/graph";
import type { Node } from "../engine/graph";
import { Program } from "../engine/program";
import type { Random } from "../engine/random";
import type { Backend } from "../engine/vector";
import type { Draw } from "./gan";
import {
  activate,
  forward,
  leaves,
  load,
  mlp,
  type Net,
  type Weights,
} from "./networks";

const LOG_2PI = Math.log(2 * Math.PI);

export interface VaeConfig {
  batch: number;
  zDim: number;
  hidden: number;
  rate: number;
  b1: number;
  b2: number;
  beta: number;
  /** Standard deviation of p(x|z), where the learning starts or stays. */
  sigma: number;
  learnSigma: boolean;
  /** Where the z of a point comes from: its posterior, or N(0, I) without regard. */
  pairing: "encoder" | "random";
}

/** q(z|x): means and logarithms of standard deviations. */
export interface Posterior {
  mu: Node;
  logSigma: Node;
}

/** Encoder (a trunk and two heads), decoder, one sigma, and their optimiser. */
export class Vae {
  readonly trunk: Net;
  readonly heads: { mu: Net; logSigma: Net };
  readonly decoder: Net;
  readonly logSigma = g.leaf(1, 1);
  readonly inputs: { x: Node; noise: Node };
  readonly adam: Adam;
  readonly program: Program;

  constructor(
    backend: Backend,
    readonly config: VaeConfig,
  ) {
    const { batch, zDim, hidden, pairing } = config;
    this.trunk = mlp(2, hidden, hidden);
    this.heads = { mu: mlp(hidden, zDim), logSigma: mlp(hidden, zDim) };
    this.decoder = mlp(zDim, hidden, hidden, 2);
    const x = g.leaf(batch, 2);
    const noise = g.leaf(batch, zDim);
    this.inputs = { x, noise };
    const { reconstruction, kl } = this.terms(x, noise);
    const paired = pairing === "encoder";
    const loss = paired
      ? g.add(reconstruction, g.scale(kl, config.beta))
      : reconstruction;
    const own = paired ? this.leaves() : leaves(this.decoder);
    const learned = config.learnSigma ? [...own, this.logSigma] : own;
    const slopes = gradient(loss, learned);
    this.program = new Program(backend, [loss, reconstruction, kl, ...slopes]);
    this.adam = new Adam(backend, learned, this.program.outputs.slice(3), config);
    this.logSigma.value![0] = Math.log(config.sigma);
  }

  /** Encoder and decoder; without sigma. */
  leaves(): Node[] {
    const { mu, logSigma } = this.heads;
    return [this.trunk, mu, logSigma, this.decoder].flatMap(leaves);
  }

  posterior(x: Node): Posterior {
    const h = activate(forward(this.trunk, x));
    return {
      mu: forward(this.heads.mu, h),
      logSigma: forward(this.heads.logSigma, h),
    };
  }

  /** The mean of p(x|z). */
  decode(z: Node): Node {
    return forward(this.decoder, z);
  }

  load(trunk: Weights, mu: Weights, logSigma: Weights, decoder: Weights): void {
    load(this.trunk, trunk);
    load(this.heads.mu, mu);
    load(this.heads.logSigma, logSigma);
    load(this.decoder, decoder);
  }

  /** One step; -log p(x|z) and KL(q || N(0, I)), nats a point. */
  step(draw: Draw, random: Random): { reconstruction: number; kl: number } {
    draw(this.inputs.x.value!);
    random.normals(this.inputs.noise.value!);
    const [, [reconstruction], [kl]] = this.program.run();
    this.adam.step();
    return { reconstruction, kl };
  }

  get sigma(): number {
    return Math.exp(this.logSigma.value![0]);
  }

  private terms(x: Node, noise: Node): { reconstruction: Node; kl: Node } {
    const { mu, logSigma } = this.posterior(x);
    const deviation = g.unary("exp", logSigma);
    const random = this.config.pairing === "random";
    const z = random ? noise : g.add(mu, g.mul(deviation, noise));
    const error = g.square(g.sub(x, this.decode(z)));
    // -log N(x; y, sigma^2 I) in two dimensions
    const precision = g.unary("exp", g.scale(this.logSigma, -2));
    const half = g.scale(g.mul(g.sum(error), precision), 0.5 / x.rows);
    const reconstruction = g.add(half, g.shift(g.scale(this.logSigma, 2), LOG_2PI));
    const square = g.add(g.square(mu), g.square(deviation));
    const twice = g.sub(g.shift(square, -1), g.scale(logSigma, 2));
    return { reconstruction, kl: g.scale(g.sum(twice), 0.5 / x.rows) };
  }
}
