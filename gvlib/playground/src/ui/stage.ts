import { CODES } from "../lab/probes";
import type { Frame } from "../lab/protocol";
import type { Settings } from "../lab/settings";
import { VIEW } from "../model/data";
import { drawGan, drawGanCodes, drawVae, drawVaeCodes } from "../views/pictures";
import { Plane, type Colours } from "../views/plane";
import type { Key, Words } from "../words/words";
import { h } from "./dom";

type Who = "gan" | "vae";

/** The four pictures: samples above, codes below, the GAN left, the VAE right. */
export class Stage {
  readonly element: HTMLElement;
  private readonly planes: Record<`${Who}.${"x" | "z"}`, Plane>;

  constructor(t: Words) {
    const boxes: HTMLElement[] = [];
    const plane = (
      view: `${Who}.${"x" | "z"}`,
      half: number,
      legend: [string, Key][],
    ) => {
      const label = t(`view.${view}.alt`);
      const canvas = h("canvas", {
        class: "gv-plane",
        role: "img",
        "aria-label": label,
      });
      const keys = legend.map(([style, key]) =>
        h("span", { class: `gv-key ${style}` }, t(key)),
      );
      const title = h("strong", {}, t(`view.${view}`));
      boxes.push(
        h(
          "figure",
          { "data-view": view },
          h("figcaption", {}, title, " ", ...keys),
          canvas,
        ),
      );
      return new Plane(canvas, half);
    };
    const prior: [string, Key] = ["gv-ring", "legend.prior"];
    const data: [string, Key] = ["gv-data", "legend.data"];
    this.planes = {
      "gan.x": plane("gan.x", VIEW, [data, ["gv-field-key", "legend.field"]]),
      "vae.x": plane("vae.x", VIEW, [data]),
      "gan.z": plane("gan.z", CODES, [["gv-tint-gan", "legend.tint"], prior]),
      "vae.z": plane("vae.z", CODES, [
        ["gv-tint-vae", "legend.tint"],
        prior,
        ["gv-data", "legend.codes"],
      ]),
    };
    this.element = h("div", { class: "gv-stage" }, ...boxes);
  }

  draw(frame: Frame, settings: Settings, colours: Colours): void {
    const { gan, vae } = frame;
    // Of one that diverged the last picture stays.
    if (gan) {
      drawGan(this.planes["gan.x"], frame, gan, settings, colours);
      drawGanCodes(this.planes["gan.z"], gan, colours);
    }
    if (vae) {
      drawVae(this.planes["vae.x"], frame, vae, settings, colours);
      drawVaeCodes(this.planes["vae.z"], vae, colours);
    }
  }
}
