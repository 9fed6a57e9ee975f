"""Wrong answers to the exercises, one module a chapter: WRONG[number] = [code, ...]."""
