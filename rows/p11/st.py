import os; os.environ["GVLIB_DEVICE"]="cpu"
import time, statistics, torch; torch.set_num_threads(1)
from gvlib.experiments.studies import stacked
from gvlib.train import seed_everything
for e in stacked.STUDY[1:]:
    seed_everything(1000); run=e.build(**e.config); t=[]
    for i in range(14):
        a=time.process_time(); run.step(run.batches); t.append(time.process_time()-a)
    print(e.name, round(statistics.median(t[4:])*1e3,1),"ms a step ->", round(statistics.median(t[4:])*e.steps),"s for",e.steps,"steps",sum(p.numel() for p in run.parts["generator"].parameters()),flush=True)
a=time.process_time(); f=stacked.modes_of(run.sample,1000); print("measure 1000:",round(time.process_time()-a,2),"s",f)
import json
from gvlib.experiments.studies import illnesses,grids,draws
a=[[e.name for e in s.STUDY] for s in (illnesses,grids,draws)]
print("names agree",a==json.load(open("/work/proto/p11/names.json")))
