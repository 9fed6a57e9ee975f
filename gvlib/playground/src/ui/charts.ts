import type { Row } from "../lab/protocol";
import { drawChart, type Line } from "../views/chart";
import type { Colours } from "../views/plane";
import type { Key, Words } from "../words/words";
import { h } from "./dom";
import { apart, reached, type History } from "./history";

interface Column {
  name: Key;
  who: "gan" | "vae";
  dashed: boolean;
  of(row: Row): number;
}

interface Chart {
  title: Key;
  floor: number | null;
  columns: readonly Column[];
}

const both = (of: (marks: Row["gan"]["marks"]) => number): Column[] => [
  { name: "gan", who: "gan", dashed: false, of: (row) => of(row.gan.marks) },
  { name: "vae", who: "vae", dashed: true, of: (row) => of(row.vae.marks) },
];

const CHARTS: readonly Chart[] = [
  {
    title: "chart.gan",
    floor: null,
    columns: [
      { name: "chart.d", who: "gan", dashed: true, of: (row) => row.gan.d },
      { name: "chart.g", who: "gan", dashed: false, of: (row) => row.gan.g },
    ],
  },
  {
    title: "chart.vae",
    floor: null,
    columns: [
      {
        name: "chart.reconstruction",
        who: "vae",
        dashed: true,
        of: (row) => row.vae.reconstruction,
      },
      { name: "chart.kl", who: "vae", dashed: false, of: (row) => row.vae.kl },
    ],
  },
  { title: "chart.modes", floor: 0, columns: both(reached) },
  { title: "chart.distance", floor: 0, columns: both(apart) },
];

/** The four charts under the pictures. */
export class Charts {
  readonly element: HTMLElement;
  private readonly parts: {
    chart: Chart;
    canvas: HTMLCanvasElement;
    box: HTMLElement;
  }[];

  constructor(private readonly t: Words) {
    this.parts = CHARTS.map((chart) => {
      const canvas = h("canvas", { role: "img", "aria-label": t(chart.title) });
      const legend = chart.columns.map(({ name, who, dashed }) =>
        h("span", { class: `gv-key gv-${who}${dashed ? " gv-dashed" : ""}` }, t(name)),
      );
      const caption = h("figcaption", {}, t(chart.title), ": ", ...legend);
      return { chart, canvas, box: h("figure", {}, caption, canvas) };
    });
    this.element = h("div", { class: "gv-charts" }, ...this.parts.map((p) => p.box));
  }

  draw(history: History, colours: Colours, mixture: boolean): void {
    const steps = history.of((row) => Math.max(row.gan.step, row.vae.step));
    for (const { chart, canvas, box } of this.parts) {
      box.hidden = chart.title === "chart.modes" && !mixture;
      if (box.hidden) continue;
      const lines = chart.columns.map(({ name, who, dashed, of }): Line => ({
        name,
        dashed,
        colour: colours[who],
        values: history.of(of),
      }));
      drawChart(canvas, lines, steps, colours.ink, chart.floor);
    }
  }

  /** Say what the charts show now, for who cannot see them. */
  describe(history: History): void {
    const rows = history.of((row) => row);
    const last = rows[rows.length - 1];
    if (!last) return;
    for (const { chart, canvas } of this.parts) {
      const values = chart.columns
        .filter(({ of }) => Number.isFinite(of(last)))
        .map(({ name, of }) => `${this.t(name)} ${Number(of(last).toPrecision(3))}`);
      const step = Math.max(last.gan.step, last.vae.step);
      const said = { title: this.t(chart.title), step, values: values.join(", ") };
      canvas.setAttribute("aria-label", this.t("chart.now", said));
    }
  }
}
