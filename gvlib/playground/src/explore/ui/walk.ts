import { button, h } from "../../ui/dom";
import { className, type Say } from "../../words/explore";
import { dot, greys, moved, norm, normal } from "../codes";
import { oneOf } from "../link";
import type { Who } from "../models";
import { Z } from "../nets";
import { Path } from "./path";
import { Captioned } from "./picture";
import { onceAFrame, type Room } from "./room";
import { fixed } from "./units";

const REACH = 4; // of a slider, in standard deviations of N(0, I)
const OF = ["gan", "vae", "random"] as const;
const WHO: readonly Who[] = ["gan", "vae"];

interface Slider {
  input: HTMLInputElement;
  output: HTMLOutputElement;
}

/** Two images at one z, and sliders that move it. */
export class Walk {
  private readonly sliders = h("div", { class: "gv-sliders" });
  private readonly norm = h("p", { class: "gv-small", "aria-live": "off" });
  private readonly images: Record<Who, Captioned>;
  private readonly nearest: Record<Who, Captioned>;
  private readonly of = h("select", { name: "of" });
  private directions: Float32Array[] = [];
  private rows: Slider[] = [];

  constructor(
    root: HTMLElement,
    private readonly t: Say,
    private readonly room: Room,
  ) {
    this.images = {
      gan: new Captioned(t("walk.gan"), "gv-large gv-of-gan"),
      vae: new Captioned(t("walk.vae"), "gv-large gv-of-vae"),
    };
    this.nearest = { gan: new Captioned(), vae: new Captioned() };
    const path = new Path(t, room);
    root.append(this.bar(), this.stage(), this.choice(), this.sliders, path.element);
    const small = h("p", { class: "gv-small" }, t("walk.unit"));
    this.sliders.after(small);
    const draw = onceAFrame(() => this.draw());
    room.onZ(draw);
    this.choose();
    this.draw();
  }

  private bar(): HTMLElement {
    const { room, t } = this;
    const fresh = button(t("walk.new"), () => (room.z = normal(room.random)), {
      class: "gv-main",
    });
    const zero = button(t("walk.zero"), () => (room.z = new Float64Array(Z)));
    return h("div", { class: "gv-row" }, fresh, zero, this.norm);
  }

  private stage(): HTMLElement {
    const pair = (who: Who) =>
      h(
        "div",
        { class: "gv-pair" },
        this.images[who].element,
        this.nearest[who].element,
      );
    return h("div", { class: "gv-two" }, ...WHO.map(pair));
  }

  private choice(): HTMLElement {
    for (const of of OF) {
      this.of.append(h("option", { value: of }, this.t(`walk.of.${of}`)));
    }
    const { link } = this.room;
    this.of.value = link.take("of", oneOf(OF)) ?? OF[0];
    this.of.addEventListener("change", () => {
      link.put("of", this.of.value);
      this.choose();
    });
    const name = h("span", {}, this.t("walk.of"));
    return h("label", { class: "gv-choice" }, name, this.of);
  }

  /** Sliders for the chosen directions. */
  private choose(): void {
    const { models } = this.room;
    const of = this.of.value;
    this.directions = models.directions(of);
    const [gan, vae] = WHO.map((who) => models.steps(of, who));
    this.rows = this.directions.map((v, i) => this.slider(v, i, gan[i], vae[i]));
    const head = [
      h("span", { class: "gv-head" }, this.t("walk.head")),
      h("span", { class: "gv-key gv-of-gan" }, this.t("gan")),
      h("span", { class: "gv-key gv-of-vae" }, this.t("vae")),
    ];
    const lines = this.rows.flatMap(({ input, output }, i) => {
      const name = this.t("walk.direction", { n: i + 1 });
      const numbers = [gan[i], vae[i]].map((step) => h("span", {}, step.toFixed(1)));
      return [h("span", { "aria-hidden": "true" }, name), input, output, ...numbers];
    });
    this.sliders.replaceChildren(...head, ...lines);
    this.place();
  }

  private slider(v: Float32Array, i: number, gan: number, vae: number): Slider {
    const steps = { gan: gan.toFixed(1), vae: vae.toFixed(1) };
    const input = h("input", {
      type: "range",
      min: -REACH,
      max: REACH,
      step: 0.05,
      name: `direction-${i + 1}`,
      "aria-label": this.t("walk.slider", { n: i + 1, ...steps }),
    });
    input.addEventListener("input", () => {
      this.room.z = moved(this.room.z, v, Number(input.value));
    });
    return { input, output: h("output", { "aria-live": "off" }) };
  }

  /** Every slider to where z is. */
  private place(): void {
    this.rows.forEach(({ input, output }, i) => {
      const value = dot(this.directions[i], this.room.z);
      if (document.activeElement !== input) input.value = String(value);
      output.value = fixed(value);
    });
  }

  private draw(): void {
    const { room, t } = this;
    const { near } = room.models;
    for (const who of WHO) {
      const image = room.models.image(who, room.z);
      const { place, squared } = near.nearest(image);
      const name = className(t, near.labels[place]);
      const apart = greys(squared).toFixed(0);
      this.images[who].show(image, t("walk.image", { who: t(who), name }));
      const caption = t("walk.near", { n: near.length, name, greys: apart });
      this.nearest[who].show(near.image(place), name, caption);
    }
    this.norm.textContent = t("walk.norm", { norm: norm(room.z).toFixed(1) });
    this.place();
  }
}
