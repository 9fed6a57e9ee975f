exec(open("/work/trial/film.py").read().split("which=sys.argv[1]")[0])
class X(nn.Module):
    def __init__(s, base):
        super().__init__(); s.net=base
        del base.gain
    def forward(s,x,t):
        net=s.net; low,high=CHANNELS; when=unet.waves(t)
        if hasattr(net,"film"):
            f=net.film(when)[...,None,None]; sc,sh=f.chunk(2,1); S=sc.split([low,high,high,low],1); H=sh.split([low,high,high,low],1)
            m=lambda h,i: net.act(h*(1+S[i])+H[i])
        else: m=lambda h,i: net.act(h)
        a=m(net.down1(x),0); b=m(net.down2(a),1)
        h=net.act(net.inside(b.flatten(1))+net.time(when))
        up=m(net.outside(h).view_as(b),2); up=m(net.up2(torch.cat([b,up],1)),3)
        D=net.up1(torch.cat([a,up],1)).tanh()
        return (D-x)/(1-t).clamp_min(0.05)[:,None,None,None]
which=sys.argv[1]; steps=int(sys.argv[2]); lr=float(sys.argv[3]); logit=len(sys.argv)>4
U=diffusion.UNet
diffusion.UNet=lambda: X(F() if which=="film" else U()); M.diffusion.UNet=diffusion.UNet
seed_everything(1000)
run=M.in_steps(method="flow",batch_size=64,lr=lr,betas=[.9,.999],ema=.999)
t=time.process_time(); L=0
for i in range(steps):
    l=run.step(run.batches)["loss"].detach(); L=.99*L+.01*float(l)
    if i%500==499: print(i+1,L,flush=True)
print("xpred",which,lr,"s",time.process_time()-t,"loss",L,flush=True)
print(M.watch_in_few_steps(run,method="flow"),flush=True)
