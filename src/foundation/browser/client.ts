import type { Endpoint, InputOf, OutputOf } from '../shared/endpoint.ts'

/** What a call answered instead of its output. `status` 0: nothing came back. */
export class CallError extends Error {
  readonly code: string
  readonly status: number
  readonly facts: Record<string, unknown>
  /** Where the input was wrong. */
  readonly fields: readonly { path: string; message: string }[]

  constructor(problem: {
    code: string
    status: number
    facts?: Record<string, unknown>
    fields?: readonly { path: string; message: string }[]
  }) {
    super(problem.code)
    this.name = 'CallError'
    this.code = problem.code
    this.status = problem.status
    this.facts = problem.facts ?? {}
    this.fields = problem.fields ?? []
  }
}

export type CallOptions = {
  signal?: AbortSignal
  /** Makes a repeat of a write the same write. */
  idempotencyKey?: string
  /** Milliseconds; 30 s unless told. */
  timeout?: number
}

/** Fills `:name` of the path and gives what is left of the input. */
export const fillPath = (path: string, input: Record<string, unknown>) => {
  const rest = { ...input }
  const filled = path.replace(/:(\w+)/g, (_, name: string) => {
    const value = String(rest[name])
    delete rest[name]
    return encodeURIComponent(value)
  })
  return { path: filled, rest }
}

const toQuery = (input: Record<string, unknown>) => {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input))
    if (value !== undefined && value !== null) query.append(name, String(value))
  const text = query.toString()
  return text && `?${text}`
}

/** Calls an endpoint of our server. Throws `CallError`, also when the network or time ran out. */
export const call = async <E extends Endpoint>(
  endpoint: E,
  input: InputOf<E>,
  { signal, idempotencyKey, timeout = 30_000 }: CallOptions = {},
): Promise<OutputOf<E>> => {
  const { path, rest } = fillPath(endpoint.path, input as Record<string, unknown>)
  const hasBody = endpoint.method !== 'GET' && endpoint.method !== 'DELETE'
  const headers: Record<string, string> = { accept: 'application/json' }
  if (hasBody) headers['content-type'] = 'application/json'
  if (idempotencyKey) headers['idempotency-key'] = idempotencyKey
  const limit = AbortSignal.timeout(timeout)
  try {
    const response = await fetch(path + (hasBody ? '' : toQuery(rest)), {
      method: endpoint.method,
      headers,
      credentials: 'same-origin',
      body: hasBody ? JSON.stringify(rest) : undefined,
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    })
    return (await readAnswer(response)) as OutputOf<E>
  } catch (error) {
    if (error instanceof CallError || signal?.aborted) throw error
    throw new CallError({ code: limit.aborted ? 'network.timeout' : 'network.failed', status: 0 })
  }
}

/** The JSON of an answer; throws `CallError` for a problem. */
export const readAnswer = async (response: Response): Promise<unknown> => {
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok) return body
  const problem = (body ?? {}) as { code?: string; facts?: Record<string, unknown> }
  throw new CallError({
    ...problem,
    code: problem.code ?? (response.status >= 500 ? 'server.failed' : 'input.invalid'),
    status: response.status,
  })
}
