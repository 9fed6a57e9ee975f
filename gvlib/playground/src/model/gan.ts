import { Adam } from "../engine/adam";
import { gradient } from "../engine/gradient";
import * as g from "../engine/graph";
import type { Node } from "../engine/graph";
import { Program } from "../engine/program";
import type { Random } from "../engine/random";
import type { Backend, Vector } from "../engine/vector";
import { criticLoss, generatorLoss, packed, type CriticConfig } from "./critic";
import { forward, leaves, load, mlp, type Net, type Weights } from "./networks";
import { Unrolled } from "./unroll";

export interface GanConfig extends CriticConfig {
  batch: number;
  zDim: number;
  hidden: number;
  rateG: number;
  rateD: number;
  /** Adam's averages, of gradients and of their squares. */
  b1: number;
  b2: number;
  /** Critic steps before each generator step. */
  critics: number;
  /** Critic steps that the generator looks ahead; 0: without. */
  unroll: number;
  /** Bound of every critic weight after its step; 0: without. */
  clip: number;
}

/** Which player learns. */
export type Players = "both" | "d" | "g";

/** Fills a vector with points of the data, one a row. */
export type Draw = (into: Vector) => void;

/** The leaves that a step fills. */
interface Inputs {
  z: Node;
  real: Node;
  mix: Node;
}

/** Two networks, the programs of their two losses, and their optimisers. */
export class Gan {
  readonly generator: Net;
  readonly critic: Net;
  readonly inputs: Inputs;
  readonly adamD: Adam;
  readonly adamG: Adam;
  readonly dProgram: Program;
  readonly gProgram: Program;
  private readonly unrolled: Unrolled | null = null;

  constructor(
    backend: Backend,
    readonly config: GanConfig,
  ) {
    const { batch, zDim, hidden, pac, b1, b2 } = config;
    this.generator = mlp(zDim, hidden, hidden, 2);
    this.critic = mlp(2 * pac, hidden, hidden, 1);
    const z = g.leaf(batch, zDim);
    const real = g.leaf(batch, 2);
    const mix = g.leaf(batch / pac, 1);
    this.inputs = { z, real, mix };
    const fake = packed(forward(this.generator, z), pac);
    const seen = packed(real, pac);
    const loss = (critic: Net) => criticLoss(critic, config, seen, fake, mix);

    const own = leaves(this.critic);
    const dLoss = loss(this.critic);
    this.dProgram = new Program(backend, [dLoss, ...gradient(dLoss, own)]);
    const optionsD = { rate: config.rateD, b1, b2 };
    this.adamD = new Adam(backend, own, this.dProgram.outputs.slice(1), optionsD);

    let opponent = this.critic;
    if (config.unroll) {
      this.unrolled = new Unrolled(opponent, loss, optionsD, config.unroll);
      this.unrolled.follow(this.adamD);
      opponent = this.unrolled.critic;
    }
    const theirs = leaves(this.generator);
    const gLoss = generatorLoss(opponent, config, seen, fake);
    this.gProgram = new Program(backend, [gLoss, ...gradient(gLoss, theirs)]);
    const optionsG = { rate: config.rateG, b1, b2 };
    this.adamG = new Adam(backend, theirs, this.gProgram.outputs.slice(1), optionsG);
  }

  load(generator: Weights, critic: Weights): void {
    load(this.generator, generator);
    load(this.critic, critic);
  }

  /** Critic steps, then a generator step; the losses of those that learned. */
  step(draw: Draw, random: Random, players: Players): { d?: number; g?: number } {
    const losses: { d?: number; g?: number } = {};
    if (players !== "g") {
      for (let i = 0; i < this.config.critics; i++) losses.d = this.stepD(draw, random);
    }
    if (players !== "d") losses.g = this.stepG(draw, random);
    return losses;
  }

  private stepD(draw: Draw, random: Random): number {
    this.fill(draw, random);
    const [[loss]] = this.dProgram.run();
    this.adamD.step();
    if (this.config.clip) this.clip(this.config.clip);
    return loss;
  }

  private stepG(draw: Draw, random: Random): number {
    this.fill(draw, random);
    this.unrolled?.update(this.adamD);
    const [[loss]] = this.gProgram.run();
    this.adamG.step();
    return loss;
  }

  private fill(draw: Draw, random: Random): void {
    const { z, real, mix } = this.inputs;
    random.normals(z.value!);
    draw(real.value!);
    if (this.config.gp) random.uniforms(mix.value!);
  }

  private clip(bound: number): void {
    for (const { value } of this.adamD.states) {
      for (let i = 0; i < value.length; i++) {
        value[i] = Math.max(-bound, Math.min(bound, value[i]));
      }
    }
  }
}
