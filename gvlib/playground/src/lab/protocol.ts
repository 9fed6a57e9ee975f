import type { Point } from "../model/data";
import type { Part } from "../model/mixture";
import type { Marks, Progress } from "./contender";
import type { Settings } from "./settings";

/** What the page tells the worker. */
export type Order =
  | { order: "set"; settings: Settings; points: Point[]; fresh: boolean }
  | { order: "run"; on: boolean }
  | { order: "step" };

/** What is seen of the GAN; points and directions are two numbers each. */
export interface GanPicture {
  samples: Float32Array;
  /** Of each code of a grid: the mode where it goes, -1 off the data. */
  latent: Int8Array;
  mesh: Float32Array | null;
  /** Logits of the critic on a grid. */
  field: Float32Array | null;
  /** Where the generator is told to move its first samples. */
  arrows: Float32Array | null;
}

/** What is seen of the VAE. */
export interface VaePicture {
  samples: Float32Array;
  latent: Int8Array;
  mesh: Float32Array | null;
  /** Posteriors of the points of `truth`: means, deviations, one draw. */
  mu: Float32Array;
  deviation: Float32Array;
  codes: Float32Array;
  /** What the decoder makes of the posterior's mean. */
  back: Float32Array;
  /** The fitted prior, where it is chosen. */
  parts: Part[] | null;
  sigma: number;
}

/** Losses (NaN where nothing was learned) and measures at one time of the training. */
export interface Row {
  gan: { step: number; d: number; g: number; marks: Marks | null };
  vae: { step: number; reconstruction: number; kl: number; marks: Marks | null };
}

/** How both stood after as many seconds of computing each. */
export interface Split {
  seconds: number;
  gan: Marks | null;
  vae: Marks | null;
}

/** The state of the lab at one time. */
export interface Frame {
  /** Counts the trainings that began anew: what came before belongs to another. */
  round: number;
  gan: GanPicture | null;
  vae: VaePicture | null;
  progress: { gan: Progress; vae: Progress };
  row: Row;
  splits: Split[];
  /** Points of the data. */
  truth: Float32Array;
  backend: string;
  /** Steps a second, of both together, pictures included. */
  pace: number;
}

/** What the worker tells the page. */
export type Report = { frame: Frame } | { failed: string };
