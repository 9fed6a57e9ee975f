"""One file a study: what is built, what is measured, and the rows of the catalogue."""
