"""The report's one style sheet: light, dark, a telephone's width, and on paper."""

STYLE = """
:root { color-scheme: light dark; --text: #1b1b1b; --page: #ffffff; --faint: #5c5c5c;
  --line: #d0d0d0; --box: #f4f4f2; --gan: #a84300; --vae: #00588a; --baseline: #4d4d4d;
  --link: #00588a; }
@media (prefers-color-scheme: dark) { :root { --text: #e8e8e6; --page: #161616;
  --faint: #b0b0ac; --line: #444444; --box: #222222; --gan: #ff9a57; --vae: #6cc0f0;
  --baseline: #c4c4c0; --link: #8ac6f2; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; color: var(--text);
  background: var(--page); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; }
h2 { font-size: 1.25rem; margin-top: 2.2rem; }
h3 { font-size: 1.05rem; margin-bottom: .3rem; }
a { color: var(--link); }
.faint, figcaption, .where { color: var(--faint); font-size: .9rem; }
.verdict { background: var(--box); border-left: .3rem solid var(--faint);
  padding: .6rem 1rem; }
.verdict li { margin: .3rem 0; }
.wide { overflow-x: auto; }
.wide:focus-visible { outline: 2px solid var(--link); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid var(--line); text-align: right;
  white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
td { vertical-align: top; } td small { display: block; color: var(--faint); }
thead th { white-space: normal; vertical-align: bottom; }
figure { margin: .8rem 0; }
figure img { image-rendering: pixelated; max-width: 100%; background: #fff;
  padding: 2px; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr));
  gap: 0 1.2rem; }
.pair img { width: 100%; }
.strip img { width: 100%; max-width: 40rem; }
.gan { color: var(--gan); } .vae { color: var(--vae); }
.baseline { color: var(--baseline); }
svg { width: 100%; height: auto; max-width: 44rem; }
svg text { fill: var(--text); font: 13px system-ui, sans-serif; }
svg .axis { stroke: var(--faint); fill: none; } svg .grid { stroke: var(--line); }
svg .line { fill: none; stroke: currentColor; stroke-width: 2; }
svg .band { fill: currentColor; opacity: .18; } svg .dot { fill: currentColor; }
svg .hollow .dot { fill: var(--page); stroke: currentColor; stroke-width: 2; }
pre { background: var(--box); padding: .6rem 1rem; overflow-x: auto; }
code { font-size: .92em; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 480px) { dl { grid-template-columns: 1fr; }
  dt { margin-top: .4rem; } }
@media print { body { max-width: none; } .wide { overflow: visible; } }
"""
