import type pg from 'pg'
import * as conversations from '../../src/modules/conversations/contract.ts'
import type { createGetter } from '../http.ts'

type Get = ReturnType<typeof createGetter>
type Place = { url: string; workspaceId: string; memberId: string; labelId: string }

/** Something that a member looks at; `bare` asks PostgreSQL for the same rows in the plainest way. */
export type View = {
  name: string
  look: (turn: number) => Promise<unknown>
  bare?: (pool: pg.Pool) => Promise<unknown>
}

const rowsShown = 50
const mostPages = 20

/** A list as the desk asks for it: every other turn its first page, else one further down. */
const watchList = async (get: Get, first: string): Promise<View['look']> => {
  const pages: string[] = []
  for (let page: string | undefined = first; page && pages.length < mostPages; ) {
    pages.push(page)
    const answer = JSON.parse(await get(page)) as { data: unknown[]; next: string | null }
    if (page === first && answer.data.length < rowsShown)
      throw new Error(`${first} shows ${answer.data.length} conversations`)
    page = answer.next ? `${first}&after=${answer.next}` : undefined
  }
  return (turn) => get(turn % 2 === 0 ? first : pages[((turn - 1) / 2) % pages.length]!)
}

const newestFirst = `order by last_message_at desc, id desc limit ${rowsShown + 1}`
const bare = {
  mine: `select * from conversation where workspace_id = $1 and assignee_id = $2 and status = 'open' ${newestFirst}`,
  unassigned: `select * from conversation where workspace_id = $1 and assignee_id is null and status = 'open' and message_count > 0 ${newestFirst}`,
  label: `select c.* from conversation_label l
    join conversation c on c.workspace_id = l.workspace_id and c.id = l.conversation_id
    where l.workspace_id = $1 and l.label_id = $2 and l.status = 'open'
    order by l.last_message_at desc, l.conversation_id desc limit ${rowsShown + 1}`,
}

const ask = (name: string, text: string, values: string[]) => (pool: pg.Pool) =>
  pool.query({ name, text, values })

export const openViews = async (
  get: Get,
  { url, workspaceId, memberId, labelId }: Place,
  sample: readonly string[],
): Promise<View[]> => {
  const list = `${url}${conversations.listConversations.path}?limit=${rowsShown}`
  const counts = url + conversations.countConversations.path
  const open = (id: string) => {
    const one = url + conversations.getConversation.path.replace(':id', id)
    return Promise.all([get(one), get(`${one}/messages`)])
  }
  return [
    {
      name: 'inbox-list-mine',
      look: await watchList(get, `${list}&view=mine`),
      bare: ask('mine', bare.mine, [workspaceId, memberId]),
    },
    {
      name: 'inbox-list-unassigned',
      look: await watchList(get, `${list}&view=unassigned`),
      bare: ask('unassigned', bare.unassigned, [workspaceId]),
    },
    {
      name: 'inbox-list-label',
      look: await watchList(get, `${list}&labelId=${labelId}`),
      bare: ask('label', bare.label, [workspaceId, labelId]),
    },
    { name: 'inbox-counts', look: () => get(counts) },
    { name: 'open-conversation', look: (turn) => open(sample[turn % sample.length]!) },
  ]
}
