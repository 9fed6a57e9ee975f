# `make book` and `make test` need only make and Python 3.11 or newer.
# Another interpreter: make book PYTHON=python3.12
PYTHON = python3
VENV = .venv/bin/python
ONE = OMP_NUM_THREADS=1
NBVAL = --nbval-lax --nbval-current-env --nbval-cell-timeout=300

.PHONY: book test lab serve notebooks prose reproduce bench soak po zh env clean

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
	cd book && $(ONE) ../$(VENV) -m bench.run $(BENCH)
	cd book && $(ONE) ../$(VENV) -m bench.tricks.measure
	cd book && $(ONE) ../$(VENV) -m studies.bf16

soak: env ## hours: kills, fuzz, every record re-run
	$(ONE) $(VENV) -m pytest -m soak tests

po: env ## what each page offers for translation: fill in book/locales/zh_CN
	$(VENV) book/_ext/build_book.py --extract
	$(VENV) -m sphinx_intl update -l zh_CN -d book/locales -p _build/i18n/_build/gettext

zh: env ## the Chinese test edition, of what book/locales/zh_CN translates
	$(VENV) book/_ext/build_book.py --language zh_CN

env:
	$(PYTHON) book/_ext/environment.py

clean:
	rm -rf _build
