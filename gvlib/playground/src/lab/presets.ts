import { initialSettings, type Settings } from "./settings";

/** A story in one click: settings that are ill or instructive, and what cures them. */
export interface Preset {
  id: PresetName;
  settings: Partial<Settings>;
  cure?: Partial<Settings>;
}

export type PresetName =
  "calm" | "fast" | "reins" | "collapse" | "hole" | "pairing" | "tear" | "race";

export const PRESETS: readonly Preset[] = [
  { id: "calm", settings: {} },
  {
    id: "fast",
    settings: { rateG: 3e-3, rateD: 3e-4, memory: 0.999 },
    cure: { unroll: 5 },
  },
  {
    id: "reins",
    settings: { loss: "wasserstein", critics: 2 },
    cure: { r1: 1 },
  },
  {
    id: "collapse",
    settings: { beta: 30, sigma: 1, learnSigma: false, noise: false },
    cure: { beta: 1, sigma: 0.2 },
  },
  {
    id: "hole",
    settings: { beta: 0.03, sigma: 0.1, learnSigma: false },
    cure: { prior: "fitted" },
  },
  {
    id: "pairing",
    settings: { pairing: "random", noise: false, data: "moons" },
    cure: { pairing: "encoder" },
  },
  { id: "tear", settings: { mesh: true, field: false } },
  { id: "race", settings: { pace: "time", data: "spiral" } },
];

export const presetOf = (id: string): Preset | undefined =>
  PRESETS.find((preset) => preset.id === id);

/** All settings of a story, before or after its cure. */
export const told = ({ settings, cure }: Preset, cured: boolean): Settings => ({
  ...initialSettings(),
  ...settings,
  ...(cured ? cure : {}),
});
