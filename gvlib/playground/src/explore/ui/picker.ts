import { h } from "../../ui/dom";
import { className, type Say } from "../../words/explore";
import type { Gallery } from "../codes";
import { Picture } from "./picture";

/** Test images to choose from: radio buttons, so arrow keys go from one to the next. */
export function picker(t: Say, gallery: Gallery, chosen: (i: number) => void) {
  const seen = new Map<number, number>();
  const choices = Array.from({ length: gallery.length }, (_, i) => {
    const label = gallery.labels[i];
    const n = (seen.get(label) ?? 0) + 1;
    seen.set(label, n);
    const name = t("encode.test", { name: className(t, label), n });
    const radio = h("input", { type: "radio", name: "gv-test", value: i });
    radio.setAttribute("aria-label", name);
    radio.checked = i === 0;
    radio.addEventListener("change", () => chosen(i));
    const picture = new Picture();
    picture.show(gallery.image(i));
    picture.canvas.setAttribute("aria-hidden", "true");
    return h("label", { title: name }, radio, picture.canvas);
  });
  const legend = h("legend", {}, t("encode.pick"));
  return h("fieldset", { class: "gv-picker" }, legend, h("div", {}, ...choices));
}
