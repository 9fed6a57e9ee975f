import { CARDS, Watch, type Card, type Seen } from "../lab/tour";
import type { Words } from "../words/words";
import { button, fresh, h } from "./dom";
import { remember, remembered } from "./memory";

/** What the tour wants of the lab. */
export interface Guide {
  /** Set the lab as the card begins; `before`: the reader comes from the card before. */
  enter(card: Card, place: number, before: boolean): void;
  leave(): void;
  /** Point at these parts, the first of them to be used; none: at nothing. */
  light(selectors: readonly string[]): void;
  /** Bring the part that is to be used into view. */
  find(selector: string): void;
}

/** Ten cards over the live lab: each asks for one thing and notices that it was done. */
export class Tour {
  /** The button that opens the tour, where it was left. */
  readonly door: HTMLButtonElement;
  readonly element: HTMLElement;
  private readonly way = remembered();
  private readonly title = h("p", { id: fresh(), class: "gv-title", tabindex: -1 });
  private readonly text = h("p");
  private readonly task = h("p", { class: "gv-task" });
  private readonly result = h("p", { class: "gv-result", role: "status" });
  private readonly back: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  private watch: Watch | null = null;

  constructor(
    private readonly t: Words,
    private readonly guide: Guide,
  ) {
    this.door = button("", () => this.go(this.way.card), { class: "gv-door" });
    this.back = button(t("tour.back"), () => this.go(this.way.card - 1));
    this.next = button("", () => this.forward(), { class: "gv-next" });
    const find = button(t("tour.find"), () => guide.find(this.card.light[0]));
    const leave = button(t("tour.leave"), () => this.leave());
    const row = h("div", { class: "gv-row" }, this.back, this.next, find, leave);
    this.element = h("section", { class: "gv-tour", "aria-labelledby": this.title.id });
    this.element.append(this.title, this.text, this.task, this.result, row);
    this.element.hidden = true;
    this.label();
  }

  /** Show a card, counted from 1, in the lab as it is. */
  open(place: number): void {
    this.way.card = place;
    const { id, light } = this.card;
    this.watch = this.way.done.includes(id) ? null : new Watch(this.card);
    const says = { n: place, of: CARDS.length, title: this.t(`tour.${id}`) };
    this.title.textContent = this.t("tour.place", says);
    this.text.textContent = this.t(`tour.${id}.text`);
    this.task.textContent = this.t(`tour.${id}.task`);
    this.result.textContent = "";
    this.back.disabled = place === 1;
    this.element.dataset.card = id;
    this.element.hidden = false;
    this.door.hidden = true;
    this.guide.light(light);
    this.mark();
  }

  /** Look at what the lab shows: it may be what the card asks for. */
  see(seen: Seen): void {
    if (!this.watch?.done(seen)) return;
    this.watch = null;
    this.way.done.push(this.card.id);
    this.mark();
  }

  private get card(): Card {
    return CARDS[this.way.card - 1] ?? CARDS[0];
  }

  /** The words and buttons that depend on whether the card is done. */
  private mark(): void {
    const { id } = this.card;
    const done = this.way.done.includes(id);
    const last = this.way.card === CARDS.length;
    if (done) this.result.textContent = this.t(`tour.${id}.done`);
    this.element.toggleAttribute("data-done", done);
    const forward = done ? "tour.next" : "tour.skip";
    this.next.textContent = this.t(last ? "tour.finish" : forward);
    remember(this.way);
  }

  private go(place: number): void {
    const before = !this.element.hidden && place === this.way.card + 1;
    this.open(place);
    this.guide.enter(this.card, this.way.card, before);
    this.title.focus({ preventScroll: true });
  }

  private forward(): void {
    if (this.way.card < CARDS.length) return this.go(this.way.card + 1);
    Object.assign(this.way, { card: 1, done: [] });
    this.leave();
  }

  private leave(): void {
    remember(this.way);
    this.watch = null;
    this.element.hidden = true;
    this.guide.light([]);
    this.label();
    this.guide.leave();
    this.door.focus();
  }

  private label(): void {
    const { card } = this.way;
    const says = { n: card, of: CARDS.length };
    this.door.textContent = this.t(card > 1 ? "tour.resume" : "tour.start", says);
    this.door.hidden = false;
  }
}
