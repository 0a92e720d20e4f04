import { pino } from 'pino'

export type Log = {
  debug: (fields: object, message: string) => void
  info: (fields: object, message: string) => void
  warn: (fields: object, message: string) => void
  error: (fields: object, message: string) => void
}

/** Structured lines on standard error, so that standard output stays for answers. Ids and codes only. */
export const createLog = (level: string) =>
  pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['password', '*.password', 'authorization', 'cookie', 'token'],
        remove: true,
      },
    },
    pino.destination({ dest: 2, sync: true }),
  )
