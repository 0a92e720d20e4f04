import { expect, test } from 'vitest'
import { browserSnippet, serverSnippet } from './snippets.ts'

test('the browser snippet points the SDK at this server, with the path but no scheme in apiHost', () => {
  const snippet = browserSnippet('http://127.0.0.1:3000', 'wk_1')
  expect(snippet).toContain(`{ writeKey: 'wk_1', cdnURL: 'http://127.0.0.1:3000' }`)
  expect(snippet).toContain(`{ apiHost: '127.0.0.1:3000/v1', protocol: 'http' }`)
})

test('the server snippet names the server without a path, which the SDK would drop', () => {
  expect(serverSnippet('https://engawa.example', 'wk_1')).toContain(
    `host: 'https://engawa.example' }`,
  )
})
