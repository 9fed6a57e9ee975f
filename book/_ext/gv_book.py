"""What Jupyter Book 1.x lacks for this book; see each function's first line."""

import shutil
from importlib import resources
from pathlib import Path

import gv_chapters
import gv_figures
import gv_source
import gv_words

MATHJAX = ("tex-chtml.js", "input/tex/extensions", "output/chtml/fonts", "ui", "a11y")


def point_to_mathjax(app, config):
    """Pages load MathJax from their own folder, so they work offline."""
    config.mathjax_path = "mathjax/tex-chtml.js"
    config.mathjax3_config = {
        **(config.mathjax3_config or {}),
        "options": {"enableMenu": False},  # the menu would load its own fonts
    }


def copy_mathjax(app, error):
    """Take from the wheel the part of MathJax that pages use (3 of 24 MB)."""
    if error or app.builder.format != "html":
        return
    source = Path(str(resources.files("sphinx-mathjax-offline"))) / "static/mathjax"
    target = Path(app.outdir) / "_static" / "mathjax"
    for name in MATHJAX:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, dirs_exist_ok=True)
        else:
            shutil.copy2(source / name, target / name)


def drop_thebe(app, env, docnames):
    """Remove the live-code scripts: unused, and an error in the console."""

    def wanted(name, attributes):
        return "thebe" not in (name or "") and "THEBE" not in (
            attributes.get("body") or ""
        )

    app.registry.js_files = [(n, a) for n, a in app.registry.js_files if wanted(n, a)]
    if hasattr(app.builder, "_js_files"):
        app.builder._js_files = [
            script
            for script in app.builder._js_files
            if wanted(str(getattr(script, "filename", "")), script.attributes)
        ]


def share_html_visitors(app):
    """The one-page edition draws every node as the paged one does."""
    handlers = app.registry.translation_handlers
    for node, visitors in handlers.get("html", {}).items():
        handlers.setdefault("singlehtml", {}).setdefault(node, visitors)


def mend_roles(app, page, template, context, doctree):
    """Keyboards reach wide formulas; lists and Chinese text are marked as such."""
    if body := context.get("body"):
        body = body.replace('role="doc-biblioentry"', 'role="listitem"')
        formula = '<div class="math notranslate nohighlight"'
        body = body.replace(formula, formula + ' tabindex="0"')
        chinese = '<div class="zh admonition"'
        context["body"] = body.replace(chinese, chinese + ' lang="zh-CN"')


def setup(app):
    """Register everything with Sphinx."""
    app.connect("builder-inited", share_html_visitors)
    app.connect("config-inited", point_to_mathjax, priority=100)
    app.connect("env-before-read-docs", drop_thebe, priority=900)
    app.connect("html-page-context", mend_roles)
    app.connect("build-finished", copy_mathjax)
    gv_chapters.setup(app)
    gv_figures.setup(app)
    gv_source.setup(app)
    gv_words.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
