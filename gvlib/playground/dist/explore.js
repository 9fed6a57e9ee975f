/*! The lab of the book 'GANs and VAEs, measured'; built from src/. MIT */
(function gvExplore(){"use strict";"use strict";(()=>{var xr=Object.defineProperty;var Qe=(o,e)=>{for(var t in e)xr(o,t,{get:e[t],enumerable:!0})};var Et=Uint8Array.fromBase64||(()=>{for(var o=new Uint8Array(128),e=0;e<64;e++)o[e<26?e+65:e<52?e+71:e<62?e-4:e*4-205]=e;return t=>{for(var r=t.length,n=new Uint8Array((r-(t[r-1]=="=")-(t[r-2]=="="))*3/4|0),s=0,a=0;s<r;){var i=o[t.charCodeAt(s++)],l=o[t.charCodeAt(s++)],c=o[t.charCodeAt(s++)],p=o[t.charCodeAt(s++)];n[a++]=i<<2|l>>4,n[a++]=l<<4|c>>2,n[a++]=c<<6|p}return n}})();var bt={};Qe(bt,{Block:()=>G,CodePlane:()=>ee,Models:()=>Q,Random:()=>z,Search:()=>te,codes:()=>gt,double:()=>Mt,game:()=>lt,plain:()=>be,plainly:()=>X,simd:()=>et,typedEps:()=>yt});var z=class{constructor(e,t=0){this.spare=NaN;this.state=Math.imul(e,2654435761)+Math.imul(t,2246822507)|0}uniform(){this.state=this.state+1831565813|0;let e=Math.imul(this.state^this.state>>>15,1|this.state);return e=e+Math.imul(e^e>>>7,61|e)^e,((e^e>>>14)>>>0)/4294967296}below(e){return Math.floor(this.uniform()*e)}normal(){let e=this.spare;if(e===e)return this.spare=NaN,e;let t=Math.sqrt(-2*Math.log(1-this.uniform())),r=2*Math.PI*this.uniform();return this.spare=t*Math.sin(r),t*Math.cos(r)}normals(e){for(let t=0;t<e.length;t++)e[t]=this.normal()}uniforms(e){for(let t=0;t<e.length;t++)e[t]=this.uniform()}};function kr(o,e,t,r){let{M:n,K:s,N:a,ta:i,bias:l}=r,[c,p]=i?[1,n]:[s,1],m=s&-4;for(let h=0;h<n;h++){let g=h*a;for(let f=0;f<a;f++)t[g+f]=l?l[f]:0;let u=h*c,v=0;for(let f=0;f<m;f+=4,u+=4*p,v+=4*a){let[y,j,M]=[v+a,v+2*a,v+3*a],[O,B]=[o[u],o[u+p]],[A,oe]=[o[u+2*p],o[u+3*p]];for(let R=0;R<a;R++)t[g+R]+=O*e[v+R]+B*e[y+R]+A*e[j+R]+oe*e[M+R]}for(let f=m;f<s;f++,u+=p,v+=a)for(let y=0;y<a;y++)t[g+y]+=o[u]*e[v+y]}}function Ar(o,e,t,r){let{M:n,K:s,N:a,bias:i}=r;for(let l=0;l<n;l++)for(let c=0;c<a;c++){let p=i?i[c]:0;for(let m=0;m<s;m++)p+=o[l*s+m]*e[c*s+m];t[l*a+c]=p}}function Nr(o,e,t,r){for(let n=0;n<t;n++)for(let s=0;s<r;s++)e[s*t+n]=o[n*r+s]}function Er(o,e,t,r){e.fill(0);for(let n=0,s=0;n<t;n++)for(let a=0;a<r;a++,s++)e[a]+=o[s]}function jr(o,e,t){let{value:r,mean:n,square:s}=o,{rate:a,b1:i,b2:l,correction:c,floor:p}=t;for(let m=0;m<r.length;m++){let h=e[m];n[m]=i*n[m]+(1-i)*h,s[m]=l*s[m]+(1-l)*h*h,r[m]-=a*n[m]/Math.sqrt(s[m]*c+p)}}var jt={matmul:kr,dots:Ar,transpose:Nr,sumRows:Er,adam:jr,add(o,e,t){for(let r=0;r<t.length;r++)t[r]=o[r]+e[r]},sub(o,e,t){for(let r=0;r<t.length;r++)t[r]=o[r]-e[r]},mul(o,e,t){for(let r=0;r<t.length;r++)t[r]=o[r]*e[r]},scale(o,e,t){for(let r=0;r<e.length;r++)e[r]=o[r]*t},gate(o,e,t,r){for(let n=0;n<t.length;n++)t[n]=e[n]>0?o[n]:r*o[n]}};function be(){return{name:"plain",kernels:jt,alloc:o=>new Float32Array(o),reset(){}}}function Mt(){return{name:"double",kernels:jt,alloc:o=>new Float64Array(o),reset(){}}}var Ct=Et("AGFzbQEAAAABRwdgBH9/f38AYAR/f399AGAKf39/f39/f39/fwBgBX9/f399AGAJf39/f39/f39/AGAHf39/f39/fwBgCn9/f39/fX19fX0AAg8BA2VudgZtZW1vcnkCAAADDAsAAAABAAIDBAUABgdWCwRnZW1tAAUEZG90cwAICXRyYW5zcG9zZQAAA2FkZAAJA3N1YgACA211bAAEBXNjYWxlAAMEZ2F0ZQAGB3N1bVJvd3MAAQRhZGFtAAoGbWVtb3J5AgAK1BMLWQEEfyACQQJ0IQcDQCACIARKBEAgASAEQQJ0aiEFQQAhBgNAIAMgBkoEQCAFIAAqAgA4AgAgAEEEaiEAIAUgB2ohBSAGQQFqIQYMAQsLIARBAWohBAwBCwsLzwEDBH8BewF9IANBAnQiB0FwcSEGA0AgBCAGSQRA/QwAAAAAAAAAAAAAAAAAAAAAIQggACAEaiEDQQAhBQNAIAIgBUoEQCAIIAP9AAQA/eQBIQggAyAHaiEDIAVBAWohBQwBCwsgASAEaiAI/QsEACAEQRBqIQQMAQsLA0AgBCAHSQRAQwAAAAAhCSAAIARqIQNBACEFA0AgAiAFSgRAIAkgAyoCAJIhCSADIAdqIQMgBUEBaiEFDAELCyABIARqIAk4AgAgBEEEaiEEDAELCwtDAQF/IANBA2pBfHFBAnQhAwNAIAMgBEsEQCACIARqIAAgBGr9AAQAIAEgBGr9AAQA/eUB/QsEACAEQRBqIQQMAQsLC0QCAX8BeyACQQNqQXxxQQJ0IQIgA/0TIQUDQCACIARLBEAgASAEaiAAIARq/QAEACAF/eYB/QsEACAEQRBqIQQMAQsLC0MBAX8gA0EDakF8cUECdCEDA0AgAyAESwRAIAIgBGogACAEav0ABAAgASAEav0ABAD95gH9CwQAIARBEGohBAwBCwsL0QQDDH8BfQV7IAdBAnQhDyAFQXxxIQoDQCAKIBNKBEAgACABIBNsaiABIAIgAyAEIA8gE2xqIAYgByAIIAkgE2xqQQAgCBsgCRAHIBNBBGohEwwBCwsDQCAFIBNKBEAgACABIBNsaiELIAQgDyATbGohDiAIIAkgE2xqQQAgCBshEEEAIRIgB0ECdCENIAdBcHEhFANAIBIgFEgEQCASQQJ0IRX9DAAAAAAAAAAAAAAAAAAAAAAhGv0MAAAAAAAAAAAAAAAAAAAAACEb/QwAAAAAAAAAAAAAAAAAAAAAIRkgEAR7IBAgFWoiCv0ABAAhGiAK/QAEICEZIAr9AAQQIRsgCv0ABDAF/QwAAAAAAAAAAAAAAAAAAAAACyEYIAMgFWohDCALIQpBACERA0AgBiARSgRAIBogCv0JAgAiFyAM/QAEAP3mAf3kASEaIBsgFyAM/QAEEP3mAf3kASEbIBkgFyAM/QAEIP3mAf3kASEZIBggFyAM/QAEMP3mAf3kASEYIAwgDWohDCACIApqIQogEUEBaiERDAELCyAOIBVqIgogGv0LBAAgCiAb/QsEECAKIBn9CwQgIAogGP0LBDAgEkEQaiESDAELCwNAIAcgEkoEQCASQQJ0IRQgEAR9IBAgFGoqAgAFQwAAAAALIRYgAyAUaiEMIAshCkEAIREDQCAGIBFKBEAgFiAKKgIAIAwqAgCUkiEWIAwgDWohDCACIApqIQogEUEBaiERDAELCyAOIBRqIBY4AgAgEkEBaiESDAELCyATQQFqIRMMAQsLC2cCAX8CeyADQQNqQXxxQQJ0IQMgBP0TIQYDQCADIAVLBEAgAiAFaiAAIAVq/QAEACIHIAcgBv3mASABIAVq/QAEAP0MAAAAAAAAAAAAAAAAAAAAAP1E/VL9CwQAIAVBEGohBQwBCwsLpgYDEH8LewF9IAZBeHEhFyAAIAFqIhUgAWoiDSABaiEPIAZBAnQiDiAEaiEYIA4gGGoiECAOaiERIAcgCGoiEiAIaiITIAhqIRQDQCALIBdIBEAgC0ECdCEW/QwAAAAAAAAAAAAAAAAAAAAAIRr9DAAAAAAAAAAAAAAAAAAAAAAhG/0MAAAAAAAAAAAAAAAAAAAAACEc/QwAAAAAAAAAAAAAAAAAAAAAIR39DAAAAAAAAAAAAAAAAAAAAAAhHv0MAAAAAAAAAAAAAAAAAAAAACEf/QwAAAAAAAAAAAAAAAAAAAAAISAgBwR7IAcgFmoiCf0ABAAhGiAJ/QAEECEeIBIgFmoiCf0ABAAhGyAJ/QAEECEfIBMgFmoiCf0ABAAhHCAJ/QAEECEgIBQgFmoiCf0ABAAhHSAJ/QAEEAX9DAAAAAAAAAAAAAAAAAAAAAALIRkgAyAWaiEKQQAhCUEAIQwDQCAFIAxKBEAgGiAAIAlq/QkCACIiIAr9AAQAIiH95gH95AEhGiAeICIgCv0ABBAiIv3mAf3kASEeIBsgCSAVav0JAgAiIyAh/eYB/eQBIRsgHyAjICL95gH95AEhHyAcIAkgDWr9CQIAIiMgIf3mAf3kASEcICAgIyAi/eYB/eQBISAgHSAJIA9q/QkCACIjICH95gH95AEhHSAZICMgIv3mAf3kASEZIAogDmohCiACIAlqIQkgDEEBaiEMDAELCyAEIBZqIgkgGv0LBAAgCSAe/QsEECAWIBhqIgkgG/0LBAAgCSAf/QsEECAQIBZqIgkgHP0LBAAgCSAg/QsEECARIBZqIgkgHf0LBAAgCSAZ/QsEECALQQhqIQsMAQsLA0AgBiALSgRAIAtBAnQhD0EAIQkDQCAJQQRJBEAgBwR9IAcgCCAJbGogD2oqAgAFQwAAAAALISQgAyAPaiEKIAAgASAJbGohDEEAIQ0DQCAFIA1KBEAgJCAMKgIAIAoqAgCUkiEkIAogDmohCiACIAxqIQwgDUEBaiENDAELCyAEIAkgDmxqIA9qICQ4AgAgCUEBaiEJDAELCyALQQFqIQsMAQsLC9ABAwF7BH8BfSAEQQJ0IQoDQCADIAtKBEAgASEEQQAhCQNAIAUgCUoEQP0MAAAAAAAAAAAAAAAAAAAAACEHQQAhCANAIAggCkkEQCAHIAAgCGr9AAQAIAQgCGr9AAQA/eYB/eQBIQcgCEEQaiEIDAELCyAH/R8AIAf9HwGSIAf9HwIgB/0fA5KSIQwgAiAGBH0gDCAGIAlBAnRqKgIAkgUgDAs4AgAgAkEEaiECIAQgCmohBCAJQQFqIQkMAQsLIAAgCmohACALQQFqIQsMAQsLC0MBAX8gA0EDakF8cUECdCEDA0AgAyAESwRAIAIgBGogACAEav0ABAAgASAEav0ABAD95AH9CwQAIARBEGohBAwBCwsL4AECA38JeyAEQQNqQXxxQQJ0IQsgBv0TIQ5DAACAPyAGk/0TIQ8gB/0TIRBDAACAPyAHk/0TIREgBf0TIRIgCP0TIRMgCf0TIRQDQCAKIAtJBEAgDiACIApqIgT9AAQA/eYBIA8gASAKav0ABAAiFf3mAf3kASENIBAgAyAKaiIM/QAEAP3mASARIBUgFf3mAf3mAf3kASEVIAQgDf0LBAAgDCAV/QsEACAAIApqIgQgBP0ABAAgEiAN/eYBIBUgE/3mASAU/eQB/eMB/ecB/eUB/QsEACAKQRBqIQoMAQsLCw==");var St=1024,we;function Cr(){if(we===void 0)try{we=new WebAssembly.Module(Ct)}catch{we=null}return we}function Sr(o){return{matmul(e,t,r,{M:n,K:s,N:a,ta:i,bias:l}){let[c,p]=i?[4,4*n]:[4*s,4],m=l?l.byteOffset:0;o.gemm(e.byteOffset,c,p,t.byteOffset,r.byteOffset,n,s,a,m,0)},dots(e,t,r,{M:n,K:s,N:a,bias:i}){let l=i?i.byteOffset:0;o.dots(e.byteOffset,t.byteOffset,r.byteOffset,n,s,a,l)},transpose(e,t,r,n){o.transpose(e.byteOffset,t.byteOffset,r,n)},add:(e,t,r)=>o.add(e.byteOffset,t.byteOffset,r.byteOffset,r.length),sub:(e,t,r)=>o.sub(e.byteOffset,t.byteOffset,r.byteOffset,r.length),mul:(e,t,r)=>o.mul(e.byteOffset,t.byteOffset,r.byteOffset,r.length),scale:(e,t,r)=>o.scale(e.byteOffset,t.byteOffset,t.length,r),gate:(e,t,r,n)=>o.gate(e.byteOffset,t.byteOffset,r.byteOffset,r.length,n),sumRows:(e,t,r,n)=>o.sumRows(e.byteOffset,t.byteOffset,r,n),adam({value:e,mean:t,square:r},n,{rate:s,b1:a,b2:i,correction:l,floor:c}){let p=[e,n,t,r].map(m=>m.byteOffset);o.adam(...p,e.length,s,a,i,l,c)}}}function et(o=64){let e=Cr();if(!e)return null;let t=new WebAssembly.Memory({initial:o*16}),r=new WebAssembly.Instance(e,{env:{memory:t}}),n=St;return{name:"simd",kernels:Sr(r.exports),alloc(s){let a=n;if(n=n+4*s+15&-16,n>t.buffer.byteLength)throw new RangeError("engine memory is full");return new Float32Array(t.buffer,a,s).fill(0)},reset(){n=St}}}function $(){return et()??be()}var G=class o{constructor(e,t){this.spec=e;this.arrays=t}static async read(e,t){let r=Uint8Array.from(atob(t),s=>s.charCodeAt(0)),n=new Map;for(let[s,a]of Object.entries(e.parts)){let i=r.slice(a.at,a.at+a.bytes);if(a.kind==="float")n.set(s,new Float32Array(i.buffer));else if(a.kind==="byte")n.set(s,i);else if(a.kind==="deflated")n.set(s,await Tr(i));else{let l=n.get(`${s}.scale`);n.set(s,Lr(i,e.bits,l,a.shape))}}return new o(e,n)}floats(e){return this.of(e,Float32Array)}bytes(e){return this.of(e,Uint8Array)}shape(e){return this.spec.parts[e].shape}of(e,t){let r=this.arrays.get(e);if(!(r instanceof t))throw new Error(`the block has no ${e}`);return r}};function Lr(o,e,t,[r,n]){let s=new Float32Array(r*n),a=(1<<e)-1,i=a>>1;for(let l=0,c=0;l<s.length;l++,c+=e){let p=c>>3,m=o[p]|o[p+1]<<8|o[p+2]<<16;s[l]=((m>>(c&7)&a)-i)*t[l%n]}return s}async function Tr(o){let e=new Blob([o]).stream().pipeThrough(new DecompressionStream("deflate-raw"));return new Uint8Array(await new Response(e).arrayBuffer())}var lt={};Qe(lt,{Judge:()=>de,bestLogit:()=>W,logData:()=>me,logMade:()=>J,pushes:()=>Z,sigmoid:()=>I,value:()=>Le});function N(o,e,t,r,n){let{k:s=0,ta:a=!1,tb:i=!1}=n??{};return{op:o,inputs:e,rows:t,cols:r,k:s,ta:a,tb:i,value:null}}function xe(o,e,...t){if(e)return;let r=t.map(n=>`${n.rows} x ${n.cols}`).join(" and ");throw new Error(`${o}: the shapes ${r} do not fit`)}var q=(o,e)=>N("leaf",[],o,e),Lt=o=>N("constant",[],1,1,{k:o});function D(o,e,t=!1,r=!1){let[n,s]=t?[o.cols,o.rows]:[o.rows,o.cols],[a,i]=r?[e.cols,e.rows]:[e.rows,e.cols];return xe("matmul",s===a&&!(t&&r),o,e),N("matmul",[o,e],n,i,{ta:t,tb:r})}function Tt(o,e,t){return xe("affine",o.cols===e.rows&&t.cols===e.cols,o,e,t),N("affine",[o,e,t],o.rows,e.cols)}function ke(o,e,t,r=0){return xe(o,e.rows===t.rows&&e.cols===t.cols,e,t),N(o,[e,t],e.rows,e.cols,{k:r})}var ne=(o,e)=>ke("add",o,e),Ae=(o,e)=>ke("sub",o,e),C=(o,e)=>ke("mul",o,e),tt=(o,e,t)=>ke("gate",o,e,t),se=(o,e,t=0)=>N(o,[e],e.rows,e.cols,{k:t}),ae=(o,e)=>se(o,e),H=(o,e)=>e===1?o:se("scale",o,e);var ie=o=>H(o,-1),le=o=>se("square",o),rt=o=>se("softplus",o),Ft=(o,e)=>se("leaky",o,e);var ot=o=>N("sumRows",[o],1,o.cols),Rt=(o,e)=>N("repeatRows",[o],e,o.cols),zt=o=>N("sumCols",[o],o.rows,1),Vt=(o,e)=>N("repeatCols",[o],o.rows,e),nt=o=>N("sum",[o],1,1),Pt=(o,e,t)=>e===1&&t===1?o:N("fill",[o],e,t),Ot=o=>H(nt(o),1/(o.rows*o.cols));function Bt(o,e,t){return xe("reshape",e*t===o.rows*o.cols,o),e===o.rows?o:N("reshape",[o],e,t)}var Fr=1e-16,Ee=class{constructor(e,t,r,n){this.backend=e;this.gradients=r;this.options=n;this.steps=0;this.states=t.map(({value:s})=>{if(!s)throw new Error("Adam: a leaf has no numbers yet");let{length:a}=s;return{value:s,mean:e.alloc(a),square:e.alloc(a)}})}corrections(e=0){let{rate:t,b1:r,b2:n}=this.options,s=this.steps+1+e;return{rate:t/(1-r**s),correction:1/(1-n**s)}}step(){let{b1:e,b2:t}=this.options,r={...this.corrections(),b1:e,b2:t,floor:Fr};this.states.forEach((n,s)=>this.backend.kernels.adam(n,this.gradients[s],r)),this.steps++}};var qt=(o,e)=>{let[t,r]=o.inputs;return o.ta?[()=>D(r,e,!1,!0),()=>D(t,e)]:o.tb?[()=>D(e,r),()=>D(e,t,!0)]:[()=>D(e,r,!1,!0),()=>D(t,e,!0)]},Rr={leaf:()=>[],constant:()=>[],detach:()=>[null],matmul:qt,affine:(o,e)=>[...qt(o,e),()=>ot(e)],add:(o,e)=>[()=>e,()=>e],sub:(o,e)=>[()=>e,()=>ie(e)],mul:({inputs:[o,e]},t)=>[()=>C(t,e),()=>C(t,o)],scale:(o,e)=>[()=>H(e,o.k)],shift:(o,e)=>[()=>e],leaky:(o,e)=>[()=>tt(e,o.inputs[0],o.k)],gate:(o,e)=>[()=>tt(e,o.inputs[1],o.k),null],sumRows:(o,e)=>[()=>Rt(e,o.inputs[0].rows)],repeatRows:(o,e)=>[()=>ot(e)],sumCols:(o,e)=>[()=>Vt(e,o.inputs[0].cols)],repeatCols:(o,e)=>[()=>zt(e)],sum:({inputs:[o]},e)=>[()=>Pt(e,o.rows,o.cols)],fill:(o,e)=>[()=>nt(e)],reshape:({inputs:[o]},e)=>[()=>Bt(e,o.rows,o.cols)],tanh:(o,e)=>[()=>Ae(e,C(e,le(o)))],sigmoid:(o,e)=>[()=>C(e,Ae(o,le(o)))],softplus:({inputs:[o]},e)=>[()=>C(e,ae("sigmoid",o))],exp:(o,e)=>[()=>C(e,o)],log:({inputs:[o]},e)=>[()=>C(e,ae("recip",o))],recip:(o,e)=>[()=>ie(C(e,le(o)))],sqrt:(o,e)=>[()=>H(C(e,ae("recip",o)),.5)],square:({inputs:[o]},e)=>[()=>H(C(e,o),2)]};function st(o){let e=new Set,t=[],r=[],n=s=>{e.has(s)||(e.add(s),r.push({node:s,next:0}))};for(let s of o)for(n(s);r.length;){let a=r[r.length-1];a.next<a.node.inputs.length?n(a.node.inputs[a.next++]):t.push(r.pop().node)}return t}function zr(o,e){let t=new Set(e);for(let r of o){if(r.op==="detach"||t.has(r))continue;(r.op==="gate"?r.inputs.slice(0,1):r.inputs).some(s=>t.has(s))&&t.add(r)}return t}function Dt(o,e){if(o.rows!==1||o.cols!==1)throw new Error("gradient: y must be a number");let t=st([o]),r=zr(t,e),n=new Map([[o,Lt(1)]]);for(let s of t.reverse()){let a=n.get(s);!a||!r.has(s)||Rr[s.op](s,a).forEach((i,l)=>{let c=s.inputs[l];if(!i||!r.has(c))return;let p=n.get(c);n.set(c,p?ne(p,i()):i())})}return e.map(s=>{let a=n.get(s);if(!a)throw new Error("gradient: y does not depend on every leaf");return a})}function Ht(o,{inputs:[e],rows:t,cols:r,ta:n,tb:s},[a,i,l],c,p){let m=n?e.rows:e.cols,h={M:t,N:r,K:m,ta:n,bias:l??null};if(r<=3&&n)return Vr(o,h,a,i,c,p);if(r<=3&&m%4===0){if(s||r===1)return()=>o.dots(a,i,c,h);let u=p(m*r);return()=>{o.transpose(i,u,m,r),o.dots(a,u,c,h)}}if(!s)return()=>o.matmul(a,i,c,h);let g=p(m*r);return()=>{o.transpose(i,g,r,m),o.matmul(a,g,c,h)}}function Vr(o,{M:e,N:t,K:r},n,s,a,i){let l={M:t,N:e,K:r,ta:!0,bias:null};if(t===1)return()=>o.matmul(s,n,a,l);let c=i(e*t);return()=>{o.matmul(s,n,c,l),o.transpose(c,a,t,e)}}var Pr={tanh:Math.tanh,sigmoid:o=>1/(1+Math.exp(-o)),softplus:o=>Math.max(o,0)+Math.log1p(Math.exp(-Math.abs(o))),exp:Math.exp,log:Math.log,recip:o=>1/o,sqrt:Math.sqrt,square:o=>o*o};function It({kernels:o},e,t,r,n){let[s,a]=t,{rows:i,cols:l,k:c}=e,p=e.inputs[0];switch(e.op){case"matmul":case"affine":return Ht(o,e,t,r,n);case"add":case"sub":case"mul":return o[e.op].bind(null,s,a,r);case"square":return()=>o.mul(s,s,r);case"scale":return()=>o.scale(s,r,c);case"leaky":return()=>o.gate(s,s,r,c);case"gate":return()=>o.gate(s,a,r,c);case"sumRows":return()=>o.sumRows(s,r,p.rows,p.cols);case"repeatRows":return()=>{for(let m=0;m<i;m++)r.set(s,m*l)};case"fill":return()=>{r.fill(s[0])};case"shift":return()=>{for(let m=0;m<r.length;m++)r[m]=s[m]+c};case"sum":case"sumCols":return Or(s,r);case"repeatCols":return()=>{for(let m=0;m<i;m++)r.fill(s[m],m*l,(m+1)*l)};case"leaf":case"constant":case"reshape":case"detach":throw new Error(`${e.op} computes nothing`);default:return Br(Pr[e.op],s,r)}}function Or(o,e){let t=o.length/e.length;return()=>{for(let r=0,n=0;r<e.length;r++){let s=0;for(let a=0;a<t;a++,n++)s+=o[n];e[r]=s}}}function Br(o,e,t){return()=>{for(let r=0;r<t.length;r++)t[r]=o(e[r])}}var Kt=new Set(["reshape","detach"]),Wt=new Set(["add","sub","mul","scale","shift","leaky","gate","tanh","sigmoid","softplus","exp","log","recip","sqrt","square"]),ce=class{constructor(e,t){this.commands=[];let r=st(t),n=new Map,s=new at(e),a=qr(r,t);r.forEach((i,l)=>{let c=[...new Set(i.inputs.map(je))].filter(m=>a.get(m)===l&&m.inputs.length>0),p=()=>c.forEach(m=>s.give(n.get(m)));Wt.has(i.op)&&p(),this.place(e,i,n,s),Wt.has(i.op)||p()}),this.outputs=t.map(i=>n.get(i))}run(){for(let e of this.commands)e();return this.outputs}place(e,t,r,n){let s=t.rows*t.cols;if(t.op==="leaf"||t.op==="constant")t.value??(t.value=e.alloc(s)),t.op==="constant"&&(t.value[0]=t.k),r.set(t,t.value);else if(Kt.has(t.op))r.set(t,r.get(t.inputs[0]));else{let a=n.take(s),i=t.inputs.map(p=>r.get(p)),l=[],c=p=>l[l.push(n.take(p))-1];r.set(t,a),this.commands.push(It(e,t,i,a,c)),l.forEach(p=>n.give(p))}}};function je(o){return Kt.has(o.op)?je(o.inputs[0]):o}function qr(o,e){let t=new Map;return o.forEach((r,n)=>r.inputs.forEach(s=>t.set(je(s),n))),e.forEach(r=>t.set(je(r),1/0)),t}var at=class{constructor(e){this.backend=e;this.free=new Map}take(e){return this.free.get(e)?.pop()??this.backend.alloc(e)}give(e){let t=this.free.get(e.length)??[];this.free.set(e.length,[...t,e])}};var Dr=.2;function Ut(...o){return o.slice(1).map((e,t)=>({weight:q(o[t],e),bias:q(1,e)}))}var Me=o=>o.flatMap(e=>[e.weight,e.bias]);var Hr=o=>Ft(o,Dr);function it(o,e){return o.reduce((t,{weight:r,bias:n},s)=>Tt(s?Hr(t):t,r,n),e)}function $t(o,...e){return e.slice(1).flatMap((t,r)=>{let n=e[r],s=Math.sqrt(2/n),a=Float32Array.from({length:n*t},()=>o.normal()),i=Float32Array.from({length:t},()=>o.uniform());return[a.map(l=>l*s),i.map(l=>(l-.5)*.2)]})}function Gt(o,e){Me(o).forEach(({value:t},r)=>t.set(e[r]))}var Ce={mean:1.5,width:.6},Jt=[1,64,64,1],Zt=256;function Se(o,{mean:e,width:t}){let r=(o-e)/t;return-.5*(r*r+Math.log(2*Math.PI))-Math.log(t)}function me(o){let[e,t]=[-1,1].map(n=>Se(o,{...Ce,mean:n*Ce.mean})),r=Math.max(e,t);return r+Math.log((Math.exp(e-r)+Math.exp(t-r))/2)}var J=Se,W=(o,e)=>me(o)-Se(o,e),I=o=>1/(1+Math.exp(-o)),Z=o=>({minimax:I(o),other:I(-o)}),de=class{constructor(e,t,r){this.random=t;this.steps=0;this.net=Ut(...Jt);this.real=q(Zt,1);this.made=q(Zt,1);let[n,s]=[this.real,this.made].map(c=>it(this.net,c)),a=Ot(ne(rt(ie(n)),rt(s))),i=Dt(a,Me(this.net));this.place=q(r.length,1),this.training=new ce(e,i),this.seeing=new ce(e,[it(this.net,this.place)]),this.place.value.set(r);let l={rate:.001,b1:.9,b2:.999};this.adam=new Ee(e,Me(this.net),this.training.outputs,l),Gt(this.net,$t(t,...Jt))}step(e){let{random:t,real:r}=this,n=(s,a)=>{for(let i=0;i<s.length;i++)s[i]=a()};n(r.value,()=>(t.uniform()<.5?-1:1)*Ce.mean+Ce.width*t.normal()),n(this.made.value,()=>e.mean+e.width*t.normal()),this.training.run(),this.adam.step(),this.steps++}logits(){return Array.from(this.seeing.run()[0])}};function Le(o,e,t){let r=o[1]-o[0],n=s=>Math.max(s,0)+Math.log1p(Math.exp(-Math.abs(s)));return o.reduce((s,a,i)=>{let[l,c]=[me(a),Se(a,t)].map(Math.exp);return s-r*(l*n(-e[i])+c*n(e[i]))},Math.log(4))}var gt={};Qe(gt,{Gallery:()=>Y,Mixture:()=>ue,between:()=>ht,dot:()=>T,drawn:()=>ze,greys:()=>U,klUnits:()=>ge,logDensity:()=>ut,moved:()=>pt,norm:()=>K,normal:()=>E,squaredError:()=>fe});function pe(o,e,t,r){let{rows:n,cols:s,w:a,wt:i,bias:l}=e,c=o.alloc(t*s),p=o.alloc(r?t*n:0);return{y:c,dx:p,forward:m=>o.kernels.matmul(m,a,c,{M:t,K:n,N:s,ta:!1,bias:l}),backward:m=>o.kernels.matmul(m,i,p,{M:t,K:s,N:n,ta:!1,bias:null})}}function ct(o,e,t,r){let n=o.alloc(e),s=o.alloc(r?e:0);return{y:n,dx:s,forward:a=>o.kernels.gate(a,a,n,t),backward:a=>o.kernels.gate(a,n,s,t)}}function Ir(o,e,t){let r=2*e,n=0;for(let s=0;s<o;s++)for(let a=0;a<e;a++)for(let i=0;i<e;i++)for(let l=2*a-1;l<2*a-1+4;l++)for(let c=2*i-1;c<2*i-1+4;c++,n++)l>=0&&c>=0&&l<r&&c<r&&t(n,(s*r+l)*r+c)}var Te=class{constructor(e,t,r){this.channels=r;let n=[];Ir(e,t,(s,a)=>n.push(s*r,a*r)),this.pairs=Int32Array.from(n)}gather(e,t){let{pairs:r,channels:n}=this;for(let s=0;s<r.length;s+=2){let[a,i]=[r[s],r[s+1]];for(let l=0;l<n;l++)t[a+l]=e[i+l]}}scatter(e,t){let{pairs:r,channels:n}=this;for(let s=0;s<r.length;s+=2){let[a,i]=[r[s],r[s+1]];for(let l=0;l<n;l++)t[i+l]+=e[a+l]}}};function dt(o,e,t,r,n){let{rows:s,cols:a,w:i,wt:l,bias:c}=e,p=c.length,m=t*r*r,h=o.alloc(m*a),g=o.alloc(4*m*p),u=o.alloc(n?m*s:0),v=new Te(t,r,p);return{y:g,dx:u,forward(f){o.kernels.matmul(f,i,h,{M:m,K:s,N:a,ta:!1,bias:null});for(let y=0;y<g.length;y+=p)for(let j=0;j<p;j++)g[y+j]=c[j];v.scatter(h,g)},backward(f){h.fill(0),v.gather(f,h),o.kernels.matmul(h,l,u,{M:m,K:a,N:s,ta:!1,bias:null})}}}function mt(o,e,t){let{rows:r,cols:n,w:s,bias:a}=e,i=t*t,l=o.alloc(i*r),c=o.alloc(i*n),p=new Te(1,t,r/4**2);return{y:c,dx:o.alloc(0),forward(m){p.gather(m,l),o.kernels.matmul(l,s,c,{M:i,K:r,N:n,ta:!1,bias:a})},backward(){throw new Error("the encoder is not differentiated")}}}var b=32,k=28,x=k*k,Fe=7,X=(o,e)=>["1","2","3","4"].map(t=>{let r=`${e}.${t}`,[n,s]=[o.floats(r),o.floats(`${r}.bias`)];return{shape:o.shape(r),w:n,bias:s}});function he(o,e,t){return e.map(({shape:[r,n],w:s,bias:a})=>{let i={rows:r,cols:n,w:o.alloc(s.length),wt:o.alloc(t?s.length:0),bias:o.alloc(a.length)};return i.w.set(s),i.bias.set(a),t&&o.kernels.transpose(i.w,i.wt,r,n),i})}var _=class{constructor(e,[t,r,n,s],a,i=!1){this.images=a;this.z=e.alloc(a*b),this.image=e.alloc(a*x),this.dh=e.alloc(i?a*x:0);let l=u=>ct(e,u.y.length,0,i),c=pe(e,t,a,i),p=pe(e,r,a,i),m=dt(e,n,a,Fe,i),h=dt(e,s,a,2*Fe,i),g=[c,p,m].flatMap(u=>[u,l(u)]);this.layers=[...g,h]}forward(){let e=this.z;for(let t of this.layers)t.forward(e),e=t.y;for(let t=0;t<e.length;t++)this.image[t]=1/(1+Math.exp(-e[t]));return this.image}backward(e){let{image:t,dh:r}=this;for(let s=0;s<r.length;s++)r[s]=e[s]*t[s]*(1-t[s]);let n=r;for(let s of[...this.layers].reverse())s.backward(n),n=s.dx;return n}},Re=class{constructor(e,[t,r,n,s]){this.x=e.alloc(x);let i=[mt(e,t,2*Fe),mt(e,r,Fe),pe(e,n,1,!1)].flatMap(l=>[l,ct(e,l.y.length,.2,!1)]);this.layers=[...i,pe(e,s,1,!1)]}posterior(e){this.x.set(e);let t=this.x;for(let r of this.layers)r.forward(t),t=r.y;return{mu:Float64Array.from(t.subarray(0,b)),logSigma:Float64Array.from(t.subarray(b))}}};var E=o=>Float64Array.from({length:b},()=>o.normal()),K=o=>Math.sqrt(T(o,o));function T(o,e){let t=0;for(let r=0;r<o.length;r++)t+=o[r]*e[r];return t}function pt(o,e,t){let r=t-T(e,o);return o.map((n,s)=>n+r*e[s])}function ht(o,e,t,r){let n=T(o,e)/(K(o)*K(e)||1),s=Math.acos(Math.max(-1,Math.min(1,n))),a=!r||Math.sin(s)<1e-6,[i,l]=a?[1-t,t]:[Math.sin((1-t)*s),Math.sin(t*s)].map(c=>c/Math.sin(s));return o.map((c,p)=>i*c+l*e[p])}var ue=class{constructor(e){this.weight=e.floats("mixture.weight"),this.mean=e.floats("mixture.mean"),this.scale=e.floats("mixture.scale")}draw(e){let t=e.uniform(),r=0;for(;r<this.weight.length-1&&t>=this.weight[r];)t-=this.weight[r++];let n=E(e);return n.map((s,a)=>{let i=(r*b+a)*b;return this.mean[r*b+a]+T(this.scale.subarray(i,i+b),n)})}},ge=({mu:o,logSigma:e})=>o.map((t,r)=>.5*(Math.exp(2*e[r])+t*t-1)-e[r]),ze=({mu:o,logSigma:e},t)=>o.map((r,n)=>r+Math.exp(e[n])*t[n]);function fe(o,e){let t=0;for(let r=0;r<x;r++)t+=(o[r]-e[r])**2;return t}var U=o=>255*Math.sqrt(o/x),ut=(o,e)=>-x*(Math.log(e)+.5*Math.log(2*Math.PI))-o/(2*e*e),Y=class{constructor(e,t){this.images=e.bytes(`${t}.images`),this.labels=e.bytes(`${t}.labels`),this.length=this.labels.length}image(e){let t=this.images.subarray(e*x,(e+1)*x);return Float32Array.from(t,r=>r/255)}nearest(e){let[t,r]=[0,1/0],n=Float32Array.from(e,s=>255*s);for(let s=0,a=0;s<this.length;s++,a=s*x){let i=0;for(let l=0;l<x&&i<r;l++)i+=(this.images[a+l]-n[l])**2;i<r&&([t,r]=[s,i])}return{place:t,squared:r/255**2}}};var Q=class{constructor(e,t=$()){this.block=e;this.backend=t;this.near=new Y(e,"near"),this.test=new Y(e,"test"),this.mixture=new ue(e),this.generator=X(e,"gan");let r=n=>new _(t,he(t,n,!1),1);this.decoders={gan:r(this.generator),vae:r(X(e,"vae"))},this.encoder=new Re(t,he(t,X(e,"encoder"),!1))}image(e,t){let r=this.decoders[e];return r.z.set(t),r.forward().slice()}posterior(e){return this.encoder.posterior(e)}directions(e){let t=this.block.floats(`directions.${e}`),[r,n]=this.block.shape(`directions.${e}`);return Array.from({length:r},(s,a)=>t.subarray(a*n,(a+1)*n))}steps(e,t){return this.block.floats(`steps.${e}.${t}`)}};var ee=class{constructor(e){this.points=e.floats("map.points"),this.labels=e.bytes("map.labels"),this.share=e.floats("map.share"),this.mean=e.floats("map.mean");let t=e.floats("map.axes");this.axes=[t.subarray(0,32),t.subarray(32)]}place(e){let t=e.map((r,n)=>r-this.mean[n]);return[T(t,this.axes[0]),T(t,this.axes[1])]}ellipse({mu:e,logSigma:t}){let[r,n]=this.axes,s=t.map(f=>Math.exp(2*f)),a=(f,y)=>T(s.map((j,M)=>j*f[M]),y),[i,l,c]=[a(r,r),a(r,n),a(n,n)],p=(i+c)/2,m=Math.hypot((i-c)/2,l),[h,g]=this.place(e),[u,v]=[p+m,p-m].map(Math.sqrt);return{x:h,y:g,long:u,short:v,turn:.5*Math.atan2(2*l,i-c)}}centres(){let e=Array.from({length:10},()=>[0,0,0]);return this.labels.forEach((t,r)=>{e[t][0]+=this.points[2*r],e[t][1]+=this.points[2*r+1],e[t][2]++}),e.map(([t,r,n])=>[t/n,r/n])}};var V=4,P=300,Wr=.1,[ft,vt,Kr]=[.9,.999,1e-8],te=class{constructor(e,t){this.mean=new Float64Array(V*b);this.square=new Float64Array(V*b);this.target=[];this.steps=0;this.net=new _(e,he(e,t,!0),V,!0),this.gradient=new Float64Array(V*x)}begin(e,t){this.target=e,this.steps=0,this.mean.fill(0),this.square.fill(0),t.normals(this.net.z)}slope(){let e=this.net.forward();for(let t=0;t<e.length;t++)this.gradient[t]=2*(e[t]-this.target[t%x]);return Float64Array.from(this.net.backward(this.gradient))}step(){let{mean:e,square:t}=this,r=this.slope();this.steps++;let[n,s]=[1-ft**this.steps,1-vt**this.steps];r.forEach((a,i)=>{e[i]=ft*e[i]+(1-ft)*a,t[i]=vt*t[i]+(1-vt)*a*a,this.net.z[i]-=Wr*e[i]/n/(Math.sqrt(t[i]/s)+Kr)})}best(){let e=this.net.forward(),t=null;for(let r=0;r<V;r++){let n=e.slice(r*x,(r+1)*x),s=fe(n,this.target);if(t&&!(s<t.squared))continue;let a=Float64Array.from(this.net.z.subarray(r*b,(r+1)*b));t={steps:this.steps,z:a,image:Float32Array.from(n),squared:s}}return t}get codes(){return Float64Array.from(this.net.z)}set codes(e){this.net.z.set(e)}};function d(o,e={},...t){let r=document.createElement(o);for(let[n,s]of Object.entries(e))s!==!1&&r.setAttribute(n,s===!0?"":String(s));return r.append(...t),r}function w(o,e,t={}){let r=d("button",{type:"button",...t},o);return r.addEventListener("click",e),r}var Ve=6,_t=5;function yt(o){let e=o.trim()===""?NaN:Number(o.trim().replace("−","-"));return Math.abs(e)<=_t?e:null}var ve=o=>o.toFixed(2).replace("-","−"),Pe=class{constructor(e,t,r){this.t=e;this.hears=r;this.sums=[d("td"),d("td")];this.units=Array.from(t.keys()).sort((a,i)=>t[i]-t[a]).slice(0,Ve),this.cells=this.units.map(()=>Array.from({length:5},()=>d("td"))),this.inputs=this.units.map(a=>this.input(a));let n=d("div",{class:"gv-row"},w(e("encode.redraw"),r.redraw),w(e("encode.mean"),r.mean)),s=d("div",{class:"gv-scroll",tabindex:0,role:"region"});s.setAttribute("aria-label",e("encode.table",{n:Ve})),s.append(this.table()),this.element=d("div",{},s,n)}input(e){let t=this.t("encode.noise.label",{unit:e}),r=d("input",{type:"text",inputmode:"decimal",size:5});return r.setAttribute("aria-label",t),r.name=`eps-${e}`,r.addEventListener("input",()=>{let n=yt(r.value);if(r.toggleAttribute("aria-invalid",n===null),n!==null)return this.hears.eps(e,n);r.setAttribute("aria-invalid","true"),this.hears.refuse(this.t("encode.eps",{text:r.value,most:_t}))}),r}table(){let{t:e}=this,r=["unit","mu","logvar","sigma","noise","z","kl"].map(c=>d("th",{scope:"col"},e(`encode.${c}`))),n=this.units.map((c,p)=>{let[m,h,g,u,v]=this.cells[p],f=d("td",{},this.inputs[p]),y=d("th",{scope:"row"},String(c));return d("tr",{},y,m,h,g,f,u,v)}),a=[e("encode.rest",{n:b-Ve}),e("encode.all",{n:b})].map((c,p)=>d("tr",{},d("th",{scope:"row",colspan:6},c),this.sums[p])),i=d("caption",{},e("encode.table",{n:Ve})),l=d("tbody",{},...n,...a);return d("table",{},i,d("thead",{},d("tr",{},...r)),l)}show(e,t,r){let n=ge(e),s=0;this.units.forEach((i,l)=>{let{mu:c,logSigma:p}=e,m=Math.exp(p[i]);[c[i],2*p[i],m,r[i],n[i]].forEach((u,v)=>this.cells[l][v].textContent=ve(u)),s+=n[i];let g=this.inputs[l];document.activeElement!==g&&(g.value=t[i].toFixed(2),g.removeAttribute("aria-invalid"))});let a=n.reduce((i,l)=>i+l,0);this.sums[0].textContent=ve(a-s),this.sums[1].textContent=ve(a)}};var Xt="explore-weights.js",Ur=typeof document>"u"?"":(document.currentScript?.src??"")||location.href,Yt=null,re=null;function Qt(o,e){let t=G.read(o,e);return Yt?.(t),re??(re=t),t}function er(){return re??(re=new Promise((o,e)=>{Yt=o;let t=document.createElement("script");t.src=new URL(Xt,Ur).href,t.onerror=()=>{re=null,e(new Error(Xt))},document.head.append(t)})),re}var Oe={start:"Start","start.size":"Loads {size} MB once; then nothing leaves this page.","start.loading":"Loading …","start.failed":"The weights did not come: {error} must lie beside explore.js. Press Start to try again.","start.broken":"The explorer met a mistake of its own and stopped: {error}",gan:"GAN",vae:"VAE","class.0":"T-shirt","class.1":"trouser","class.2":"pullover","class.3":"dress","class.4":"coat","class.5":"sandal","class.6":"shirt","class.7":"sneaker","class.8":"bag","class.9":"ankle boot","walk.label":"One code, two images","walk.new":"New z","walk.zero":"z = 0","walk.of":"Directions","walk.of.gan":"in which the GAN’s image changes most","walk.of.vae":"in which the VAE’s image changes most","walk.of.random":"at random","walk.direction":"Direction {n}","walk.slider":"Direction {n}: a step of 1 changes the GAN’s image by {gan} and the VAE’s by {vae} grey levels","walk.head":"A step of 1 changes","walk.unit":"Grey levels of 255, root mean square over pixels, mean over 500 codes from N(0, I).","walk.norm":"|z| = {norm}; draws of N(0, I) lie near 5.6.","walk.gan":"GAN: G(z)","walk.vae":"VAE: mean of p(x|z)","walk.near":"Nearest of {n} training images: {name}, {greys} grey levels away","walk.image":"{who} at this z; nearest training image: {name}","walk.path":"From one z to another","walk.keep.a":"Keep this z as A","walk.keep.b":"Keep this z as B","walk.arc":"on the arc: keep the length of z","walk.t":"From A to B","walk.frame":"{who}, {percent} % of the way from A to B","walk.row":"{who} from A to B","draws.label":"Where the codes come from","draws.again":"Draw again","draws.gan":"GAN, codes from N(0, I)","draws.vae":"VAE, the same codes","draws.fitted":"VAE, codes from the fitted mixture","draws.image":"{row}, image {n}; nearest training image: {name}","encode.label":"From an image to its code","encode.pick":"A test image","encode.test":"{name}, {n}","encode.draw":"Or draw","encode.pad":"Drawing pad, 28 by 28 pixels. Arrow keys move the brush, space paints; the image is encoded at once.","encode.ink":"Brush","encode.ink.1":"white","encode.ink.0.5":"grey","encode.ink.0":"eraser","encode.clear":"Clear","encode.fill":"Fill","encode.copy":"Begin with the chosen image","encode.x":"x","encode.x.alt":"The image x that is encoded","encode.back":"VAE: decoded z, {greys} grey levels from x","encode.back.alt":"What the decoder makes of z; nearest training image: {name}","encode.empty":"The pad is empty: draw something or choose an image. Below stands the last image.","encode.full":"Every pixel has the same grey: there is no shape to encode. Erase something. Below stands the last image.","encode.nan":"The encoder’s numbers for this image are not finite, so they are not shown. Choose another image.","encode.eps":"“{text}” cannot be ε: give a number from -{most} to {most}, such as -1.2.","encode.table":"The {n} units that training images use most, and their own z","encode.unit":"unit","encode.mu":"μ","encode.logvar":"log σ²","encode.sigma":"σ","encode.noise":"ε","encode.z":"z = μ + σ ε","encode.kl":"KL, nats","encode.noise.label":"ε of unit {unit}","encode.rest":"the other {n}","encode.all":"all {n}","encode.redraw":"Draw ε","encode.mean":"ε = 0","encode.take":"Take this z to the sliders above","encode.sum":"log p(x|z) = {density} nats, KL = {kl} nats. Their difference, {elbo}, is the ELBO by one draw.","encode.time":"The encoder: one pass, {ms} ms.","map.label":"Map of codes","map.alt":"The posterior lies at {x}, {y}, nearest to the middle of the class {name}; the circles are N(0, I).","map.show":"Class","map.all":"all","map.legend":"Dots: means of q(z|x) of {n} training images. Ellipse: this image’s q(z|x), two deviations. Cross: z. Dashed: one and two deviations of N(0, I). The plane holds {share} % of the variance of the means.","hunt.label":"The GAN’s answer","hunt.why":"A generator has no encoder. Search for a z whose image is near to x.","hunt.go":"Search","hunt.stop":"Stop","hunt.alt":"The GAN’s image nearest to x that the search has found","hunt.none":"Not searched yet","hunt.image":"GAN: found, {greys} grey levels from x","hunt.cost":"{steps} steps from {starts} starts: {passes} passes forward and back, {seconds} s. |z| = {norm}.","hunt.running":"Searching: step {steps} of {of}.","hunt.stopped":"Stopped.","hunt.failed":"The search met a mistake of its own: {error}","hunt.nan":"The search lost its way: its numbers are not finite. Press Search again.","judge.label":"The best discriminator, a trained one, and the two losses","judge.mean":"Middle of the generator’s hump","judge.width":"Its width","judge.train":"Train D","judge.stop":"Stop","judge.running":"D learns from samples, until you press Stop.","judge.trained":"D has seen {steps} batches of samples.","judge.minimax":"minimax loss","judge.other":"non-saturating loss","judge.told":"Under D*, mean slope of the generator’s loss in the logit: minimax {minimax}, non-saturating {other}. V(D*) + log 4 = {best} nats.","judge.seen":"V(D) + log 4 = {value} nats for the D of {steps} steps.","judge.alt":"Above, two humps of data and the generator’s hump, dashed. In the middle D* and, once it has learned, the trained D, dotted. Below, arrows from eight generated points: where each loss sends them under D*.","judge.legend":"Solid: data p and D*. Dashed: the generator p_g. Dotted: the trained D. Arrows: where each of the two losses sends generated points with D* held fixed; long ones are shortened."};var Be={start:"开始","start.size":"只下载一次 {size} MB，此后本页不再与外界往来。","start.loading":"正在载入……","start.failed":"权重没有载入：{error} 必须与 explore.js 放在同一处。请按“开始”再试一次。","start.broken":"本工具自身出错，已经停止：{error}",gan:"GAN",vae:"VAE","class.0":"T恤","class.1":"裤子","class.2":"套头衫","class.3":"连衣裙","class.4":"外套","class.5":"凉鞋","class.6":"衬衫","class.7":"运动鞋","class.8":"包","class.9":"短靴","walk.label":"一个编码，两幅图像","walk.new":"新的 z","walk.zero":"z = 0","walk.of":"方向","walk.of.gan":"GAN 的图像变化最大的方向","walk.of.vae":"VAE 的图像变化最大的方向","walk.of.random":"随机方向","walk.direction":"方向 {n}","walk.slider":"方向 {n}：走 1 步，GAN 的图像改变 {gan} 个灰度级，VAE 的改变 {vae} 个","walk.head":"走 1 步改变","walk.unit":"灰度级共 255；对像素取均方根，再对 N(0, I) 的 500 个编码取平均。","walk.norm":"|z| = {norm}；从 N(0, I) 抽出的编码约为 5.6。","walk.gan":"GAN：G(z)","walk.vae":"VAE：p(x|z) 的均值","walk.near":"{n} 幅训练图像中最近的一幅：{name}，相距 {greys} 个灰度级","walk.image":"{who} 在此 z 处的图像；最近的训练图像：{name}","walk.path":"从一个 z 到另一个 z","walk.keep.a":"把此 z 记为 A","walk.keep.b":"把此 z 记为 B","walk.arc":"沿弧线走：保持 z 的长度","walk.t":"从 A 到 B","walk.frame":"{who}，从 A 到 B 的 {percent} % 处","walk.row":"{who}：从 A 到 B","draws.label":"编码从哪里来","draws.again":"再抽一次","draws.gan":"GAN，编码抽自 N(0, I)","draws.vae":"VAE，同样的编码","draws.fitted":"VAE，编码抽自拟合的混合分布","draws.image":"{row}，第 {n} 幅；最近的训练图像：{name}","encode.label":"从图像到编码","encode.pick":"一幅测试图像","encode.test":"{name}，第 {n} 幅","encode.draw":"或自己画","encode.pad":"画板，28 乘 28 像素。方向键移动画笔，空格键落笔；图像立即被编码。","encode.ink":"画笔","encode.ink.1":"白","encode.ink.0.5":"灰","encode.ink.0":"橡皮","encode.clear":"清空","encode.fill":"填满","encode.copy":"从所选图像开始画","encode.x":"x","encode.x.alt":"被编码的图像 x","encode.back":"VAE：解码 z，与 x 相距 {greys} 个灰度级","encode.back.alt":"解码器由 z 得到的图像；最近的训练图像：{name}","encode.empty":"画板是空的：请画点什么，或选一幅图像。下面仍是上一幅图像。","encode.full":"每个像素的灰度都相同，没有可编码的形状。请擦去一些。下面仍是上一幅图像。","encode.nan":"编码器对这幅图像给出的数不是有限的，因此不显示。请换一幅图像。","encode.eps":"“{text}” 不能作为 ε：请给出 -{most} 到 {most} 之间的数，例如 -1.2。","encode.table":"训练图像用得最多的 {n} 个单元，以及你自己的 z","encode.unit":"单元","encode.mu":"μ","encode.logvar":"log σ²","encode.sigma":"σ","encode.noise":"ε","encode.z":"z = μ + σ ε","encode.kl":"KL，奈特","encode.noise.label":"单元 {unit} 的 ε","encode.rest":"其余 {n} 个","encode.all":"全部 {n} 个","encode.redraw":"抽取 ε","encode.mean":"ε = 0","encode.take":"把此 z 送到上面的滑块","encode.sum":"log p(x|z) = {density} 奈特，KL = {kl} 奈特。两者之差 {elbo} 是用一次抽样估计的 ELBO。","encode.time":"编码器：走一遍，{ms} 毫秒。","map.label":"编码地图","map.alt":"后验位于 {x}, {y}，离“{name}”一类的中心最近；圆圈是 N(0, I)。","map.show":"类别","map.all":"全部","map.legend":"点：{n} 幅训练图像的 q(z|x) 的均值。椭圆：这幅图像的 q(z|x)，两个标准差。十字：z。虚线：N(0, I) 的一个与两个标准差。此平面含均值方差的 {share} %。","hunt.label":"GAN 的回答","hunt.why":"生成器没有编码器。请搜索一个 z，使它的图像接近 x。","hunt.go":"搜索","hunt.stop":"停止","hunt.alt":"搜索找到的、与 x 最近的 GAN 图像","hunt.none":"尚未搜索","hunt.image":"GAN：找到的图像，与 x 相距 {greys} 个灰度级","hunt.cost":"从 {starts} 个起点走 {steps} 步：{passes} 遍前向与反向，{seconds} 秒。|z| = {norm}。","hunt.running":"正在搜索：第 {steps} 步，共 {of} 步。","hunt.stopped":"已停止。","hunt.failed":"搜索自身出错：{error}","hunt.nan":"搜索走丢了：得到的数不是有限的。请再按“搜索”。","judge.label":"最优判别器、训练出的判别器与两种损失","judge.mean":"生成器单峰的中心","judge.width":"它的宽度","judge.train":"训练 D","judge.stop":"停止","judge.running":"D 从样本中学习，直到你按“停止”。","judge.trained":"D 已见过 {steps} 批样本。","judge.minimax":"极小极大损失","judge.other":"非饱和损失","judge.told":"在 D* 之下，生成器损失对 logit 的平均斜率：极小极大 {minimax}，非饱和 {other}。V(D*) + log 4 = {best} 奈特。","judge.seen":"走了 {steps} 步的 D：V(D) + log 4 = {value} 奈特。","judge.alt":"上：数据的两个峰与生成器的一个峰（虚线）。中：D*，以及学习之后训练出的 D（点线）。下：从八个生成点出发的箭头，即每种损失在 D* 之下把它们送往何处。","judge.legend":"实线：数据 p 与 D*。虚线：生成器 p_g。点线：训练出的 D。箭头：固定 D* 时两种损失把生成点送往何处，过长的箭头被缩短。"};function tr(o,e){let t=o[e.slice(0,2).toLowerCase()]??o.en;return(r,n={})=>t[r].replace(/\{(\w+)\}/g,(s,a)=>a in n?String(n[a]):s)}var rr=o=>tr({en:Oe,zh:Be},o),S=(o,e)=>o(`class.${e}`);function qe(o){let e=new MutationObserver(o);e.observe(document.documentElement,{attributeFilter:["data-theme"]});let t=matchMedia("(prefers-color-scheme: dark)");return t.addEventListener("change",o),window.addEventListener("resize",o),()=>{e.disconnect(),t.removeEventListener("change",o),window.removeEventListener("resize",o)}}function or(o,e){let t=!0,r=()=>e(t&&!document.hidden),n=new IntersectionObserver(s=>{t=s[s.length-1].isIntersecting,r()});return n.observe(o),document.addEventListener("visibilitychange",r),()=>{n.disconnect(),document.removeEventListener("visibilitychange",r)}}var De=class{constructor(e){this.models=e;this.random=new z(Date.now()%65521);this.listeners=[];this.now=E(this.random)}get z(){return this.now}set z(e){this.now=e,this.listeners.forEach(t=>t())}onZ(e){this.listeners.push(e)}};function He(o){let e=0;return()=>{cancelAnimationFrame(e),e=requestAnimationFrame(o)}}var $r=330,[ye,wt]=[110,240],Gr=[-1.8,-1.1,-.6,-.2,.2,.6,1.1,1.8],Jr=[-4,-2,0,2,4],Zr=.55;function sr(o,e,t){let r=window.devicePixelRatio||1,n=o.clientWidth||600;o.width=Math.round(n*r),o.height=$r*r;let s=o.getContext("2d");s.setTransform(r,0,0,r,0,0);let a=getComputedStyle(o),i=A=>a.getPropertyValue(`--gv-${A}`).trim(),[l,c,p]=["ink","gan","faint"].map(i),{xs:m,made:h,exact:g,seen:u}=e,v=m[m.length-1],f=A=>(A+v)/(2*v)*n,y=(A,oe,R,br)=>_r(s,m.map(f),A.map(wr=>R-wr*(R-oe)),br),j=Math.max(.4,Math.exp(J(h.mean,h))),M=A=>m.map(oe=>Math.exp(A(oe))/j);s.lineWidth=2,s.strokeStyle=l,y(M(me),8,ye,[]),s.strokeStyle=c,y(M(A=>J(A,h)),8,ye,[7,4]),s.strokeStyle=p,s.lineWidth=1;let[O,B]=[ye+20,wt];for(let A of[0,.5,1])y(m.map(()=>A),O,B,[2,3]);s.strokeStyle=p,s.lineWidth=7,y(g.map(I),O,B,[]),s.strokeStyle=l,s.lineWidth=1,y(g.map(I),O,B,[]),u&&(s.strokeStyle=c,s.lineWidth=2,y(u.map(I),O,B,[3,3])),s.fillStyle=s.strokeStyle=l,s.font="12px sans-serif",s.textAlign="center";for(let A of Jr)s.fillText(String(A),f(A),ye+13);s.textAlign="right",s.fillText("1",n-2,O+12),s.fillText("0",n-2,B-4),s.textAlign="left",s.fillText("p, p_g",4,16),s.fillText("D(x)",4,ye+16),nr(s,f,h,"minimax",wt+36,t.minimax),nr(s,f,h,"other",wt+74,t.other)}function _r(o,e,t,r){o.setLineDash(r),o.beginPath(),e.forEach((n,s)=>o.lineTo(n,t[s])),o.stroke(),o.setLineDash([])}function nr(o,e,t,r,n,s){o.fillText(s,4,n-14),o.lineWidth=1.6;for(let a of Gr){let i=t.mean+t.width*a,l=W(i,t),c=(W(i+.001,t)-W(i-.001,t))/.002,p=Z(l)[r]*c,m=i+Zr*p/(1+.25*Math.abs(p)),[h,g]=[e(i),e(m)];o.beginPath(),o.arc(h,n,2.5,0,7),o.fill(),o.beginPath(),o.moveTo(h,n),o.lineTo(g,n);let u=Math.min(5,Math.abs(g-h))*Math.sign(g-h);o.moveTo(g-u,n-Math.abs(u)),o.lineTo(g,n),o.lineTo(g-u,n+Math.abs(u)),o.stroke()}}var Xr=6,ar=241,Yr=6,Qr=1e3,Ie=class{constructor(e,t){this.t=t;this.made={mean:.8,width:1};this.xs=Array.from({length:ar},(e,t)=>(2*t/(ar-1)-1)*Xr);this.canvas=d("canvas",{class:"gv-curves",role:"img"});this.told=d("p",{"aria-live":"off"});this.status=d("p",{class:"gv-small",role:"status"});this.draw=He(()=>this.show());this.judge=null;this.running=!1;this.visible=!0;this.shown=0;this.calm=matchMedia("(prefers-reduced-motion: reduce)");this.train=w(t("judge.train"),()=>this.toggle(),{class:"gv-main"}),e.append(this.slider("mean",-5,5),this.slider("width",.3,2),d("div",{class:"gv-row"},this.train,this.status),this.canvas,this.told,d("p",{class:"gv-small"},t("judge.legend"))),qe(this.draw),or(e,r=>{let n=r&&!this.visible;this.visible=r,n&&this.running&&requestAnimationFrame(()=>this.go())}),this.show()}slider(e,t,r){let n=this.made[e],s=d("input",{type:"range",name:e,min:t,max:r,step:.1,value:n}),a=d("output",{"aria-live":"off"},n.toFixed(1));s.addEventListener("input",()=>{this.made[e]=Number(s.value),a.value=this.made[e].toFixed(1),this.draw()});let i=d("span",{},this.t(`judge.${e}`));return d("label",{class:"gv-choice"},i,s,a)}toggle(){this.running=!this.running,this.running?(this.judge=new de($(),new z(1),this.xs),this.go()):this.show(),this.train.textContent=this.t(this.running?"judge.stop":"judge.train");let e=this.judge?.steps??0,t=this.running?"judge.running":"judge.trained";this.status.textContent=this.t(t,{steps:e})}go(){let{judge:e}=this;if(!e||!this.running||!this.visible)return;let t=performance.now();for(;performance.now()<t+Yr;)e.step(this.made);(!this.calm.matches||t-this.shown>Qr)&&(this.shown=t,this.show()),requestAnimationFrame(()=>this.go())}show(){let{xs:e,made:t,t:r}=this,n=e.map(u=>W(u,t)),s=this.judge?.logits()??null,a={xs:e,made:t,exact:n,seen:s};sr(this.canvas,a,{minimax:r("judge.minimax"),other:r("judge.other")});let i=e.map(u=>Math.exp(J(u,t))),l=i.reduce((u,v)=>u+v),c=u=>n.reduce((v,f,y)=>v+i[y]/l*u(f),0).toFixed(2),p=r("judge.told",{minimax:c(u=>Z(u).minimax),other:c(u=>Z(u).other),best:Le(e,n,t).toFixed(3)}),m=this.judge?.steps??0,h=s&&Le(e,s,t).toFixed(3),g=h?` ${r("judge.seen",{value:h,steps:m})}`:"";this.told.textContent=p+g,this.canvas.setAttribute("aria-label",r("judge.alt"))}};var F=class{constructor(e="",t={}){this.data=new ImageData(k,k);let r={role:"img","aria-label":e};this.canvas=d("canvas",{width:k,height:k,...r,...t}),this.canvas.classList.add("gv-picture"),this.pen=this.canvas.getContext("2d")}show(e,t){let{data:r}=this.data;for(let n=0;n<x;n++){let s=Math.round(255*e[n]);r[4*n]=r[4*n+1]=r[4*n+2]=s,r[4*n+3]=255}this.pen.putImageData(this.data,0,0),t!==void 0&&(this.label=t)}set label(e){this.canvas.setAttribute("aria-label",e)}},L=class{constructor(e="",t=""){this.picture=new F;this.caption=d("figcaption");this.caption.textContent=e,this.element=d("figure",{class:t},this.picture.canvas,this.caption)}show(e,t,r){this.picture.show(e,t),r!==void 0&&(this.caption.textContent=r)}};var ir=8,eo=["gan","vae","fitted"],We=class{constructor(e,t,r){this.t=t;this.room=r;let n=()=>Array.from({length:ir},()=>new F);this.pictures={gan:n(),vae:n(),fitted:n()};let s=w(t("draws.again"),()=>this.draw(),{class:"gv-main"});e.append(d("div",{class:"gv-row"},s),...eo.map(a=>this.row(a))),this.draw()}row(e){let r=d("p",{class:`gv-key gv-of-${e==="gan"?"gan":"vae"}`},this.t(`draws.${e}`)),n=this.pictures[e].map(a=>a.canvas),s=d("div",{class:"gv-strip gv-eight"},...n);return d("div",{class:"gv-draws"},r,s)}draw(){let{random:e,models:t}=this.room,r=a=>Array.from({length:ir},a),n=r(()=>E(e)),s=r(()=>t.mixture.draw(e));this.show("gan","gan",n),this.show("vae","vae",n),this.show("fitted","vae",s)}show(e,t,r){let{models:n}=this.room;r.forEach((s,a)=>{let i=n.image(t,s),{place:l}=n.near.nearest(i),c=S(this.t,n.near.labels[l]),p=this.t("draws.image",{row:this.t(`draws.${e}`),n:a+1,name:c});this.pictures[e][a].show(i,p)})}};var xt=4.2,Ke=["#0072b2","#d55e00","#009e73","#cc79a7","#b58900"],Ue=class{constructor(e,t){this.t=e;this.plane=t;this.canvas=d("canvas",{class:"gv-map",role:"img"});this.shown=d("select",{name:"class"});this.posterior=null;this.z=null;this.shown.append(d("option",{value:-1},e("map.all")));for(let l=0;l<Ke.length*2;l++)this.shown.append(d("option",{value:l},S(e,l)));this.shown.addEventListener("change",()=>this.draw()),qe(()=>this.draw());let{share:r,labels:n}=t,s=Math.round(100*(r[0]+r[1])),a=e("map.legend",{n:n.length,share:s}),i=d("span",{},e("map.show"));this.element=d("figure",{},d("label",{class:"gv-choice"},i,this.shown),this.canvas,d("figcaption",{},a))}show(e,t){this.posterior=e,this.z=t,this.draw()}draw(){let{canvas:e,plane:t,posterior:r,z:n}=this;if(!r||!n)return;let s=e.clientWidth||340,a=window.devicePixelRatio||1;e.width=e.height=Math.round(s*a);let i=e.getContext("2d");i.setTransform(a,0,0,a,0,0);let l=M=>(M+xt)/(2*xt)*s,c=M=>s-l(M),p=s/(2*xt),m=getComputedStyle(e).color;this.drawPoints(i,l,c),i.strokeStyle=i.fillStyle=m;let[h,g]=t.place(new Float64Array(b));i.setLineDash([4,4]);for(let M of[1,2])i.beginPath(),i.arc(l(h),c(g),M*p,0,7),i.stroke();i.setLineDash([]),this.drawNames(i,l,c);let u=t.ellipse(r);i.lineWidth=2.5,i.beginPath(),i.ellipse(l(u.x),c(u.y),2*u.long*p,2*u.short*p,-u.turn,0,7),i.stroke();let[v,f]=t.place(n);i.beginPath(),i.moveTo(l(v)-7,c(f)),i.lineTo(l(v)+7,c(f)),i.moveTo(l(v),c(f)-7),i.lineTo(l(v),c(f)+7),i.stroke();let y=S(this.t,this.nearest(u.x,u.y)),j={x:u.x.toFixed(1),y:u.y.toFixed(1),name:y};e.setAttribute("aria-label",this.t("map.alt",j))}drawPoints(e,t,r){let{points:n,labels:s}=this.plane,a=Number(this.shown.value);e.lineWidth=1,s.forEach((i,l)=>{e.globalAlpha=a<0||a===i?.8:.08,e.strokeStyle=e.fillStyle=Ke[i%Ke.length],e.beginPath(),e.arc(t(n[2*l]),r(n[2*l+1]),1.8,0,7),i<Ke.length?e.fill():e.stroke()}),e.globalAlpha=1}drawNames(e,t,r){let n=Number(this.shown.value),s=getComputedStyle(this.canvas).backgroundColor,a=e.fillStyle;e.font="600 11px sans-serif",e.textAlign="center",e.lineWidth=3;let i=[],l=([c,p],[m,h])=>Math.abs(c-m)<60&&Math.abs(p-h)<12;this.plane.centres().forEach(([c,p],m)=>{if(n>=0&&n!==m)return;let h=[t(c),r(p)];for(;i.some(u=>l(h,u));)h[1]+=2;i.push(h);let g=S(this.t,m);e.strokeStyle=s,e.strokeText(g,...h),e.fillText(g,...h)}),e.strokeStyle=a}nearest(e,t){let r=this.plane.centres().map(([n,s])=>Math.hypot(n-e,s-t));return r.indexOf(Math.min(...r))}};function lr(o,e,t){try{let r=`(${o})()`,n=URL.createObjectURL(new Blob([r],{type:"text/javascript"})),s=new Worker(n);return s.onmessage=i=>e(i.data),s.onerror=i=>e({failed:i.message}),{send:i=>s.postMessage(i),stop:()=>{s.terminate(),URL.revokeObjectURL(n)}}}catch{let r=t();return{send:n=>r.take(n),stop:()=>r.stop()}}}var to=40,$e=class{constructor(e){this.report=e;this.search=null;this.turn=0}take(e){try{e.order==="load"?this.search=new te($(),e.plain):e.order==="stop"?this.stop():(this.search.begin(e.target,new z(e.seed)),this.go(++this.turn,0,0))}catch(t){this.report({failed:String(t)})}}stop(){this.turn++}go(e,t,r){if(e!==this.turn)return;let n=performance.now();for(;t<P&&performance.now()-n<to;)this.search.step(),t++;r+=(performance.now()-n)/1e3,this.report({found:this.search.best(),seconds:r,done:t===P}),t<P&&setTimeout(()=>this.go(e,t,r),0)}};function cr(o){let e=new $e(t=>o.postMessage(t));o.onmessage=t=>e.take(t.data)}function dr(o,e){let{send:t,stop:r}=lr(gvExplore,e,()=>new $e(e));return t({order:"load",plain:o}),{search:(n,s)=>t({order:"search",target:n,seed:s}),stop:()=>t({order:"stop"}),leave:r}}var Ge=class{constructor(e,t){this.t=e;this.room=t;this.cost=d("p",{class:"gv-small",role:"status"});this.calm=matchMedia("(prefers-reduced-motion: reduce)");this.hunter=null;this.target=null;this.running=!1;this.z=null;this.result=new L(e("hunt.none"),"gv-large gv-of-gan"),this.result.picture.label=e("hunt.alt"),this.go=w(e("hunt.go"),()=>this.press(),{class:"gv-main"}),this.take=w(e("encode.take"),()=>this.z&&(t.z=this.z)),this.take.disabled=!0;let r=d("p",{},e("hunt.why")),n=d("div",{class:"gv-row"},this.go,this.take);this.element=d("div",{class:"gv-hunt"},r,n,this.cost)}aim(e){this.running&&this.stop(),this.target=e,this.z=null,this.take.disabled=!0,this.cost.textContent="";let t=new Float32Array(e.length);this.result.show(t,this.t("hunt.none"),this.t("hunt.none"))}press(){this.running?(this.stop(),this.cost.textContent=this.t("hunt.stopped")):this.target&&(this.hunter??(this.hunter=dr(this.room.models.generator,e=>this.hear(e))),this.running=!0,this.go.textContent=this.t("hunt.stop"),this.cost.textContent=this.t("hunt.running",{steps:0,of:P}),this.hunter.search(this.target,this.room.random.below(1e6)))}stop(){this.running=!1,this.hunter?.stop(),this.go.textContent=this.t("hunt.go")}hear(e){this.running&&("failed"in e?(this.stop(),this.cost.textContent=this.t("hunt.failed",{error:e.failed})):Number.isFinite(e.found.squared)?((e.done||!this.calm.matches)&&this.show(e.found),e.done&&this.finish(e.found,e.seconds)):(this.stop(),this.cost.textContent=this.t("hunt.nan")))}show(e){let t=this.t("hunt.image",{greys:U(e.squared).toFixed(1)});this.result.show(e.image,this.t("hunt.alt"),t),this.z=e.z,this.take.disabled=!1}finish(e,t){this.stop(),this.cost.textContent=this.t("hunt.cost",{steps:P,starts:V,passes:P*V,seconds:t.toFixed(1),norm:K(e.z).toFixed(1)})}};function mr(o,e,t){let r=new Map,n=Array.from({length:e.length},(a,i)=>{let l=e.labels[i],c=(r.get(l)??0)+1;r.set(l,c);let p=o("encode.test",{name:S(o,l),n:c}),m=d("input",{type:"radio",name:"gv-test",value:i});m.setAttribute("aria-label",p),m.checked=i===0,m.addEventListener("change",()=>t(i));let h=new F;return h.show(e.image(i)),h.canvas.setAttribute("aria-hidden","true"),d("label",{title:p},m,h.canvas)}),s=d("legend",{},o("encode.pick"));return d("fieldset",{class:"gv-picker"},s,d("div",{},...n))}var ro=1.3,oo=[1,.5,0],no={ArrowLeft:[-1,0],ArrowRight:[1,0],ArrowUp:[0,-1],ArrowDown:[0,1]},Je=class{constructor(e,t,r){this.changed=r;this.x=new Float32Array(x);this.brush=d("span",{class:"gv-brush"});this.ink=d("select",{name:"ink"});this.at=[k/2,k/2];this.picture=new F(e("encode.pad"),{role:"application",tabindex:0});let{canvas:n}=this.picture;for(let l of oo){let c=e(`encode.ink.${l}`);this.ink.append(d("option",{value:l},c))}this.listen(n),this.place(),this.picture.show(this.x);let s=d("label",{class:"gv-choice"},d("span",{},e("encode.ink")));s.append(this.ink);let a=d("div",{class:"gv-row"},s,w(e("encode.clear"),()=>this.fill(0)),w(e("encode.fill"),()=>this.fill(1)),w(e("encode.copy"),()=>this.copy(t()))),i=d("div",{class:"gv-sketch"},n,this.brush);this.element=d("div",{},i,a)}listen(e){e.addEventListener("pointerdown",t=>{e.setPointerCapture(t.pointerId),this.stroke(t)}),e.addEventListener("pointermove",t=>{e.hasPointerCapture(t.pointerId)&&this.stroke(t)}),e.addEventListener("keydown",t=>{let r=no[t.key];if(r){let n=s=>Math.max(.5,Math.min(k-.5,s));this.at=[n(this.at[0]+r[0]),n(this.at[1]+r[1])],this.place()}else if(t.key===" ")this.paint(this.at);else return;t.preventDefault()})}stroke(e){let t=this.picture.canvas.getBoundingClientRect(),r=(e.clientX-t.left)/t.width*k,n=(e.clientY-t.top)/t.height*k,[s,a]=this.at,i=e.type==="pointerdown"?0:Math.hypot(r-s,n-a),l=Math.max(1,Math.ceil(i));for(let c=i?1:l;c<=l;c++)this.at=[s+(r-s)*c/l,a+(n-a)*c/l],this.mark(this.at);this.place(),this.tell()}paint(e){this.mark(e),this.tell()}mark([e,t]){let r=Number(this.ink.value);for(let n=0;n<x;n++){let s=Math.hypot(n%k+.5-e,Math.floor(n/k)+.5-t),a=Math.max(0,Math.min(1,ro+.5-s));this.x[n]=r?Math.max(this.x[n],r*a):Math.min(this.x[n],1-a)}}fill(e){this.x.fill(e),this.tell()}copy(e){this.x.set(e),this.tell()}tell(){this.picture.show(this.x),this.changed(Float32Array.from(this.x))}place(){let[e,t]=this.at;this.brush.style.left=`${100*e/k}%`,this.brush.style.top=`${100*t/k}%`}};var so=10,pr=10,Ze=class{constructor(e,t,r){this.t=t;this.room=r;this.message=d("p",{class:"gv-error",role:"alert"});this.sum=d("p",{class:"gv-sum","aria-live":"off"});this.time=d("p",{class:"gv-small"});this.q=null;this.eps=new Float64Array(b);let{models:n}=r;this.x=new L(t("encode.x"),"gv-large"),this.back=new L("","gv-large gv-of-vae"),this.hunt=new Ge(t,r),this.map=new Ue(t,new ee(n.block)),this.units=new Pe(t,n.block.floats("kl"),{eps:(s,a)=>{this.eps[s]=a,this.message.textContent="",this.draw()},refuse:s=>this.message.textContent=s,redraw:()=>this.noise(E(r.random)),mean:()=>this.noise(new Float64Array(b))}),e.append(...this.parts()),this.eps=E(r.random),this.encode(n.test.image(0)),this.clock()}parts(){let{t:e,room:t}=this,{test:r}=t.models,n=0,s=mr(e,r,h=>{n=h,this.encode(r.image(h))}),a=new Je(e,()=>r.image(n),h=>this.drawing(h)),i=d("legend",{},e("encode.draw")),l=d("fieldset",{class:"gv-pad-field"},i,a.element),c=w(e("encode.take"),()=>this.q&&(t.z=ze(this.q,this.eps))),p=[this.x.element,this.back.element,this.hunt.result.element],m=d("div",{class:"gv-answer"},this.sum,this.time,c);return[d("div",{class:"gv-choose"},s,l),this.message,d("div",{class:"gv-three"},...p),d("div",{class:"gv-two"},m,this.hunt.element),d("div",{class:"gv-code"},this.units.element,this.map.element)]}drawing(e){e.every(t=>t===e[0])?this.message.textContent=this.t(e[0]?"encode.full":"encode.empty"):this.encode(e)}encode(e){let t=this.room.models.posterior(e),r=n=>n.every(Number.isFinite);if(!r(t.mu)||!r(t.logSigma)){this.message.textContent=this.t("encode.nan");return}this.message.textContent="",this.q=t,this.image=e,this.x.show(e,this.t("encode.x.alt")),this.hunt.aim(e),this.draw()}noise(e){this.eps=e,this.message.textContent="",this.draw()}draw(){let{t:e,q:t,eps:r}=this;if(!t)return;let{models:n}=this.room,s=ze(t,r),a=n.image("vae",s),i=fe(a,this.image),l=n.near.labels[n.near.nearest(a).place],c=e("encode.back.alt",{name:S(e,l)}),p=U(i).toFixed(1);this.back.show(a,c,e("encode.back",{greys:p}));let m=ut(i,n.block.spec.sigma),h=ge(t).reduce((v,f)=>v+f,0),g={density:m,kl:h,elbo:m-h},u=Object.entries(g).map(([v,f])=>[v,f.toFixed(1)]);this.sum.textContent=e("encode.sum",Object.fromEntries(u)),this.units.show(t,r,s),this.map.show(t,s)}clock(){let e=this.room.models.test.image(0),t=1/0;for(let r=0;r<so;r++){let n=performance.now();for(let s=0;s<pr;s++)this.room.models.posterior(e);t=Math.min(t,(performance.now()-n)/pr)}this.time.textContent=this.t("encode.time",{ms:t.toFixed(1)})}};var hr=`.gv-explore {
  --gv-gan: #b84f00;
  --gv-vae: #0072b2;
  --gv-ink: #222222;
  --gv-faint: #d0d0d0;
  --gv-paper: #ffffff;
  --gv-edge: #767676;
  box-sizing: border-box;
  max-width: 60rem;
  margin: 1.2rem 0;
  padding: 0.8rem;
  border: 1px solid var(--gv-faint);
  border-radius: 0.4rem;
  color: var(--gv-ink);
  background: var(--gv-paper);
  line-height: 1.45;
}
html[data-theme="dark"] .gv-explore {
  --gv-gan: #ff8a3c;
  --gv-vae: #5cb3ee;
  --gv-ink: #ececec;
  --gv-faint: #484848;
  --gv-paper: #14181e;
  --gv-edge: #9a9a9a;
  color-scheme: dark;
}
@media (prefers-color-scheme: dark) {
  html:not([data-theme="light"]) .gv-explore {
    --gv-gan: #ff8a3c;
    --gv-vae: #5cb3ee;
    --gv-ink: #ececec;
    --gv-faint: #484848;
    --gv-paper: #14181e;
    --gv-edge: #9a9a9a;
    color-scheme: dark;
  }
}
.gv-explore:focus {
  outline: none;
}
.gv-explore * {
  box-sizing: border-box;
}
.gv-explore :is(button, select, input) {
  font: inherit;
  color: inherit;
}
.gv-explore :is(button, select, input[type="text"]) {
  min-height: 2.1rem;
  padding: 0.2rem 0.6rem;
  border: 1px solid var(--gv-edge);
  border-radius: 0.35rem;
  background: var(--gv-paper);
}
.gv-explore button {
  cursor: pointer;
}
.gv-explore button:disabled {
  opacity: 0.55;
  cursor: default;
}
.gv-explore button:enabled:hover {
  box-shadow: 0 0 0 2px var(--gv-faint);
}
.gv-explore button.gv-main {
  min-width: 6rem;
  font-weight: 600;
  background: var(--gv-ink);
  color: var(--gv-paper);
  border-color: var(--gv-ink);
}
.gv-explore :focus-visible {
  outline: 3px solid var(--gv-vae);
  outline-offset: 2px;
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
.gv-explore .gv-row {
  display: flex;
  flex-wrap: wrap;
  gap: 0.4rem 0.6rem;
  align-items: center;
}
.gv-explore > .gv-start {
  margin-bottom: 0.6rem;
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
  min-height: 2.1rem;
  min-width: 0;
  width: 100%;
  accent-color: var(--gv-vae);
}
.gv-explore input[type="checkbox"] {
  width: 1.1rem;
  height: 1.1rem;
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
.gv-explore .gv-error {
  min-height: 1.45em;
  font-weight: 600;
}
.gv-explore [aria-invalid="true"] {
  border: 2px solid var(--gv-gan);
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
`;var ur=7,_e=class o{constructor(e,t){this.say=e;this.room=t;this.arc=d("input",{type:"checkbox",name:"arc"});this.t=d("input",{type:"range",name:"t",min:0,max:1,step:.01,value:0});this.rows={gan:o.row(),vae:o.row()};this.a=t.z,this.b=E(t.random),this.t.setAttribute("aria-label",e("walk.t")),this.t.addEventListener("input",()=>t.z=this.at(Number(this.t.value))),this.arc.addEventListener("change",()=>this.draw());let r=d("label",{class:"gv-tick"},this.arc,e("walk.arc")),n=s=>w(e(`walk.keep.${s}`),()=>{this[s]=t.z,this.draw()});this.element=d("fieldset",{class:"gv-path"},d("legend",{},e("walk.path")),d("div",{class:"gv-row"},n("a"),n("b"),r),d("label",{class:"gv-choice"},d("span",{},e("walk.t")),this.t),this.strip("gan"),this.strip("vae")),this.draw()}static row(){return Array.from({length:ur},()=>new F)}strip(e){let t=this.say("walk.row",{who:this.say(e)}),r=d("div",{class:"gv-strip",role:"group","aria-label":t});r.append(...this.rows[e].map(s=>s.canvas));let n=d("span",{class:`gv-key gv-of-${e}`},this.say(e));return d("div",{class:"gv-named"},n,r)}at(e){return ht(this.a,this.b,e,this.arc.checked)}draw(){for(let e of["gan","vae"])this.rows[e].forEach((t,r)=>{let n=r/(ur-1),s=Math.round(100*n),a=this.say("walk.frame",{who:this.say(e),percent:s});t.show(this.room.models.image(e,this.at(n)),a)})}};var gr=4,io=["gan","vae","random"],kt=["gan","vae"],Xe=class{constructor(e,t,r){this.t=t;this.room=r;this.sliders=d("div",{class:"gv-sliders"});this.norm=d("p",{class:"gv-small","aria-live":"off"});this.of=d("select",{name:"of"});this.directions=[];this.rows=[];this.images={gan:new L(t("walk.gan"),"gv-large gv-of-gan"),vae:new L(t("walk.vae"),"gv-large gv-of-vae")},this.nearest={gan:new L,vae:new L};let n=new _e(t,r);e.append(this.bar(),this.stage(),this.choice(),this.sliders,n.element);let s=d("p",{class:"gv-small"},t("walk.unit"));this.sliders.after(s);let a=He(()=>this.draw());r.onZ(a),this.choose(),this.draw()}bar(){let{room:e,t}=this,r=w(t("walk.new"),()=>e.z=E(e.random),{class:"gv-main"}),n=w(t("walk.zero"),()=>e.z=new Float64Array(b));return d("div",{class:"gv-row"},r,n,this.norm)}stage(){let e=t=>d("div",{class:"gv-pair"},this.images[t].element,this.nearest[t].element);return d("div",{class:"gv-two"},...kt.map(e))}choice(){for(let t of io)this.of.append(d("option",{value:t},this.t(`walk.of.${t}`)));this.of.addEventListener("change",()=>this.choose());let e=d("span",{},this.t("walk.of"));return d("label",{class:"gv-choice"},e,this.of)}choose(){let{models:e}=this.room,t=this.of.value;this.directions=e.directions(t);let[r,n]=kt.map(i=>e.steps(t,i));this.rows=this.directions.map((i,l)=>this.slider(i,l,r[l],n[l]));let s=[d("span",{class:"gv-head"},this.t("walk.head")),d("span",{class:"gv-key gv-of-gan"},this.t("gan")),d("span",{class:"gv-key gv-of-vae"},this.t("vae"))],a=this.rows.flatMap(({input:i,output:l},c)=>{let p=this.t("walk.direction",{n:c+1}),m=[r[c],n[c]].map(h=>d("span",{},h.toFixed(1)));return[d("span",{"aria-hidden":"true"},p),i,l,...m]});this.sliders.replaceChildren(...s,...a),this.place()}slider(e,t,r,n){let s={gan:r.toFixed(1),vae:n.toFixed(1)},a=d("input",{type:"range",min:-gr,max:gr,step:.05,name:`direction-${t+1}`,"aria-label":this.t("walk.slider",{n:t+1,...s})});return a.addEventListener("input",()=>{this.room.z=pt(this.room.z,e,Number(a.value))}),{input:a,output:d("output",{"aria-live":"off"})}}place(){this.rows.forEach(({input:e,output:t},r)=>{let n=T(this.directions[r],this.room.z);document.activeElement!==e&&(e.value=String(n)),t.value=ve(n)})}draw(){let{room:e,t}=this,{near:r}=e.models;for(let n of kt){let s=e.models.image(n,e.z),{place:a,squared:i}=r.nearest(s),l=S(t,r.labels[a]),c=U(i).toFixed(0);this.images[n].show(s,t("walk.image",{who:t(n),name:l}));let p=t("walk.near",{n:r.length,name:l,greys:c});this.nearest[n].show(r.image(a),l,p)}this.norm.textContent=t("walk.norm",{norm:K(e.z).toFixed(1)}),this.place()}};var fr="gv-explore-style",lo={walk:Xe,draws:We,encode:Ze},co="judge",Ye=null,vr=[],At=class{constructor(e){this.root=e;this.bar=d("div",{class:"gv-row gv-start"});this.words=d("span",{role:"status"});this.shown=!1;this.t=rr(e.closest("[lang]")?.getAttribute("lang")??"en"),this.still=[...e.children],this.start=w(this.t("start"),()=>{this.begin()},{class:"gv-main"});let t=this.root.dataset.megabytes??"";this.words.textContent=this.t("start.size",{size:t}),this.bar.append(this.start,this.words),e.dataset.view===co?this.fill(r=>new Ie(e,r)):e.prepend(this.bar)}async begin(){this.words.textContent=this.t("start.loading");try{Ye??(Ye=er().then(t=>new De(new Q(t))));let e=await Ye;vr.forEach(t=>t.show(e)),this.root.focus()}catch(e){Ye=null;let t=e instanceof Error?e.message:String(e);this.words.textContent=this.t("start.failed",{error:t})}}show(e){if(this.shown)return;let t=lo[this.root.dataset.view];this.root.tabIndex=-1,this.fill(r=>new t(this.root,r,e)),this.root.dataset.backend=e.models.backend.name}fill(e){this.shown=!0,this.bar.remove(),this.still.forEach(t=>t.remove());try{e(this.t),this.root.dataset.ready="true"}catch(t){let r=this.t("start.broken",{error:String(t)});this.root.append(d("p",{role:"alert"},r))}}};function Nt(o){o.dataset.mounted||(o.dataset.mounted="true",document.getElementById(fr)||document.head.append(d("style",{id:fr},hr)),vr.push(new At(o)))}function yr(){let o=()=>document.querySelectorAll(".gv-explore").forEach(e=>Nt(e));document.readyState==="loading"?document.addEventListener("DOMContentLoaded",o):o()}typeof document>"u"&&"WorkerGlobalScope"in globalThis?cr(globalThis):(globalThis.GVExplore={engine:bt,take:Qt,mount:Nt,words:{en:Oe,zh:Be}},typeof document<"u"&&yr());})();})();
