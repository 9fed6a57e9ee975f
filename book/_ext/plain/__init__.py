"""The Markdown of the notebooks: the chapters' text without directives and roles.

JupyterLab, VS Code, Colab and the forges know CommonMark, formulas and a little HTML.
`parse` finds what MyST adds, with MyST's own parser, and where it stands; `roles` and
`directives` say what stands there instead; `notebook` puts a chapter together.
"""
