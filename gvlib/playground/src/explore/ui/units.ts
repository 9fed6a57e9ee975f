import { button, h } from "../../ui/dom";
import type { Say } from "../../words/explore";
import { klUnits, type Code } from "../codes";
import { Z, type Posterior } from "../nets";

export const SHOWN = 6;
export const MOST = 5;

/** A number a reader typed for eps, or null. */
export function typedEps(text: string): number | null {
  const value = text.trim() === "" ? NaN : Number(text.trim().replace("−", "-"));
  return Math.abs(value) <= MOST ? value : null;
}

/** Two digits, with a minus sign that is one. */
export const fixed = (value: number): string => value.toFixed(2).replace("-", "−");

interface Hears {
  eps: (unit: number, value: number) => void;
  refuse: (text: string) => void;
  redraw: () => void;
  mean: () => void;
}

/** The units that matter most, each with its own eps to be typed. */
export class Units {
  readonly element: HTMLElement;
  private readonly units: number[];
  private readonly cells: HTMLTableCellElement[][];
  private readonly inputs: HTMLInputElement[];
  private readonly sums = [h("td"), h("td")];

  constructor(
    private readonly t: Say,
    mean: Float32Array,
    private readonly hears: Hears,
  ) {
    this.units = Array.from(mean.keys())
      .sort((i, j) => mean[j] - mean[i])
      .slice(0, SHOWN);
    this.cells = this.units.map(() => Array.from({ length: 5 }, () => h("td")));
    this.inputs = this.units.map((unit) => this.input(unit));
    const buttons = h(
      "div",
      { class: "gv-row" },
      button(t("encode.redraw"), hears.redraw),
      button(t("encode.mean"), hears.mean),
    );
    const scroll = h("div", { class: "gv-scroll", tabindex: 0, role: "region" });
    scroll.setAttribute("aria-label", t("encode.table", { n: SHOWN }));
    scroll.append(this.table());
    this.element = h("div", {}, scroll, buttons);
  }

  private input(unit: number): HTMLInputElement {
    const label = this.t("encode.noise.label", { unit });
    const box = h("input", { type: "text", inputmode: "decimal", size: 5 });
    box.setAttribute("aria-label", label);
    box.name = `eps-${unit}`;
    box.addEventListener("input", () => {
      const value = typedEps(box.value);
      box.toggleAttribute("aria-invalid", value === null);
      if (value !== null) return this.hears.eps(unit, value);
      box.setAttribute("aria-invalid", "true");
      this.hears.refuse(this.t("encode.eps", { text: box.value, most: MOST }));
    });
    return box;
  }

  private table(): HTMLTableElement {
    const { t } = this;
    const heads = ["unit", "mu", "logvar", "sigma", "noise", "z", "kl"] as const;
    const head = heads.map((key) => h("th", { scope: "col" }, t(`encode.${key}`)));
    const rows = this.units.map((unit, i) => {
      const [mu, logvar, sigma, z, kl] = this.cells[i];
      const eps = h("td", {}, this.inputs[i]);
      const name = h("th", { scope: "row" }, String(unit));
      return h("tr", {}, name, mu, logvar, sigma, eps, z, kl);
    });
    const names = [t("encode.rest", { n: Z - SHOWN }), t("encode.all", { n: Z })];
    const feet = names.map((name, i) =>
      h("tr", {}, h("th", { scope: "row", colspan: 6 }, name), this.sums[i]),
    );
    const caption = h("caption", {}, t("encode.table", { n: SHOWN }));
    const body = h("tbody", {}, ...rows, ...feet);
    return h("table", {}, caption, h("thead", {}, h("tr", {}, ...head)), body);
  }

  show(q: Posterior, eps: Code, z: Code): void {
    const kl = klUnits(q);
    let shown = 0;
    this.units.forEach((unit, i) => {
      const { mu, logSigma } = q;
      const sigma = Math.exp(logSigma[unit]);
      const values = [mu[unit], 2 * logSigma[unit], sigma, z[unit], kl[unit]];
      values.forEach((value, j) => (this.cells[i][j].textContent = fixed(value)));
      shown += kl[unit];
      const box = this.inputs[i];
      if (document.activeElement === box) return;
      box.value = eps[unit].toFixed(2);
      box.removeAttribute("aria-invalid");
    });
    const all = kl.reduce((a, b) => a + b, 0);
    this.sums[0].textContent = fixed(all - shown);
    this.sums[1].textContent = fixed(all);
  }
}
