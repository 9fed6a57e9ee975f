"""Sentences of known probability, the network of characters, and its three teachers."""

import math

import pytest
import torch
from torch import nn

from gvlib import data, gan, language, vae
from gvlib.data import sentences as text
from gvlib.experiments import experiment
from gvlib.experiments.studies import text_measures
from gvlib.gan.discrete import FirstThen, gumbel_step, one_hots, reinforce_step
from gvlib.language.model import Characters
from gvlib.train import seed_everything

SIZE, PLACES = len(text.ALPHABET), text.LENGTH


def all_sentences():
    """Every sentence, by loops of its own: names times endings."""
    kinds = ("ei", "aou")
    names = [
        a + v + b + w
        for kind in kinds
        for a in text.CONSONANTS for v in kind for b in text.CONSONANTS for w in kind
    ]  # fmt: skip
    ends = [f"{verb} {noun}" for verbs, nouns in text.TOPICS
            for verb in verbs for noun in nouns.split()]  # fmt: skip
    return names, ends


def test_probabilities_sum_to_one_and_the_entropy_is_theirs():
    """Enumerated: names and endings are independent, so two sums are enough."""
    names, ends = all_sentences()
    p_name = [text.name_probability(name) for name in names]
    p_end = [text.endings()[end] for end in ends]
    assert sum(p_name) == pytest.approx(1) and sum(p_end) == pytest.approx(1)
    H = -sum(p * math.log(p) for p in [*p_name]) - sum(p * math.log(p) for p in p_end)
    assert text.entropy() == pytest.approx(H)
    assert max(len(f"{names[0]} {end}") for end in ends) < PLACES


def test_draws_follow_the_formula():
    x = text.sentences(20_000, seed=5)
    lp = text.log_probability(text.decode(x))
    assert lp.isfinite().all()
    # 4 standard errors of the mean of -log p.
    error = 4 * lp.std().item() / len(lp) ** 0.5
    assert -lp.mean().item() == pytest.approx(text.entropy(), abs=error)
    ends = [line.partition(" ")[2] for line in text.decode(x)]
    for end in ("eats figs", "cuts lilac"):
        p = text.endings()[end]
        share = ends.count(end) / len(ends)
        assert share == pytest.approx(p, abs=4 * (p * (1 - p) / len(ends)) ** 0.5)
    assert torch.equal(x, text.sentences(20_000, seed=5))


@pytest.mark.parametrize(
    "wrong",
    ["mora eats cats", "mera eats figs", "mora  eats figs", "mora eats", "eats figs",
     "moraeats figs", "mora eats figs a", "xora eats figs"],
)  # fmt: skip
def test_what_is_no_sentence_has_no_probability(wrong):
    assert text.log_probability([wrong]).item() == -math.inf


def test_writing_and_reading_are_inverse():
    lines = ["mora eats figs", "a", "abcdefghijklmno"]
    assert text.decode(text.encode(lines)) == lines


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([""], "the text is empty"),
        (["  "], "the text is empty"),
        (["Mora eats figs"], r"holds 'M'.*text.lower\(\)"),
        (["mora isst äpfel"], "holds 'ä': only small letters a to z and the space"),
        (["mora eats figs and rice"], "has 23 characters: at most 15 fit"),
        ("mora", "is one text: pass a list"),
    ],
)
def test_bad_text_is_answered_in_one_line(given, says):
    with pytest.raises(text.TextError, match=says) as error:
        text.encode(given)
    assert "\n" not in str(error.value)
    with pytest.raises(ValueError, match="at least 1"):
        text.sentences(0)


@pytest.mark.parametrize("hide", [0.0, 1.0])
def test_a_small_model_sums_to_one(hide):
    """All 3^4 texts of a model of three characters, enumerated."""
    seed_everything(0)
    net = language.CharacterModel(3, 4, hidden=5, context=2, hide=hide).eval()
    h = torch.randn(1, 2)
    x = torch.cartesian_prod(*[torch.arange(3)] * 4)
    log_p = net(h.expand(len(x), 2)).log_prob(x).sum(1)
    assert log_p.exp().sum().item() == pytest.approx(1, abs=1e-5)


