import type { Endpoint, InputOf, OutputOf } from '../shared/endpoint.ts'

export type Caller = {
  id: string
  headers: Record<string, string>
  /** Calls as a script would; a problem is thrown as an Error with `status`, `code` and `facts`. */
  call: <E extends Endpoint>(
    endpoint: E,
    input?: InputOf<E>,
    headers?: Record<string, string>,
  ) => Promise<OutputOf<E>>
  fetch: (path: string, init?: RequestInit) => Promise<Response>
}

/** Somebody who calls the server over HTTP with these headers. */
export const createCaller = (url: string, headers: Record<string, string>, id = ''): Caller => {
  const send = (path: string, init: RequestInit = {}) =>
    fetch(url + path, {
      ...init,
      headers: { ...headers, ...(init.headers as Record<string, string>) },
    })
  return {
    id,
    headers,
    fetch: send,
    call: async (endpoint, input, extra = {}) => {
      const { path, rest } = fillPath(endpoint.path, (input ?? {}) as Record<string, unknown>)
      const hasBody = !['GET', 'DELETE'].includes(endpoint.method)
      const given = Object.entries(rest).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, String(value)] as [string, string]],
      )
      const query = hasBody || given.length === 0 ? '' : `?${new URLSearchParams(given)}`
      const response = await send(path + query, {
        method: endpoint.method,
        headers: { ...(hasBody ? { 'content-type': 'application/json' } : {}), ...extra },
        ...(hasBody ? { body: JSON.stringify(rest) } : {}),
      })
      const body = (await response.json()) as never
      if (response.ok) return body
      const { code = '', facts = {} } = body as { code?: string; facts?: Record<string, unknown> }
      throw Object.assign(new Error(`${response.status} ${code} ${JSON.stringify(facts)}`), {
        status: response.status,
        code,
        facts,
      })
    },
  }
}

const fillPath = (path: string, input: Record<string, unknown>) => {
  const rest = { ...input }
  const filled = path.replace(/:(\w+)/g, (_all, name: string) => {
    const value = String(rest[name])
    delete rest[name]
    return encodeURIComponent(value)
  })
  return { path: filled, rest }
}
