import type { EmailCode } from './codes.ts'

export type Failure = { code: EmailCode; detail?: string }

/** What the libraries put on their errors; all of it may be missing. */
type ProviderError = {
  message?: string
  code?: string
  originalCode?: string
  command?: string
  response?: unknown
  responseText?: string
  responseCode?: number
  responseStatus?: string
  serverResponseCode?: string
  authenticationFailed?: boolean
  tlsFailed?: boolean
}

export const readError = (error: unknown): ProviderError =>
  typeof error === 'object' && error !== null ? error : { message: String(error) }

const tlsCode =
  /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ETLS|EPROTO|UPGRADE_TIMEOUT|ClosedAfterConnectTLS|HOSTNAME_MISMATCH)/
const tlsMessage = /certificate|ssl routines|wrong version number|starttls|tls/i

export const isTlsFailure = (error: ProviderError): boolean =>
  error.tlsFailed === true ||
  [error.code, error.originalCode].some((code) => code !== undefined && tlsCode.test(code)) ||
  (error.code === 'ESOCKET' && tlsMessage.test(error.message ?? ''))

/** The provider's words, short, without addresses, which do not belong into logs. */
export const detailOf = (error: ProviderError): string => {
  const said =
    error.responseText ?? (typeof error.response === 'string' ? error.response : error.message)
  return (said ?? '')
    .replace(/[^\s<>]+@[^\s<>]+/g, '…')
    .replace(/\s+/g, ' ')
    .slice(0, 300)
}

export type MailFailure = Error & Failure & { name: 'MailFailure' }

/** An error whose code can be shown to an administrator. */
export const mailFailure = ({ code, detail }: Failure): MailFailure =>
  Object.assign(new Error(`${code}: ${detail ?? ''}`), {
    name: 'MailFailure' as const,
    code,
    ...(detail ? { detail } : {}),
  })

export const isMailFailure = (error: unknown): error is MailFailure =>
  error instanceof Error && error.name === 'MailFailure'
