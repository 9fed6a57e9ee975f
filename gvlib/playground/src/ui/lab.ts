import { PRESETS, presetOf, told, type Preset } from "../lab/presets";
import type { Frame, Report } from "../lab/protocol";
import { FRESH, initialSettings, type Name, type Settings } from "../lab/settings";
import { fromHash, toHash } from "../lab/url";
import { hire, type Engine } from "../lab/worker";
import type { Point } from "../model/data";
import { coloursOf } from "../views/plane";
import { words, type Key, type Words } from "../words/words";
import { copyAddress, writeHash } from "./address";
import { Board } from "./board";
import { History } from "./history";
import { pausedText, Warnings } from "./sentences";
import { onThemeChange, onVisibility } from "./surroundings";

const CALM = 1000; // milliseconds between pictures for who asked for less motion

/** The training lab in an element of the page. */
export class Lab {
  private readonly t: Words;
  private readonly board: Board;
  private readonly history = new History();
  private readonly warnings: Warnings;
  private readonly engine: Engine;
  private readonly calm = matchMedia("(prefers-reduced-motion: reduce)");
  private readonly leave: (() => void)[];
  private settings: Settings = initialSettings();
  private points: Point[] = [];
  private preset: Preset | undefined = PRESETS[0];
  private cured = false;
  private playing = false;
  private visible = true;
  private frame: Frame | null = null;
  private asked = 0;
  private drawn = 0;

  constructor(
    private readonly root: HTMLElement,
    language: string,
  ) {
    this.t = words(language);
    this.warnings = new Warnings(this.t);
    const still = [...root.children];
    this.board = this.build();
    this.engine = hire((report) => {
      still.splice(0).forEach((element) => element.remove());
      this.hear(report);
    });
    this.leave = [
      onThemeChange(() => this.later()),
      onVisibility(root, (visible) => {
        this.visible = visible;
        this.drive();
      }),
    ];
    this.arrive();
  }

  /** Stop and let go of everything; the element may then be removed. */
  destroy(): void {
    this.leave.forEach((stop) => stop());
    this.engine.stop();
    cancelAnimationFrame(this.asked);
  }

  private build(): Board {
    return new Board(this.root, this.t, {
      play: () => this.play(!this.playing),
      step: () => {
        this.play(false);
        this.engine.send({ order: "step" });
      },
      restart: () => this.send(true),
      link: () => void this.copy(),
      change: (settings) => this.change(settings),
      tell: (preset, cured) => this.tell(preset, cured),
      use: (points) => this.use(points),
      settings: () => this.settings,
      refuse: (key: Key) => this.board.say(this.t(key)),
    });
  }

  /** Begin as the address says. */
  private arrive(): void {
    const linked = fromHash(location.hash);
    if (linked) {
      ({ settings: this.settings, points: this.points, cured: this.cured } = linked);
      this.preset = presetOf(linked.preset);
      const parts = linked.refused.join(", ");
      if (parts) this.board.say(this.t("say.refused", { parts }));
    }
    this.board.pad.show(this.points);
    this.board.show(this.settings, this.preset, this.cured);
    this.engine.send(this.setting(true));
  }

  private setting(fresh: boolean) {
    return {
      order: "set",
      settings: this.settings,
      points: this.points,
      fresh,
    } as const;
  }

  /** Hand the settings on, show them and write them into the address. */
  private send(fresh: boolean): void {
    this.engine.send(this.setting(fresh));
    this.board.show(this.settings, this.preset, this.cured);
    if (fresh) this.board.say("");
    const { settings, points, preset, cured } = this;
    writeHash(toHash(settings, points, preset?.id ?? "", cured));
  }

  private change(settings: Settings): void {
    const old = this.settings;
    if (settings.data === "own" && !this.points.length) {
      this.board.show(old, this.preset, this.cured);
      return this.board.openPad();
    }
    this.settings = settings;
    this.send(FRESH.some((name: Name) => settings[name] !== old[name]));
  }

  private tell(preset: Preset, cured: boolean): void {
    const { seed } = this.settings;
    this.settings = { ...told(preset, cured), seed };
    this.preset = preset;
    this.cured = cured;
    // A prior is only put into the place of another; all else begins anew.
    this.send(!(cured && preset.cure?.prior));
    this.play(true);
  }

  private use(points: Point[]): void {
    this.points = points;
    this.settings = { ...this.settings, data: "own" };
    this.send(true);
    this.board.say(this.t("say.points", { n: points.length }));
  }

  private play(on: boolean): void {
    this.playing = on;
    this.board.running(on);
    this.drive();
    if (on) this.board.say(this.t("say.running"));
    else this.summarise();
  }

  private drive(): void {
    this.engine.send({ order: "run", on: this.playing && this.visible });
  }

  private hear(report: Report): void {
    if ("failed" in report) {
      this.play(false);
      return this.board.say(this.t("say.failed", { error: report.failed }));
    }
    this.frame = report.frame;
    this.history.add(report.frame.round, report.frame.row);
    const warning = this.warnings.of(report.frame);
    if (warning) this.board.say(warning);
    this.later();
  }

  private later(): void {
    cancelAnimationFrame(this.asked);
    this.asked = requestAnimationFrame((now) => {
      if (this.calm.matches && this.playing && now - this.drawn < CALM) return;
      this.drawn = now;
      this.draw();
    });
  }

  private draw(): void {
    const { frame, root } = this;
    if (!frame) return;
    const colours = coloursOf(root);
    this.board.stage.draw(frame, this.settings, colours);
    this.board.charts.draw(this.history, colours, frame.row.gan.marks?.modes !== null);
    this.board.numbers.show(frame);
    Object.assign(root.dataset, {
      backend: frame.backend,
      round: frame.round,
      step: frame.progress.gan.steps,
      gan: frame.row.gan.marks?.modes?.reached ?? "",
      vae: frame.row.vae.marks?.modes?.reached ?? "",
      pace: Math.round(frame.pace),
    });
  }

  private summarise(): void {
    this.board.charts.describe(this.history);
    if (this.frame) this.board.say(pausedText(this.frame, this.t));
  }

  private async copy(): Promise<void> {
    this.send(false);
    this.board.say(this.t((await copyAddress()) ? "say.copied" : "say.copy"));
  }
}
