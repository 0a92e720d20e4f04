import type { FastifyRequest } from 'fastify'

/**
 * The request's write key where one is given for the whole of it: user name of Basic (with or without the colon),
 * `X-Write-Key`, query, body. With a Bearer token the body names the key; the token itself is not ours to judge.
 */
export const readWriteKey = (request: FastifyRequest, body: unknown): string | undefined => {
  const { authorization = '', 'x-write-key': header } = request.headers
  const [scheme = '', credentials = ''] = authorization.split(' ')
  const inBody = textOf((body as { writeKey?: unknown } | null)?.writeKey)
  if (/^basic$/i.test(scheme)) {
    const user = Buffer.from(credentials, 'base64').toString('utf8').split(':')[0]
    if (user) return user
  }
  if (/^bearer$/i.test(scheme) && inBody) return inBody
  return textOf(header) ?? textOf((request.query as { writeKey?: unknown }).writeKey) ?? inBody
}

export const textOf = (value: unknown) =>
  typeof value === 'string' && value !== '' ? value : undefined
