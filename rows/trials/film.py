import sys,time,math,torch
sys.path.insert(0,"/work/wt/eleven")
from torch import nn
from gvlib import diffusion, data, metrics, zoo
from gvlib.nets import CHANNELS,HIDDEN,leaky
from gvlib.diffusion import unet
from gvlib.experiments.studies import many_steps as M
from gvlib.train import seed_everything
class F(nn.Module):
    def __init__(s):
        super().__init__()
        low,high=CHANNELS; inner=high*49
        s.down1=nn.Conv2d(1,low,4,stride=2,padding=1); s.down2=nn.Conv2d(low,high,4,stride=2,padding=1)
        s.inside,s.time=nn.Linear(inner,HIDDEN),nn.Linear(8,HIDDEN); s.outside=nn.Linear(HIDDEN,inner)
        s.up2=nn.ConvTranspose2d(2*high,low,4,stride=2,padding=1); s.up1=nn.ConvTranspose2d(2*low,1,4,stride=2,padding=1)
        s.film=nn.Linear(8,2*(low+high+high+low)); s.gain,s.act=nn.Linear(8,1),leaky()
        nn.init.zeros_(s.film.weight); nn.init.zeros_(s.film.bias)
    def forward(s,x,t):
        low,high=CHANNELS; when=unet.waves(t)
        f=s.film(when)[...,None,None]
        sc,sh=f.chunk(2,1); S=sc.split([low,high,high,low],1); H=sh.split([low,high,high,low],1)
        m=lambda h,i: s.act(h*(1+S[i])+H[i])
        a=m(s.down1(x),0); b=m(s.down2(a),1)
        h=s.act(s.inside(b.flatten(1))+s.time(when))
        up=m(s.outside(h).view_as(b),2)
        up=m(s.up2(torch.cat([b,up],1)),3)
        return s.up1(torch.cat([a,up],1))+s.gain(when)[...,None,None]*x
which=sys.argv[1]; steps=int(sys.argv[2]); lr=float(sys.argv[3])
if which=="film": diffusion.UNet=F; M.diffusion.UNet=F
seed_everything(1000)
run=M.in_steps(method="flow",batch_size=64,lr=lr,betas=[.9,.999],ema=.999)
t=time.process_time(); L=0
for i in range(steps):
    l=run.step(run.batches)["loss"]; L=.99*L+.01*float(l)
print(which,lr,"s",time.process_time()-t,"loss",L/(1-.99**steps),flush=True)
print(M.watch_in_few_steps(run,method="flow"),flush=True)
