"""A Run that is not trained but filled with the weights that were kept of one."""

from gvlib import zoo
from gvlib.experiments.core import Experiment, Run
from gvlib.train.devices import random_state, restore_random_state


def filled(experiment: Experiment) -> Run:
    """The run of an experiment with the weights that were kept, its first seed's.

    On the CPU, ready to be used and not trained. No random number is drawn, and no
    image is read for a run that samples. Raises UnknownName if nothing was kept.
    """
    name, before = experiment.name, random_state()
    run = (experiment.empty or experiment.build)(**experiment.config)
    restore_random_state(before)
    for part, module in run.parts.items():
        if module.state_dict():  # a cross-entropy has no numbers
            zoo.restore(name, part, module)
    run.model.cpu()
    return run
