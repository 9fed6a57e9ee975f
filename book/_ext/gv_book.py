"""What Jupyter Book 1.x lacks for this book; see each function's first line."""

import gv_changes
import gv_chapters
import gv_explore
import gv_figures
import gv_lab
import gv_math
import gv_pages
import gv_referee
import gv_runs
import gv_source
import gv_styles
import gv_words


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
    """Lists and Chinese text are marked as such."""
    if body := context.get("body"):
        body = body.replace('role="doc-biblioentry"', 'role="listitem"')
        chinese = '<div class="zh admonition"'
        context["body"] = body.replace(chinese, chinese + ' lang="zh-CN"')


def setup(app):
    """Register everything with Sphinx."""
    app.connect("builder-inited", share_html_visitors)
    app.connect("env-before-read-docs", drop_thebe, priority=900)
    app.connect("html-page-context", mend_roles)
    # After the theme has written its own style of listings, at 500.
    app.connect("build-finished", gv_pages.lighten, priority=800)
    app.connect("build-finished", gv_styles.lighten, priority=900)
    gv_chapters.setup(app)
    gv_explore.setup(app)
    gv_figures.setup(app)
    gv_lab.setup(app)
    gv_math.setup(app)
    gv_changes.setup(app)
    gv_referee.setup(app)
    gv_runs.setup(app)
    gv_source.setup(app)
    gv_words.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
