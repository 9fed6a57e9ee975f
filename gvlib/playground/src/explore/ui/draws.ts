import { Random } from "../../engine/random";
import { button, h } from "../../ui/dom";
import { className, type Say } from "../../words/explore";
import { normal, type Code } from "../codes";
import { wholeFrom } from "../link";
import type { Who } from "../models";
import { Picture } from "./picture";
import type { Room } from "./room";

const COUNT = 8;
const SEEDS = 65_520; // of draws: a link holds one of them
const ROWS = ["gan", "vae", "fitted"] as const;
type Row = (typeof ROWS)[number];

/** The GAN and the VAE at codes of the prior, and the VAE at codes of a fitted one. */
export class Draws {
  private readonly pictures: Record<Row, Picture[]>;

  constructor(
    root: HTMLElement,
    private readonly t: Say,
    private readonly room: Room,
  ) {
    const eight = () => Array.from({ length: COUNT }, () => new Picture());
    this.pictures = { gan: eight(), vae: eight(), fitted: eight() };
    const next = () => 1 + room.random.below(SEEDS);
    const again = button(t("draws.again"), () => this.draw(next()), {
      class: "gv-main",
    });
    root.append(h("div", { class: "gv-row" }, again), ...ROWS.map((r) => this.row(r)));
    this.draw(room.link.take("draws", wholeFrom(SEEDS)) ?? next());
  }

  private row(row: Row): HTMLElement {
    const who = row === "gan" ? "gan" : "vae";
    const name = h("p", { class: `gv-key gv-of-${who}` }, this.t(`draws.${row}`));
    const images = this.pictures[row].map((picture) => picture.canvas);
    const strip = h("div", { class: "gv-strip gv-eight" }, ...images);
    return h("div", { class: "gv-draws" }, name, strip);
  }

  private draw(seed: number): void {
    const { models, link } = this.room;
    const random = new Random(seed);
    link.put("draws", String(seed));
    const draw = (of: () => Code) => Array.from({ length: COUNT }, of);
    const prior = draw(() => normal(random));
    const fitted = draw(() => models.mixture.draw(random));
    this.show("gan", "gan", prior);
    this.show("vae", "vae", prior);
    this.show("fitted", "vae", fitted);
  }

  private show(row: Row, who: Who, codes: Code[]): void {
    const { models } = this.room;
    codes.forEach((z, i) => {
      const image = models.image(who, z);
      const { place } = models.near.nearest(image);
      const name = className(this.t, models.near.labels[place]);
      const label = this.t("draws.image", {
        row: this.t(`draws.${row}`),
        n: i + 1,
        name,
      });
      this.pictures[row][i].show(image, label);
    });
  }
}
