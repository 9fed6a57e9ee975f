import { kernel, place, type Cell } from "../../ui/cell";
import { dress } from "../../ui/style";
import { exploreWords, type ExploreKey } from "../../words/explore";
import { Block, type Spec } from "../block";
import { loaded } from "../load";
import { Models } from "../models";
import style from "./explore.css";
import { Place } from "./place";
import { Room } from "./room";

const STYLE = "gv-explore-style";

let room: Promise<Room> | null = null;
const places: Place[] = [];

/** The room of the page, for all its places. */
async function begin(): Promise<void> {
  room ??= loaded().then((block) => new Room(new Models(block)));
  try {
    const found = await room;
    places.forEach((place) => place.show(found));
  } catch (error) {
    room = null; // so that it can be tried again
    throw error;
  }
}

/** Put the explorer's view into an element, once. */
export function mount(element: HTMLElement): void {
  if (element.dataset.mounted) return;
  element.dataset.mounted = "true";
  dress(STYLE, style);
  const made = new Place(element, begin);
  made.wait();
  places.push(made);
}

/** Put it into every element of the page that asks for it. */
export function mountAll(): void {
  const all = () =>
    document.querySelectorAll<HTMLElement>(".gv-explore").forEach((one) => mount(one));
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", all);
  } else all();
}

/** Put it into a notebook, with the kernel's networks; z goes there and comes back. */
export async function render(cell: Cell): Promise<() => void> {
  const { model, el } = cell;
  dress(STYLE, style);
  const { buffer, byteOffset, byteLength } = model.get("data") as DataView<ArrayBuffer>;
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  const block = await Block.unpack(model.get("spec") as Spec, bytes);
  const own = new Room(new Models(block), kernel(model));
  const numbers = () => model.get("z") as number[];
  if (numbers().length) own.z = Float64Array.from(numbers());
  const told = () => {
    if (numbers().some((value, i) => value !== own.z[i]))
      own.z = Float64Array.from(numbers());
  };
  const tell = () => {
    if (numbers().length && own.z.every((value, i) => value === numbers()[i])) return;
    model.set("z", Array.from(own.z));
    model.save_changes();
  };
  own.onZ(tell);
  tell();
  model.on("change:z", told);
  for (const view of model.get("views") as string[]) {
    const root = place(cell, "gv-explore");
    root.dataset.view = view;
    root.dataset.mounted = "true";
    const say = exploreWords(root.lang);
    root.setAttribute("aria-label", say(`${view}.label` as ExploreKey));
    new Place(root, async () => {}).show(own);
  }
  return () => {
    model.off("change:z", told);
    own.link.stop();
    el.replaceChildren();
  };
}
