import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { later } from '../cleanup.ts'
import { keyOf } from '../live/desks.ts'
import type { Chat } from './people.ts'

const wakeMs = 15

/**
 * Commits messages as another process of ours would: the message with its event in one transaction, and a word to the
 * readers at most every 15 ms. What the message costs before that is the matter of other figures.
 */
export const openCommitter = async (url: string, chats: readonly Chat[]) => {
  const pool = new pg.Pool({ connectionString: url, max: 8 })
  pool.on('error', () => undefined)
  later(() => pool.end())
  let timer: NodeJS.Timeout | undefined
  const wake = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      pool
        .query(`select pg_notify('engawa_log', 'benchmark message.received')`)
        .catch(() => undefined)
    }, wakeMs)
  }
  later(() => clearTimeout(timer))
  return async (number: number) => {
    const { workspaceId, conversationId, threadId, customerId } = chats[number % chats.length]!
    await pool.query({
      name: 'commit',
      text: `with said as (
          insert into message (workspace_id, id, conversation_id, thread_id, channel, direction, author_type,
            author_name, text, new_text_length, state, client_key, created_at)
          values ($1, $2, $3, $4, 'web-chat', 'in', 'customer', '', $6, length($6), 'received', $7, now()))
        insert into event (workspace_id, at, kind, actor_type, actor_id, customer_id, conversation_id, thread_id,
          message_id, facts)
        values ($1, now(), 'message.received', 'customer', $5::uuid::text, $5::uuid, $3, $4, $2,
          '{"channel": "web-chat", "reason": "thread", "automatic": false}')`,
      values: [
        workspaceId,
        randomUUID(),
        conversationId,
        threadId,
        customerId,
        '昨日注文した革靴のサイズを変更したいのですが、まだ間に合いますか。',
        keyOf(number),
      ],
    })
    wake()
  }
}
