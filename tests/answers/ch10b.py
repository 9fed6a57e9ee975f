"""What learners answer to page 10b, and should not."""

WRONG = {
    "10b.1": [
        "def my_perplexity(tokens, size):\n"
        "    p = torch.bincount(tokens.flatten(), minlength=size) / tokens.numel()\n"
        "    return (-(p * p.log()).sum()).exp().item()",
        "def my_perplexity(tokens, size):\n"
        "    p = torch.bincount(tokens.flatten()) / tokens.numel()\n"
        "    return torch.special.entr(p).sum().item()",
        "my_perplexity = lambda tokens, size: len(tokens.unique())",
        "my_perplexity = lambda tokens, size: len(tokens.unique()) / size",
    ],
    "10b.2": ["batches = 50", "batches = 68", "batches = 70", "batches = 100"],
    "10b.3": [
        "mended = lambda before, after: 'codes'",
        "mended = lambda before, after: "
        "'decoder' if after['limit'] < before['limit'] else 'codes'",
        "def mended(before, after):\n"
        "    decoder = before['limit'] - after['limit']\n"
        "    codes = before['fd'] - after['fd'] - decoder\n"
        "    return 'decoder' if decoder > codes else 'codes'",
        "def mended(before, after):\n"
        "    decoder = before['limit'] - after['limit']\n"
        "    codes = before['fd'] - after['fd'] - decoder\n"
        "    if after['fd'] > before['fd']:\n"
        "        return 'nothing'\n"
        "    return 'decoder' if decoder > codes else 'codes'",
    ],
    "10b.4": [
        "share = lambda start, control, end: (start - control) / (start - end)",
        "share = lambda start, control, end: (control - end) / start",
        "share = lambda start, control, end: control - end",
        "share = lambda start, control, end: (control - end) / (start - end)",
        "share = lambda start, control, end: 1.0",
    ],
}
