import { fresh, h } from "../../ui/dom";
import { className, type Say } from "../../words/explore";
import type { Gallery } from "../codes";
import { Picture } from "./picture";

/** Test images to choose from: radio buttons, so arrow keys go from one to the next. */
export function picker(
  t: Say,
  gallery: Gallery,
  first: number,
  chosen: (i: number) => void,
) {
  const group = fresh();
  const seen = new Map<number, number>();
  const choices = Array.from({ length: gallery.length }, (_, i) => {
    const label = gallery.labels[i];
    const n = (seen.get(label) ?? 0) + 1;
    seen.set(label, n);
    const name = t("encode.test", { name: className(t, label), n });
    const radio = h("input", { type: "radio", name: group, value: i });
    radio.setAttribute("aria-label", name);
    radio.checked = i === first;
    radio.addEventListener("change", () => chosen(i));
    const picture = new Picture();
    picture.show(gallery.image(i));
    picture.canvas.setAttribute("aria-hidden", "true");
    return h("label", { title: name }, radio, picture.canvas);
  });
  const legend = h("legend", {}, t("encode.pick"));
  return h("fieldset", { class: "gv-picker" }, legend, h("div", {}, ...choices));
}
