import { join } from 'node:path'

/** What the launcher keeps in its folder. */
export const pathsIn = (folder: string) => ({
  folder,
  /** PostgreSQL's own data directory. */
  cluster: join(folder, 'cluster'),
  pidFile: join(folder, 'cluster', 'postmaster.pid'),
  password: join(folder, 'password'),
  port: join(folder, 'port'),
  log: join(folder, 'postgres.log'),
})

export type Paths = ReturnType<typeof pathsIn>

/** Superuser and database of the embedded server. */
export const ROLE = 'engawa'

/** The address of a server of ours; the password is hexadecimal, so nothing needs escaping. */
export const urlOf = (password: string, port: number, database = ROLE) =>
  `postgres://${ROLE}:${password}@127.0.0.1:${port}/${database}`
