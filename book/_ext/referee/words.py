"""What the form says, in English and Chinese; gettext finds it for other languages."""

PARTS = {
    "intro": ("Introduction", "引言"),
    "1.1": ("Section 1.1, background", "1.1 节，背景"),
    "1.2": ("Section 1.2, core ideas", "1.2 节，核心概念"),
    "7.1": ("Section 7.1, how a GAN works", "7.1 节，GAN 的原理"),
    "7.2": ("Section 7.2, how a VAE works", "7.2 节，VAE 的原理"),
    "7.3": ("Section 7.3, the comparison", "7.3 节，比较"),
    "7.3.1": ("Section 7.3.1, the GAN's listing", "7.3.1 节，GAN 的代码"),
    "7.3.2": ("Section 7.3.2, the VAE's listing", "7.3.2 节，VAE 的代码"),
    "1.5": ("Section 1.5, what is to come", "1.5 节，展望"),
    "7.4.1": ("Section 7.4.1, mode collapse", "7.4.1 节，模式崩溃"),
    "7.4.2": ("Section 7.4.2, a VAE's quality", "7.4.2 节，VAE 的质量"),
    "1.7": ("Section 1.7, the conclusion", "1.7 节，结论"),
}
SAID = {
    "holds": ("holds", "成立"),
    "conditions": ("holds under conditions", "有条件成立"),
    "imprecise": ("imprecise", "不准确"),
    "contradicts": ("contradicts itself", "自相矛盾"),
    "wrong": ("wrong", "错误"),
    "open": ("not yet measured here", "本书尚未测量"),
}
WORDS = {
    "claim": ("Claim {id}: what do you say?", "论断 {id}：你怎么判？"),
    "show": ("Show without marking", "不判，直接看"),
    "decided": ("Decided in: ", "判定之处："),
    "agree": ("You agree.", "你的判断一致。"),
    "differ": ("You said: {said}.", "你判的是：{said}。"),
    "hint": (
        "Mark a claim and its verdict unfolds. The first mark counts. By keyboard: "
        "arrows move, Enter decides.",
        "作出判断，结论随即展开。用键盘：方向键移动，回车确定。以第一次判断为准。",
    ),
    "counts": ("Of {n} claims: ", "共 {n} 条："),
    "title": ("Your score", "你的得分"),
    "score": (
        "You agreed on {right} of {marked} claims marked; {all} can be marked.",
        "你判了 {marked} 条，与本书一致 {right} 条；可判的共 {all} 条。",
    ),
    "missed": ("Where you differed:", "不一致之处："),
    "reset": ("Begin again", "重新开始"),
    "link": ("Link that holds your marks", "含有你的判断的链接"),
    "copy": ("Copy link", "复制链接"),
    "copied": ("Copied.", "已复制。"),
    "class": (
        "For a class: which claims were missed most?",
        "教师用：哪些论断最常判错？",
    ),
    "paste": (
        "Paste the links of all, in any order; they are read in this page and sent "
        "nowhere.",
        "把所有人的链接粘贴在这里，次序不限；只在本页内读取，不会发送。",
    ),
    "often": ("{id}: missed {n} of {m} times", "{id}：{m} 次中判错 {n} 次"),
}


def of(words: dict[str, tuple[str, str]], language: str) -> dict[str, str]:
    """One language of them: Chinese, or English for every other."""
    place = int(language.startswith("zh"))
    return {key: pair[place] for key, pair in words.items()}
