import { startFakeSmtp } from '../../../channels/email/fakes/smtp-server.ts'
import { systemContext } from '../../../foundation/server/context.ts'
import { startTestServer } from '../../../foundation/testing/start-test-server.ts'
import * as connections from '../../connections/contract.ts'
import { storeReceipt } from '../../connections/index.ts'
import { type Mail, mailboxSettings, waitForText, writeMail } from '../testing.ts'

const nowhere = { host: '127.0.0.1', port: 1 }
let people = 0

/** A server with one mailbox whose mail goes to a fake, and an agent who answers. */
export const startMailDesk = async (options: Parameters<typeof startTestServer>[0] = {}) => {
  const [server, smtp] = await Promise.all([startTestServer(options), startFakeSmtp()])
  const agent = await server.as('agent')
  const connect = async (port = smtp.port) => {
    const settings = mailboxSettings(nowhere, { host: '127.0.0.1', port }, 'secret')
    const made = await server.admin.call(connections.createConnection, {
      channel: 'email',
      settings,
    })
    return made.id
  }
  const connectionId = await connect()
  const system = () => systemContext(server.services, server.workspaceId, 'test')
  const arrive = (mail: Mail, by = connectionId) =>
    storeReceipt(system(), by, writeMail(mail), `test:${++people}`)
  return {
    server,
    smtp,
    agent,
    connectionId,
    connect,
    system,
    arrive,
    /** A customer has written; the conversation and the address. */
    begin: async (by = connectionId) => {
      const from = `person-${++people}@customer.example`
      const text = `question ${people}`
      await arrive({ from, text }, by)
      return { from, ...(await waitForText(agent, from, text)) }
    },
    sentTo: (address: string) => smtp.mails.filter(({ to }) => to.includes(address)),
    /** The job that waits for its time, if there is one; made due now. */
    makeDue: async (messageId: string) => {
      const { pool } = server.services
      const found = await pool.query(
        'select id from graphile_worker.jobs where key = $1 and locked_at is null',
        [`send:${messageId}`],
      )
      const ids = found.rows.map((row) => row.id)
      if (ids.length === 0) return false
      await pool.query('select graphile_worker.reschedule_jobs($1::bigint[], run_at := now())', [
        ids,
      ])
      return true
    },
    stop: async () => {
      await server.stop()
      await smtp.stop()
    },
  }
}

export type MailDesk = Awaited<ReturnType<typeof startMailDesk>>
