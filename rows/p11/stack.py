"Trials: S seeds side by side through the package's own gan_step (Adam does not see the factor 1/S)."
import sys, time, json, math, torch
from torch import nn
torch.set_num_threads(1)
from gvlib import gan, data
from gvlib.train import EMA
from gvlib.experiments.builds import arguments
S=int(sys.argv[1]); STEPS=int(sys.argv[2]); EVERY=int(sys.argv[3]); which=json.load(open(sys.argv[4]))
R=3*.05
class Lin(nn.Module):
    def __init__(s,i,o,sn=False):
        super().__init__(); k=1/math.sqrt(i)
        s.weight=nn.Parameter((torch.rand(S,i,o)*2-1)*k); s.bias=nn.Parameter((torch.rand(S,1,o)*2-1)*k); s.sn=sn
        if sn: s.register_buffer("u",torch.nn.functional.normalize(torch.randn(S,1,i),dim=2))
    def w(s):
        if not s.sn: return s.weight
        with torch.no_grad():
            W=s.weight
            v=torch.nn.functional.normalize(s.u@W,dim=2)
            s.u=torch.nn.functional.normalize(v@W.mT,dim=2)
            u,v=s.u.clone(),v
        return s.weight/(u@s.weight@v.mT)
    def forward(s,x): return torch.baddbmm(s.bias,x,s.w())
class G(nn.Module):
    def __init__(s,z,*w):
        super().__init__(); s.a,s.b,s.c=Lin(z,w[0]),Lin(w[0],w[1]),Lin(w[1],2)
    def forward(s,z):
        h=z.reshape(S,-1,z.shape[1]); return s.c(s.b(s.a(h).relu()).relu()).reshape(-1,2)
class D(nn.Module):
    def __init__(s,w,m=1,sn=False,std=False):
        super().__init__(); s.m,s.std=m,std; s.act=nn.LeakyReLU(.2)
        s.a,s.b,s.c=Lin(2*m,w[0],sn),Lin(w[0],w[1],sn),Lin(w[1]+std,1,sn)
    def forward(s,x):
        h=x.reshape(S,-1,2*s.m); h=s.act(s.b(s.act(s.a(h))))
        if s.std:
            sp=(h.var(1,correction=0,keepdim=True)+1e-8).sqrt().mean(2,keepdim=True)
            h=torch.cat([h,sp.expand(S,h.shape[1],1)],2)
        return s.c(h).reshape(-1)
SETS={"ring":(data.ring(10_000,radius=2.,sigma=.05),data.ring_modes(radius=2.)),"grid":(data.grid(25_000),data.grid_modes())}
def run(name,c):
    torch.manual_seed(1000)
    x,modes=SETS[c.get("points","ring")]; b=c.get("batch_size",128); w=c.get("widths",[64,64])
    crit=c.get("critic","plain"); zd=c.get("z_dim",2)
    g=G(zd,*w); d=D(w,int(crit[-1]) if crit.startswith("pac") else 1,crit=="spectral norm",crit=="minibatch std")
    betas=tuple(c.get("betas",(.5,.9))); lr=c.get("lr",1e-3)
    og=torch.optim.Adam(g.parameters(),lr,betas); od=torch.optim.Adam(d.parameters(),c.get("lr_d",lr),betas)
    ema=EMA(g,c.get("ema",0.))
    keys={k:c[k] for k in ("r1","r2","wgan_gp","clip","unroll","n_critic","max_norm") if k in c}
    if "max_norm" in keys: keys["max_norm"]/=S**.5
    how=arguments(od,**keys)
    if "transport" in c: how["g_penalties"]=[gan.Transport(*c["transport"])]
    step=gan.gan_step(g,d,og,od,getattr(gan,c.get("loss","non_saturating")),z_dim=zd,ema=ema,**how)
    def batches():
        while True: yield x[torch.randint(len(x),(S*b,))]
    it=batches(); out=[]; t0=time.process_time()
    try:
        for t in range(1,STEPS+1):
            logs=step(it)
            if t%EVERY==0:
                with torch.no_grad():
                    s=ema.module(torch.randn(S*1000,zd)).reshape(S,1000,2)
                    dist=torch.cdist(s,modes.expand(S,-1,-1)); own=dist.argmin(2); good=dist.amin(2)<R
                    n=torch.stack([((own==k)&good).sum(1) for k in range(len(modes))],1).float()
                    m=(n>0).sum(1); fair=(n>=.08*1000/len(modes)).sum(1); p=n/n.sum(1,keepdim=True).clamp_min(1)
                    kl=torch.xlogy(p,p*len(modes)).sum(1); kl[n.sum(1)==0]=math.log(len(modes))
                print(t, round(float(m.float().mean()),2), round(float(fair.float().mean()),2), round(float(good.float().mean()),3), round(float(kl.mean()),3), flush=True); out.append([t]+[round(float(v),3) for v in (m.float().mean(),fair.float().mean(),good.float().mean(),kl.mean())]+[m.tolist() if t==STEPS else 0])
    except (FloatingPointError,ValueError) as e: out.append(str(e)[:80])
    print(name,round(time.process_time()-t0,1),"s",*out,flush=True)
for name,c in which.items(): run(name,c)
