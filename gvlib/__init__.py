"""gvlib: the package behind the book "GANs and VAEs, measured"."""
