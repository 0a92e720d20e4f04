import { sql } from 'kysely'
import { bounded, createAsk } from '../../channels/email/dns/ask.ts'
import { checkDkim } from '../../channels/email/dns/check-dkim.ts'
import { openDns } from '../../open-services.ts'
import type { DatabaseCheck, Finding } from './check.ts'

const mostKeys = 50
const wholeMs = 20_000

type Key = {
  connection: string
  state: string
  domain: string
  selector: string
  public_key: string
}

/** Whether the keys that mail is signed with stand in DNS as they are; a wrong record is worse than no signature. */
export const checkSigning =
  (resolve = openDns()): DatabaseCheck =>
  async (db) => {
    const { rows } = await sql<Key>`
      select c.name as connection, k.state, k.domain, k.selector, k.public_key
      from connection_signing_key k
      join connection c on c.workspace_id = k.workspace_id and c.id = k.connection_id
      where c.removed_at is null and not c.rehearsal order by c.name limit ${mostKeys}`.execute(db)
    const ask = createAsk(bounded({ resolve, signal: AbortSignal.timeout(wholeMs) }))
    const found = await Promise.all(
      rows.map(async (key): Promise<Finding> => {
        const facts = {
          connection: key.connection,
          name: `${key.selector}._domainkey.${key.domain}`,
        }
        if (key.state === 'waiting') return { check: 'signing-waiting', state: 'notice', facts }
        const { state } = await checkDkim(key.domain, { ...key, publicKey: key.public_key }, ask)
        if (state === 'good') return { check: 'signing', state: 'ok', facts }
        return state === 'unasked'
          ? { check: 'signing-unasked', state: 'notice', facts }
          : { check: 'signing', state: 'wrong', facts }
      }),
    )
    return found
  }
