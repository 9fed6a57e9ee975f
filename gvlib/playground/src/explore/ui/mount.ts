import { button, h } from "../../ui/dom";
import { exploreWords, type Say } from "../../words/explore";
import { loaded } from "../load";
import { JudgeView } from "../judge/view";
import { Models } from "../models";
import { Draws } from "./draws";
import { Encode } from "./encode";
import style from "./explore.css";
import { Room } from "./room";
import { Walk } from "./walk";

const STYLE = "gv-explore-style";
const VIEWS = { walk: Walk, draws: Draws, encode: Encode };
// This view needs no weights, so it needs no Start either.
const LIGHT = "judge";

let room: Promise<Room> | null = null;
const places: Place[] = [];

/** One element of the page: a still figure until the reader presses Start. */
class Place {
  private readonly t: Say;
  private readonly still: Element[];
  private readonly bar = h("div", { class: "gv-row gv-start" });
  private readonly words = h("span", { role: "status" });
  private readonly start: HTMLButtonElement;
  private shown = false;

  constructor(private readonly root: HTMLElement) {
    this.t = exploreWords(root.closest("[lang]")?.getAttribute("lang") ?? "en");
    this.still = [...root.children];
    this.start = button(this.t("start"), () => void this.begin(), { class: "gv-main" });
    const size = this.root.dataset.megabytes ?? "";
    this.words.textContent = this.t("start.size", { size });
    this.bar.append(this.start, this.words);
    if (root.dataset.view === LIGHT) this.fill((t) => new JudgeView(root, t));
    else root.prepend(this.bar);
  }

  /** One button starts every view of the page. */
  private async begin(): Promise<void> {
    this.words.textContent = this.t("start.loading");
    try {
      room ??= loaded().then((block) => new Room(new Models(block)));
      const found = await room;
      places.forEach((place) => place.show(found));
      this.root.focus();
    } catch (error) {
      room = null;
      const text = error instanceof Error ? error.message : String(error);
      this.words.textContent = this.t("start.failed", { error: text });
    }
  }

  private show(found: Room): void {
    if (this.shown) return;
    const view = VIEWS[this.root.dataset.view as keyof typeof VIEWS];
    this.root.tabIndex = -1; // so that the focus does not fall off the page
    this.fill((t) => new view(this.root, t, found));
    this.root.dataset.backend = found.models.backend.name;
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

/** Put the explorer's view into an element, once. */
export function mount(element: HTMLElement): void {
  if (element.dataset.mounted) return;
  element.dataset.mounted = "true";
  if (!document.getElementById(STYLE)) {
    document.head.append(h("style", { id: STYLE }, style));
  }
  places.push(new Place(element));
}

/** Put it into every element of the page that asks for it. */
export function mountAll(): void {
  const all = () =>
    document.querySelectorAll<HTMLElement>(".gv-explore").forEach((one) => mount(one));
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", all);
  } else all();
}
