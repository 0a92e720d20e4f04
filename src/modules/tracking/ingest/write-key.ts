import type { FastifyRequest } from 'fastify'

/**
 * The request's write key where one is given for the whole of it: user name of Basic (with or without the colon),
 * `X-Write-Key`, the whole of `Authorization` (Dittofeed), query, body. With a Bearer token the body names the key; the
 * token itself is not ours to judge.
 */
export const readWriteKey = (request: FastifyRequest, body: unknown): string | undefined => {
  const { authorization = '', 'x-write-key': header } = request.headers
  const [scheme = '', credentials] = authorization.split(' ')
  const inBody = textOf((body as { writeKey?: unknown } | null)?.writeKey)
  if (/^basic$/i.test(scheme) && credentials) {
    const user = Buffer.from(credentials, 'base64').toString('utf8').split(':')[0]
    if (user) return user
  }
  if (/^bearer$/i.test(scheme) && inBody) return inBody
  const verbatim = credentials === undefined ? textOf(scheme) : undefined
  return (
    textOf(header) ??
    verbatim ??
    textOf((request.query as { writeKey?: unknown }).writeKey) ??
    inBody
  )
}

export const textOf = (value: unknown) =>
  typeof value === 'string' && value !== '' ? value : undefined

/** Jitsu's library takes only keys of the form `id:secret`: ours may be written with a colon anywhere. */
export const plainKey = (writeKey: string) => writeKey.replaceAll(':', '')
