import { button, h } from "../../ui/dom";
import { exploreWords, type Say } from "../../words/explore";
import { JudgeView } from "../judge/view";
import { Draws } from "./draws";
import { Encode } from "./encode";
import type { Room } from "./room";
import { Walk } from "./walk";

const VIEWS = { walk: Walk, draws: Draws, encode: Encode };
// This view needs no weights, so it needs no Start either.
const LIGHT = "judge";

/** One element of the page: a still figure until the reader presses Start. */
export class Place {
  private readonly t: Say;
  private readonly still: Element[];
  private readonly bar = h("div", { class: "gv-row gv-start" });
  private readonly words = h("span", { role: "status" });
  private shown = false;

  /** `begin` brings the room to all places of the page. */
  constructor(
    readonly root: HTMLElement,
    private readonly begin: () => Promise<void>,
  ) {
    this.t = exploreWords(root.closest("[lang]")?.getAttribute("lang") ?? "en");
    this.still = [...root.children];
    if (root.dataset.view === LIGHT) this.fill((t) => new JudgeView(root, t));
  }

  /** The button that starts every view of the page. */
  wait(): void {
    if (this.shown) return;
    const start = button(this.t("start"), () => void this.press(), {
      class: "gv-main",
    });
    const size = this.root.dataset.megabytes ?? "";
    this.words.textContent = this.t("start.size", { size });
    this.bar.append(start, this.words);
    this.root.prepend(this.bar);
  }

  show(room: Room): void {
    if (this.shown) return;
    const view = VIEWS[this.root.dataset.view as keyof typeof VIEWS];
    this.root.tabIndex = -1; // so that the focus does not fall off the page
    this.fill((t) => new view(this.root, t, room));
    this.root.append(this.foot(room));
    this.root.dataset.backend = room.models.backend.name;
  }

  private async press(): Promise<void> {
    this.words.textContent = this.t("start.loading");
    try {
      await this.begin();
      this.root.focus();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.words.textContent = this.t("start.failed", { error: text });
    }
  }

  /** A link to what is seen, and what the last one asked for in vain. */
  private foot({ link }: Room): HTMLElement {
    const { copy } = link.home;
    const words = h("span", { role: "status" });
    const parts = link.refused.splice(0).join(", ");
    if (parts) words.textContent = this.t("link.refused", { parts });
    if (!copy) return h("div", { class: "gv-row" }, words);
    const press = async () => {
      link.write();
      words.textContent = this.t((await copy()) ? "link.copied" : "link.copy");
    };
    const made = button(this.t("link"), () => void press());
    return h("div", { class: "gv-row gv-foot" }, made, words);
  }

  /** The live view in the place of the still figure. */
  private fill(make: (t: Say) => unknown): void {
    this.shown = true;
    this.bar.remove();
    this.still.forEach((element) => element.remove());
    try {
      make(this.t);
      this.root.dataset.ready = "true";
    } catch (error) {
      const text = this.t("start.broken", { error: String(error) });
      this.root.append(h("p", { role: "alert" }, text));
    }
  }
}
