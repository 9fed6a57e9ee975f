"""The latent explorer in the pages: a generator and a VAE that have been trained.

Its script is built from `src/explore`, its weights are made by `export`; it loads them
when the reader presses Start. `fragment` writes what a page shows until then.
"""

import base64
from html import escape

from gvlib.playground import DIST, spoken

SCRIPT, WEIGHTS = DIST / "explore.js", DIST / "explore-weights.js"
TITLES = {
    "walk": {"en": "One code, two images", "zh": "一个编码，两幅图像"},
    "draws": {"en": "Where the codes come from", "zh": "编码从哪里来"},
    "encode": {"en": "From an image to its code", "zh": "从图像到编码"},
    "judge": {
        "en": "The best discriminator, a trained one, and the two losses",
        "zh": "最优判别器、训练出的判别器与两种损失",
    },
}
STILLS = {
    "walk": {
        "en": "Eight codes on a straight line. Above the images of the GAN, below "
        "those of the VAE at the same codes.",
        "zh": "一条直线上的八个编码。上排是 GAN 的图像，"
        "下排是 VAE 在同样编码处的图像。",
    },
    "draws": {
        "en": "Eight draws. Above the GAN at codes from N(0, I), in the middle the VAE "
        "at the same codes, below the VAE at codes from a mixture fitted to its codes.",
        "zh": "八次抽取。上排是 GAN，编码抽自 N(0, I)；中排是 VAE，同样的编码；"
        "下排是 VAE，编码抽自对其编码拟合的混合分布。",
    },
    "encode": {
        "en": "Above eight test images, in the middle what the VAE makes of the mean "
        "of q(z|x), below the nearest images of the GAN that a search has found.",
        "zh": "上排是八幅测试图像，中排是 VAE 由 q(z|x) 的均值得到的图像，"
        "下排是搜索找到的 GAN 的最近图像。",
    },
    "judge": {
        "en": "Above the two humps of the data and, dashed, the generator's one. Below "
        "the best discriminator for them.",
        "zh": "上：数据的两个峰与生成器的一个峰（虚线）。下：对它们而言的最优判别器。",
    },
}
LIVE = {
    "en": "With JavaScript this is a place to try it.",
    "zh": "启用 JavaScript 后，可以在此亲手尝试。",
}


def fragment(view: str, language: str = "en") -> str:
    """The place of a view in a page, with what is seen there without JavaScript.

    Raises ValueError for an unknown view.
    """
    if view not in TITLES:
        raise ValueError(f"a view is one of {', '.join(TITLES)}, not {view!r}")
    language = spoken(language)
    still = base64.b64encode((DIST / f"explore-{view}.png").read_bytes()).decode()
    words, title = escape(STILLS[view][language]), escape(TITLES[view][language])
    megabytes = WEIGHTS.stat().st_size / 1e6
    return (
        f'<div class="gv-explore" data-view="{view}" lang="{language}" role="region" '
        f'aria-label="{title}" data-megabytes="{megabytes:.1f}">\n'
        f'<figure><img alt="{words}" src="data:image/png;base64,{still}">'
        f"<figcaption>{words}<noscript> {LIVE[language]}</noscript></figcaption>"
        "</figure>\n</div>"
    )
