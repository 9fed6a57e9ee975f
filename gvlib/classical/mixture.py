"""A mixture of Gaussians with full covariances."""

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

from gvlib.classical.seeding import check_points, spread_rows
from gvlib.numerics import spectrum

LOG_2PI = math.log(2 * math.pi)


class GMM(nn.Module):
    """p(x) = sum_j pi_j N(x; mu_j, L_j L_j'). EM adds `floor` to every variance.

    Raises ValueError for a covariance that is singular.
    """

    def __init__(
        self, weights: Float[Tensor, "k"], means: Float[Tensor, "k d"],
        covs: Float[Tensor, "k d d"], floor: float = 1e-6,
    ):  # fmt: skip
        super().__init__()
        if not floor >= 0:
            raise ValueError(f"floor = {floor} must be at least 0: it is a variance")
        self.floor = floor
        self.register_buffer("weights", weights.clone())
        self.register_buffer("means", means.clone())
        self.register_buffer("L", factorised(covs))

    @property
    def covs(self) -> Float[Tensor, "k d d"]:
        """The covariances."""
        return self.L @ self.L.mT

    def log_joint(self, x: Float[Tensor, "n d"]) -> Float[Tensor, "n k"]:
        """log pi_j + log N(x; mu_j, Sigma_j) in nats."""
        columns = []
        for j, L in enumerate(self.L):  # one at a time: n k d numbers may not fit
            z = torch.linalg.solve_triangular(L, (x - self.means[j]).T, upper=False)
            log_det = 2 * L.diagonal().log().sum()
            columns.append(-0.5 * (z.square().sum(0) + log_det + x.shape[1] * LOG_2PI))
        return torch.stack(columns, 1) + self.weights.log()

    def log_prob(self, x: Float[Tensor, "n d"]) -> Float[Tensor, "n"]:
        """log p(x) in nats, exactly."""
        return self.log_joint(x).logsumexp(1)  # eq. 1.1

    def expect(self, x: Float[Tensor, "n d"]) -> tuple[Tensor, dict[str, Tensor]]:
        """(log_joint, the averages of r_j, r_j x and r_j x x', in float64)."""
        log_joint = self.log_joint(x)
        r, x = log_joint.softmax(1).double(), x.double()  # eq. 1.2
        outer = [(r[:, j, None] * x).T @ x / len(x) for j in range(r.shape[1])]
        first = r.T @ x / len(x)
        return log_joint, {"total": r.mean(0), "x": first, "xx": torch.stack(outer)}

    def maximise(self, averages: dict[str, Tensor]) -> None:
        """Weights, means and covariances from the averages."""
        n = averages["total"].clamp(min=torch.finfo(self.means.dtype).tiny)
        means = averages["x"] / n[:, None]  # eq. 1.3
        outer = means[:, :, None] * means[:, None, :]
        covs = averages["xx"] / n[:, None, None] - outer  # eq. 1.3
        covs.diagonal(dim1=1, dim2=2).add_(self.floor)
        self.L.copy_(factorised(covs, outer))
        self.weights.copy_(n / n.sum())
        self.means.copy_(means)

    def sample(self, n: int) -> Float[Tensor, "n d"]:
        """Draw a component, then a point from its Gaussian."""
        j = torch.multinomial(self.weights, n, replacement=True)
        x = self.means[j]
        z = torch.randn_like(x)
        for i in j.unique():
            x[j == i] += z[j == i] @ self.L[i].T
        return x


def gmm_start(x: Float[Tensor, "n d"], k: int, floor: float = 1e-6) -> GMM:
    """k equal weights, k rows of x as means (`spread_rows`), the covariance of all."""
    means, d = spread_rows(x, k), x.shape[1]
    cov = torch.cov(x.T, correction=0).reshape(d, d) + floor * torch.eye(d).to(x)
    return GMM(x.new_full((k,), 1 / k), means, cov.repeat(k, 1, 1), floor)


def factorised(
    covs: Float[Tensor, "k d d"], squares: Float[Tensor, "k d d"] | None = None
) -> Float[Tensor, "k d d"]:
    """L with L L' = cov. Raises ValueError, naming it, if a covariance is singular.

    So is one below the rounding of the `squares` that it is the difference of.
    """
    L, bad = torch.linalg.cholesky_ex(covs)
    d = covs.shape[1]
    terms = covs if squares is None else squares
    sizes = terms.diagonal(dim1=1, dim2=2).amax(1)
    least_pivot = d * torch.finfo(covs.dtype).eps * sizes
    bad = (bad > 0) | (L.diagonal(dim1=1, dim2=2).square().amin(1) <= least_pivot)
    if bad.any():
        j = int(bad.nonzero()[0])
        least = torch.linalg.eigvalsh(covs[j])[0].item()
        raise ValueError(
            f"the covariance of component {j} is singular: its smallest eigenvalue is "
            f"{least:.2g} and must be above {least_pivot[j]:.1g}, its rounding error; "
            f"give more than {d} points a component, use fewer components, add a floor "
            "such as 1e-3, or subtract the mean from the data if that is large"
        )
    return L


def principal(
    x: Float[Tensor, "n d"], m: int
) -> tuple[Float[Tensor, "d"], Float[Tensor, "d m"], float]:
    """Mean, the m directions of largest variance, and the mean variance of the rest.

    Raises ValueError unless 1 <= m < d.
    """
    check_points(x, 1)
    if not 1 <= m < x.shape[1]:
        raise ValueError(f"m = {m} directions must be from 1 to {x.shape[1] - 1}")
    values, vectors = spectrum(x)
    return x.mean(0), vectors[:, :m], values[m:].mean().item()


class SubspaceGMM(nn.Module):
    """x = mean + U y + noise: y from a mixture, noise of one variance across it.

    The columns of U are orthonormal, so p(x) is exact and a density of all of x. With
    one component it is probabilistic PCA: Tipping & Bishop (1999).
    """

    def __init__(
        self, mean: Float[Tensor, "d"], U: Float[Tensor, "d m"], variance: float,
        mixture: GMM,
    ):  # fmt: skip
        super().__init__()
        self.register_buffer("mean", mean.clone())
        self.register_buffer("U", U.clone())
        self.register_buffer("variance", torch.tensor(variance, dtype=U.dtype))
        self.mixture = mixture

    def inside(self, x: Float[Tensor, "n d"]) -> Float[Tensor, "n m"]:
        """y = U'(x - mean): the coordinates that the mixture sees."""
        return (x - self.mean) @ self.U

    def log_prob(self, x: Float[Tensor, "n d"]) -> Float[Tensor, "n"]:
        """log p(y) + log N(the rest of x; 0, variance I) in nats, exactly."""
        y = self.inside(x)
        rest = x - self.mean - y @ self.U.T
        n = self.U.shape[0] - self.U.shape[1]
        spread = n * (LOG_2PI + self.variance.log())
        rest = -0.5 * (rest.square().sum(1) / self.variance + spread)
        return self.mixture.log_prob(y) + rest

    def sample_mean(self, n: int) -> Float[Tensor, "n d"]:
        """mean + U y with y from the mixture, without the noise."""
        return self.mean + self.mixture.sample(n) @ self.U.T

    def sample(self, n: int) -> Float[Tensor, "n d"]:
        """A draw of x, with the noise across the subspace."""
        noise = torch.randn(n, len(self.mean)).to(self.U)
        across = noise - noise @ self.U @ self.U.T
        return self.sample_mean(n) + self.variance.sqrt() * across