def test_samples_follow_the_probabilities():
    seed_everything(1)
    model = language.LanguageModel(3, 2, hidden=4)
    for T in (1.0, 0.5):
        x = model.sample(20_000, T)
        share = (x[:, 0] * 3 + x[:, 1]).bincount(minlength=9) / len(x)
        every = torch.cartesian_prod(torch.arange(3), torch.arange(3))
        p = model.log_prob(every, T).exp()
        assert (share - p).abs().max() < 4 * (0.25 / len(x)) ** 0.5


def test_the_likeliest_is_drawn_at_temperature_zero():
    seed_everything(2)
    net = language.CharacterModel(5, 3, hidden=4)
    h = torch.zeros(2, 0)
    x = net.draw(h, 0.0)
    assert torch.equal(x, net.draw(h, 1e-4)) and torch.equal(x[0], x[1])


def test_only_earlier_characters_are_seen():
    """A changed character changes no logit at or before its place."""
    seed_everything(3)
    net = language.CharacterModel(5, 6, hidden=8)
    x = torch.randint(5, (1, 6))
    y = x.clone()
    y[0, 3] = (y[0, 3] + 1) % 5
    a, b = (net.logits(torch.zeros(1, 0), v) for v in (x, y))
    torch.testing.assert_close(a[:, :4], b[:, :4])
    assert not torch.allclose(a[:, 4:], b[:, 4:])
    blind = language.CharacterModel(5, 6, hidden=8, hide=1.0)
    a, b = (blind.logits(torch.zeros(1, 0), v) for v in (x, y))
    torch.testing.assert_close(a, b)


def test_the_vae_takes_it_as_a_likelihood():
    """Shapes of one and of k draws, and the sum of its two terms."""
    seed_everything(4)
    run = experiment("text/vae").build(**experiment("text/vae").config)
    model, x = run.model.eval(), text.sentences(6)
    w = model.log_weights(x, 3)
    assert w.shape == (3, 6) and w.isfinite().all()
    assert vae.elbo(model, x).shape == (6,) and model.sample(4).shape == (4, PLACES)
    z = torch.randn(6, model.z_dim)
    one = model.log_px(x, z)
    many = model.log_px(x, z.expand(2, -1, -1))
    torch.testing.assert_close(many, one.expand(2, -1))


def test_hidden_characters_are_hidden_in_training_only():
    seed_everything(5)
    net = language.CharacterModel(4, 500, hide=0.4)
    x = torch.zeros(1, 500, dtype=torch.long)
    shares = [net.train(on).before(x)[0, 1:, 5].mean().item() for on in (True, False)]
    assert shares[0] == pytest.approx(0.4, abs=4 * (0.24 / 499) ** 0.5)
    assert shares[1] == 0


class Table(nn.Module):
    """A text of one character, by its two logits: all gradients have a formula."""

    def __init__(self):
        super().__init__()
        self.logits = nn.Parameter(torch.tensor([0.3, -0.4]))

    def log_prob(self, x):
        return self.logits.log_softmax(0)[x[:, 0]]

    def sample(self, n):
        p = self.logits.detach().softmax(0)
        return torch.multinomial(p, n, replacement=True)[:, None]

    def relaxed(self, n, tau, hard):
        raise NotImplementedError


class Opinion(nn.Module):
    """A critic that gives characters 0 and 1 fixed logits."""

    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.tensor([1.0, -1.0]))

    def forward(self, x):
        return x[:, 0] @ self.w


def test_reinforce_has_the_gradient_of_the_expected_reward():
    """d/d logits of sum_x q(x) R(x), exactly, against many draws."""
    seed_everything(6)
    G, D, n = Table(), Opinion(), 200_000
    opt_g = torch.optim.SGD(G.parameters(), 1.0)
    opt_d = torch.optim.SGD(D.parameters(), 0.0)
    start = G.logits.detach().clone()
    reinforce_step(G, D, opt_g, opt_d, gan.hinge, size=2)(
        iter([torch.zeros(n, 1, dtype=torch.long)])
    )
    logits = start.clone().requires_grad_()
    expected = (logits.softmax(0) * torch.tensor([1.0, -1.0])).sum()
    (right,) = torch.autograd.grad(expected, logits)
    # The estimator's deviation is below 1, and 5 / sqrt(n) = 0.011.
    torch.testing.assert_close(G.logits.detach() - start, right, atol=0.011, rtol=0)


