"""Ten CPU-minutes on Fashion-MNIST: rules and one seed, entries, the printed lines."""
