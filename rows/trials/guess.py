import sys,time,torch
sys.path.insert(0,"/work/wt/images")
torch.set_num_threads(1)
from gvlib import diffusion, metrics, zoo
from gvlib.diffusion import unet
from gvlib.experiments.studies import many_steps as M
from gvlib.train import seed_everything
import argparse
P=argparse.ArgumentParser(); P.add_argument("method"); P.add_argument("--steps",type=int,default=3500); P.add_argument("--lr",type=float,default=2e-3)
P.add_argument("--floor",type=float,default=.05); P.add_argument("--beta2",type=float,default=.999); P.add_argument("--full",type=int,default=0); P.add_argument("--raw",action="store_true")
a=P.parse_args(); unet.FLOOR=a.floor
from torch import nn
class Full(unet.UNet):
    """also a layer at 28x28"""
    def __init__(s,c):
        super().__init__()
        s.up1=nn.ConvTranspose2d(2*16,c,4,stride=2,padding=1); s.first=nn.Conv2d(1,c,3,padding=1); s.last=nn.Conv2d(2*c,1,3,padding=1); s.c=c
        s.widths=[16,32,256,32,16,c,c]; s.time=nn.Linear(8,2*sum(s.widths)); nn.init.zeros_(s.time.weight); nn.init.zeros_(s.time.bias)
        s.down1=nn.Conv2d(c,16,4,stride=2,padding=1)
    def forward(s,x,t):
        sc,sh=s.time(unet.waves(t)).chunk(2,1); S=sc.split(s.widths,1); H=sh.split(s.widths,1)
        def m(h,i):
            o=[...,*[None]*(h.ndim-2)]; return s.act(h*(1+S[i][o])+H[i][o])
        z=m(s.first(x),5); A=m(s.down1(z),0); b=m(s.down2(A),1); h=m(s.inside(b.flatten(1)),2)
        up=m(s.outside(h).view_as(b),3); up=m(s.up2(torch.cat([b,up],1)),4); up=m(s.up1(torch.cat([A,up],1)),6)
        return s.last(torch.cat([z,up],1)).tanh()
base=Full if a.full else None
W={"flow":unet.GuessedVelocity,"diffusion":unet.GuessedNoise}[a.method]
diffusion.UNet=lambda: W(Full(a.full) if a.full else unet.UNet())
seed_everything(1000)
run=M.in_steps(method=a.method,batch_size=64,lr=a.lr,betas=[.9,a.beta2],ema=.999)
t=time.process_time(); L=0
for i in range(a.steps):
    l=run.step(run.batches)["loss"].detach(); L=.99*L+.01*float(l)
T=time.process_time()-t
out=[]
real=M.real_features("val",M.N_WATCH)
for n in (8,20,50):
    x=M.drawn(run,M.SAMPLERS[a.method],n,M.N_WATCH); out.append(round(metrics.frechet_distance(real,zoo.features()(x)),1))
print(sys.argv[1:],f"{T:.0f}s loss {L:.1f} fd at 8,20,50:",out,flush=True)
