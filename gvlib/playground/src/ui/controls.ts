import { CHOICES, withText, type Name, type Settings } from "../lab/settings";
import { known, type Key, type Words } from "../words/words";
import { fresh, h } from "./dom";

/** The settings of each panel, in the order of the page. */
export const PANELS: readonly { title: Key; names: readonly Name[] }[] = [
  {
    title: "panel.views",
    names: ["points", "field", "arrows", "mesh", "noise", "pairs"],
  },
  {
    title: "panel.training",
    names: ["data", "seed", "batch", "players", "pace"],
  },
  {
    title: "panel.gan",
    names: [
      "loss", "rateG", "rateD", "momentum", "memory", "critics", "r1", "r2", "gp", "pac", "unroll", "clip",
    ], // prettier-ignore
  },
  {
    title: "panel.vae",
    names: ["rateV", "beta", "sigma", "learnSigma", "prior", "pairing"],
  },
];

// Zero of these is not a small amount, but their absence.
const MEDICINES: ReadonlySet<Name> = new Set(["r1", "r2", "gp", "unroll", "clip"]);
// These are felt by sliding.
const SLIDERS: ReadonlySet<Name> = new Set(["beta", "sigma"]);

/** One setting's control. */
export interface Control {
  element: HTMLElement;
  show(settings: Settings): void;
}

type Changed = (settings: Settings) => void;

/** How a value of a setting reads. */
function label(name: Name, value: string | number | boolean, t: Words): string {
  const key = `${name}.${value}`;
  if (known(key)) return t(key);
  return value === 0 && MEDICINES.has(name) ? t("off") : String(value);
}

/** A control for a setting; `now` gives the settings that it changes one of. */
export function control(
  name: Name,
  t: Words,
  now: () => Settings,
  changed: Changed,
  refuse: (key: Key) => void,
): Control {
  const set = (text: string) => {
    const next = withText(now(), name, text);
    if (next) changed(next);
    else refuse("say.seed");
    return next !== null;
  };
  if (name === "seed") return typed(name, t, set);
  if (SLIDERS.has(name)) return slid(name, t, set);
  if (typeof CHOICES[name].initial === "boolean") return ticked(name, t, set);
  return chosen(name, t, set);
}

type Set = (text: string) => boolean;

function chosen(name: Name, t: Words, set: Set): Control {
  const options = CHOICES[name].values.map((value) =>
    h("option", { value: String(value) }, label(name, value, t)),
  );
  const select = h("select", { name }, ...options);
  select.addEventListener("change", () => set(select.value));
  return {
    element: h("label", { class: "gv-field" }, h("span", {}, t(name)), select),
    show: (settings) => void (select.value = String(settings[name])),
  };
}

function ticked(name: Name, t: Words, set: Set): Control {
  const box = h("input", { type: "checkbox", name });
  box.addEventListener("change", () => set(String(box.checked)));
  return {
    element: h("label", { class: "gv-tick" }, box, h("span", {}, t(name))),
    show: (settings) => void (box.checked = settings[name] === true),
  };
}

function typed(name: Name, t: Words, set: Set): Control {
  const box = h("input", { type: "text", inputmode: "numeric", name, size: 4 });
  box.addEventListener("change", () => {
    const fine = set(box.value.trim());
    box.toggleAttribute("aria-invalid", !fine);
    if (!fine) box.setAttribute("aria-invalid", "true");
  });
  return {
    element: h("label", { class: "gv-field" }, h("span", {}, t(name)), box),
    show: (settings) => {
      box.value = String(settings[name]);
      box.removeAttribute("aria-invalid");
    },
  };
}

/** A slider over the places of the values, which are not evenly spaced. */
function slid(name: Name, t: Words, set: Set): Control {
  const values: readonly (string | number | boolean)[] = CHOICES[name].values;
  const id = fresh();
  const input = h("input", { type: "range", id, name, max: values.length - 1 });
  const output = h("output", { for: id, "aria-live": "off" });
  const say = (text: string) => {
    output.value = text;
    input.setAttribute("aria-valuetext", text);
  };
  input.addEventListener("input", () => {
    const text = String(values[Number(input.value)]);
    say(text);
    set(text);
  });
  const head = h("span", {}, h("label", { for: id }, t(name)), " ", output);
  return {
    element: h("div", { class: "gv-field" }, head, input),
    show: (settings) => {
      input.value = String(values.indexOf(settings[name]));
      say(String(settings[name]));
    },
  };
}
