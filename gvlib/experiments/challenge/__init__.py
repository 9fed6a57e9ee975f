"""Ten CPU-minutes on Fashion-MNIST: the rules and a seed, an entry, the printed lines."""
