import type { InputOf, OutputOf } from '../../../foundation/shared/endpoint.ts'
import type * as contract from '../../../modules/web-chat/contract.ts'

export type Brand = OutputOf<typeof contract.getWidget>
export type Visitor = OutputOf<typeof contract.getVisitor>
export type Message = OutputOf<typeof contract.sendVisitorMessage>
export type Thread = OutputOf<typeof contract.listVisitorMessages>
export type Attachment = OutputOf<typeof contract.uploadVisitorFile>
type Start = {
  in: InputOf<typeof contract.startVisitor>
  out: OutputOf<typeof contract.startVisitor>
}

/** Why a call did not succeed. `status` is 0 when no answer came; `after` is in seconds. */
export type Refusal = Error & { status: number; code: string; after: number }

export const refusal = (status: number, code = '', after = 0): Refusal =>
  Object.assign(new Error(code), { status, code, after })

const callTimeout = 20_000

/** No answer, or one that says to come again: the same call may succeed later. */
export const isPassing = ({ status }: Refusal) =>
  status === 0 || status === 408 || status === 429 || status >= 500

const refuse = async (response: Response) => {
  const problem = await response.json().catch(() => ({}))
  return refusal(response.status, problem.code, Number(response.headers.get('retry-after')) || 0)
}

/** The server's side of the widget; see the web-chat contract. */
export const createApi = (home: string) => {
  const open = async (path: string, token?: string, init: RequestInit = {}) => {
    const headers = { ...init.headers, ...(token && { authorization: `Bearer ${token}` }) }
    let response: Response
    try {
      response = await fetch(`${home}widget/v1/${path}`, { credentials: 'omit', ...init, headers })
    } catch {
      throw refusal(0)
    }
    if (!response.ok) throw await refuse(response)
    return response
  }
  const call = async <T>(path: string, token?: string, body?: unknown): Promise<T> => {
    const post = {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }
    const signal = AbortSignal.timeout(callTimeout)
    const response = await open(path, token, { ...(body ? post : {}), signal })
    // An answer cut short is no answer.
    return response.json().catch(() => Promise.reject(refusal(0)))
  }

  return {
    open,
    brand: (connection: string) => call<Brand>(`connections/${connection}`),
    start: (body: Start['in']) => call<Start['out']>('visitors', undefined, body),
    visitor: (token: string) => call<Visitor>('visitor', token),
    thread: (token: string, before?: string) =>
      call<Thread>(`messages${before ? `?before=${encodeURIComponent(before)}` : ''}`, token),
    send: (token: string, body: InputOf<typeof contract.sendVisitorMessage>) =>
      call<Message>('messages', token, body),
    claim: (token: string, email: string) => call<Visitor>('claim', token, { email }),
    askCode: (token: string) => call<unknown>('proof', token, {}),
    confirmCode: (token: string, code: string) => call<Visitor>('proof/confirm', token, { code }),
    identify: (token: string, jwt: string) => call<Visitor>('identify', token, { jwt }),
    typing: (token: string) => call<unknown>('typing', token, {}),
    file: async (token: string, id: string) => (await open(`files/${id}`, token)).blob(),
  }
}

export type Api = ReturnType<typeof createApi>
