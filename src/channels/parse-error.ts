import type { ParseFailure } from './channel.ts'

export type ParseError = Error & ParseFailure

/** What a channel's `parse` throws for input that no retry makes readable; `code` names the quarantine reason. */
export const parseError = (code: string, detail?: string): ParseError =>
  Object.assign(new Error(detail ? `${code}: ${detail}` : code), {
    name: 'ParseError',
    code,
    ...(detail === undefined ? {} : { detail }),
  })

export const isParseError = (error: unknown): error is ParseError =>
  error instanceof Error && error.name === 'ParseError' && 'code' in error
