import { button, h } from "../../ui/dom";
import { className, type Say } from "../../words/explore";
import {
  drawn, greys, klUnits, logDensity, normal, squaredError, type Code,
} from "../codes"; // prettier-ignore
import { codeFrom, codeText, imageFrom, imageText, wholeFrom } from "../link";
import { Z, type Posterior } from "../nets";
import { CodePlane } from "../plane";
import { CodeMap } from "./codemap";
import { Hunt } from "./hunt";
import { picker } from "./picker";
import { Captioned } from "./picture";
import type { Room } from "./room";
import { Sketch } from "./sketch";
import { Units } from "./units";

const ROUNDS = 10;
const REPEATS = 10; // passes that are timed together

/** An image, its posterior, what the decoder makes of z, and the GAN's answer. */
export class Encode {
  private readonly message = h("p", { class: "gv-error", role: "alert" });
  private readonly x: Captioned;
  private readonly back: Captioned;
  private readonly sum = h("p", { class: "gv-sum", "aria-live": "off" });
  private readonly time = h("p", { class: "gv-small" });
  private readonly units: Units;
  private readonly map: CodeMap;
  private readonly hunt: Hunt;
  private image!: Float32Array;
  private q: Posterior | null = null;
  private eps: Code = new Float64Array(Z);

  constructor(
    root: HTMLElement,
    private readonly t: Say,
    private readonly room: Room,
  ) {
    const { models } = room;
    this.x = new Captioned(t("encode.x"), "gv-large");
    this.back = new Captioned("", "gv-large gv-of-vae");
    this.hunt = new Hunt(t, room);
    this.map = new CodeMap(t, new CodePlane(models.block), room.link);
    this.units = new Units(t, models.block.floats("kl"), {
      eps: (unit, value) => {
        this.eps[unit] = value;
        this.message.textContent = "";
        this.draw();
      },
      refuse: (text) => (this.message.textContent = text),
      redraw: () => this.noise(normal(room.random)),
      mean: () => this.noise(new Float64Array(Z)),
    });
    const { link } = room;
    const drawing = link.take("x", imageFrom);
    const first = link.take("test", wholeFrom(models.test.length - 1)) ?? 0;
    this.eps = link.take("eps", codeFrom) ?? normal(room.random);
    root.append(...this.parts(first, drawing));
    this.encode(drawing ?? models.test.image(first));
    this.clock();
  }

  private parts(first: number, drawing: Float32Array | null): HTMLElement[] {
    const { t, room } = this;
    const { test } = room.models;
    let chosen = first;
    const pick = picker(t, test, first, (i) => {
      chosen = i;
      room.link.put("test", String(i));
      room.link.put("x", null);
      this.encode(test.image(i));
    });
    const sketch = new Sketch(
      t,
      drawing,
      () => test.image(chosen),
      (x) => this.drawing(x),
    );
    const legend = h("legend", {}, t("encode.draw"));
    const pad = h("fieldset", { class: "gv-pad-field" }, legend, sketch.element);
    const take = button(
      t("encode.take"),
      () => this.q && (room.z = drawn(this.q, this.eps)),
    );
    const images = [this.x.element, this.back.element, this.hunt.result.element];
    const answer = h("div", { class: "gv-answer" }, this.sum, this.time, take);
    return [
      h("div", { class: "gv-choose" }, pick, pad),
      this.message,
      h("div", { class: "gv-three" }, ...images),
      h("div", { class: "gv-two" }, answer, this.hunt.element),
      h("div", { class: "gv-code" }, this.units.element, this.map.element),
    ];
  }

  /** What the reader has drawn, if there is something to encode. */
  private drawing(x: Float32Array): void {
    if (x.every((grey) => grey === x[0])) {
      this.message.textContent = this.t(x[0] ? "encode.full" : "encode.empty");
    } else {
      this.room.link.put("x", imageText(x));
      this.encode(x);
    }
  }

  private encode(x: Float32Array): void {
    const q = this.room.models.posterior(x);
    const finite = (values: Float64Array) => values.every(Number.isFinite);
    if (!finite(q.mu) || !finite(q.logSigma)) {
      this.message.textContent = this.t("encode.nan");
      return;
    }
    this.message.textContent = "";
    this.q = q;
    this.image = x;
    this.x.show(x, this.t("encode.x.alt"));
    this.hunt.aim(x);
    this.draw();
  }

  private noise(eps: Code): void {
    this.eps = eps;
    this.message.textContent = "";
    this.draw();
  }

  private draw(): void {
    const { t, q, eps } = this;
    if (!q) return; // its numbers were not finite
    const { models, link } = this.room;
    link.put("eps", codeText(eps));
    const z = drawn(q, eps);
    const image = models.image("vae", z);
    const squared = squaredError(image, this.image);
    const near = models.near.labels[models.near.nearest(image).place];
    const alt = t("encode.back.alt", { name: className(t, near) });
    const apart = greys(squared).toFixed(1);
    this.back.show(image, alt, t("encode.back", { greys: apart }));
    const density = logDensity(squared, models.block.spec.sigma);
    const kl = klUnits(q).reduce((a, b) => a + b, 0);
    const sums = { density, kl, elbo: density - kl };
    const words = Object.entries(sums).map(([key, value]) => [key, value.toFixed(1)]);
    this.sum.textContent = t("encode.sum", Object.fromEntries(words));
    this.units.show(q, eps, z);
    this.map.show(q, z);
  }

  /** One pass of the encoder: the quickest of several rounds, for a clock is coarse. */
  private clock(): void {
    const image = this.room.models.test.image(0);
    let least = Infinity;
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      for (let i = 0; i < REPEATS; i++) this.room.models.posterior(image);
      least = Math.min(least, (performance.now() - start) / REPEATS);
    }
    this.time.textContent = this.t("encode.time", { ms: least.toFixed(1) });
  }
}
