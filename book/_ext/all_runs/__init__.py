"""The page of all runs: their numbers from the records, and the picture's parts.

`collect` reads the store, `words` says its keys in words, `markup` makes the HTML. The
picture is one script in four files, joined in this order: axes, picture, table, main.
"""
