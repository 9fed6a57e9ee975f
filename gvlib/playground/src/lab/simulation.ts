import { Random } from "../engine/random";
import { best } from "../engine/simd";
import { source, type Point, type Source } from "../model/data";
import { profiles } from "../model/measures";
import { GanSide } from "./ganSide";
import { SAMPLES } from "./probes";
import type { Frame, Row, Split } from "./protocol";
import { Raster } from "./raster";
import { VIEWS, type Name, type Settings } from "./settings";
import { VaeSide } from "./vaeSide";

const SPLITS = [5, 30]; // seconds of computing

/** A GAN and a VAE that learn the same data, and what there is to see of them. */
export class Simulation {
  private readonly places = { gan: best(), vae: best() };
  private settings!: Settings;
  private data!: Source;
  private gan!: GanSide;
  private vae!: VaeSide;
  private raster!: Raster;
  private truth!: Float32Array;
  private sorted!: Float32Array[];
  private splits: Split[] = [];
  private round = 0;

  /** Begin anew, or go on with other settings. */
  set(settings: Settings, points: readonly Point[], fresh: boolean): void {
    const old = this.settings;
    this.settings = settings;
    if (fresh || !old) return this.begin(points);
    const names = Object.keys(settings) as Name[];
    const changed = names.filter((name) => settings[name] !== old[name]);
    if (changed.every((name) => VIEWS.includes(name))) return;
    this.gan.change(settings);
    this.vae.change(settings);
  }

  /** One step of both; or of one, where only a player learns or the clock decides. */
  step(): void {
    const { players, pace } = this.settings;
    const [gan, vae] = [this.gan.progress, this.vae.progress];
    const race = pace === "time" && !gan.diverged && !vae.diverged;
    const ganNext = !race || gan.seconds <= vae.seconds;
    if (ganNext) this.gan.step(players);
    if (players === "both" && (!race || !ganNext)) this.vae.step();
    if (race) this.split(Math.min(gan.seconds, vae.seconds));
  }

  /** Nothing is left that could learn. */
  get still(): boolean {
    const { gan, vae } = { gan: this.gan.progress, vae: this.vae.progress };
    return gan.diverged && (vae.diverged || this.settings.players !== "both");
  }

  frame(pace: number): Frame {
    const { settings, raster } = this;
    return {
      round: this.round,
      gan: this.gan.picture(settings, raster),
      vae: this.vae.picture(settings, raster),
      progress: { gan: { ...this.gan.progress }, vae: { ...this.vae.progress } },
      row: this.row(),
      splits: this.splits,
      truth: this.truth,
      backend: this.places.gan.name,
      pace,
    };
  }

  private begin(points: readonly Point[]): void {
    const { settings } = this;
    this.data = source(settings.data, points);
    this.raster = new Raster(this.data, settings.seed);
    this.truth = new Float32Array(2 * SAMPLES);
    this.data.draw(new Random(settings.seed, 90), this.truth);
    this.sorted = profiles(this.truth);
    this.gan = new GanSide(this.places.gan, settings, this.data);
    this.vae = new VaeSide(this.places.vae, settings, this.data);
    this.splits = [];
    this.round++;
  }

  private row(): Row {
    const { d = NaN, g = NaN } = this.gan.losses.take();
    const { reconstruction = NaN, kl = NaN } = this.vae.losses.take();
    const { gan, vae } = this.measured();
    return {
      gan: { step: this.gan.progress.steps, d, g, marks: gan },
      vae: { step: this.vae.progress.steps, reconstruction, kl, marks: vae },
    };
  }

  private measured() {
    const gan = this.gan.marks(this.sorted);
    return { gan, vae: this.vae.marks(this.settings, this.sorted) };
  }

  private split(seconds: number): void {
    const next = SPLITS[this.splits.length];
    if (seconds >= next) this.splits.push({ seconds: next, ...this.measured() });
  }
}
