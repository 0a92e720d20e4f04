import { inject } from 'vitest'

/** The server of the file that runs here. */
export const testDatabase = () => {
  const all = inject('databases')
  return all[(Number(process.env.VITEST_POOL_ID) - 1) % all.length]!
}
