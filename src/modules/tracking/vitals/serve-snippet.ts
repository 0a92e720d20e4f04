import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

const file = new URL('./web-vitals.js', import.meta.url)

/** The script that tells how fast pages were, for `<script async src="…/v1/vitals.js" data-write-key="…">`. */
export const serveSnippet = async (app: FastifyInstance) => {
  // Said without the comments, which are for its readers here.
  const text = readFileSync(file, 'utf8').replace(/^\s*\/[/*].*\n/gm, '')
  app.get('/v1/vitals.js', async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=3600')
      .header('cross-origin-resource-policy', 'cross-origin')
      .type('text/javascript; charset=utf-8')
      .send(text),
  )
}
