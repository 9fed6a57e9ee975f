import { button, h } from "../../ui/dom";
import type { Say } from "../../words/explore";
import { between, normal, type Code } from "../codes";
import { codeFrom, codeText, oneOf } from "../link";
import type { Who } from "../models";
import { Picture } from "./picture";
import type { Room } from "./room";

const FRAMES = 7;

/** The way between two codes, as rows of images of both networks. */
export class Path {
  readonly element: HTMLElement;
  private a: Code;
  private b: Code;
  private readonly arc = h("input", { type: "checkbox", name: "arc" });
  private readonly t = h("input", {
    type: "range",
    name: "t",
    min: 0,
    max: 1,
    step: 0.01,
    value: 0,
  });
  private readonly rows: Record<Who, Picture[]> = {
    gan: Path.row(),
    vae: Path.row(),
  };

  constructor(
    private readonly say: Say,
    private readonly room: Room,
  ) {
    const { link } = room;
    this.a = link.take("a", codeFrom) ?? room.z;
    this.b = link.take("b", codeFrom) ?? normal(room.random);
    this.arc.checked = link.take("arc", oneOf(["1"])) !== null;
    this.put();
    this.t.setAttribute("aria-label", say("walk.t"));
    this.t.addEventListener("input", () => (room.z = this.at(Number(this.t.value))));
    this.arc.addEventListener("change", () => {
      this.put();
      this.draw();
    });
    const arc = h("label", { class: "gv-tick" }, this.arc, say("walk.arc"));
    const keep = (name: "a" | "b") =>
      button(say(`walk.keep.${name}`), () => {
        this[name] = room.z;
        this.put();
        this.draw();
      });
    this.element = h(
      "fieldset",
      { class: "gv-path" },
      h("legend", {}, say("walk.path")),
      h("div", { class: "gv-row" }, keep("a"), keep("b"), arc),
      h("label", { class: "gv-choice" }, h("span", {}, say("walk.t")), this.t),
      this.strip("gan"),
      this.strip("vae"),
    );
    this.draw();
  }

  private static row(): Picture[] {
    return Array.from({ length: FRAMES }, () => new Picture());
  }

  private strip(who: Who): HTMLElement {
    const label = this.say("walk.row", { who: this.say(who) });
    const images = h("div", { class: "gv-strip", role: "group", "aria-label": label });
    images.append(...this.rows[who].map((picture) => picture.canvas));
    const name = h("span", { class: `gv-key gv-of-${who}` }, this.say(who));
    return h("div", { class: "gv-named" }, name, images);
  }

  private put(): void {
    const { link } = this.room;
    link.put("a", codeText(this.a));
    link.put("b", codeText(this.b));
    link.put("arc", this.arc.checked ? "1" : null);
  }

  private at(t: number): Code {
    return between(this.a, this.b, t, this.arc.checked);
  }

  private draw(): void {
    for (const who of ["gan", "vae"] as const) {
      this.rows[who].forEach((picture, i) => {
        const t = i / (FRAMES - 1);
        const percent = Math.round(100 * t);
        const label = this.say("walk.frame", { who: this.say(who), percent });
        picture.show(this.room.models.image(who, this.at(t)), label);
      });
    }
  }
}
