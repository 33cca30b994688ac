const most=Number(document.body.dataset.most),limit=Number(document.body.dataset.bytes);
const list=document.getElementById('list'),say=document.getElementById('say');
const pick=document.getElementById('pick'),go=document.getElementById('go');
let pictures=[],sending=false;
const words={many:['最多 '+most+' 张。','No more than '+most+' pictures.'],
bad:['这个文件不是照片，没有加入。','That file is no picture and was left out.'],
busy:['正在发送…','Sending…'],
done:['已发送，请回到终端继续。可以关闭此页。','Sent. Please go on at the terminal. You can close this page.'],
gone:['此页已失效，没有再发送。请在终端上重新生成二维码。',
'This page has expired and nothing more was sent. Please ask the terminal for a new code.'],
net:['没有发送完，请再按一次发送。','Not everything was sent. Please press Send once more.']};
function tell(key){say.textContent='';for(const t of words[key]){const p=document.createElement('div');p.textContent=t;say.append(p)}}
function draw(){list.textContent='';pictures.forEach((one,i)=>{const f=document.createElement('figure');
const img=document.createElement('img');img.src=one.url;img.alt='第 '+(i+1)+' 张 / Picture '+(i+1);
const b=document.createElement('button');b.textContent='删除 / Remove';b.type='button';b.disabled=sending||one.sent;
b.onclick=()=>{URL.revokeObjectURL(one.url);pictures=pictures.filter(x=>x!==one);draw()};
f.append(img,b);list.append(f)});go.disabled=sending||!pictures.length;pick.disabled=sending}
async function smaller(file){const bitmap=await createImageBitmap(file);
for(const [side,quality] of [[2400,.85],[2000,.75],[1600,.6]]){
const k=Math.min(1,side/Math.max(bitmap.width,bitmap.height));
const c=document.createElement('canvas');c.width=Math.round(bitmap.width*k);c.height=Math.round(bitmap.height*k);
const g=c.getContext('2d');g.fillStyle='#fff';g.fillRect(0,0,c.width,c.height);g.drawImage(bitmap,0,0,c.width,c.height);
const blob=await new Promise(r=>c.toBlob(r,'image/jpeg',quality));if(blob&&blob.size<=limit)return blob}
throw new Error('too large')}
pick.onchange=async()=>{say.textContent='';for(const file of pick.files){
if(pictures.length>=most){tell('many');break}
try{const blob=await smaller(file);pictures.push({blob,url:URL.createObjectURL(blob),sent:false})}catch{tell('bad')}}
pick.value='';draw()};
async function post(path,body){return fetch(location.pathname+path,{method:'POST',body,cache:'no-store',
credentials:'omit',headers:{'x-kiosk-upload':'1','content-type':'image/jpeg'}})}
go.onclick=async()=>{sending=true;draw();tell('busy');try{
for(const one of pictures){if(one.sent)continue;const r=await post('/pages',one.blob);
if(r.status===410||r.status===404){tell('gone');return}if(!r.ok)throw new Error();one.sent=true}
const r=await post('/done','');if(r.status===410||r.status===404){tell('gone');return}if(!r.ok)throw new Error();
pictures.forEach(x=>URL.revokeObjectURL(x.url));pictures=[];pick.hidden=true;go.hidden=true;
document.getElementById('choose').hidden=true;draw();tell('done');return
}catch{sending=false;draw();tell('net')}};
draw();
