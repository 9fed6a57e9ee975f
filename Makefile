# `make book` and `make test` need only make and Python 3.11 or newer.
# Another interpreter: make book PYTHON=python3.12
PYTHON = python3
VENV = .venv/bin/python
ONE = OMP_NUM_THREADS=1
NBVAL = --nbval-lax --nbval-current-env --nbval-cell-timeout=300

.PHONY: book test lab serve notebooks prose reproduce bench soak zh env clean

book: env ## build the book if its inputs changed; print its first page
	$(VENV) book/_ext/build_book.py

test: book ## everything: package, notebooks, built pages (15 minutes at most)
	$(ONE) GVLIB_BUDGET=smoke GVLIB_STATIC=1 \
	  $(VENV) -m pytest -n 2 --dist loadscope $(NBVAL) tests notebooks

lab: env ## open your own copies of the notebooks, in work/, in JupyterLab
	$(VENV) book/_ext/lab.py $(LAB)

serve: book ## show the built book at http://localhost:8000
	$(VENV) -m http.server 8000 --bind 127.0.0.1 --directory _build/html

notebooks: env ## run the chapters and store their notebooks; NAMES=07_comparison chooses
	$(VENV) book/_ext/run_notebooks.py $(NAMES)

prose: env ## the same without running: where only words of the chapters have changed
	$(VENV) book/_ext/run_notebooks.py --prose $(NAMES)

reproduce: env ## train again what the book quotes
	$(VENV) -m gvlib reproduce

bench: env ## measure this package, its tricks and its peers (an hour, on an idle machine)
	$(ONE) $(VENV) book/bench/run.py $(BENCH)
	$(ONE) $(VENV) book/bench/tricks.py
	$(ONE) $(VENV) book/bench/bf16.py

soak: env ## hours: kills, fuzz, every record re-run
	$(ONE) $(VENV) -m pytest -m soak tests

zh: env ## the Chinese test edition
	$(VENV) book/_ext/build_book.py --language zh_CN

env:
	$(PYTHON) book/_ext/environment.py

clean:
	rm -rf _build
