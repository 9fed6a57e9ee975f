"""What learners answer to page F, and should not."""

WRONG = {
    "F.1": ['letters = "a"', 'letters = "bd"', 'letters = "c"', 'letters = ""'],
    "F.2": [
        "verdict = lambda first, second: 'a' if first[0] < 0 else 'b'",
        "def verdict(first, second):\n"
        "    if abs(first[0]) < first[1]:\n"
        "        return 'undecided'\n"
        "    return 'a' if first[0] < 0 else 'b'",
        "def verdict(first, second):\n"
        "    if abs(first[0]) < first[1] or abs(second[0]) < second[1]:\n"
        "        return 'undecided'\n"
        "    return 'a' if first[0] < 0 else 'b'",
        "def verdict(first, second):\n"
        "    if any(abs(d) < w for d, w in (first, second)):\n"
        "        return 'undecided'\n"
        "    if first[0] * second[0] < 0:\n"
        "        return 'undecided'\n"
        "    return 'b' if first[0] < 0 else 'a'",
        "verdict = lambda first, second: 'equal'",
    ],
    "F.3": [
        "parameters = lambda k, d: k * (1 + d + d * d)",
        "parameters = lambda k, d: k * (1 + 2 * d)",
        "parameters = lambda k, d: 1 + d + d * (d + 1) // 2",
        "parameters = lambda k, d: k * (d + d * (d + 1) // 2)",
    ],
    "F.4": [
        "leak = lambda n, share: 1 - share",
        "leak = lambda n, share: (1 - share) ** 2",
        "leak = lambda n, share: 0.0",
    ],
}
