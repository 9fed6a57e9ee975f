import { modesOf } from "../lab/contender";
import { SAMPLES } from "../lab/probes";
import type { Frame } from "../lab/protocol";
import type { Key, Words } from "../words/words";
import { h } from "./dom";

type Cell = (frame: Frame, who: "gan" | "vae") => string | null;

const fixed = (value: number | undefined, digits: number): string | null =>
  value === undefined || !Number.isFinite(value) ? null : value.toFixed(digits);

const ROWS: [Key, Cell][] = [
  [
    "table.modes",
    ({ row }, who) => {
      const modes = modesOf(row[who].marks);
      return modes ? `${modes.reached} / ${modes.of}` : null;
    },
  ],
  [
    "table.share",
    ({ row }, who) => {
      const modes = modesOf(row[who].marks);
      return modes ? `${Math.round(100 * modes.share)} %` : null;
    },
  ],
  ["table.kl", ({ row }, who) => fixed(modesOf(row[who].marks)?.kl, 2)],
  ["table.distance", ({ row }, who) => fixed(row[who].marks?.distance, 3)],
  ["table.steps", ({ progress }, who) => String(progress[who].steps)],
  ["table.seconds", ({ progress }, who) => fixed(progress[who].seconds, 1)],
];

/** The numbers of now, as a table that a screen reader can walk through. */
export class Numbers {
  readonly element: HTMLElement;
  private readonly body = h("tbody");

  constructor(private readonly t: Words) {
    const name = (who: "gan" | "vae") =>
      h("th", { scope: "col" }, h("span", { class: `gv-key gv-${who}` }, t(who)));
    const head = h("tr", {}, h("td"), name("gan"), name("vae"));
    const table = h("table", { "aria-label": t("table.label") }, h("thead", {}, head));
    table.append(this.body);
    const rule = h("p", { class: "gv-small" }, t("table.rule", { n: SAMPLES }));
    this.element = h("div", { class: "gv-numbers" }, table, rule);
  }

  show(frame: Frame): void {
    const rows = ROWS.map(([key, cell]) => [
      this.t(key),
      cell(frame, "gan"),
      cell(frame, "vae"),
    ]);
    for (const split of frame.splits) {
      const title = this.t("table.after", { seconds: split.seconds });
      const [gan, vae] = [split.gan, split.vae].map((m) => fixed(m?.distance, 3));
      rows.push([title, gan, vae]);
    }
    this.body.replaceChildren(
      ...rows
        .filter(([, gan, vae]) => gan !== null || vae !== null)
        .map(([title, gan, vae]) => {
          const cells = [gan, vae].map((c) => h("td", {}, c ?? this.t("table.none")));
          return h("tr", {}, h("th", { scope: "row" }, title ?? ""), ...cells);
        }),
    );
  }
}
