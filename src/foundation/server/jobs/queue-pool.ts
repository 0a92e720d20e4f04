import pg from 'pg'

/**
 * The connections of the job queue: one listens, the other is asked in order, so that a job is settled before the next
 * of its queue is looked for.
 *
 * graphile-worker settles jobs without waiting for the answer: a refusal would end the process. So once it runs
 * (`begin`), what fails here is answered with nothing and told to `trouble`, who starts the queue afresh.
 */
export const openQueuePool = (url: string, trouble: (error: unknown) => void) => {
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 0,
    statement_timeout: 60_000,
    application_name: 'engawa-jobs',
  })
  pool.on('error', trouble)
  pool.on('connect', (client) => client.on('error', trouble))
  let begun = false
  const fail = (error: unknown) => {
    if (!begun) throw error
    trouble(error)
    return { rows: [] }
  }
  const nobody = { query: async () => ({ rows: [] }), release: () => undefined }
  const connect = pool.connect.bind(pool)
  const connectSafely = async () => {
    const client = await connect().catch((error) => void fail(error))
    if (!client) return nobody
    const query = async (text: string | pg.QueryConfig, values?: unknown[]) => {
      try {
        return await client.query(text, values)
      } catch (error) {
        return fail(error)
      }
    }
    return { query, release: () => client.release() }
  }
  type Done = Parameters<typeof connect>[0]
  const either = (done?: Done) => (done ? connect(done) : connectSafely())
  pool.connect = either as typeof pool.connect
  return {
    pool,
    begin: () => {
      begun = true
    },
  }
}
