/** Connection, resources, an administrator, the system, or two transactions in each other's way. */
const passing = /^(?:08|40|53|57|58)\w{3}$/

/**
 * Whether an error tells of the database's state and nothing of what was asked: the same again will do later. SQLSTATE
 * classes: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export const isOutage = (error: unknown): boolean => {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  return (
    passing.test(code) ||
    // The driver's and the system's own words, which have no SQLSTATE.
    /^E[A-Z]{3,}$/.test(code) ||
    /^(?:Connection terminated|timeout exceeded|Client (?:has encountered|was closed))/.test(
      message,
    )
  )
}
