"""A mixture of factor analysers: Gaussians whose covariances are cheap."""

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from gvlib.classical.mixture import LOG_2PI
from gvlib.classical.seeding import spread_rows
from gvlib.numerics import sq_dists

LOST = 1e-9  # the share of the points below which a component has none
PRIOR = 1e-6  # weight of the prior A = 0: it holds a component that lost its points


class MFA(nn.Module):
    """p(x) = sum_j pi_j N(x; mu_j, A_j A_j' + Psi_j), A_j d x q and Psi_j diagonal.

    As a latent-variable model: draw j, then z ~ N(0, I_q), x = mu_j + A_j z + noise. EM
    lets no variance in Psi fall below `floor`. Ghahramani & Hinton (1996).
    """

    def __init__(
        self, weights: Float[Tensor, "k"], means: Float[Tensor, "k d"],
        factors: Float[Tensor, "k d q"], noise: Float[Tensor, "k d"],
        floor: float = 1e-4,
    ):  # fmt: skip
        super().__init__()
        if not floor > 0:
            raise ValueError(
                f"floor = {floor} must be above 0, say 1e-4: it is the least variance "
                "of a pixel, and without it a density can grow without bound"
            )
        self.floor = floor
        self.register_buffer("weights", weights.clone())
        self.register_buffer("means", means.clone())
        self.register_buffer("factors", factors.clone())
        self.register_buffer("noise", noise.clamp(min=floor))

    def explained(
        self, x: Float[Tensor, "n d"], known: Bool[Tensor, "d"] | slice = slice(None)
    ) -> tuple[Float[Tensor, "n k"], Float[Tensor, "k q n"], Float[Tensor, "k q q"]]:
        """(log pi_j + log N(x; ...) in nats, E[z|x, j], Cov[z|x, j]) by known entries.

        (A A' + Psi)^-1 = Psi^-1 - Psi^-1 A M^-1 A' Psi^-1, M = I + A' Psi^-1 A: only
        q x q matrices are factorised (Woodbury). M^-1 is also the covariance of z.
        """
        x, mu, A = x[:, known], self.means[:, known], self.factors[:, known]
        precision = 1 / self.noise[:, known]
        (k, d, q), centre = A.shape, mu.mean(0)
        x, mu = x - centre, mu - centre  # smaller squares, smaller rounding errors
        B = A * precision[..., None]
        M = A.double().mT @ B.double()  # small, and delicate
        M.diagonal(dim1=1, dim2=2)[:] += 1
        L = torch.linalg.cholesky(M).to(x)
        # In float64: three large terms leave a small one, and decide who owns a point.
        p, far_x, far_mu = precision.double(), x.double(), mu.double()
        far = far_x.square() @ p.T - 2 * far_x @ (far_mu * p).T
        far = (far + (far_mu.square() * p).sum(1)).to(x)
        t = (x @ B.permute(1, 0, 2).reshape(d, k * q)).T.reshape(k, q, -1)
        t = t - (mu[:, None] @ B).mT
        w = torch.linalg.solve_triangular(L, t, upper=False)
        log_det = 2 * L.diagonal(dim1=1, dim2=2).log().sum(1) - precision.log().sum(1)
        quad = far - w.square().sum(1).T
        log_p = -0.5 * (quad + log_det + d * LOG_2PI)  # eq. 1.4
        z = torch.linalg.solve_triangular(L.mT, w, upper=True)
        return self.weights.log() + log_p, z, torch.cholesky_inverse(L)

    def log_prob(self, x: Float[Tensor, "n d"]) -> Float[Tensor, "n"]:
        """log p(x) in nats, exactly."""
        return self.explained(x)[0].logsumexp(1)  # eq. 1.1

    def expect(self, x: Float[Tensor, "n d"]) -> tuple[Tensor, dict[str, Tensor]]:
        """(log_joint, float64 averages of r_j times 1, u u', u x', x^2), u = (z, 1)."""
        log_joint, z, cov = self.explained(x)
        (k, q, n), r = z.shape, log_joint.softmax(1).double()  # eq. 1.2
        x, z = x.double(), z.double()
        u = torch.cat([z, z.new_ones(k, 1, n)], 1)
        ru = u * r.T[:, None] / n
        uu = ru @ u.mT
        uu[:, :q, :q] += r.mean(0)[:, None, None] * cov
        ux = (ru.reshape(k * (q + 1), n) @ x).reshape(k, q + 1, -1)
        xx = r.T @ x.square() / n
        return log_joint, {"total": r.mean(0), "uu": uu, "ux": ux, "xx": xx}

    def maximise(self, averages: dict[str, Tensor]) -> None:
        """Regress x on u in each component; what is left over is noise.

        A has the prior exp(-PRIOR |A|^2 / 2 Psi) in units of all points: with N_j
        points of N it shrinks a component's factors by about PRIOR N / N_j. Raises
        ValueError for x so far from 0 that x^2 rounds by more than `floor`.
        """
        n = averages["total"].clamp(min=LOST)
        uu, ux = (averages[key] / n[:, None, None] for key in ("uu", "ux"))
        uu.diagonal(dim1=1, dim2=2)[:, :-1] += PRIOR / n[:, None]
        uu.diagonal(dim1=1, dim2=2)[:] += 1 - averages["total"][:, None] / n[:, None]
        slopes = torch.linalg.solve(uu, ux)
        self.weights.copy_(n / n.sum())
        self.factors.copy_(slopes[:, :-1].mT)
        self.means.copy_(slopes[:, -1])
        squares = averages["xx"] / n[:, None]
        if torch.finfo(squares.dtype).eps * squares.max() > self.floor:
            raise ValueError(
                f"x^2 reaches {squares.max():.2g} and rounds by more than the floor = "
                f"{self.floor:.2g} of a variance: subtract the mean from the data first"
            )
        left = squares - (slopes * ux).sum(1)
        self.noise.copy_(left.clamp(min=self.floor))

    def fill(
        self, x: Float[Tensor, "n d"], known: Bool[Tensor, "d"]
    ) -> Float[Tensor, "n d"]:
        """x with its unknown entries replaced by E[x_unknown | x_known].

        Raises ValueError unless `known` names at least one entry.
        """
        if known.shape != x.shape[1:] or not known.any():
            raise ValueError(
                f"known has shape {tuple(known.shape)} and {int(known.sum())} entries "
                f"that are True: it must have shape {tuple(x.shape[1:])} and at least 1"
            )
        log_joint, z, _ = self.explained(x, known)
        r = log_joint.softmax(1)
        guess = self.means[:, None] + z.mT @ self.factors.mT
        guess = torch.einsum("nk,knd->nd", r, guess)  # eq. 1.5
        return torch.where(known, x, guess)

    def sample(self, n: int) -> Float[Tensor, "n d"]:
        """Draw a component, its factors and the noise."""
        return self.drawn(n, noisy=True)

    def sample_mean(self, n: int) -> Float[Tensor, "n d"]:
        """Draw a component and its factors; no noise: the mean of p(x | j, z)."""
        return self.drawn(n, noisy=False)

    def drawn(self, n: int, noisy: bool) -> Float[Tensor, "n d"]:
        """n draws, with or without the noise."""
        j = torch.multinomial(self.weights, n, replacement=True)
        z = torch.randn(n, self.factors.shape[2], 1).to(self.means)
        x = self.means[j] + (self.factors[j] @ z)[..., 0]
        return x + noisy * self.noise[j].sqrt() * torch.randn_like(x)


def mfa_start(
    x: Float[Tensor, "n d"], k: int, n_factors: int, floor: float = 1e-4
) -> MFA:
    """k rows of x as means, their pooled variances as noise, small random factors.

    Raises ValueError for fewer than k points, or unless 0 <= n_factors < d.
    """
    if not 0 <= n_factors < x.shape[1]:
        raise ValueError(f"n_factors = {n_factors} must be from 0 to {x.shape[1] - 1}")
    means = spread_rows(x, k)
    noise = (x - means[sq_dists(x, means).argmin(1)]).square().mean(0)
    factors = noise.sqrt()[:, None] * torch.randn(k, x.shape[1], n_factors).to(x)
    weights = x.new_full((k,), 1 / k)
    return MFA(weights, means, 0.3 * factors, noise.repeat(k, 1), floor)