def test_straight_through_texts_are_one_hot_and_have_a_gradient():
    seed_everything(7)
    model = language.LanguageModel(SIZE, PLACES, hidden=8)
    for hard in (True, False):
        x = model.relaxed(3, 1.0, hard)
        torch.testing.assert_close(x.sum(2), torch.ones(3, PLACES))
        assert ((x.max(2).values > 1 - 1e-6).all().item()) is hard
        x[..., 0].sum().backward()
        assert model.net.out.weight.grad.abs().sum() > 0
    opt, D = torch.optim.SGD(model.parameters(), 1.0), language.TextCritic(SIZE, PLACES)
    with pytest.raises(ValueError, match="tau = 0 must be above 0"):
        gumbel_step(model, D, opt, opt, gan.hinge, size=SIZE, tau=0, hard=True)


@pytest.mark.parametrize("name", ["gan-straight", "gan-soft", "gan-reinforce-after"])
def test_each_player_moves_by_its_own_update_alone(name):
    seed_everything(8)
    e = experiment(f"text/{name}")
    run = e.build(**e.config | {"likelihood_steps": 0, "batch_size": 4})
    before = {k: [p.clone() for p in run.state[k].parameters()] for k in "GD"}
    logs = run.step(run.batches)
    assert logs.keys() == {"d_loss", "d_norm", "g_loss", "g_norm"}
    for k in "GD":
        pairs = zip(before[k], run.state[k].parameters(), strict=True)
        assert any(not torch.equal(a, b) for a, b in pairs)


def test_one_step_then_another():
    said = []

    def saying(n):
        return lambda batches: said.append(n) or {}

    both = FirstThen(2, saying(1), saying(2))
    for _ in range(3):
        both(iter(()))
    again = FirstThen(2, saying(0), saying(3))
    again.load_state_dict(both.state_dict())
    again(iter(()))
    assert said == [1, 1, 2, 3]


def test_what_is_said_is_counted(monkeypatch):
    known = text.encode(["mora eats figs"])
    monkeypatch.setattr(text_measures, "lines", lambda split: known)
    x = text.encode(["mora eats figs", "mora eats cats", "mira eats figs",
                     "mira eats figs", "seki pets dogs"])  # fmt: skip
    found = text_measures.said(x)
    assert found == {"valid": 2 / 5, "novel": 1 / 2, "distinct": 4 / 5}


def test_one_hots_of_a_batch_are_leaves():
    x = one_hots(torch.tensor([[0, 2]]), 3)
    assert x.is_leaf and x.requires_grad and x.tolist() == [[[1, 0, 0], [0, 0, 1]]]


def test_temperature_one_is_the_model():
    seed_everything(9)
    net = language.CharacterModel(4, 3, hidden=4)
    x, h = torch.randint(4, (5, 3)), torch.zeros(5, 0)
    torch.testing.assert_close(net(h).log_prob(x), Characters(net, h, 1.0).log_prob(x))
    with pytest.raises(ValueError, match="temperature = -1"):
        net.draw(h, -1)
    for T in (0, -1.0):
        with pytest.raises(ValueError, match="temperature = .* must be above 0"):
            Characters(net, h, T)
    with pytest.raises(ValueError, match="tau = 0 must be above 0"):
        net.relaxed(h, 0, hard=False)
    with pytest.raises(ValueError, match="h has 3 numbers a text"):
        net(torch.zeros(2, 3))
    with pytest.raises(ValueError, match="hide = 2 is a probability"):
        language.CharacterModel(4, 3, hide=2)


def test_likelihood_rises():
    seed_everything(10)
    e = experiment("text/likelihood")
    run = e.build(**e.config)
    bounds = [run.step(run.batches)["bound"].item() for _ in range(40)]
    assert bounds[-1] > bounds[0] + 5
    assert isinstance(run.batches, data.Batches)
