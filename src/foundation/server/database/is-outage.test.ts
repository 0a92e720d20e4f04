import pg from 'pg'
import { expect, test } from 'vitest'
import { testDatabase } from '../../testing/test-database.ts'
import { isOutage } from './is-outage.ts'

const { url } = testDatabase()

const errorOf = async (work: (client: pg.Client) => Promise<unknown>, to = url) => {
  const client = new pg.Client({ connectionString: to })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await work(client)
    return undefined
  } catch (error) {
    return error
  } finally {
    await client.end().catch(() => undefined)
  }
}

test('a database that is away, or ends a connection, is an outage', async () => {
  const away = await errorOf(async () => undefined, 'postgres://nobody@127.0.0.1:1/none')
  const ended = await errorOf((client) =>
    client.query('select pg_terminate_backend(pg_backend_pid()), pg_sleep(5)'),
  )
  const late = await errorOf((client) =>
    client.query('set statement_timeout = 50; select pg_sleep(5)'),
  )
  expect([away, ended, late].map(isOutage)).toEqual([true, true, true])
})

test('what the database says about a value or a statement is none, nor is a fault of ours', async () => {
  const value = await errorOf((client) => client.query("select 'x'::uuid"))
  const statement = await errorOf((client) => client.query('select nothing'))
  const fault = await errorOf(async () => (undefined as unknown as { a: { b: 1 } }).a.b)
  expect([value, statement, fault].map(isOutage)).toEqual([false, false, false])
  expect(fault).toBeInstanceOf(TypeError)
})
