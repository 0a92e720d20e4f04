import type { FastifyInstance } from 'fastify'
import type { Endpoint } from '../../shared/endpoint.ts'
import type { Services } from '../services.ts'
import { describeApi } from './openapi.ts'

const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)

const style = `body{font:15px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#1f2328;background:#faf8f4}
code,pre{font:13px/1.5 ui-monospace,monospace}pre{overflow:auto;background:#fff;border:1px solid #e6e1d8;border-radius:6px;padding:.75rem}
details{border-bottom:1px solid #e6e1d8;padding:.5rem 0}summary{cursor:pointer}b{display:inline-block;min-width:4.5rem;color:#27496d}small{color:#5b6169}
@media(prefers-color-scheme:dark){body{color:#e7e4de;background:#15181c}pre{background:#1c2026;border-color:#2c3138}details{border-color:#2c3138}b{color:#8fb4dc}small{color:#a7adb5}}`

/** `/api/openapi.json`, and the same as a page to read. */
export const apiDocs =
  (endpoints: readonly Endpoint[]) => async (app: FastifyInstance, services: Services) => {
    const document = describeApi(endpoints, services.publicUrl)
    const page = renderPage(document)
    app.get('/api/openapi.json', async (_request, reply) =>
      reply.header('access-control-allow-origin', '*').send(document),
    )
    app.get('/api/docs', async (_request, reply) =>
      reply
        .type('text/html; charset=utf-8')
        .header(
          'content-security-policy',
          "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        )
        .send(page),
    )
    app.get('/api/docs.css', async (_request, reply) => reply.type('text/css').send(style))
  }

const renderPage = (document: ReturnType<typeof describeApi>) => {
  const rows = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const { summary, 'x-permission': permission } = operation as {
        summary: string
        'x-permission': string
      }
      return `<details><summary><b>${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code> ${escapeHtml(summary)} <small>${escapeHtml(permission)}</small></summary>
<pre>${escapeHtml(JSON.stringify(operation, null, 2))}</pre></details>`
    }),
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Engawa API</title>
<link rel="stylesheet" href="/api/docs.css"><h1>Engawa API</h1>
<p>Bearer API key. Lists answer <code>{"data": […], "next": cursor or null}</code>; pass <code>next</code> back as <code>after</code>. Writes take an <code>Idempotency-Key</code>. Errors are RFC 9457 problems with a stable <code>code</code>. The same as a document: <a href="/api/openapi.json">openapi.json</a>.</p>
${rows.join('\n')}</html>`
}
