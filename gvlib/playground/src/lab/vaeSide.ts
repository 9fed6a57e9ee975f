import * as g from "../engine/graph";
import { Program } from "../engine/program";
import { Random } from "../engine/random";
import type { Backend, Vector } from "../engine/vector";
import type { Source } from "../model/data";
import { begin, draw, improve, type Part } from "../model/mixture";
import { Vae } from "../model/vae";
import { Averages, begun, measure, restore, save, timed } from "./contender";
import type { Marks, Progress, Saved } from "./contender";
import { mapProbes, SAMPLES, shownCodes } from "./probes";
import type { VaePicture } from "./protocol";
import type { Raster } from "./raster";
import type { Settings } from "./settings";
import { HIDDEN, start, Z } from "./start";

const { normals, uniforms } = shownCodes(Z);

/** The VAE of the lab: its networks, its random numbers and what is seen of it. */
export class VaeSide {
  readonly losses = new Averages<"reconstruction" | "kl">();
  progress: Progress = begun();
  private readonly random: Random;
  private readonly drawn: Random;
  private parts: Part[] | null = null;
  private vae!: Vae;
  private map!: ReturnType<typeof mapProbes>;
  private encode!: { x: Vector; program: Program };

  constructor(
    private readonly backend: Backend,
    private settings: Settings,
    private readonly data: Source,
  ) {
    this.random = new Random(settings.seed, 20);
    this.drawn = new Random(settings.seed, 11); // the GAN's: both see the same points
    this.build(null);
  }

  /** Go on with other settings, from the weights of now. */
  change(settings: Settings): void {
    const saved = save(this.vae.adam);
    if (settings.sigma !== this.settings.sigma) {
      saved.vectors = saved.vectors.slice(0, this.vae.leaves().length);
    }
    this.settings = settings;
    this.build(saved);
  }

  step(): void {
    if (this.progress.diverged) return;
    const into = (x: Vector) => this.data.draw(this.drawn, x);
    const losses = timed(this.progress, () => this.vae.step(into, this.random));
    this.progress.steps++;
    if (!this.losses.add(losses)) this.progress.diverged = true;
  }

  /** What pictures need; the views decide which. */
  picture(settings: Settings, raster: Raster): VaePicture | null {
    if (this.progress.diverged) return null;
    const [mu, deviation, codes, back] = this.encode.program.run();
    this.fit(settings, codes);
    return {
      samples: this.samples(settings),
      latent: raster.of(this.map.latent.run()[0]),
      mesh: settings.mesh ? Float32Array.from(this.map.mesh.run()[0]) : null,
      mu: Float32Array.from(mu),
      deviation: Float32Array.from(deviation),
      codes: Float32Array.from(codes),
      back: Float32Array.from(back),
      parts: this.parts,
      sigma: this.vae.sigma,
    };
  }

  marks(settings: Settings, truth: Float32Array[]): Marks | null {
    if (this.progress.diverged) return null;
    return measure(this.samples(settings), this.data, truth);
  }

  /** Draws of x, or the decoder's means, at codes from the prior that is chosen. */
  private samples({ noise }: Settings): Float32Array {
    const z = this.map.samples.input.value!;
    if (this.parts) draw(this.parts, uniforms, normals, z);
    else z.set(normals);
    const x = Float32Array.from(this.map.samples.run()[0]);
    if (!noise) return x;
    const random = new Random(this.settings.seed, 22);
    return x.map((mean) => mean + this.vae.sigma * random.normal());
  }

  /** The fitted prior follows the codes, one step of EM a picture. */
  private fit({ prior, pairing }: Settings, codes: Vector): void {
    if (prior === "normal" || pairing === "random") this.parts = null;
    else this.parts = improve(this.parts ?? begin(codes), codes);
  }

  private build(saved: Saved | null): void {
    const { batch, rateV, beta, sigma, learnSigma, pairing } = this.settings;
    this.backend.reset();
    this.vae = new Vae(this.backend, {
      ...{ batch, zDim: Z, hidden: HIDDEN, rate: rateV, b1: 0.9, b2: 0.999 },
      ...{ beta, sigma, learnSigma, pairing },
    });
    const { map, trunk, mu, logSigma } = start({ seed: this.settings.seed, pac: 1 });
    this.vae.load(trunk, mu, logSigma, map);
    if (saved) restore(this.vae.adam, saved);
    this.map = mapProbes(this.backend, this.vae.decoder, Z);
    this.encode = this.encoder();
  }

  /** Posteriors of points that stay the same, a code of each, and what it becomes. */
  private encoder(): { x: Vector; program: Program } {
    const x = g.leaf(SAMPLES, 2);
    const noise = g.leaf(SAMPLES, Z);
    const { mu, logSigma } = this.vae.posterior(x);
    const deviation = g.unary("exp", logSigma);
    const z = g.add(mu, g.mul(deviation, noise));
    const back = this.vae.decode(mu);
    const program = new Program(this.backend, [mu, deviation, z, back]);
    this.data.draw(new Random(this.settings.seed, 90), x.value!);
    noise.value!.set(normals);
    return { x: x.value!, program };
  }
}
