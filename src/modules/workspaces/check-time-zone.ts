import { AppError } from '../../foundation/shared/app-error.ts'

/** Errors: `workspace.time_zone_unknown`. */
export const checkTimeZone = (timeZone: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
  } catch {
    throw new AppError('invalid', 'workspace.time_zone_unknown')
  }
}
