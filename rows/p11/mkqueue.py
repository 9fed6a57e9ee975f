import ast,json
t=ast.parse(open("/work/wt/p11/gvlib/experiments/studies/illnesses.py").read())
med=[ast.literal_eval(k) for n in t.body if isinstance(n,ast.Assign) and getattr(n.targets[0],"id","")=="MEDICINES" for k in n.value.keys]
g=ast.parse(open("/work/wt/p11/gvlib/experiments/studies/grids.py").read())
tried=[ast.literal_eval(n.value) for n in g.body if isinstance(n,ast.Assign) and getattr(n.targets[0],"id","")=="TRIED"][0]
ring=["ring-demo/well-none"]+[f"ring-demo/strong-{m}" for m in med if m not in ("minimax","critic-steps")]+[f"ring-demo/fast-{m}" for m in med if m not in ("one-step","ns")]
grid=[f"grid-demo/fast-{m}" for m in tried]
drw=[f"ring-demo/draws-{n}" for n in ("minimax","ns","ls","wgan-gp","r3")]
w=lambda p,x: open("/work/proto/p11/"+p,"w").write("".join(f"p11train {a} {b}\n" for a,b in x))
todo=[(n,s) for names,k in ((ring,10),(grid,10),(drw,40)) for s in range(1,k+1) for n in names]
none=[n for n in ring if n.endswith("-none")]
tr=[(n,s) for s in range(1000,1010) for n in none]+[(n,s) for n in ("grid-demo/fast-none",) for s in (1000,1001,1002)]
tr+=[(n,s) for s in (1000,1001) for n in ring+grid if not n.endswith("-none")]+[(n,s) for s in (1000,1001) for n in drw]
w("todo",todo); w("trials",tr); json.dump([ring,grid,drw],open("/work/proto/p11/names.json","w"))
print(len(ring),len(grid),len(todo),len(tr))
