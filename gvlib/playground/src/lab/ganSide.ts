import { Random } from "../engine/random";
import type { Backend, Vector } from "../engine/vector";
import type { Source } from "../model/data";
import { Gan, type GanConfig, type Players } from "../model/gan";
import { Averages, begun, measure, restore, save, timed } from "./contender";
import type { Marks, Progress, Saved } from "./contender";
import { ARROWS, criticProbes, mapProbes } from "./probes";
import type { GanPicture } from "./protocol";
import type { Raster } from "./raster";
import type { Settings } from "./settings";
import { HIDDEN, start, Z } from "./start";

function configOf(settings: Settings): GanConfig {
  const { loss, r1, r2, gp, pac, unroll, clip, critics, rateG, rateD, batch } =
    settings;
  const rates = { rateG, rateD, b1: settings.momentum, b2: settings.memory };
  const medicines = { r1, r2, gp, pac, unroll, clip };
  return { loss, critics, batch, zDim: Z, hidden: HIDDEN, ...rates, ...medicines };
}

/** The GAN of the lab: its networks, its random numbers and what is seen of it. */
export class GanSide {
  readonly losses = new Averages<"d" | "g">();
  progress: Progress = begun();
  private readonly random: Random;
  private readonly drawn: Random;
  private gan!: Gan;
  private map!: ReturnType<typeof mapProbes>;
  private seen!: ReturnType<typeof criticProbes>;

  constructor(
    private readonly backend: Backend,
    private settings: Settings,
    private readonly data: Source,
  ) {
    this.random = new Random(settings.seed, 10);
    this.drawn = new Random(settings.seed, 11);
    this.build(null);
  }

  /** Go on with other settings, from the weights of now. */
  change(settings: Settings): void {
    const saved = { g: save(this.gan.adamG), d: save(this.gan.adamD) };
    this.settings = settings;
    this.build(saved);
  }

  /** One round of the game. */
  step(players: Players): void {
    if (this.progress.diverged) return;
    const draw = (into: Vector) => this.data.draw(this.drawn, into);
    const losses = timed(this.progress, () =>
      this.gan.step(draw, this.random, players),
    );
    this.progress.steps++;
    if (!this.losses.add(losses)) this.progress.diverged = true;
  }

  /** What pictures need; the views decide which. */
  picture(settings: Settings, raster: Raster): GanPicture | null {
    if (this.progress.diverged) return null;
    const [samples] = this.map.samples.run();
    return {
      samples: Float32Array.from(samples),
      latent: raster.of(this.map.latent.run()[0]),
      mesh: settings.mesh ? Float32Array.from(this.map.mesh.run()[0]) : null,
      field: settings.field ? Float32Array.from(this.seen.field.run()[0]) : null,
      arrows: settings.arrows ? this.arrows(samples) : null,
    };
  }

  marks(truth: Float32Array[]): Marks | null {
    if (this.progress.diverged) return null;
    return measure(this.map.samples.run()[0], this.data, truth);
  }

  private arrows(samples: Vector): Float32Array {
    const { arrows, real } = this.seen;
    if (real.value) this.data.draw(new Random(this.settings.seed, 12), real.value);
    return Float32Array.from(arrows.set(samples.subarray(0, 2 * ARROWS)).run()[0]);
  }

  private build(saved: { g: Saved; d: Saved } | null): void {
    this.backend.reset();
    this.gan = new Gan(this.backend, configOf(this.settings));
    const { map, trunk, logit } = start(this.settings);
    this.gan.load(map, [...trunk, ...logit]);
    if (saved) {
      restore(this.gan.adamG, saved.g);
      restore(this.gan.adamD, saved.d);
    }
    this.map = mapProbes(this.backend, this.gan.generator, Z);
    this.seen = criticProbes(this.backend, this.gan);
  }
}
