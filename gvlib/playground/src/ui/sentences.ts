import type { Marks } from "../lab/contender";
import type { Frame } from "../lab/protocol";
import type { Words } from "../words/words";

const PLAYERS = ["gan", "vae"] as const;

/** How a model's samples lie, in a few words. */
function inWords(marks: Marks | null, t: Words): string {
  if (!marks) return t("table.none");
  const { modes, distance } = marks;
  if (!modes) return t("say.distance", { distance: distance.toFixed(3) });
  return t("say.modes", { ...modes, share: Math.round(100 * modes.share) });
}

/** Where a paused training stands. */
export function pausedText({ row, progress }: Frame, t: Words): string {
  const said = { gan: inWords(row.gan.marks, t), vae: inWords(row.vae.marks, t) };
  return t("say.paused", { steps: progress.gan.steps, ...said });
}

/** What must be said of a frame once: who diverged, and that the engine is slow. */
export class Warnings {
  private said = "";
  private slow = false;

  constructor(private readonly t: Words) {}

  /** A sentence, or nothing that has not been said. */
  of({ progress, round, backend }: Frame): string {
    const who = PLAYERS.filter((name) => progress[name].diverged);
    const now = who.length ? `${round} ${who.join()}` : "";
    const isNew = now !== "" && now !== this.said;
    this.said = now;
    if (isNew) {
      return this.t("say.diverged", {
        who: who.map((name) => this.t(name)).join(", "),
      });
    }
    if (backend !== "plain" || this.slow) return "";
    this.slow = true;
    return this.t("say.plain");
  }
}
