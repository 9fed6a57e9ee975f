"""What learners answer to page Ab, and should not; and what its quiz asks for."""

import math

TEST = (
    "def my_test(penalty):\n"
    "    w = torch.ones(1, requires_grad=True)\n"
    "    x, y = torch.zeros(64, 2), torch.ones(64, 2)\n"
)

WRONG = {
    "Ab.1": [
        "slope, paid = 1 / 256, 225.0",
        "slope, paid = 1.0, 225.0",
        "slope, paid = 1 / 16, 0.0",
        "slope, paid = 16.0, 225.0",
    ],
    "Ab.2": ["largest = [1, 10, 10]", "largest = [0, 4, 10]", "largest = [1, 4, 1000]"],
    "Ab.3": [
        "my_look = lambda G, z: G(z).detach()",
        "my_look = lambda G, z: G.eval()(z).detach()",
        "def my_look(G, z):\n    x = G.eval()(z).detach()\n    G.train()\n    return x",
        "def my_look(G, z):\n"
        "    was = G.training\n"
        "    x = G.eval()(z)\n"
        "    G.train(was)\n"
        "    return x",
    ],
    "Ab.4": [
        "my_test = lambda penalty: True",
        "my_test = lambda penalty: False",
        # a perfect critic alone: forgotten graphs and wrong points pass
        TEST + "    return bool(penalty(lambda p: w * p[:, 0], x, y) < 1e-4)",
        # one steep critic alone: wrong points pass
        TEST + "    paid = penalty(lambda p: 3 * w * p[:, 0], x, y)\n"
        "    return bool(paid.requires_grad and abs(paid - 4) < 1e-3)",
    ],
}

QUIZ = {  # what is true of the right option, and of no other
    "Ab.1": lambda v: math.isclose(v, (64**0.5 - 1) ** 2, rel_tol=1e-5),
    "Ab.2": lambda v: math.isclose(v, 64**-0.5),
    "Ab.3": lambda v: v < 1e-6,
    "Ab.4": lambda v: math.isclose(v, 1 - 0.5 * math.erf(2**-0.5), rel_tol=1e-6),
    "Ab.5": lambda v: math.isclose(v, 0.1 / 0.81**0.5, rel_tol=1e-6),
    "Ab.6": lambda v: v < 1,  # as without fading
    "Ab.7": lambda v: math.isclose(v, 1.0, abs_tol=1e-6),
    "Ab.8": lambda v: v > 1,  # above the faded ones
}
