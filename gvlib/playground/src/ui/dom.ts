type Attributes = Record<string, string | number | boolean>;

/** An element with attributes (true: present, false: absent) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/** A button that calls `act`. */
export function button(text: string, act: () => void, attributes: Attributes = {}) {
  const made = h("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", act);
  return made;
}

let count = 0;

/** An id that no other element has. */
export const fresh = (): string => `gv-lab-${++count}`;
