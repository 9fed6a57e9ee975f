/*! The lab of the book 'GANs and VAEs, measured'; built from src/. MIT */
(function gvExplore(){"use strict";"use strict";(()=>{var Ir=Object.defineProperty;var ct=(o,e)=>{for(var t in e)Ir(o,t,{get:e[t],enumerable:!0})};var Bt=Uint8Array.fromBase64||(()=>{for(var o=new Uint8Array(128),e=0;e<64;e++)o[e<26?e+65:e<52?e+71:e<62?e-4:e*4-205]=e;return t=>{for(var r=t.length,n=new Uint8Array((r-(t[r-1]=="=")-(t[r-2]=="="))*3/4|0),s=0,a=0;s<r;){var i=o[t.charCodeAt(s++)],l=o[t.charCodeAt(s++)],c=o[t.charCodeAt(s++)],m=o[t.charCodeAt(s++)];n[a++]=i<<2|l>>4,n[a++]=l<<4|c>>2,n[a++]=c<<6|m}return n}})();var Tt={};ct(Tt,{Block:()=>O,CodePlane:()=>ne,Link:()=>oe,Models:()=>Z,Random:()=>S,Search:()=>se,codeFrom:()=>V,codeText:()=>P,codes:()=>Et,double:()=>Dt,game:()=>yt,imageFrom:()=>Ue,imageText:()=>We,plain:()=>Me,plainly:()=>te,simd:()=>dt,typedEps:()=>Lt,wholeFrom:()=>H});var S=class{constructor(e,t=0){this.spare=NaN;this.state=Math.imul(e,2654435761)+Math.imul(t,2246822507)|0}uniform(){this.state=this.state+1831565813|0;let e=Math.imul(this.state^this.state>>>15,1|this.state);return e=e+Math.imul(e^e>>>7,61|e)^e,((e^e>>>14)>>>0)/4294967296}below(e){return Math.floor(this.uniform()*e)}normal(){let e=this.spare;if(e===e)return this.spare=NaN,e;let t=Math.sqrt(-2*Math.log(1-this.uniform())),r=2*Math.PI*this.uniform();return this.spare=t*Math.sin(r),t*Math.cos(r)}normals(e){for(let t=0;t<e.length;t++)e[t]=this.normal()}uniforms(e){for(let t=0;t<e.length;t++)e[t]=this.uniform()}};function Wr(o,e,t,r){let{M:n,K:s,N:a,ta:i,bias:l}=r,[c,m]=i?[1,n]:[s,1],p=s&-4;for(let u=0;u<n;u++){let g=u*a;for(let f=0;f<a;f++)t[g+f]=l?l[f]:0;let h=u*c,v=0;for(let f=0;f<p;f+=4,h+=4*m,v+=4*a){let[y,M,j]=[v+a,v+2*a,v+3*a],[D,K]=[o[h],o[h+m]],[A,ie]=[o[h+2*m],o[h+3*m]];for(let z=0;z<a;z++)t[g+z]+=D*e[v+z]+K*e[y+z]+A*e[M+z]+ie*e[j+z]}for(let f=p;f<s;f++,h+=m,v+=a)for(let y=0;y<a;y++)t[g+y]+=o[h]*e[v+y]}}function Ur(o,e,t,r){let{M:n,K:s,N:a,bias:i}=r;for(let l=0;l<n;l++)for(let c=0;c<a;c++){let m=i?i[c]:0;for(let p=0;p<s;p++)m+=o[l*s+p]*e[c*s+p];t[l*a+c]=m}}function $r(o,e,t,r){for(let n=0;n<t;n++)for(let s=0;s<r;s++)e[s*t+n]=o[n*r+s]}function Gr(o,e,t,r){e.fill(0);for(let n=0,s=0;n<t;n++)for(let a=0;a<r;a++,s++)e[a]+=o[s]}function Jr(o,e,t){let{value:r,mean:n,square:s}=o,{rate:a,b1:i,b2:l,correction:c,floor:m}=t;for(let p=0;p<r.length;p++){let u=e[p];n[p]=i*n[p]+(1-i)*u,s[p]=l*s[p]+(1-l)*u*u,r[p]-=a*n[p]/Math.sqrt(s[p]*c+m)}}var qt={matmul:Wr,dots:Ur,transpose:$r,sumRows:Gr,adam:Jr,add(o,e,t){for(let r=0;r<t.length;r++)t[r]=o[r]+e[r]},sub(o,e,t){for(let r=0;r<t.length;r++)t[r]=o[r]-e[r]},mul(o,e,t){for(let r=0;r<t.length;r++)t[r]=o[r]*e[r]},scale(o,e,t){for(let r=0;r<e.length;r++)e[r]=o[r]*t},gate(o,e,t,r){for(let n=0;n<t.length;n++)t[n]=e[n]>0?o[n]:r*o[n]}};function Me(){return{name:"plain",kernels:qt,alloc:o=>new Float32Array(o),reset(){}}}function Dt(){return{name:"double",kernels:qt,alloc:o=>new Float64Array(o),reset(){}}}var Kt=Bt("AGFzbQEAAAABRwdgBH9/f38AYAR/f399AGAKf39/f39/f39/fwBgBX9/f399AGAJf39/f39/f39/AGAHf39/f39/fwBgCn9/f39/fX19fX0AAg8BA2VudgZtZW1vcnkCAAADDAsAAAABAAIDBAUABgdWCwRnZW1tAAUEZG90cwAICXRyYW5zcG9zZQAAA2FkZAAJA3N1YgACA211bAAEBXNjYWxlAAMEZ2F0ZQAGB3N1bVJvd3MAAQRhZGFtAAoGbWVtb3J5AgAK1BMLWQEEfyACQQJ0IQcDQCACIARKBEAgASAEQQJ0aiEFQQAhBgNAIAMgBkoEQCAFIAAqAgA4AgAgAEEEaiEAIAUgB2ohBSAGQQFqIQYMAQsLIARBAWohBAwBCwsLzwEDBH8BewF9IANBAnQiB0FwcSEGA0AgBCAGSQRA/QwAAAAAAAAAAAAAAAAAAAAAIQggACAEaiEDQQAhBQNAIAIgBUoEQCAIIAP9AAQA/eQBIQggAyAHaiEDIAVBAWohBQwBCwsgASAEaiAI/QsEACAEQRBqIQQMAQsLA0AgBCAHSQRAQwAAAAAhCSAAIARqIQNBACEFA0AgAiAFSgRAIAkgAyoCAJIhCSADIAdqIQMgBUEBaiEFDAELCyABIARqIAk4AgAgBEEEaiEEDAELCwtDAQF/IANBA2pBfHFBAnQhAwNAIAMgBEsEQCACIARqIAAgBGr9AAQAIAEgBGr9AAQA/eUB/QsEACAEQRBqIQQMAQsLC0QCAX8BeyACQQNqQXxxQQJ0IQIgA/0TIQUDQCACIARLBEAgASAEaiAAIARq/QAEACAF/eYB/QsEACAEQRBqIQQMAQsLC0MBAX8gA0EDakF8cUECdCEDA0AgAyAESwRAIAIgBGogACAEav0ABAAgASAEav0ABAD95gH9CwQAIARBEGohBAwBCwsL0QQDDH8BfQV7IAdBAnQhDyAFQXxxIQoDQCAKIBNKBEAgACABIBNsaiABIAIgAyAEIA8gE2xqIAYgByAIIAkgE2xqQQAgCBsgCRAHIBNBBGohEwwBCwsDQCAFIBNKBEAgACABIBNsaiELIAQgDyATbGohDiAIIAkgE2xqQQAgCBshEEEAIRIgB0ECdCENIAdBcHEhFANAIBIgFEgEQCASQQJ0IRX9DAAAAAAAAAAAAAAAAAAAAAAhGv0MAAAAAAAAAAAAAAAAAAAAACEb/QwAAAAAAAAAAAAAAAAAAAAAIRkgEAR7IBAgFWoiCv0ABAAhGiAK/QAEICEZIAr9AAQQIRsgCv0ABDAF/QwAAAAAAAAAAAAAAAAAAAAACyEYIAMgFWohDCALIQpBACERA0AgBiARSgRAIBogCv0JAgAiFyAM/QAEAP3mAf3kASEaIBsgFyAM/QAEEP3mAf3kASEbIBkgFyAM/QAEIP3mAf3kASEZIBggFyAM/QAEMP3mAf3kASEYIAwgDWohDCACIApqIQogEUEBaiERDAELCyAOIBVqIgogGv0LBAAgCiAb/QsEECAKIBn9CwQgIAogGP0LBDAgEkEQaiESDAELCwNAIAcgEkoEQCASQQJ0IRQgEAR9IBAgFGoqAgAFQwAAAAALIRYgAyAUaiEMIAshCkEAIREDQCAGIBFKBEAgFiAKKgIAIAwqAgCUkiEWIAwgDWohDCACIApqIQogEUEBaiERDAELCyAOIBRqIBY4AgAgEkEBaiESDAELCyATQQFqIRMMAQsLC2cCAX8CeyADQQNqQXxxQQJ0IQMgBP0TIQYDQCADIAVLBEAgAiAFaiAAIAVq/QAEACIHIAcgBv3mASABIAVq/QAEAP0MAAAAAAAAAAAAAAAAAAAAAP1E/VL9CwQAIAVBEGohBQwBCwsLpgYDEH8LewF9IAZBeHEhFyAAIAFqIhUgAWoiDSABaiEPIAZBAnQiDiAEaiEYIA4gGGoiECAOaiERIAcgCGoiEiAIaiITIAhqIRQDQCALIBdIBEAgC0ECdCEW/QwAAAAAAAAAAAAAAAAAAAAAIRr9DAAAAAAAAAAAAAAAAAAAAAAhG/0MAAAAAAAAAAAAAAAAAAAAACEc/QwAAAAAAAAAAAAAAAAAAAAAIR39DAAAAAAAAAAAAAAAAAAAAAAhHv0MAAAAAAAAAAAAAAAAAAAAACEf/QwAAAAAAAAAAAAAAAAAAAAAISAgBwR7IAcgFmoiCf0ABAAhGiAJ/QAEECEeIBIgFmoiCf0ABAAhGyAJ/QAEECEfIBMgFmoiCf0ABAAhHCAJ/QAEECEgIBQgFmoiCf0ABAAhHSAJ/QAEEAX9DAAAAAAAAAAAAAAAAAAAAAALIRkgAyAWaiEKQQAhCUEAIQwDQCAFIAxKBEAgGiAAIAlq/QkCACIiIAr9AAQAIiH95gH95AEhGiAeICIgCv0ABBAiIv3mAf3kASEeIBsgCSAVav0JAgAiIyAh/eYB/eQBIRsgHyAjICL95gH95AEhHyAcIAkgDWr9CQIAIiMgIf3mAf3kASEcICAgIyAi/eYB/eQBISAgHSAJIA9q/QkCACIjICH95gH95AEhHSAZICMgIv3mAf3kASEZIAogDmohCiACIAlqIQkgDEEBaiEMDAELCyAEIBZqIgkgGv0LBAAgCSAe/QsEECAWIBhqIgkgG/0LBAAgCSAf/QsEECAQIBZqIgkgHP0LBAAgCSAg/QsEECARIBZqIgkgHf0LBAAgCSAZ/QsEECALQQhqIQsMAQsLA0AgBiALSgRAIAtBAnQhD0EAIQkDQCAJQQRJBEAgBwR9IAcgCCAJbGogD2oqAgAFQwAAAAALISQgAyAPaiEKIAAgASAJbGohDEEAIQ0DQCAFIA1KBEAgJCAMKgIAIAoqAgCUkiEkIAogDmohCiACIAxqIQwgDUEBaiENDAELCyAEIAkgDmxqIA9qICQ4AgAgCUEBaiEJDAELCyALQQFqIQsMAQsLC9ABAwF7BH8BfSAEQQJ0IQoDQCADIAtKBEAgASEEQQAhCQNAIAUgCUoEQP0MAAAAAAAAAAAAAAAAAAAAACEHQQAhCANAIAggCkkEQCAHIAAgCGr9AAQAIAQgCGr9AAQA/eYB/eQBIQcgCEEQaiEIDAELCyAH/R8AIAf9HwGSIAf9HwIgB/0fA5KSIQwgAiAGBH0gDCAGIAlBAnRqKgIAkgUgDAs4AgAgAkEEaiECIAQgCmohBCAJQQFqIQkMAQsLIAAgCmohACALQQFqIQsMAQsLC0MBAX8gA0EDakF8cUECdCEDA0AgAyAESwRAIAIgBGogACAEav0ABAAgASAEav0ABAD95AH9CwQAIARBEGohBAwBCwsL4AECA38JeyAEQQNqQXxxQQJ0IQsgBv0TIQ5DAACAPyAGk/0TIQ8gB/0TIRBDAACAPyAHk/0TIREgBf0TIRIgCP0TIRMgCf0TIRQDQCAKIAtJBEAgDiACIApqIgT9AAQA/eYBIA8gASAKav0ABAAiFf3mAf3kASENIBAgAyAKaiIM/QAEAP3mASARIBUgFf3mAf3mAf3kASEVIAQgDf0LBAAgDCAV/QsEACAAIApqIgQgBP0ABAAgEiAN/eYBIBUgE/3mASAU/eQB/eMB/ecB/eUB/QsEACAKQRBqIQoMAQsLCw==");var It=1024,je;function Zr(){if(je===void 0)try{je=new WebAssembly.Module(Kt)}catch{je=null}return je}function Xr(o){return{matmul(e,t,r,{M:n,K:s,N:a,ta:i,bias:l}){let[c,m]=i?[4,4*n]:[4*s,4],p=l?l.byteOffset:0;o.gemm(e.byteOffset,c,m,t.byteOffset,r.byteOffset,n,s,a,p,0)},dots(e,t,r,{M:n,K:s,N:a,bias:i}){let l=i?i.byteOffset:0;o.dots(e.byteOffset,t.byteOffset,r.byteOffset,n,s,a,l)},transpose(e,t,r,n){o.transpose(e.byteOffset,t.byteOffset,r,n)},add:(e,t,r)=>o.add(e.byteOffset,t.byteOffset,r.byteOffset,r.length),sub:(e,t,r)=>o.sub(e.byteOffset,t.byteOffset,r.byteOffset,r.length),mul:(e,t,r)=>o.mul(e.byteOffset,t.byteOffset,r.byteOffset,r.length),scale:(e,t,r)=>o.scale(e.byteOffset,t.byteOffset,t.length,r),gate:(e,t,r,n)=>o.gate(e.byteOffset,t.byteOffset,r.byteOffset,r.length,n),sumRows:(e,t,r,n)=>o.sumRows(e.byteOffset,t.byteOffset,r,n),adam({value:e,mean:t,square:r},n,{rate:s,b1:a,b2:i,correction:l,floor:c}){let m=[e,n,t,r].map(p=>p.byteOffset);o.adam(...m,e.length,s,a,i,l,c)}}}function dt(o=64){let e=Zr();if(!e)return null;let t=new WebAssembly.Memory({initial:o*16}),r=new WebAssembly.Instance(e,{env:{memory:t}}),n=It;return{name:"simd",kernels:Xr(r.exports),alloc(s){let a=n;if(n=n+4*s+15&-16,n>t.buffer.byteLength)throw new RangeError("engine memory is full");return new Float32Array(t.buffer,a,s).fill(0)},reset(){n=It}}}function X(){return dt()??Me()}var O=class o{constructor(e,t){this.spec=e;this.arrays=t}static read(e,t){return o.unpack(e,Uint8Array.from(atob(t),r=>r.charCodeAt(0)))}static async unpack(e,t){let r=new Map;for(let[n,s]of Object.entries(e.parts)){let a=t.slice(s.at,s.at+s.bytes);if(s.kind==="float")r.set(n,new Float32Array(a.buffer));else if(s.kind==="byte")r.set(n,a);else if(s.kind==="deflated")r.set(n,await Qr(a));else{let i=r.get(`${n}.scale`);r.set(n,Yr(a,e.bits,i,s.shape))}}return new o(e,r)}floats(e){return this.of(e,Float32Array)}bytes(e){return this.of(e,Uint8Array)}shape(e){return this.spec.parts[e].shape}of(e,t){let r=this.arrays.get(e);if(!(r instanceof t))throw new Error(`the block has no ${e}`);return r}};function Yr(o,e,t,[r,n]){let s=new Float32Array(r*n),a=(1<<e)-1,i=a>>1;for(let l=0,c=0;l<s.length;l++,c+=e){let m=c>>3,p=o[m]|o[m+1]<<8|o[m+2]<<16;s[l]=((p>>(c&7)&a)-i)*t[l%n]}return s}async function Qr(o){let e=new Blob([o]).stream().pipeThrough(new DecompressionStream("deflate-raw"));return new Uint8Array(await new Response(e).arrayBuffer())}var yt={};ct(yt,{Judge:()=>ue,bestLogit:()=>G,logData:()=>ge,logMade:()=>Y,pushes:()=>Q,sigmoid:()=>$,value:()=>Oe});function N(o,e,t,r,n){let{k:s=0,ta:a=!1,tb:i=!1}=n??{};return{op:o,inputs:e,rows:t,cols:r,k:s,ta:a,tb:i,value:null}}function Se(o,e,...t){if(e)return;let r=t.map(n=>`${n.rows} x ${n.cols}`).join(" and ");throw new Error(`${o}: the shapes ${r} do not fit`)}var I=(o,e)=>N("leaf",[],o,e),Wt=o=>N("constant",[],1,1,{k:o});function W(o,e,t=!1,r=!1){let[n,s]=t?[o.cols,o.rows]:[o.rows,o.cols],[a,i]=r?[e.cols,e.rows]:[e.rows,e.cols];return Se("matmul",s===a&&!(t&&r),o,e),N("matmul",[o,e],n,i,{ta:t,tb:r})}function Ut(o,e,t){return Se("affine",o.cols===e.rows&&t.cols===e.cols,o,e,t),N("affine",[o,e,t],o.rows,e.cols)}function Ce(o,e,t,r=0){return Se(o,e.rows===t.rows&&e.cols===t.cols,e,t),N(o,[e,t],e.rows,e.cols,{k:r})}var le=(o,e)=>Ce("add",o,e),Le=(o,e)=>Ce("sub",o,e),C=(o,e)=>Ce("mul",o,e),mt=(o,e,t)=>Ce("gate",o,e,t),ce=(o,e,t=0)=>N(o,[e],e.rows,e.cols,{k:t}),de=(o,e)=>ce(o,e),U=(o,e)=>e===1?o:ce("scale",o,e);var me=o=>U(o,-1),pe=o=>ce("square",o),pt=o=>ce("softplus",o),$t=(o,e)=>ce("leaky",o,e);var ht=o=>N("sumRows",[o],1,o.cols),Gt=(o,e)=>N("repeatRows",[o],e,o.cols),Jt=o=>N("sumCols",[o],o.rows,1),_t=(o,e)=>N("repeatCols",[o],o.rows,e),ut=o=>N("sum",[o],1,1),Zt=(o,e,t)=>e===1&&t===1?o:N("fill",[o],e,t),Xt=o=>U(ut(o),1/(o.rows*o.cols));function Yt(o,e,t){return Se("reshape",e*t===o.rows*o.cols,o),e===o.rows?o:N("reshape",[o],e,t)}var eo=1e-16,Fe=class{constructor(e,t,r,n){this.backend=e;this.gradients=r;this.options=n;this.steps=0;this.states=t.map(({value:s})=>{if(!s)throw new Error("Adam: a leaf has no numbers yet");let{length:a}=s;return{value:s,mean:e.alloc(a),square:e.alloc(a)}})}corrections(e=0){let{rate:t,b1:r,b2:n}=this.options,s=this.steps+1+e;return{rate:t/(1-r**s),correction:1/(1-n**s)}}step(){let{b1:e,b2:t}=this.options,r={...this.corrections(),b1:e,b2:t,floor:eo};this.states.forEach((n,s)=>this.backend.kernels.adam(n,this.gradients[s],r)),this.steps++}};var Qt=(o,e)=>{let[t,r]=o.inputs;return o.ta?[()=>W(r,e,!1,!0),()=>W(t,e)]:o.tb?[()=>W(e,r),()=>W(e,t,!0)]:[()=>W(e,r,!1,!0),()=>W(t,e,!0)]},to={leaf:()=>[],constant:()=>[],detach:()=>[null],matmul:Qt,affine:(o,e)=>[...Qt(o,e),()=>ht(e)],add:(o,e)=>[()=>e,()=>e],sub:(o,e)=>[()=>e,()=>me(e)],mul:({inputs:[o,e]},t)=>[()=>C(t,e),()=>C(t,o)],scale:(o,e)=>[()=>U(e,o.k)],shift:(o,e)=>[()=>e],leaky:(o,e)=>[()=>mt(e,o.inputs[0],o.k)],gate:(o,e)=>[()=>mt(e,o.inputs[1],o.k),null],sumRows:(o,e)=>[()=>Gt(e,o.inputs[0].rows)],repeatRows:(o,e)=>[()=>ht(e)],sumCols:(o,e)=>[()=>_t(e,o.inputs[0].cols)],repeatCols:(o,e)=>[()=>Jt(e)],sum:({inputs:[o]},e)=>[()=>Zt(e,o.rows,o.cols)],fill:(o,e)=>[()=>ut(e)],reshape:({inputs:[o]},e)=>[()=>Yt(e,o.rows,o.cols)],tanh:(o,e)=>[()=>Le(e,C(e,pe(o)))],sigmoid:(o,e)=>[()=>C(e,Le(o,pe(o)))],softplus:({inputs:[o]},e)=>[()=>C(e,de("sigmoid",o))],exp:(o,e)=>[()=>C(e,o)],log:({inputs:[o]},e)=>[()=>C(e,de("recip",o))],recip:(o,e)=>[()=>me(C(e,pe(o)))],sqrt:(o,e)=>[()=>U(C(e,de("recip",o)),.5)],square:({inputs:[o]},e)=>[()=>U(C(e,o),2)]};function gt(o){let e=new Set,t=[],r=[],n=s=>{e.has(s)||(e.add(s),r.push({node:s,next:0}))};for(let s of o)for(n(s);r.length;){let a=r[r.length-1];a.next<a.node.inputs.length?n(a.node.inputs[a.next++]):t.push(r.pop().node)}return t}function ro(o,e){let t=new Set(e);for(let r of o){if(r.op==="detach"||t.has(r))continue;(r.op==="gate"?r.inputs.slice(0,1):r.inputs).some(s=>t.has(s))&&t.add(r)}return t}function er(o,e){if(o.rows!==1||o.cols!==1)throw new Error("gradient: y must be a number");let t=gt([o]),r=ro(t,e),n=new Map([[o,Wt(1)]]);for(let s of t.reverse()){let a=n.get(s);!a||!r.has(s)||to[s.op](s,a).forEach((i,l)=>{let c=s.inputs[l];if(!i||!r.has(c))return;let m=n.get(c);n.set(c,m?le(m,i()):i())})}return e.map(s=>{let a=n.get(s);if(!a)throw new Error("gradient: y does not depend on every leaf");return a})}function tr(o,{inputs:[e],rows:t,cols:r,ta:n,tb:s},[a,i,l],c,m){let p=n?e.rows:e.cols,u={M:t,N:r,K:p,ta:n,bias:l??null};if(r<=3&&n)return oo(o,u,a,i,c,m);if(r<=3&&p%4===0){if(s||r===1)return()=>o.dots(a,i,c,u);let h=m(p*r);return()=>{o.transpose(i,h,p,r),o.dots(a,h,c,u)}}if(!s)return()=>o.matmul(a,i,c,u);let g=m(p*r);return()=>{o.transpose(i,g,r,p),o.matmul(a,g,c,u)}}function oo(o,{M:e,N:t,K:r},n,s,a,i){let l={M:t,N:e,K:r,ta:!0,bias:null};if(t===1)return()=>o.matmul(s,n,a,l);let c=i(e*t);return()=>{o.matmul(s,n,c,l),o.transpose(c,a,t,e)}}var no={tanh:Math.tanh,sigmoid:o=>1/(1+Math.exp(-o)),softplus:o=>Math.max(o,0)+Math.log1p(Math.exp(-Math.abs(o))),exp:Math.exp,log:Math.log,recip:o=>1/o,sqrt:Math.sqrt,square:o=>o*o};function rr({kernels:o},e,t,r,n){let[s,a]=t,{rows:i,cols:l,k:c}=e,m=e.inputs[0];switch(e.op){case"matmul":case"affine":return tr(o,e,t,r,n);case"add":case"sub":case"mul":return o[e.op].bind(null,s,a,r);case"square":return()=>o.mul(s,s,r);case"scale":return()=>o.scale(s,r,c);case"leaky":return()=>o.gate(s,s,r,c);case"gate":return()=>o.gate(s,a,r,c);case"sumRows":return()=>o.sumRows(s,r,m.rows,m.cols);case"repeatRows":return()=>{for(let p=0;p<i;p++)r.set(s,p*l)};case"fill":return()=>{r.fill(s[0])};case"shift":return()=>{for(let p=0;p<r.length;p++)r[p]=s[p]+c};case"sum":case"sumCols":return so(s,r);case"repeatCols":return()=>{for(let p=0;p<i;p++)r.fill(s[p],p*l,(p+1)*l)};case"leaf":case"constant":case"reshape":case"detach":throw new Error(`${e.op} computes nothing`);default:return ao(no[e.op],s,r)}}function so(o,e){let t=o.length/e.length;return()=>{for(let r=0,n=0;r<e.length;r++){let s=0;for(let a=0;a<t;a++,n++)s+=o[n];e[r]=s}}}function ao(o,e,t){return()=>{for(let r=0;r<t.length;r++)t[r]=o(e[r])}}var nr=new Set(["reshape","detach"]),or=new Set(["add","sub","mul","scale","shift","leaky","gate","tanh","sigmoid","softplus","exp","log","recip","sqrt","square"]),he=class{constructor(e,t){this.commands=[];let r=gt(t),n=new Map,s=new ft(e),a=io(r,t);r.forEach((i,l)=>{let c=[...new Set(i.inputs.map(Re))].filter(p=>a.get(p)===l&&p.inputs.length>0),m=()=>c.forEach(p=>s.give(n.get(p)));or.has(i.op)&&m(),this.place(e,i,n,s),or.has(i.op)||m()}),this.outputs=t.map(i=>n.get(i))}run(){for(let e of this.commands)e();return this.outputs}place(e,t,r,n){let s=t.rows*t.cols;if(t.op==="leaf"||t.op==="constant")t.value??(t.value=e.alloc(s)),t.op==="constant"&&(t.value[0]=t.k),r.set(t,t.value);else if(nr.has(t.op))r.set(t,r.get(t.inputs[0]));else{let a=n.take(s),i=t.inputs.map(m=>r.get(m)),l=[],c=m=>l[l.push(n.take(m))-1];r.set(t,a),this.commands.push(rr(e,t,i,a,c)),l.forEach(m=>n.give(m))}}};function Re(o){return nr.has(o.op)?Re(o.inputs[0]):o}function io(o,e){let t=new Map;return o.forEach((r,n)=>r.inputs.forEach(s=>t.set(Re(s),n))),e.forEach(r=>t.set(Re(r),1/0)),t}var ft=class{constructor(e){this.backend=e;this.free=new Map}take(e){return this.free.get(e)?.pop()??this.backend.alloc(e)}give(e){let t=this.free.get(e.length)??[];this.free.set(e.length,[...t,e])}};var lo=.2;function sr(...o){return o.slice(1).map((e,t)=>({weight:I(o[t],e),bias:I(1,e)}))}var ze=o=>o.flatMap(e=>[e.weight,e.bias]);var co=o=>$t(o,lo);function vt(o,e){return o.reduce((t,{weight:r,bias:n},s)=>Ut(s?co(t):t,r,n),e)}function ar(o,...e){return e.slice(1).flatMap((t,r)=>{let n=e[r],s=Math.sqrt(2/n),a=Float32Array.from({length:n*t},()=>o.normal()),i=Float32Array.from({length:t},()=>o.uniform());return[a.map(l=>l*s),i.map(l=>(l-.5)*.2)]})}function ir(o,e){ze(o).forEach(({value:t},r)=>t.set(e[r]))}var Pe={mean:1.5,width:.6},lr=[1,64,64,1],cr=256;function Ve(o,{mean:e,width:t}){let r=(o-e)/t;return-.5*(r*r+Math.log(2*Math.PI))-Math.log(t)}function ge(o){let[e,t]=[-1,1].map(n=>Ve(o,{...Pe,mean:n*Pe.mean})),r=Math.max(e,t);return r+Math.log((Math.exp(e-r)+Math.exp(t-r))/2)}var Y=Ve,G=(o,e)=>ge(o)-Ve(o,e),$=o=>1/(1+Math.exp(-o)),Q=o=>({minimax:$(o),other:$(-o)}),ue=class{constructor(e,t,r){this.random=t;this.steps=0;this.net=sr(...lr);this.real=I(cr,1);this.made=I(cr,1);let[n,s]=[this.real,this.made].map(c=>vt(this.net,c)),a=Xt(le(pt(me(n)),pt(s))),i=er(a,ze(this.net));this.place=I(r.length,1),this.training=new he(e,i),this.seeing=new he(e,[vt(this.net,this.place)]),this.place.value.set(r);let l={rate:.001,b1:.9,b2:.999};this.adam=new Fe(e,ze(this.net),this.training.outputs,l),ir(this.net,ar(t,...lr))}step(e){let{random:t,real:r}=this,n=(s,a)=>{for(let i=0;i<s.length;i++)s[i]=a()};n(r.value,()=>(t.uniform()<.5?-1:1)*Pe.mean+Pe.width*t.normal()),n(this.made.value,()=>e.mean+e.width*t.normal()),this.training.run(),this.adam.step(),this.steps++}logits(){return Array.from(this.seeing.run()[0])}};function Oe(o,e,t){let r=o[1]-o[0],n=s=>Math.max(s,0)+Math.log1p(Math.exp(-Math.abs(s)));return o.reduce((s,a,i)=>{let[l,c]=[ge(a),Ve(a,t)].map(Math.exp);return s-r*(l*n(-e[i])+c*n(e[i]))},Math.log(4))}var Et={};ct(Et,{Gallery:()=>re,Mixture:()=>ye,between:()=>At,dot:()=>F,drawn:()=>De,greys:()=>_,klUnits:()=>be,logDensity:()=>Nt,moved:()=>kt,norm:()=>J,normal:()=>E,squaredError:()=>we});function fe(o,e,t,r){let{rows:n,cols:s,w:a,wt:i,bias:l}=e,c=o.alloc(t*s),m=o.alloc(r?t*n:0);return{y:c,dx:m,forward:p=>o.kernels.matmul(p,a,c,{M:t,K:n,N:s,ta:!1,bias:l}),backward:p=>o.kernels.matmul(p,i,m,{M:t,K:s,N:n,ta:!1,bias:null})}}function bt(o,e,t,r){let n=o.alloc(e),s=o.alloc(r?e:0);return{y:n,dx:s,forward:a=>o.kernels.gate(a,a,n,t),backward:a=>o.kernels.gate(a,n,s,t)}}function mo(o,e,t){let r=2*e,n=0;for(let s=0;s<o;s++)for(let a=0;a<e;a++)for(let i=0;i<e;i++)for(let l=2*a-1;l<2*a-1+4;l++)for(let c=2*i-1;c<2*i-1+4;c++,n++)l>=0&&c>=0&&l<r&&c<r&&t(n,(s*r+l)*r+c)}var He=class{constructor(e,t,r){this.channels=r;let n=[];mo(e,t,(s,a)=>n.push(s*r,a*r)),this.pairs=Int32Array.from(n)}gather(e,t){let{pairs:r,channels:n}=this;for(let s=0;s<r.length;s+=2){let[a,i]=[r[s],r[s+1]];for(let l=0;l<n;l++)t[a+l]=e[i+l]}}scatter(e,t){let{pairs:r,channels:n}=this;for(let s=0;s<r.length;s+=2){let[a,i]=[r[s],r[s+1]];for(let l=0;l<n;l++)t[i+l]+=e[a+l]}}};function wt(o,e,t,r,n){let{rows:s,cols:a,w:i,wt:l,bias:c}=e,m=c.length,p=t*r*r,u=o.alloc(p*a),g=o.alloc(4*p*m),h=o.alloc(n?p*s:0),v=new He(t,r,m);return{y:g,dx:h,forward(f){o.kernels.matmul(f,i,u,{M:p,K:s,N:a,ta:!1,bias:null});for(let y=0;y<g.length;y+=m)for(let M=0;M<m;M++)g[y+M]=c[M];v.scatter(u,g)},backward(f){u.fill(0),v.gather(f,u),o.kernels.matmul(u,l,h,{M:p,K:a,N:s,ta:!1,bias:null})}}}function xt(o,e,t){let{rows:r,cols:n,w:s,bias:a}=e,i=t*t,l=o.alloc(i*r),c=o.alloc(i*n),m=new He(1,t,r/4**2);return{y:c,dx:o.alloc(0),forward(p){m.gather(p,l),o.kernels.matmul(l,s,c,{M:i,K:r,N:n,ta:!1,bias:a})},backward(){throw new Error("the encoder is not differentiated")}}}var b=32,k=28,x=k*k,Be=7,te=(o,e)=>["1","2","3","4"].map(t=>{let r=`${e}.${t}`,[n,s]=[o.floats(r),o.floats(`${r}.bias`)];return{shape:o.shape(r),w:n,bias:s}});function ve(o,e,t){return e.map(({shape:[r,n],w:s,bias:a})=>{let i={rows:r,cols:n,w:o.alloc(s.length),wt:o.alloc(t?s.length:0),bias:o.alloc(a.length)};return i.w.set(s),i.bias.set(a),t&&o.kernels.transpose(i.w,i.wt,r,n),i})}var ee=class{constructor(e,[t,r,n,s],a,i=!1){this.images=a;this.z=e.alloc(a*b),this.image=e.alloc(a*x),this.dh=e.alloc(i?a*x:0);let l=h=>bt(e,h.y.length,0,i),c=fe(e,t,a,i),m=fe(e,r,a,i),p=wt(e,n,a,Be,i),u=wt(e,s,a,2*Be,i),g=[c,m,p].flatMap(h=>[h,l(h)]);this.layers=[...g,u]}forward(){let e=this.z;for(let t of this.layers)t.forward(e),e=t.y;for(let t=0;t<e.length;t++)this.image[t]=1/(1+Math.exp(-e[t]));return this.image}backward(e){let{image:t,dh:r}=this;for(let s=0;s<r.length;s++)r[s]=e[s]*t[s]*(1-t[s]);let n=r;for(let s of[...this.layers].reverse())s.backward(n),n=s.dx;return n}},qe=class{constructor(e,[t,r,n,s]){this.x=e.alloc(x);let i=[xt(e,t,2*Be),xt(e,r,Be),fe(e,n,1,!1)].flatMap(l=>[l,bt(e,l.y.length,.2,!1)]);this.layers=[...i,fe(e,s,1,!1)]}posterior(e){this.x.set(e);let t=this.x;for(let r of this.layers)r.forward(t),t=r.y;return{mu:Float64Array.from(t.subarray(0,b)),logSigma:Float64Array.from(t.subarray(b))}}};var E=o=>Float64Array.from({length:b},()=>o.normal()),J=o=>Math.sqrt(F(o,o));function F(o,e){let t=0;for(let r=0;r<o.length;r++)t+=o[r]*e[r];return t}function kt(o,e,t){let r=t-F(e,o);return o.map((n,s)=>n+r*e[s])}function At(o,e,t,r){let n=F(o,e)/(J(o)*J(e)||1),s=Math.acos(Math.max(-1,Math.min(1,n))),a=!r||Math.sin(s)<1e-6,[i,l]=a?[1-t,t]:[Math.sin((1-t)*s),Math.sin(t*s)].map(c=>c/Math.sin(s));return o.map((c,m)=>i*c+l*e[m])}var ye=class{constructor(e){this.weight=e.floats("mixture.weight"),this.mean=e.floats("mixture.mean"),this.scale=e.floats("mixture.scale")}draw(e){let t=e.uniform(),r=0;for(;r<this.weight.length-1&&t>=this.weight[r];)t-=this.weight[r++];let n=E(e);return n.map((s,a)=>{let i=(r*b+a)*b;return this.mean[r*b+a]+F(this.scale.subarray(i,i+b),n)})}},be=({mu:o,logSigma:e})=>o.map((t,r)=>.5*(Math.exp(2*e[r])+t*t-1)-e[r]),De=({mu:o,logSigma:e},t)=>o.map((r,n)=>r+Math.exp(e[n])*t[n]);function we(o,e){let t=0;for(let r=0;r<x;r++)t+=(o[r]-e[r])**2;return t}var _=o=>255*Math.sqrt(o/x),Nt=(o,e)=>-x*(Math.log(e)+.5*Math.log(2*Math.PI))-o/(2*e*e),re=class{constructor(e,t){this.images=e.bytes(`${t}.images`),this.labels=e.bytes(`${t}.labels`),this.length=this.labels.length}image(e){let t=this.images.subarray(e*x,(e+1)*x);return Float32Array.from(t,r=>r/255)}nearest(e){let[t,r]=[0,1/0],n=Float32Array.from(e,s=>255*s);for(let s=0,a=0;s<this.length;s++,a=s*x){let i=0;for(let l=0;l<x&&i<r;l++)i+=(this.images[a+l]-n[l])**2;i<r&&([t,r]=[s,i])}return{place:t,squared:r/255**2}}};var Mt="#explore?",po=300,Ke=8,jt=4095,dr=["z","of","a","b","arc","draws","test","x","eps","class"],oe=class{constructor(e){this.home=e;this.refused=[];this.parts=new Map;let t=e.read();if(t.startsWith(Mt))for(let[r,n]of new URLSearchParams(t.slice(Mt.length)))dr.includes(r)?this.parts.set(r,n):this.refuse(r,n)}take(e,t){let r=this.parts.get(e);if(r===void 0)return null;let n=t(r);return n===null&&(this.parts.delete(e),this.refuse(e,r)),n}put(e,t){t===null?this.parts.delete(e):this.parts.set(e,t),clearTimeout(this.asked),this.asked=setTimeout(()=>this.write(),po)}write(){clearTimeout(this.asked);let e=new URLSearchParams;for(let t of dr){let r=this.parts.get(t);r!==void 0&&e.set(t,r)}this.home.write(Mt+e.toString())}stop(){clearTimeout(this.asked)}refuse(e,t){this.refused.push(`${e}=${t}`.slice(0,40))}},H=o=>e=>/^\d{1,6}$/.test(e)&&Number(e)<=o?Number(e):null,Ie=o=>e=>o.find(t=>t===e)??null,P=o=>Array.from(o,e=>{let t=Math.round((e+Ke)/(2*Ke)*jt);return mr(Math.max(0,Math.min(jt,t)),3)}).join("");function V(o){let e=pr(o,b,3);return e&&Float64Array.from(e,t=>t/jt*2*Ke-Ke)}var We=o=>Array.from(o,e=>mr(Math.round(255*e),2)).join("");function Ue(o){let e=pr(o,x,2);return e&&Float32Array.from(e,t=>t/255)}var mr=(o,e)=>o.toString(16).padStart(e,"0");function pr(o,e,t){if(o.length!==e*t||!/^[0-9a-f]*$/.test(o))return null;let r=n=>parseInt(o.slice(n*t,(n+1)*t),16);return Array.from({length:e},(n,s)=>r(s))}var Z=class{constructor(e,t=X()){this.block=e;this.backend=t;this.near=new re(e,"near"),this.test=new re(e,"test"),this.mixture=new ye(e),this.generator=te(e,"gan");let r=n=>new ee(t,ve(t,n,!1),1);this.decoders={gan:r(this.generator),vae:r(te(e,"vae"))},this.encoder=new qe(t,ve(t,te(e,"encoder"),!1))}image(e,t){let r=this.decoders[e];return r.z.set(t),r.forward().slice()}posterior(e){return this.encoder.posterior(e)}directions(e){let t=this.block.floats(`directions.${e}`),[r,n]=this.block.shape(`directions.${e}`);return Array.from({length:r},(s,a)=>t.subarray(a*n,(a+1)*n))}steps(e,t){return this.block.floats(`steps.${e}.${t}`)}};var ne=class{constructor(e){this.points=e.floats("map.points"),this.labels=e.bytes("map.labels"),this.share=e.floats("map.share"),this.mean=e.floats("map.mean");let t=e.floats("map.axes");this.axes=[t.subarray(0,32),t.subarray(32)]}place(e){let t=e.map((r,n)=>r-this.mean[n]);return[F(t,this.axes[0]),F(t,this.axes[1])]}ellipse({mu:e,logSigma:t}){let[r,n]=this.axes,s=t.map(f=>Math.exp(2*f)),a=(f,y)=>F(s.map((M,j)=>M*f[j]),y),[i,l,c]=[a(r,r),a(r,n),a(n,n)],m=(i+c)/2,p=Math.hypot((i-c)/2,l),[u,g]=this.place(e),[h,v]=[m+p,m-p].map(Math.sqrt);return{x:u,y:g,long:h,short:v,turn:.5*Math.atan2(2*l,i-c)}}centres(){let e=Array.from({length:10},()=>[0,0,0]);return this.labels.forEach((t,r)=>{e[t][0]+=this.points[2*r],e[t][1]+=this.points[2*r+1],e[t][2]++}),e.map(([t,r,n])=>[t/n,r/n])}};var B=4,q=300,ho=.1,[St,Ct,uo]=[.9,.999,1e-8],se=class{constructor(e,t){this.mean=new Float64Array(B*b);this.square=new Float64Array(B*b);this.target=[];this.steps=0;this.net=new ee(e,ve(e,t,!0),B,!0),this.gradient=new Float64Array(B*x)}begin(e,t){this.target=e,this.steps=0,this.mean.fill(0),this.square.fill(0),t.normals(this.net.z)}slope(){let e=this.net.forward();for(let t=0;t<e.length;t++)this.gradient[t]=2*(e[t]-this.target[t%x]);return Float64Array.from(this.net.backward(this.gradient))}step(){let{mean:e,square:t}=this,r=this.slope();this.steps++;let[n,s]=[1-St**this.steps,1-Ct**this.steps];r.forEach((a,i)=>{e[i]=St*e[i]+(1-St)*a,t[i]=Ct*t[i]+(1-Ct)*a*a,this.net.z[i]-=ho*e[i]/n/(Math.sqrt(t[i]/s)+uo)})}best(){let e=this.net.forward(),t=null;for(let r=0;r<B;r++){let n=e.slice(r*x,(r+1)*x),s=we(n,this.target);if(t&&!(s<t.squared))continue;let a=Float64Array.from(this.net.z.subarray(r*b,(r+1)*b));t={steps:this.steps,z:a,image:Float32Array.from(n),squared:s}}return t}get codes(){return Float64Array.from(this.net.z)}set codes(e){this.net.z.set(e)}};function d(o,e={},...t){let r=document.createElement(o);for(let[n,s]of Object.entries(e))s!==!1&&r.setAttribute(n,s===!0?"":String(s));return r.append(...t),r}function w(o,e,t={}){let r=d("button",{type:"button",...t},o);return r.addEventListener("click",e),r}var go=0,hr=()=>`gv-lab-${++go}`;var $e=6,ur=5;function Lt(o){let e=o.trim()===""?NaN:Number(o.trim().replace("−","-"));return Math.abs(e)<=ur?e:null}var xe=o=>o.toFixed(2).replace("-","−"),Ge=class{constructor(e,t,r){this.t=e;this.hears=r;this.sums=[d("td"),d("td")];this.units=Array.from(t.keys()).sort((a,i)=>t[i]-t[a]).slice(0,$e),this.cells=this.units.map(()=>Array.from({length:5},()=>d("td"))),this.inputs=this.units.map(a=>this.input(a));let n=d("div",{class:"gv-row"},w(e("encode.redraw"),r.redraw),w(e("encode.mean"),r.mean)),s=d("div",{class:"gv-scroll",tabindex:0,role:"region"});s.setAttribute("aria-label",e("encode.table",{n:$e})),s.append(this.table()),this.element=d("div",{},s,n)}input(e){let t=this.t("encode.noise.label",{unit:e}),r=d("input",{type:"text",inputmode:"decimal",size:5});return r.setAttribute("aria-label",t),r.name=`eps-${e}`,r.addEventListener("input",()=>{let n=Lt(r.value);if(r.toggleAttribute("aria-invalid",n===null),n!==null)return this.hears.eps(e,n);r.setAttribute("aria-invalid","true"),this.hears.refuse(this.t("encode.eps",{text:r.value,most:ur}))}),r}table(){let{t:e}=this,r=["unit","mu","logvar","sigma","noise","z","kl"].map(c=>d("th",{scope:"col"},e(`encode.${c}`))),n=this.units.map((c,m)=>{let[p,u,g,h,v]=this.cells[m],f=d("td",{},this.inputs[m]),y=d("th",{scope:"row"},String(c));return d("tr",{},y,p,u,g,f,h,v)}),a=[e("encode.rest",{n:b-$e}),e("encode.all",{n:b})].map((c,m)=>d("tr",{},d("th",{scope:"row",colspan:6},c),this.sums[m])),i=d("caption",{},e("encode.table",{n:$e})),l=d("tbody",{},...n,...a);return d("table",{},i,d("thead",{},d("tr",{},...r)),l)}show(e,t,r){let n=be(e),s=0;this.units.forEach((i,l)=>{let{mu:c,logSigma:m}=e,p=Math.exp(m[i]);[c[i],2*m[i],p,r[i],n[i]].forEach((h,v)=>this.cells[l][v].textContent=xe(h)),s+=n[i];let g=this.inputs[l];document.activeElement!==g&&(g.value=t[i].toFixed(2),g.removeAttribute("aria-invalid"))});let a=n.reduce((i,l)=>i+l,0);this.sums[0].textContent=xe(a-s),this.sums[1].textContent=xe(a)}};var gr="explore-weights.js",fo=typeof document>"u"?"":(document.currentScript?.src??"")||location.href,fr=null,ae=null;function vr(o,e){let t=O.read(o,e);return fr?.(t),ae??(ae=t),t}function yr(){return ae??(ae=new Promise((o,e)=>{fr=o;let t=document.createElement("script");t.src=new URL(gr,fo).href,t.onerror=()=>{ae=null,e(new Error(gr))},document.head.append(t)})),ae}var br=o=>({read:()=>String(o.get("state")),write(e){o.set("state",e),o.save_changes()},copy:null});function wr({model:o,el:e},t){let r=String(o.get("language")),n=d("div",{class:t,lang:r,role:"region"});return n.setAttribute("aria-label",String(o.get("title"))),e.append(n),n}var xr=`:is(.gv-lab, .gv-explore) {
  --gv-gan: #d55e00;
  --gv-vae: #0072b2;
  --gv-ink: #222222;
  --gv-faint: #d0d0d0;
  --gv-paper: #ffffff;
  --gv-raised: #f4f4f2;
  --gv-edge: #767676;
  --gv-lit: #00845a;
  box-sizing: border-box;
  max-width: 60rem;
  color: var(--gv-ink);
  line-height: 1.45;
}
html[data-theme="dark"] :is(.gv-lab, .gv-explore),
body[data-jp-theme-light="false"] :is(.gv-lab, .gv-explore) {
  --gv-gan: #ff8a3c;
  --gv-vae: #5cb3ee;
  --gv-ink: #ececec;
  --gv-faint: #484848;
  --gv-paper: #14181e;
  --gv-raised: #222831;
  --gv-edge: #9a9a9a;
  --gv-lit: #35c492;
  color-scheme: dark;
}
@media (prefers-color-scheme: dark) {
  html:not([data-theme="light"])
    body:not([data-jp-theme-light])
    :is(.gv-lab, .gv-explore) {
    --gv-gan: #ff8a3c;
    --gv-vae: #5cb3ee;
    --gv-ink: #ececec;
    --gv-faint: #484848;
    --gv-paper: #14181e;
    --gv-raised: #222831;
    --gv-edge: #9a9a9a;
    --gv-lit: #35c492;
    color-scheme: dark;
  }
}
:is(.gv-lab, .gv-explore) *,
.gv-lab *::before {
  box-sizing: border-box;
}
:is(.gv-lab, .gv-explore) [hidden] {
  display: none;
}
:is(.gv-lab, .gv-explore) :is(button, select, input, textarea) {
  font: inherit;
  color: inherit;
}
:is(.gv-lab, .gv-explore) :where(button, select, input[type="text"], textarea) {
  min-height: 2.1rem;
  padding: 0.2rem 0.6rem;
  border: 1px solid var(--gv-edge);
  border-radius: 0.35rem;
  background: var(--gv-paper);
}
:is(.gv-lab, .gv-explore) button {
  cursor: pointer;
}
:is(.gv-lab, .gv-explore) button:disabled {
  opacity: 0.5;
  cursor: default;
}
:is(.gv-lab, .gv-explore) button:enabled:hover {
  box-shadow: 0 0 0 2px var(--gv-faint);
}
:is(.gv-lab, .gv-explore) :focus-visible {
  outline: 3px solid var(--gv-vae);
  outline-offset: 2px;
}
:is(.gv-lab, .gv-explore) input[type="range"] {
  min-height: 2.1rem;
  accent-color: var(--gv-vae);
}
:is(.gv-lab, .gv-explore) input[type="checkbox"] {
  flex: none;
  width: 1.1rem;
  height: 1.1rem;
  accent-color: var(--gv-vae);
}
:is(.gv-lab, .gv-explore) [aria-invalid="true"] {
  border: 2px solid var(--gv-gan);
}
:is(.gv-lab, .gv-explore) .gv-error {
  min-height: 1.45em;
  font-weight: 600;
}
:is(.gv-lab, .gv-explore) .gv-row {
  display: flex;
  flex-wrap: wrap;
  gap: 0.4rem;
  align-items: center;
}
`;function Ft(o,e){for(let[t,r]of[["gv-base-style",xr],[o,e]])document.getElementById(t)||document.head.append(d("style",{id:t},r))}var Je={start:"Start","start.size":"Loads {size} MB once; then nothing leaves this page.","start.loading":"Loading …","start.failed":"The weights did not come: {error} must lie beside explore.js. Press Start to try again.","start.broken":"The explorer met a mistake of its own and stopped: {error}",link:"Copy link","link.copied":"The link is copied: it brings back what you see.","link.copy":"Copy the link from the address bar: it holds what you see.","link.refused":"The link says {parts}, which the explorer does not know; it is left out.",gan:"GAN",vae:"VAE","class.0":"T-shirt","class.1":"trouser","class.2":"pullover","class.3":"dress","class.4":"coat","class.5":"sandal","class.6":"shirt","class.7":"sneaker","class.8":"bag","class.9":"ankle boot","walk.label":"One code, two images","walk.new":"New z","walk.zero":"z = 0","walk.of":"Directions","walk.of.gan":"in which the GAN’s image changes most","walk.of.vae":"in which the VAE’s image changes most","walk.of.random":"at random","walk.direction":"Direction {n}","walk.slider":"Direction {n}: a step of 1 changes the GAN’s image by {gan} and the VAE’s by {vae} grey levels","walk.head":"A step of 1 changes","walk.unit":"Grey levels of 255, root mean square over pixels, mean over 500 codes from N(0, I).","walk.norm":"|z| = {norm}; draws of N(0, I) lie near 5.6.","walk.gan":"GAN: G(z)","walk.vae":"VAE: mean of p(x|z)","walk.near":"Nearest of {n} training images: {name}, {greys} grey levels away","walk.image":"{who} at this z; nearest training image: {name}","walk.path":"From one z to another","walk.keep.a":"Keep this z as A","walk.keep.b":"Keep this z as B","walk.arc":"on the arc: keep the length of z","walk.t":"From A to B","walk.frame":"{who}, {percent} % of the way from A to B","walk.row":"{who} from A to B","draws.label":"Where the codes come from","draws.again":"Draw again","draws.gan":"GAN, codes from N(0, I)","draws.vae":"VAE, the same codes","draws.fitted":"VAE, codes from the fitted mixture","draws.image":"{row}, image {n}; nearest training image: {name}","encode.label":"From an image to its code","encode.pick":"A test image","encode.test":"{name}, {n}","encode.draw":"Or draw","encode.pad":"Drawing pad, 28 by 28 pixels. Arrow keys move the brush, space paints; the image is encoded at once.","encode.ink":"Brush","encode.ink.1":"white","encode.ink.0.5":"grey","encode.ink.0":"eraser","encode.clear":"Clear","encode.fill":"Fill","encode.copy":"Begin with the chosen image","encode.x":"x","encode.x.alt":"The image x that is encoded","encode.back":"VAE: decoded z, {greys} grey levels from x","encode.back.alt":"What the decoder makes of z; nearest training image: {name}","encode.empty":"The pad is empty: draw something or choose an image. Below stands the last image.","encode.full":"Every pixel has the same grey: there is no shape to encode. Erase something. Below stands the last image.","encode.nan":"The encoder’s numbers for this image are not finite, so they are not shown. Choose another image.","encode.eps":"“{text}” cannot be ε: give a number from -{most} to {most}, such as -1.2.","encode.table":"The {n} units that training images use most, and their own z","encode.unit":"unit","encode.mu":"μ","encode.logvar":"log σ²","encode.sigma":"σ","encode.noise":"ε","encode.z":"z = μ + σ ε","encode.kl":"KL, nats","encode.noise.label":"ε of unit {unit}","encode.rest":"the other {n}","encode.all":"all {n}","encode.redraw":"Draw ε","encode.mean":"ε = 0","encode.take":"Take this z to the sliders above","encode.sum":"log p(x|z) = {density} nats, KL = {kl} nats. Their difference, {elbo}, is the ELBO by one draw.","encode.time":"The encoder: one pass, {ms} ms.","map.label":"Map of codes","map.alt":"The posterior lies at {x}, {y}, nearest to the middle of the class {name}; the circles are N(0, I).","map.show":"Class","map.all":"all","map.legend":"Dots: means of q(z|x) of {n} training images. Ellipse: this image’s q(z|x), two deviations. Cross: z. Dashed: one and two deviations of N(0, I). The plane holds {share} % of the variance of the means.","hunt.label":"The GAN’s answer","hunt.why":"A generator has no encoder. Search for a z whose image is near to x.","hunt.go":"Search","hunt.stop":"Stop","hunt.alt":"The GAN’s image nearest to x that the search has found","hunt.none":"Not searched yet","hunt.image":"GAN: found, {greys} grey levels from x","hunt.cost":"{steps} steps from {starts} starts: {passes} passes forward and back, {seconds} s. |z| = {norm}.","hunt.running":"Searching: step {steps} of {of}.","hunt.stopped":"Stopped.","hunt.failed":"The search met a mistake of its own: {error}","hunt.nan":"The search lost its way: its numbers are not finite. Press Search again.","judge.label":"The best discriminator, a trained one, and the two losses","judge.mean":"Middle of the generator’s hump","judge.width":"Its width","judge.train":"Train D","judge.stop":"Stop","judge.running":"D learns from samples, until you press Stop.","judge.trained":"D has seen {steps} batches of samples.","judge.minimax":"minimax loss","judge.other":"non-saturating loss","judge.told":"Under D*, mean slope of the generator’s loss in the logit: minimax {minimax}, non-saturating {other}. V(D*) + log 4 = {best} nats.","judge.seen":"V(D) + log 4 = {value} nats for the D of {steps} steps.","judge.alt":"Above, two humps of data and the generator’s hump, dashed. In the middle D* and, once it has learned, the trained D, dotted. Below, arrows from eight generated points: where each loss sends them under D*.","judge.legend":"Solid: data p and D*. Dashed: the generator p_g. Dotted: the trained D. Arrows: where each of the two losses sends generated points with D* held fixed; long ones are shortened."};var _e={start:"开始","start.size":"只下载一次 {size} MB，此后本页不再与外界往来。","start.loading":"正在载入……","start.failed":"权重没有载入：{error} 必须与 explore.js 放在同一处。请按“开始”再试一次。","start.broken":"本工具自身出错，已经停止：{error}",link:"复制链接","link.copied":"链接已复制：打开它就能看到同样的内容。","link.copy":"请从地址栏复制链接：其中有你所见的一切。","link.refused":"链接里有 {parts}，本工具不认识，已略去。",gan:"GAN",vae:"VAE","class.0":"T恤","class.1":"裤子","class.2":"套头衫","class.3":"连衣裙","class.4":"外套","class.5":"凉鞋","class.6":"衬衫","class.7":"运动鞋","class.8":"包","class.9":"短靴","walk.label":"一个编码，两幅图像","walk.new":"新的 z","walk.zero":"z = 0","walk.of":"方向","walk.of.gan":"GAN 的图像变化最大的方向","walk.of.vae":"VAE 的图像变化最大的方向","walk.of.random":"随机方向","walk.direction":"方向 {n}","walk.slider":"方向 {n}：走 1 步，GAN 的图像改变 {gan} 个灰度级，VAE 的改变 {vae} 个","walk.head":"走 1 步改变","walk.unit":"灰度级共 255；对像素取均方根，再对 N(0, I) 的 500 个编码取平均。","walk.norm":"|z| = {norm}；从 N(0, I) 抽出的编码约为 5.6。","walk.gan":"GAN：G(z)","walk.vae":"VAE：p(x|z) 的均值","walk.near":"{n} 幅训练图像中最近的一幅：{name}，相距 {greys} 个灰度级","walk.image":"{who} 在此 z 处的图像；最近的训练图像：{name}","walk.path":"从一个 z 到另一个 z","walk.keep.a":"把此 z 记为 A","walk.keep.b":"把此 z 记为 B","walk.arc":"沿弧线走：保持 z 的长度","walk.t":"从 A 到 B","walk.frame":"{who}，从 A 到 B 的 {percent} % 处","walk.row":"{who}：从 A 到 B","draws.label":"编码从哪里来","draws.again":"再抽一次","draws.gan":"GAN，编码抽自 N(0, I)","draws.vae":"VAE，同样的编码","draws.fitted":"VAE，编码抽自拟合的混合分布","draws.image":"{row}，第 {n} 幅；最近的训练图像：{name}","encode.label":"从图像到编码","encode.pick":"一幅测试图像","encode.test":"{name}，第 {n} 幅","encode.draw":"或自己画","encode.pad":"画板，28 乘 28 像素。方向键移动画笔，空格键落笔；图像立即被编码。","encode.ink":"画笔","encode.ink.1":"白","encode.ink.0.5":"灰","encode.ink.0":"橡皮","encode.clear":"清空","encode.fill":"填满","encode.copy":"从所选图像开始画","encode.x":"x","encode.x.alt":"被编码的图像 x","encode.back":"VAE：解码 z，与 x 相距 {greys} 个灰度级","encode.back.alt":"解码器由 z 得到的图像；最近的训练图像：{name}","encode.empty":"画板是空的：请画点什么，或选一幅图像。下面仍是上一幅图像。","encode.full":"每个像素的灰度都相同，没有可编码的形状。请擦去一些。下面仍是上一幅图像。","encode.nan":"编码器对这幅图像给出的数不是有限的，因此不显示。请换一幅图像。","encode.eps":"“{text}” 不能作为 ε：请给出 -{most} 到 {most} 之间的数，例如 -1.2。","encode.table":"训练图像用得最多的 {n} 个单元，以及你自己的 z","encode.unit":"单元","encode.mu":"μ","encode.logvar":"log σ²","encode.sigma":"σ","encode.noise":"ε","encode.z":"z = μ + σ ε","encode.kl":"KL，奈特","encode.noise.label":"单元 {unit} 的 ε","encode.rest":"其余 {n} 个","encode.all":"全部 {n} 个","encode.redraw":"抽取 ε","encode.mean":"ε = 0","encode.take":"把此 z 送到上面的滑块","encode.sum":"log p(x|z) = {density} 奈特，KL = {kl} 奈特。两者之差 {elbo} 是用一次抽样估计的 ELBO。","encode.time":"编码器：走一遍，{ms} 毫秒。","map.label":"编码地图","map.alt":"后验位于 {x}, {y}，离“{name}”一类的中心最近；圆圈是 N(0, I)。","map.show":"类别","map.all":"全部","map.legend":"点：{n} 幅训练图像的 q(z|x) 的均值。椭圆：这幅图像的 q(z|x)，两个标准差。十字：z。虚线：N(0, I) 的一个与两个标准差。此平面含均值方差的 {share} %。","hunt.label":"GAN 的回答","hunt.why":"生成器没有编码器。请搜索一个 z，使它的图像接近 x。","hunt.go":"搜索","hunt.stop":"停止","hunt.alt":"搜索找到的、与 x 最近的 GAN 图像","hunt.none":"尚未搜索","hunt.image":"GAN：找到的图像，与 x 相距 {greys} 个灰度级","hunt.cost":"从 {starts} 个起点走 {steps} 步：{passes} 遍前向与反向，{seconds} 秒。|z| = {norm}。","hunt.running":"正在搜索：第 {steps} 步，共 {of} 步。","hunt.stopped":"已停止。","hunt.failed":"搜索自身出错：{error}","hunt.nan":"搜索走丢了：得到的数不是有限的。请再按“搜索”。","judge.label":"最优判别器、训练出的判别器与两种损失","judge.mean":"生成器单峰的中心","judge.width":"它的宽度","judge.train":"训练 D","judge.stop":"停止","judge.running":"D 从样本中学习，直到你按“停止”。","judge.trained":"D 已见过 {steps} 批样本。","judge.minimax":"极小极大损失","judge.other":"非饱和损失","judge.told":"在 D* 之下，生成器损失对 logit 的平均斜率：极小极大 {minimax}，非饱和 {other}。V(D*) + log 4 = {best} 奈特。","judge.seen":"走了 {steps} 步的 D：V(D) + log 4 = {value} 奈特。","judge.alt":"上：数据的两个峰与生成器的一个峰（虚线）。中：D*，以及学习之后训练出的 D（点线）。下：从八个生成点出发的箭头，即每种损失在 D* 之下把它们送往何处。","judge.legend":"实线：数据 p 与 D*。虚线：生成器 p_g。点线：训练出的 D。箭头：固定 D* 时两种损失把生成点送往何处，过长的箭头被缩短。"};function kr(o,e){let t=o[e.slice(0,2).toLowerCase()]??o.en;return(r,n={})=>t[r].replace(/\{(\w+)\}/g,(s,a)=>a in n?String(n[a]):s)}var Ze=o=>kr({en:Je,zh:_e},o),L=(o,e)=>o(`class.${e}`);var Rt=`.gv-explore {
  --gv-gan: #b84f00;
  margin: 1.2rem 0;
  padding: 0.8rem;
  border: 1px solid var(--gv-faint);
  border-radius: 0.4rem;
  background: var(--gv-paper);
}
.gv-explore:focus {
  outline: none;
}
.gv-explore button.gv-main {
  min-width: 6rem;
  font-weight: 600;
  background: var(--gv-ink);
  color: var(--gv-paper);
  border-color: var(--gv-ink);
}
.gv-explore :is(figure, fieldset) {
  margin: 0;
  padding: 0;
  border: 0;
  min-width: 0;
}
.gv-explore legend {
  float: none;
  width: auto;
  padding: 0;
  font-size: 1rem;
  font-weight: 600;
}
.gv-explore figcaption {
  font-size: 0.85rem;
  text-align: left;
}
.gv-explore p {
  margin: 0.4rem 0;
}
.gv-explore .gv-small {
  font-size: 0.85rem;
}
.gv-explore > .gv-start {
  margin-bottom: 0.6rem;
}
.gv-explore .gv-foot {
  margin-top: 0.8rem;
}
.gv-explore figure > img {
  max-width: 100%;
  height: auto;
  image-rendering: pixelated;
}
.gv-explore .gv-picture {
  display: block;
  width: 100%;
  aspect-ratio: 1;
  image-rendering: pixelated;
  background: #000000;
}
.gv-explore .gv-key::before {
  content: "";
  display: inline-block;
  width: 1em;
  margin-right: 0.35em;
  border-top: 4px solid var(--gv-gan);
  vertical-align: 0.22em;
}
.gv-explore .gv-key.gv-of-vae::before {
  border-top: 4px double var(--gv-vae);
}
.gv-explore .gv-large.gv-of-gan .gv-picture {
  outline: 3px solid var(--gv-gan);
}
.gv-explore .gv-large.gv-of-vae .gv-picture {
  outline: 3px solid var(--gv-vae);
}
.gv-explore .gv-large figcaption {
  margin-top: 0.35rem;
}
.gv-explore .gv-two {
  display: grid;
  grid-template-columns: repeat(2, minmax(0, 1fr));
  gap: 0.8rem 1.4rem;
  margin: 0.8rem 0;
}
.gv-explore .gv-pair {
  display: grid;
  grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
  gap: 0.8rem;
  align-items: start;
}
.gv-explore .gv-pair > :last-child figcaption {
  min-height: 4.4em;
}
.gv-explore .gv-sliders {
  display: grid;
  grid-template-columns: auto minmax(0, 1fr) 3.2rem 3.6rem 3.6rem;
  gap: 0.1rem 0.8rem;
  align-items: center;
  font-size: 0.9rem;
  font-variant-numeric: tabular-nums;
}
.gv-explore .gv-sliders > span,
.gv-explore .gv-sliders > output {
  text-align: right;
}
.gv-explore .gv-head {
  grid-column: 1 / 4;
}
.gv-explore .gv-choice {
  display: flex;
  flex-wrap: wrap;
  gap: 0.2rem 0.6rem;
  align-items: center;
  font-size: 0.9rem;
}
.gv-explore .gv-choice > input[type="range"] {
  flex: 1 1 10rem;
}
.gv-explore select {
  max-width: 100%;
}
.gv-explore input[type="range"] {
  min-width: 0;
  width: 100%;
}
.gv-explore input[type="checkbox"] {
  margin-right: 0.4rem;
  vertical-align: -0.15rem;
}
.gv-explore .gv-path {
  margin-top: 0.8rem;
  padding-top: 0.6rem;
  border-top: 1px solid var(--gv-faint);
}
.gv-explore .gv-named {
  display: grid;
  grid-template-columns: 4.2rem minmax(0, 1fr);
  gap: 0.5rem;
  align-items: center;
  margin-top: 0.4rem;
}
.gv-explore .gv-strip {
  display: grid;
  grid-template-columns: repeat(7, minmax(0, 1fr));
  gap: 3px;
}
.gv-explore .gv-strip.gv-eight {
  grid-template-columns: repeat(8, minmax(0, 1fr));
}
.gv-explore .gv-picker > div {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(2.5rem, 1fr));
  gap: 4px;
  margin-top: 0.3rem;
}
.gv-explore .gv-picker label {
  position: relative;
  margin: 0;
  cursor: pointer;
}
.gv-explore .gv-picker input {
  position: absolute;
  opacity: 0;
  inset: 0;
  width: 100%;
  height: 100%;
  margin: 0;
  cursor: pointer;
}
.gv-explore .gv-picker input:checked + canvas {
  outline: 3px solid var(--gv-ink);
  outline-offset: 1px;
}
.gv-explore .gv-picker input:focus-visible + canvas {
  outline: 3px solid var(--gv-vae);
  outline-offset: 1px;
}
.gv-explore .gv-choose,
.gv-explore .gv-code {
  display: grid;
  grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
  gap: 0.8rem 1.6rem;
}
.gv-explore .gv-sketch {
  position: relative;
  max-width: 15rem;
  margin: 0.3rem 0 0.5rem;
}
.gv-explore .gv-sketch .gv-picture {
  touch-action: none;
  cursor: crosshair;
  border: 1px solid var(--gv-edge);
}
.gv-explore .gv-brush {
  position: absolute;
  width: 11%;
  height: 11%;
  transform: translate(-50%, -50%);
  border: 2px solid #ffffff;
  border-radius: 50%;
  box-shadow: 0 0 0 1px #000000;
  pointer-events: none;
}
.gv-explore .gv-three {
  display: grid;
  grid-template-columns: repeat(3, minmax(0, 12rem));
  gap: 0.8rem 1.2rem;
}
.gv-explore .gv-scroll {
  overflow-x: auto;
}
.gv-explore table {
  width: 100%;
  margin: 0 0 0.6rem;
  border-collapse: collapse;
  font-size: 0.85rem;
  font-variant-numeric: tabular-nums;
}
.gv-explore caption {
  caption-side: top;
  padding: 0 0 0.3rem;
  text-align: left;
  color: inherit;
  font-weight: 600;
}
.gv-explore :is(th, td) {
  padding: 0.1rem 0.3rem;
  border: 0;
  border-bottom: 1px solid var(--gv-faint);
  background: none;
  color: inherit;
  font-weight: normal;
  text-align: right;
}
.gv-explore td {
  white-space: nowrap;
}
.gv-explore td input[type="text"] {
  width: 3.6rem;
  padding: 0 0.4rem;
  min-height: 1.8rem;
  text-align: right;
}
.gv-explore .gv-map {
  display: block;
  width: 100%;
  max-width: 26rem;
  aspect-ratio: 1;
  margin: 0.4rem 0;
  border: 1px solid var(--gv-faint);
  background: var(--gv-paper);
  color: var(--gv-ink);
}
.gv-explore .gv-curves {
  display: block;
  width: 100%;
  height: 330px;
  margin: 0.6rem 0;
}
.gv-explore .gv-choice > output {
  min-width: 2.5rem;
  font-variant-numeric: tabular-nums;
}
@media (max-width: 45rem) {
  .gv-explore {
    padding: 0.5rem;
  }
  .gv-explore .gv-pair,
  .gv-explore .gv-choose,
  .gv-explore .gv-code {
    grid-template-columns: minmax(0, 1fr);
  }
  .gv-explore .gv-two {
    gap: 0.8rem 0.8rem;
  }
  .gv-explore .gv-three {
    gap: 0.5rem;
  }
  .gv-explore .gv-sliders {
    grid-template-columns: auto minmax(0, 1fr) 2.6rem 2.6rem 2.6rem;
    column-gap: 0.4rem;
  }
  .gv-explore .gv-sliders .gv-key::before {
    display: none;
  }
}
`;function Xe(o){let e=new MutationObserver(o);e.observe(document.documentElement,{attributeFilter:["data-theme"]}),e.observe(document.body,{attributeFilter:["data-jp-theme-light"]});let t=matchMedia("(prefers-color-scheme: dark)");return t.addEventListener("change",o),window.addEventListener("resize",o),()=>{e.disconnect(),t.removeEventListener("change",o),window.removeEventListener("resize",o)}}function Ar(o,e){let t=!0,r=()=>e(t&&!document.hidden),n=new IntersectionObserver(s=>{t=s[s.length-1].isIntersecting,r()});return n.observe(o),document.addEventListener("visibilitychange",r),()=>{n.disconnect(),document.removeEventListener("visibilitychange",r)}}var Nr={read:()=>location.hash,write(o){try{history.replaceState(null,"",o)}catch{location.replace(o)}},async copy(){try{return await navigator.clipboard.writeText(location.href),!0}catch{return!1}}};var ke=class{constructor(e,t=Nr){this.models=e;this.random=new S(Date.now()%65521);this.listeners=[];this.link=new oe(t),this.now=this.link.take("z",V)??E(this.random),this.link.put("z",P(this.now))}get z(){return this.now}set z(e){this.now=e,this.link.put("z",P(e)),this.listeners.forEach(t=>t())}onZ(e){this.listeners.push(e)}};function Ye(o){let e=0;return()=>{cancelAnimationFrame(e),e=requestAnimationFrame(o)}}var bo=330,[Ae,zt]=[110,240],wo=[-1.8,-1.1,-.6,-.2,.2,.6,1.1,1.8],xo=[-4,-2,0,2,4],ko=.55;function Mr(o,e,t){let r=window.devicePixelRatio||1,n=o.clientWidth||600;o.width=Math.round(n*r),o.height=bo*r;let s=o.getContext("2d");s.setTransform(r,0,0,r,0,0);let a=getComputedStyle(o),i=A=>a.getPropertyValue(`--gv-${A}`).trim(),[l,c,m]=["ink","gan","faint"].map(i),{xs:p,made:u,exact:g,seen:h}=e,v=p[p.length-1],f=A=>(A+v)/(2*v)*n,y=(A,ie,z,Dr)=>Ao(s,p.map(f),A.map(Kr=>z-Kr*(z-ie)),Dr),M=Math.max(.4,Math.exp(Y(u.mean,u))),j=A=>p.map(ie=>Math.exp(A(ie))/M);s.lineWidth=2,s.strokeStyle=l,y(j(ge),8,Ae,[]),s.strokeStyle=c,y(j(A=>Y(A,u)),8,Ae,[7,4]),s.strokeStyle=m,s.lineWidth=1;let[D,K]=[Ae+20,zt];for(let A of[0,.5,1])y(p.map(()=>A),D,K,[2,3]);s.strokeStyle=m,s.lineWidth=7,y(g.map($),D,K,[]),s.strokeStyle=l,s.lineWidth=1,y(g.map($),D,K,[]),h&&(s.strokeStyle=c,s.lineWidth=2,y(h.map($),D,K,[3,3])),s.fillStyle=s.strokeStyle=l,s.font="12px sans-serif",s.textAlign="center";for(let A of xo)s.fillText(String(A),f(A),Ae+13);s.textAlign="right",s.fillText("1",n-2,D+12),s.fillText("0",n-2,K-4),s.textAlign="left",s.fillText("p, p_g",4,16),s.fillText("D(x)",4,Ae+16),Er(s,f,u,"minimax",zt+36,t.minimax),Er(s,f,u,"other",zt+74,t.other)}function Ao(o,e,t,r){o.setLineDash(r),o.beginPath(),e.forEach((n,s)=>o.lineTo(n,t[s])),o.stroke(),o.setLineDash([])}function Er(o,e,t,r,n,s){o.fillText(s,4,n-14),o.lineWidth=1.6;for(let a of wo){let i=t.mean+t.width*a,l=G(i,t),c=(G(i+.001,t)-G(i-.001,t))/.002,m=Q(l)[r]*c,p=i+ko*m/(1+.25*Math.abs(m)),[u,g]=[e(i),e(p)];o.beginPath(),o.arc(u,n,2.5,0,7),o.fill(),o.beginPath(),o.moveTo(u,n),o.lineTo(g,n);let h=Math.min(5,Math.abs(g-u))*Math.sign(g-u);o.moveTo(g-h,n-Math.abs(h)),o.lineTo(g,n),o.lineTo(g-h,n+Math.abs(h)),o.stroke()}}var No=6,jr=241,Eo=6,Mo=1e3,Qe=class{constructor(e,t){this.t=t;this.made={mean:.8,width:1};this.xs=Array.from({length:jr},(e,t)=>(2*t/(jr-1)-1)*No);this.canvas=d("canvas",{class:"gv-curves",role:"img"});this.told=d("p",{"aria-live":"off"});this.status=d("p",{class:"gv-small",role:"status"});this.draw=Ye(()=>this.show());this.judge=null;this.running=!1;this.visible=!0;this.shown=0;this.calm=matchMedia("(prefers-reduced-motion: reduce)");this.train=w(t("judge.train"),()=>this.toggle(),{class:"gv-main"}),e.append(this.slider("mean",-5,5),this.slider("width",.3,2),d("div",{class:"gv-row"},this.train,this.status),this.canvas,this.told,d("p",{class:"gv-small"},t("judge.legend"))),Xe(this.draw),Ar(e,r=>{let n=r&&!this.visible;this.visible=r,n&&this.running&&requestAnimationFrame(()=>this.go())}),this.show()}slider(e,t,r){let n=this.made[e],s=d("input",{type:"range",name:e,min:t,max:r,step:.1,value:n}),a=d("output",{"aria-live":"off"},n.toFixed(1));s.addEventListener("input",()=>{this.made[e]=Number(s.value),a.value=this.made[e].toFixed(1),this.draw()});let i=d("span",{},this.t(`judge.${e}`));return d("label",{class:"gv-choice"},i,s,a)}toggle(){this.running=!this.running,this.running?(this.judge=new ue(X(),new S(1),this.xs),this.go()):this.show(),this.train.textContent=this.t(this.running?"judge.stop":"judge.train");let e=this.judge?.steps??0,t=this.running?"judge.running":"judge.trained";this.status.textContent=this.t(t,{steps:e})}go(){let{judge:e}=this;if(!e||!this.running||!this.visible)return;let t=performance.now();for(;performance.now()<t+Eo;)e.step(this.made);(!this.calm.matches||t-this.shown>Mo)&&(this.shown=t,this.show()),requestAnimationFrame(()=>this.go())}show(){let{xs:e,made:t,t:r}=this,n=e.map(h=>G(h,t)),s=this.judge?.logits()??null,a={xs:e,made:t,exact:n,seen:s};Mr(this.canvas,a,{minimax:r("judge.minimax"),other:r("judge.other")});let i=e.map(h=>Math.exp(Y(h,t))),l=i.reduce((h,v)=>h+v),c=h=>n.reduce((v,f,y)=>v+i[y]/l*h(f),0).toFixed(2),m=r("judge.told",{minimax:c(h=>Q(h).minimax),other:c(h=>Q(h).other),best:Oe(e,n,t).toFixed(3)}),p=this.judge?.steps??0,u=s&&Oe(e,s,t).toFixed(3),g=u?` ${r("judge.seen",{value:u,steps:p})}`:"";this.told.textContent=m+g,this.canvas.setAttribute("aria-label",r("judge.alt"))}};var R=class{constructor(e="",t={}){this.data=new ImageData(k,k);let r={role:"img","aria-label":e};this.canvas=d("canvas",{width:k,height:k,...r,...t}),this.canvas.classList.add("gv-picture"),this.pen=this.canvas.getContext("2d")}show(e,t){let{data:r}=this.data;for(let n=0;n<x;n++){let s=Math.round(255*e[n]);r[4*n]=r[4*n+1]=r[4*n+2]=s,r[4*n+3]=255}this.pen.putImageData(this.data,0,0),t!==void 0&&(this.label=t)}set label(e){this.canvas.setAttribute("aria-label",e)}},T=class{constructor(e="",t=""){this.picture=new R;this.caption=d("figcaption");this.caption.textContent=e,this.element=d("figure",{class:t},this.picture.canvas,this.caption)}show(e,t,r){this.picture.show(e,t),r!==void 0&&(this.caption.textContent=r)}};var Sr=8,Cr=65520,jo=["gan","vae","fitted"],et=class{constructor(e,t,r){this.t=t;this.room=r;let n=()=>Array.from({length:Sr},()=>new R);this.pictures={gan:n(),vae:n(),fitted:n()};let s=()=>1+r.random.below(Cr),a=w(t("draws.again"),()=>this.draw(s()),{class:"gv-main"});e.append(d("div",{class:"gv-row"},a),...jo.map(i=>this.row(i))),this.draw(r.link.take("draws",H(Cr))??s())}row(e){let r=d("p",{class:`gv-key gv-of-${e==="gan"?"gan":"vae"}`},this.t(`draws.${e}`)),n=this.pictures[e].map(a=>a.canvas),s=d("div",{class:"gv-strip gv-eight"},...n);return d("div",{class:"gv-draws"},r,s)}draw(e){let{models:t,link:r}=this.room,n=new S(e);r.put("draws",String(e));let s=l=>Array.from({length:Sr},l),a=s(()=>E(n)),i=s(()=>t.mixture.draw(n));this.show("gan","gan",a),this.show("vae","vae",a),this.show("fitted","vae",i)}show(e,t,r){let{models:n}=this.room;r.forEach((s,a)=>{let i=n.image(t,s),{place:l}=n.near.nearest(i),c=L(this.t,n.near.labels[l]),m=this.t("draws.image",{row:this.t(`draws.${e}`),n:a+1,name:c});this.pictures[e][a].show(i,m)})}};var Pt=4.2,Ne=["#0072b2","#d55e00","#009e73","#cc79a7","#b58900"],tt=class{constructor(e,t,r){this.t=e;this.plane=t;this.canvas=d("canvas",{class:"gv-map",role:"img"});this.shown=d("select",{name:"class"});this.posterior=null;this.z=null;this.shown.append(d("option",{value:-1},e("map.all")));for(let m=0;m<Ne.length*2;m++)this.shown.append(d("option",{value:m},L(e,m)));let n=r.take("class",H(2*Ne.length-1));this.shown.value=String(n??-1),this.shown.addEventListener("change",()=>{let{value:m}=this.shown;r.put("class",Number(m)<0?null:m),this.draw()}),Xe(()=>this.draw());let{share:s,labels:a}=t,i=Math.round(100*(s[0]+s[1])),l=e("map.legend",{n:a.length,share:i}),c=d("span",{},e("map.show"));this.element=d("figure",{},d("label",{class:"gv-choice"},c,this.shown),this.canvas,d("figcaption",{},l))}show(e,t){this.posterior=e,this.z=t,this.draw()}draw(){let{canvas:e,plane:t,posterior:r,z:n}=this;if(!r||!n)return;let s=e.clientWidth||340,a=window.devicePixelRatio||1;e.width=e.height=Math.round(s*a);let i=e.getContext("2d");i.setTransform(a,0,0,a,0,0);let l=j=>(j+Pt)/(2*Pt)*s,c=j=>s-l(j),m=s/(2*Pt),p=getComputedStyle(e).color;this.drawPoints(i,l,c),i.strokeStyle=i.fillStyle=p;let[u,g]=t.place(new Float64Array(b));i.setLineDash([4,4]);for(let j of[1,2])i.beginPath(),i.arc(l(u),c(g),j*m,0,7),i.stroke();i.setLineDash([]),this.drawNames(i,l,c);let h=t.ellipse(r);i.lineWidth=2.5,i.beginPath(),i.ellipse(l(h.x),c(h.y),2*h.long*m,2*h.short*m,-h.turn,0,7),i.stroke();let[v,f]=t.place(n);i.beginPath(),i.moveTo(l(v)-7,c(f)),i.lineTo(l(v)+7,c(f)),i.moveTo(l(v),c(f)-7),i.lineTo(l(v),c(f)+7),i.stroke();let y=L(this.t,this.nearest(h.x,h.y)),M={x:h.x.toFixed(1),y:h.y.toFixed(1),name:y};e.setAttribute("aria-label",this.t("map.alt",M))}drawPoints(e,t,r){let{points:n,labels:s}=this.plane,a=Number(this.shown.value);e.lineWidth=1,s.forEach((i,l)=>{e.globalAlpha=a<0||a===i?.8:.08,e.strokeStyle=e.fillStyle=Ne[i%Ne.length],e.beginPath(),e.arc(t(n[2*l]),r(n[2*l+1]),1.8,0,7),i<Ne.length?e.fill():e.stroke()}),e.globalAlpha=1}drawNames(e,t,r){let n=Number(this.shown.value),s=getComputedStyle(this.canvas).backgroundColor,a=e.fillStyle;e.font="600 11px sans-serif",e.textAlign="center",e.lineWidth=3;let i=[],l=([c,m],[p,u])=>Math.abs(c-p)<60&&Math.abs(m-u)<12;this.plane.centres().forEach(([c,m],p)=>{if(n>=0&&n!==p)return;let u=[t(c),r(m)];for(;i.some(h=>l(u,h));)u[1]+=2;i.push(u);let g=L(this.t,p);e.strokeStyle=s,e.strokeText(g,...u),e.fillText(g,...u)}),e.strokeStyle=a}nearest(e,t){let r=this.plane.centres().map(([n,s])=>Math.hypot(n-e,s-t));return r.indexOf(Math.min(...r))}};function Lr(o,e,t){try{let r=`(${o})()`,n=URL.createObjectURL(new Blob([r],{type:"text/javascript"})),s=new Worker(n);return s.onmessage=i=>e(i.data),s.onerror=i=>e({failed:i.message}),{send:i=>s.postMessage(i),stop:()=>{s.terminate(),URL.revokeObjectURL(n)}}}catch{let r=t();return{send:n=>r.take(n),stop:()=>r.stop()}}}var So=40,rt=class{constructor(e){this.report=e;this.search=null;this.turn=0}take(e){try{e.order==="load"?this.search=new se(X(),e.plain):e.order==="stop"?this.stop():(this.search.begin(e.target,new S(e.seed)),this.go(++this.turn,0,0))}catch(t){this.report({failed:String(t)})}}stop(){this.turn++}go(e,t,r){if(e!==this.turn)return;let n=performance.now();for(;t<q&&performance.now()-n<So;)this.search.step(),t++;r+=(performance.now()-n)/1e3,this.report({found:this.search.best(),seconds:r,done:t===q}),t<q&&setTimeout(()=>this.go(e,t,r),0)}};function Tr(o){let e=new rt(t=>o.postMessage(t));o.onmessage=t=>e.take(t.data)}function Fr(o,e){let{send:t,stop:r}=Lr(gvExplore,e,()=>new rt(e));return t({order:"load",plain:o}),{search:(n,s)=>t({order:"search",target:n,seed:s}),stop:()=>t({order:"stop"}),leave:r}}var ot=class{constructor(e,t){this.t=e;this.room=t;this.cost=d("p",{class:"gv-small",role:"status"});this.calm=matchMedia("(prefers-reduced-motion: reduce)");this.hunter=null;this.target=null;this.running=!1;this.z=null;this.result=new T(e("hunt.none"),"gv-large gv-of-gan"),this.result.picture.label=e("hunt.alt"),this.go=w(e("hunt.go"),()=>this.press(),{class:"gv-main"}),this.take=w(e("encode.take"),()=>this.z&&(t.z=this.z)),this.take.disabled=!0;let r=d("p",{},e("hunt.why")),n=d("div",{class:"gv-row"},this.go,this.take);this.element=d("div",{class:"gv-hunt"},r,n,this.cost)}aim(e){this.running&&this.stop(),this.target=e,this.z=null,this.take.disabled=!0,this.cost.textContent="";let t=new Float32Array(e.length);this.result.show(t,this.t("hunt.none"),this.t("hunt.none"))}press(){this.running?(this.stop(),this.cost.textContent=this.t("hunt.stopped")):this.target&&(this.hunter??(this.hunter=Fr(this.room.models.generator,e=>this.hear(e))),this.running=!0,this.go.textContent=this.t("hunt.stop"),this.cost.textContent=this.t("hunt.running",{steps:0,of:q}),this.hunter.search(this.target,this.room.random.below(1e6)))}stop(){this.running=!1,this.hunter?.stop(),this.go.textContent=this.t("hunt.go")}hear(e){this.running&&("failed"in e?(this.stop(),this.cost.textContent=this.t("hunt.failed",{error:e.failed})):Number.isFinite(e.found.squared)?((e.done||!this.calm.matches)&&this.show(e.found),e.done&&this.finish(e.found,e.seconds)):(this.stop(),this.cost.textContent=this.t("hunt.nan")))}show(e){let t=this.t("hunt.image",{greys:_(e.squared).toFixed(1)});this.result.show(e.image,this.t("hunt.alt"),t),this.z=e.z,this.take.disabled=!1}finish(e,t){this.stop(),this.cost.textContent=this.t("hunt.cost",{steps:q,starts:B,passes:q*B,seconds:t.toFixed(1),norm:J(e.z).toFixed(1)})}};function Rr(o,e,t,r){let n=hr(),s=new Map,a=Array.from({length:e.length},(l,c)=>{let m=e.labels[c],p=(s.get(m)??0)+1;s.set(m,p);let u=o("encode.test",{name:L(o,m),n:p}),g=d("input",{type:"radio",name:n,value:c});g.setAttribute("aria-label",u),g.checked=c===t,g.addEventListener("change",()=>r(c));let h=new R;return h.show(e.image(c)),h.canvas.setAttribute("aria-hidden","true"),d("label",{title:u},g,h.canvas)}),i=d("legend",{},o("encode.pick"));return d("fieldset",{class:"gv-picker"},i,d("div",{},...a))}var Co=1.3,Lo=[1,.5,0],To={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]},nt=class{constructor(e,t,r,n){this.changed=n;this.x=new Float32Array(x);this.brush=d("span",{class:"gv-brush"});this.ink=d("select",{name:"ink"});this.at=[k/2,k/2];this.picture=new R(e("encode.pad"),{role:"application",tabindex:0});let{canvas:s}=this.picture;for(let c of Lo){let m=e(`encode.ink.${c}`);this.ink.append(d("option",{value:c},m))}this.listen(s),this.place(),t&&this.x.set(t),this.picture.show(this.x);let a=d("label",{class:"gv-choice"},d("span",{},e("encode.ink")));a.append(this.ink);let i=d("div",{class:"gv-row"},a,w(e("encode.clear"),()=>this.fill(0)),w(e("encode.fill"),()=>this.fill(1)),w(e("encode.copy"),()=>this.copy(r()))),l=d("div",{class:"gv-sketch"},s,this.brush);this.element=d("div",{},l,i)}listen(e){e.addEventListener("pointerdown",t=>{e.setPointerCapture(t.pointerId),this.stroke(t)}),e.addEventListener("pointermove",t=>{e.hasPointerCapture(t.pointerId)&&this.stroke(t)}),e.addEventListener("keydown",t=>{let r=To[t.key];if(r){let n=s=>Math.max(.5,Math.min(k-.5,s));this.at=[n(this.at[0]+r[0]),n(this.at[1]+r[1])],this.place()}else if(t.key===" ")this.paint(this.at);else return;t.preventDefault()})}stroke(e){let t=this.picture.canvas.getBoundingClientRect(),r=(e.clientX-t.left)/t.width*k,n=(e.clientY-t.top)/t.height*k,[s,a]=this.at,i=e.type==="pointerdown"?0:Math.hypot(r-s,n-a),l=Math.max(1,Math.ceil(i));for(let c=i?1:l;c<=l;c++)this.at=[s+(r-s)*c/l,a+(n-a)*c/l],this.mark(this.at);this.place(),this.tell()}paint(e){this.mark(e),this.tell()}mark([e,t]){let r=Number(this.ink.value);for(let n=0;n<x;n++){let s=Math.hypot(n%k+.5-e,Math.floor(n/k)+.5-t),a=Math.max(0,Math.min(1,Co+.5-s));this.x[n]=r?Math.max(this.x[n],r*a):Math.min(this.x[n],1-a)}}fill(e){this.x.fill(e),this.tell()}copy(e){this.x.set(e),this.tell()}tell(){this.picture.show(this.x),this.changed(this.x.map(e=>Math.round(255*e)/255))}place(){let[e,t]=this.at;this.brush.style.left=`${100*e/k}%`,this.brush.style.top=`${100*t/k}%`}};var Fo=10,zr=10,st=class{constructor(e,t,r){this.t=t;this.room=r;this.message=d("p",{class:"gv-error",role:"alert"});this.sum=d("p",{class:"gv-sum","aria-live":"off"});this.time=d("p",{class:"gv-small"});this.q=null;this.eps=new Float64Array(b);let{models:n}=r;this.x=new T(t("encode.x"),"gv-large"),this.back=new T("","gv-large gv-of-vae"),this.hunt=new ot(t,r),this.map=new tt(t,new ne(n.block),r.link),this.units=new Ge(t,n.block.floats("kl"),{eps:(l,c)=>{this.eps[l]=c,this.message.textContent="",this.draw()},refuse:l=>this.message.textContent=l,redraw:()=>this.noise(E(r.random)),mean:()=>this.noise(new Float64Array(b))});let{link:s}=r,a=s.take("x",Ue),i=s.take("test",H(n.test.length-1))??0;this.eps=s.take("eps",V)??E(r.random),e.append(...this.parts(i,a)),this.encode(a??n.test.image(i)),this.clock()}parts(e,t){let{t:r,room:n}=this,{test:s}=n.models,a=e,i=Rr(r,s,e,h=>{a=h,n.link.put("test",String(h)),n.link.put("x",null),this.encode(s.image(h))}),l=new nt(r,t,()=>s.image(a),h=>this.drawing(h)),c=d("legend",{},r("encode.draw")),m=d("fieldset",{class:"gv-pad-field"},c,l.element),p=w(r("encode.take"),()=>this.q&&(n.z=De(this.q,this.eps))),u=[this.x.element,this.back.element,this.hunt.result.element],g=d("div",{class:"gv-answer"},this.sum,this.time,p);return[d("div",{class:"gv-choose"},i,m),this.message,d("div",{class:"gv-three"},...u),d("div",{class:"gv-two"},g,this.hunt.element),d("div",{class:"gv-code"},this.units.element,this.map.element)]}drawing(e){e.every(t=>t===e[0])?this.message.textContent=this.t(e[0]?"encode.full":"encode.empty"):(this.room.link.put("x",We(e)),this.encode(e))}encode(e){let t=this.room.models.posterior(e),r=n=>n.every(Number.isFinite);if(!r(t.mu)||!r(t.logSigma)){this.message.textContent=this.t("encode.nan");return}this.message.textContent="",this.q=t,this.image=e,this.x.show(e,this.t("encode.x.alt")),this.hunt.aim(e),this.draw()}noise(e){this.eps=e,this.message.textContent="",this.draw()}draw(){let{t:e,q:t,eps:r}=this;if(!t)return;let{models:n,link:s}=this.room;s.put("eps",P(r));let a=De(t,r),i=n.image("vae",a),l=we(i,this.image),c=n.near.labels[n.near.nearest(i).place],m=e("encode.back.alt",{name:L(e,c)}),p=_(l).toFixed(1);this.back.show(i,m,e("encode.back",{greys:p}));let u=Nt(l,n.block.spec.sigma),g=be(t).reduce((f,y)=>f+y,0),h={density:u,kl:g,elbo:u-g},v=Object.entries(h).map(([f,y])=>[f,y.toFixed(1)]);this.sum.textContent=e("encode.sum",Object.fromEntries(v)),this.units.show(t,r,a),this.map.show(t,a)}clock(){let e=this.room.models.test.image(0),t=1/0;for(let r=0;r<Fo;r++){let n=performance.now();for(let s=0;s<zr;s++)this.room.models.posterior(e);t=Math.min(t,(performance.now()-n)/zr)}this.time.textContent=this.t("encode.time",{ms:t.toFixed(1)})}};var Pr=7,at=class o{constructor(e,t){this.say=e;this.room=t;this.arc=d("input",{type:"checkbox",name:"arc"});this.t=d("input",{type:"range",name:"t",min:0,max:1,step:.01,value:0});this.rows={gan:o.row(),vae:o.row()};let{link:r}=t;this.a=r.take("a",V)??t.z,this.b=r.take("b",V)??E(t.random),this.arc.checked=r.take("arc",Ie(["1"]))!==null,this.put(),this.t.setAttribute("aria-label",e("walk.t")),this.t.addEventListener("input",()=>t.z=this.at(Number(this.t.value))),this.arc.addEventListener("change",()=>{this.put(),this.draw()});let n=d("label",{class:"gv-tick"},this.arc,e("walk.arc")),s=a=>w(e(`walk.keep.${a}`),()=>{this[a]=t.z,this.put(),this.draw()});this.element=d("fieldset",{class:"gv-path"},d("legend",{},e("walk.path")),d("div",{class:"gv-row"},s("a"),s("b"),n),d("label",{class:"gv-choice"},d("span",{},e("walk.t")),this.t),this.strip("gan"),this.strip("vae")),this.draw()}static row(){return Array.from({length:Pr},()=>new R)}strip(e){let t=this.say("walk.row",{who:this.say(e)}),r=d("div",{class:"gv-strip",role:"group","aria-label":t});r.append(...this.rows[e].map(s=>s.canvas));let n=d("span",{class:`gv-key gv-of-${e}`},this.say(e));return d("div",{class:"gv-named"},n,r)}put(){let{link:e}=this.room;e.put("a",P(this.a)),e.put("b",P(this.b)),e.put("arc",this.arc.checked?"1":null)}at(e){return At(this.a,this.b,e,this.arc.checked)}draw(){for(let e of["gan","vae"])this.rows[e].forEach((t,r)=>{let n=r/(Pr-1),s=Math.round(100*n),a=this.say("walk.frame",{who:this.say(e),percent:s});t.show(this.room.models.image(e,this.at(n)),a)})}};var Vr=4,Vt=["gan","vae","random"],Ot=["gan","vae"],it=class{constructor(e,t,r){this.t=t;this.room=r;this.sliders=d("div",{class:"gv-sliders"});this.norm=d("p",{class:"gv-small","aria-live":"off"});this.of=d("select",{name:"of"});this.directions=[];this.rows=[];this.images={gan:new T(t("walk.gan"),"gv-large gv-of-gan"),vae:new T(t("walk.vae"),"gv-large gv-of-vae")},this.nearest={gan:new T,vae:new T};let n=new at(t,r);e.append(this.bar(),this.stage(),this.choice(),this.sliders,n.element);let s=d("p",{class:"gv-small"},t("walk.unit"));this.sliders.after(s);let a=Ye(()=>this.draw());r.onZ(a),this.choose(),this.draw()}bar(){let{room:e,t}=this,r=w(t("walk.new"),()=>e.z=E(e.random),{class:"gv-main"}),n=w(t("walk.zero"),()=>e.z=new Float64Array(b));return d("div",{class:"gv-row"},r,n,this.norm)}stage(){let e=t=>d("div",{class:"gv-pair"},this.images[t].element,this.nearest[t].element);return d("div",{class:"gv-two"},...Ot.map(e))}choice(){for(let r of Vt)this.of.append(d("option",{value:r},this.t(`walk.of.${r}`)));let{link:e}=this.room;this.of.value=e.take("of",Ie(Vt))??Vt[0],this.of.addEventListener("change",()=>{e.put("of",this.of.value),this.choose()});let t=d("span",{},this.t("walk.of"));return d("label",{class:"gv-choice"},t,this.of)}choose(){let{models:e}=this.room,t=this.of.value;this.directions=e.directions(t);let[r,n]=Ot.map(i=>e.steps(t,i));this.rows=this.directions.map((i,l)=>this.slider(i,l,r[l],n[l]));let s=[d("span",{class:"gv-head"},this.t("walk.head")),d("span",{class:"gv-key gv-of-gan"},this.t("gan")),d("span",{class:"gv-key gv-of-vae"},this.t("vae"))],a=this.rows.flatMap(({input:i,output:l},c)=>{let m=this.t("walk.direction",{n:c+1}),p=[r[c],n[c]].map(u=>d("span",{},u.toFixed(1)));return[d("span",{"aria-hidden":"true"},m),i,l,...p]});this.sliders.replaceChildren(...s,...a),this.place()}slider(e,t,r,n){let s={gan:r.toFixed(1),vae:n.toFixed(1)},a=d("input",{type:"range",min:-Vr,max:Vr,step:.05,name:`direction-${t+1}`,"aria-label":this.t("walk.slider",{n:t+1,...s})});return a.addEventListener("input",()=>{this.room.z=kt(this.room.z,e,Number(a.value))}),{input:a,output:d("output",{"aria-live":"off"})}}place(){this.rows.forEach(({input:e,output:t},r)=>{let n=F(this.directions[r],this.room.z);document.activeElement!==e&&(e.value=String(n)),t.value=xe(n)})}draw(){let{room:e,t}=this,{near:r}=e.models;for(let n of Ot){let s=e.models.image(n,e.z),{place:a,squared:i}=r.nearest(s),l=L(t,r.labels[a]),c=_(i).toFixed(0);this.images[n].show(s,t("walk.image",{who:t(n),name:l}));let m=t("walk.near",{n:r.length,name:l,greys:c});this.nearest[n].show(r.image(a),l,m)}this.norm.textContent=t("walk.norm",{norm:J(e.z).toFixed(1)}),this.place()}};var Ro={walk:it,draws:et,encode:st},zo="judge",Ee=class{constructor(e,t){this.root=e;this.begin=t;this.bar=d("div",{class:"gv-row gv-start"});this.words=d("span",{role:"status"});this.shown=!1;this.t=Ze(e.closest("[lang]")?.getAttribute("lang")??"en"),this.still=[...e.children],e.dataset.view===zo&&this.fill(r=>new Qe(e,r))}wait(){if(this.shown)return;let e=w(this.t("start"),()=>{this.press()},{class:"gv-main"}),t=this.root.dataset.megabytes??"";this.words.textContent=this.t("start.size",{size:t}),this.bar.append(e,this.words),this.root.prepend(this.bar)}show(e){if(this.shown)return;let t=Ro[this.root.dataset.view];this.root.tabIndex=-1,this.fill(r=>new t(this.root,r,e)),this.root.append(this.foot(e)),this.root.dataset.backend=e.models.backend.name}async press(){this.words.textContent=this.t("start.loading");try{await this.begin(),this.root.focus()}catch(e){let t=e instanceof Error?e.message:String(e);this.words.textContent=this.t("start.failed",{error:t})}}foot({link:e}){let{copy:t}=e.home,r=d("span",{role:"status"}),n=e.refused.splice(0).join(", ");if(n&&(r.textContent=this.t("link.refused",{parts:n})),!t)return d("div",{class:"gv-row"},r);let s=async()=>{e.write(),r.textContent=this.t(await t()?"link.copied":"link.copy")},a=w(this.t("link"),()=>{s()});return d("div",{class:"gv-row gv-foot"},a,r)}fill(e){this.shown=!0,this.bar.remove(),this.still.forEach(t=>t.remove());try{e(this.t),this.root.dataset.ready="true"}catch(t){let r=this.t("start.broken",{error:String(t)});this.root.append(d("p",{role:"alert"},r))}}};var Or="gv-explore-style",lt=null,Hr=[];async function Po(){lt??(lt=yr().then(o=>new ke(new Z(o))));try{let o=await lt;Hr.forEach(e=>e.show(o))}catch(o){throw lt=null,o}}function Ht(o){if(o.dataset.mounted)return;o.dataset.mounted="true",Ft(Or,Rt);let e=new Ee(o,Po);e.wait(),Hr.push(e)}function Br(){let o=()=>document.querySelectorAll(".gv-explore").forEach(e=>Ht(e));document.readyState==="loading"?document.addEventListener("DOMContentLoaded",o):o()}async function qr(o){let{model:e,el:t}=o;Ft(Or,Rt);let{buffer:r,byteOffset:n,byteLength:s}=e.get("data"),a=new Uint8Array(r,n,s),i=await O.unpack(e.get("spec"),a),l=new ke(new Z(i),br(e)),c=()=>e.get("z");c().length&&(l.z=Float64Array.from(c()));let m=()=>{c().some((u,g)=>u!==l.z[g])&&(l.z=Float64Array.from(c()))},p=()=>{c().length&&l.z.every((u,g)=>u===c()[g])||(e.set("z",Array.from(l.z)),e.save_changes())};l.onZ(p),p(),e.on("change:z",m);for(let u of e.get("views")){let g=wr(o,"gv-explore");g.dataset.view=u,g.dataset.mounted="true";let h=Ze(g.lang);g.setAttribute("aria-label",h(`${u}.label`)),new Ee(g,async()=>{}).show(l)}return()=>{e.off("change:z",m),l.link.stop(),t.replaceChildren()}}typeof document>"u"&&"WorkerGlobalScope"in globalThis?Tr(globalThis):(globalThis.GVExplore={engine:Tt,take:vr,mount:Ht,render:qr,words:{en:Je,zh:_e}},typeof document<"u"&&Br());})();})();
