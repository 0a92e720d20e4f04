import { expect, test } from 'vitest'
import { linkTexts, readLink } from './links.ts'
import { pagePolicy, writePage } from './write-page.ts'

const none = { inline: () => undefined }
const bodyOf = (page: string) => /<body>(.*)<\/body>/s.exec(page)?.[1]
const write = (html: string, pictures = {}) => writePage(html, 'N', { ...none, ...pictures })

test('styles stand in one sheet under a nonce, so that none is allowed in line', () => {
  const page = write(
    '<p style="color:red">a</p><b style="color:red">b</b><i style="margin:1px">c</i>',
  )
  expect(bodyOf(page)).toBe('<p class="s0">a</p><b class="s0">b</b><i class="s1">c</i>')
  expect(page).toContain('<style nonce="N">')
  expect(page).toContain('.s0{color:red}\n.s1{margin:1px}')
  expect(page).not.toContain('style=')
  expect(pagePolicy('N')).not.toContain('unsafe')
})

test('a style that could end its rule is left out', () => {
  const page = write(`<p style="font-family:'a">x</p><p style="font-family:'b'">y</p>`)
  expect(bodyOf(page)).toBe(`<p>x</p><p class="s0">y</p>`)
})

test('pictures have addresses of ours, or none', () => {
  const html =
    '<img src="cid:a@b" alt="a"><img src="cid:gone"><img data-remote-src="https://x.example/p.png" width="9">'
  const inline = (id: string) => (id === 'a@b' ? '/inline' : undefined)
  expect(bodyOf(write(html, { inline }))).toBe(
    '<img alt="a" src="/inline" /><img /><img width="9" />',
  )
  const remote = (url: string) => `/remote?${url.length}`
  expect(bodyOf(write(html, { inline, remote }))).toContain('<img width="9" src="/remote?23" />')
})

test('a mail of very many pictures shows the first', () => {
  const html = '<img src="https://x.example/p.png">'.repeat(300)
  expect(write(html, { remote: () => '/r' }).split('src="/r"')).toHaveLength(201)
})

test('what was stored under older rules is cleaned again', () => {
  expect(bodyOf(write('<p onclick="x()">a<script>x()</script></p>'))).toBe('<p>a</p>')
})

test('a link says where it leads, and warns where its text says otherwise', () => {
  const page = write(
    '<a href="https://evil.example/x" title="https://shop.example">shop.example</a>',
  )
  expect(bodyOf(page)).toContain('title="https://evil.example/x"')
  expect(bodyOf(page)).toContain('data-leads-to="evil.example"')
  expect(bodyOf(page)).toContain('target="_blank" rel="noopener noreferrer nofollow"')
})

test.each([
  ['https://shop.example/a', 'Your order', undefined],
  ['https://shop.example/a', 'https://shop.example/other', undefined],
  ['https://www.shop.example/', 'shop.example', undefined],
  ['https://shop.example/', 'www.shop.example', undefined],
  ['https://evil.example/', 'shop.example', 'evil.example'],
  ['https://shop.example.evil.example/', 'shop.example', 'shop.example.evil.example'],
  ['https://notshop.example/', 'shop.example', 'notshop.example'],
  ['https://evil.example/', 'Go to https://shop.example/account now', 'evil.example'],
  ['https://evil.example/', '\u202eelpmaxe.pohs', 'evil.example'],
  ['https://evil.example/', 'ｓｈｏｐ．ｅｘａｍｐｌｅ', 'evil.example'],
  ['https://xn--pple-43d.example/', 'аpple.example', 'xn--pple-43d.example'],
  ['mailto:help@shop.example', 'help@shop.example', undefined],
  ['mailto:help@evil.example?subject=x', 'help@shop.example', 'evil.example'],
  ['tel:+81312345678', '03-1234-5678', undefined],
])('%s under %j is marked %s', (href, text, mark) => {
  expect(readLink(href, text)?.mark).toBe(mark)
})

test('a mail made of link texts that are almost hosts is written at once', () => {
  const text = `${'a'.repeat(60)}-`.repeat(32)
  const began = performance.now()
  write(`<a href="https://x.example/">${text}</a>`.repeat(400))
  // Half a minute when each letter begins the search anew.
  expect(performance.now() - began).toBeLessThan(10_000)
})

test('user names in links are left out, and what is no link is none', () => {
  expect(readLink('https://shop.example:443@evil.example/', 'x')?.href).toBe(
    'https://evil.example/',
  )
  for (const href of ['javascript:alert(1)', 'data:text/html,x', '/api/v1/me', ''])
    expect(readLink(href, 'x')).toBeUndefined()
})

test('texts belong to their links even where links are nested', () => {
  expect(linkTexts('<a href="x">one <b>two</b></a><a>three<a href="y">four</a></a> five')).toEqual([
    'one two',
    'three',
    'four',
  ])
})
