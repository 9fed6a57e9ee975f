import { PRESETS, type Preset } from "../lab/presets";
import type { Words } from "../words/words";
import { button, h } from "./dom";

/** The row of stories, the words of the one that is told, and its cure. */
export class Stories {
  readonly element: HTMLElement;
  private readonly buttons: HTMLButtonElement[];
  private readonly text = h("p");
  private readonly cure: HTMLButtonElement;
  private told: Preset | undefined;

  constructor(
    private readonly t: Words,
    tell: (preset: Preset, cured: boolean) => void,
  ) {
    this.buttons = PRESETS.map((preset) =>
      button(t(`story.${preset.id}`), () => tell(preset, false), {
        "aria-pressed": "false",
        "data-story": preset.id,
      }),
    );
    this.cure = button("", () => this.told && tell(this.told, true), {
      class: "gv-cure",
    });
    const row = h("div", { class: "gv-row", role: "group" }, ...this.buttons);
    row.setAttribute("aria-label", t("story.label"));
    const words = h("div", { class: "gv-story", "aria-live": "polite" }, this.text);
    this.element = h("div", {}, row, words, this.cure);
  }

  show(preset: Preset | undefined, cured: boolean): void {
    this.told = preset;
    for (const one of this.buttons) {
      one.setAttribute("aria-pressed", String(one.dataset.story === preset?.id));
    }
    this.text.textContent = preset ? this.words(preset, cured) : "";
    this.cure.hidden = !preset?.cure || cured;
    const id = preset?.id;
    if (id && has(id)) this.cure.textContent = this.t(`story.${id}.cure`);
  }

  private words({ id }: Preset, cured: boolean): string {
    return this.t(cured && has(id) ? `story.${id}.cured` : `story.${id}.text`);
  }
}

type Curable = "fast" | "reins" | "collapse" | "hole" | "pairing";

const has = (id: Preset["id"]): id is Curable =>
  PRESETS.some((preset) => preset.id === id && preset.cure);
