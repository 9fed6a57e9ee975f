import { PRESETS, presetOf, told, type Preset } from "../lab/presets";
import { initialSettings, type Settings } from "../lab/settings";
import type { Card } from "../lab/tour";
import { fromHash, toHash } from "../lab/url";
import type { Point } from "../model/data";
import type { Home } from "./home";

/** What the lab is set to; all of it stands in its state, as the page's address. */
export interface Scene {
  settings: Settings;
  points: Point[];
  preset: Preset | undefined;
  cured: boolean;
  /** The card of the tour, from 1; 0: no tour. */
  tour: number;
}

/** The scene of a state, and what it says that the lab does not know. */
export function arrived(state: string): { scene: Scene; refused: readonly string[] } {
  const linked = fromHash(state);
  if (linked) {
    const { refused, preset, ...rest } = linked;
    return { scene: { ...rest, preset: presetOf(preset) }, refused };
  }
  const nothing = { points: [], cured: false, tour: 0 };
  const scene = { ...nothing, settings: initialSettings(), preset: PRESETS[0] };
  return { scene, refused: [] };
}

/** Write the scene to where it is kept. */
export function keep(scene: Scene, home: Home): void {
  const { settings, points, preset, cured, tour } = scene;
  home.write(toHash(settings, points, preset?.id ?? "", cured, tour));
}

/** The scene of a story, with the reader's own seed. */
export function storied(scene: Scene, preset: Preset, cured: boolean): Scene {
  const { seed } = scene.settings;
  return { ...scene, preset, cured, settings: { ...told(preset, cured), seed } };
}

/** The scene of a card; where it goes on from the card before it, training does too. */
export function staged(
  scene: Scene,
  card: Card,
  tour: number,
  before: boolean,
): { scene: Scene; fresh: boolean } {
  const { preset, cured } = scene;
  if (before && card.goesOn && preset?.id === card.story && !cured) {
    const settings = { ...scene.settings, ...card.settings };
    return { scene: { ...scene, tour, settings }, fresh: false };
  }
  const anew = storied(scene, presetOf(card.story)!, false);
  const settings = { ...anew.settings, ...card.settings };
  return { scene: { ...anew, tour, settings }, fresh: true };
}
