# Candidates for "critic too strong", real code, full length, three trial seeds each (about 10-20 CPU-seconds a run).
cd /work/proto/p11; T="env PYTHONPATH=/work/wt/p11 OMP_NUM_THREADS=1 /work/wt/p11/.venv/bin/python trial.py 2000 1000,1001,1002"
for x in '{}' '{"loss":"non_saturating"}' '{"lr_d":0.03}' '{"loss":"non_saturating","lr_d":0.03}' '{"betas":[0.5,0.999]}'; do echo "$x"; $T "$x" ring-demo/strong-none; done
