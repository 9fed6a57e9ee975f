/** Calls `act` when the page turns light or dark; returns how to stop that. */
export function onThemeChange(act: () => void): () => void {
  const watched = new MutationObserver(act);
  watched.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  watched.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", act);
  window.addEventListener("resize", act);
  return () => {
    watched.disconnect();
    media.removeEventListener("change", act);
    window.removeEventListener("resize", act);
  };
}

/** Tells whether the element can be seen: in a shown page, and not scrolled away. */
export function onVisibility(
  element: Element,
  tell: (visible: boolean) => void,
): () => void {
  let near = true;
  const say = () => tell(near && !document.hidden);
  const watched = new IntersectionObserver((entries) => {
    near = entries[entries.length - 1].isIntersecting;
    say();
  });
  watched.observe(element);
  document.addEventListener("visibilitychange", say);
  return () => {
    watched.disconnect();
    document.removeEventListener("visibilitychange", say);
  };
}
