"""The checker of shapes and types that pytest puts on gvlib: an int may be a float."""

from beartype import BeartypeConf, beartype

check = beartype(conf=BeartypeConf(is_pep484_tower=True))
