import { randomInt } from 'node:crypto'
import type { Context } from '../../../foundation/server/context.ts'
import { newId } from '../../../foundation/server/uuid.ts'
import { createConnection } from '../../connections/index.ts'
import { createPurpose, listPurposes } from '../../consents/index.ts'
import { ensureLabel } from '../../labels/index.ts'
import { addMember, createTeam } from '../../members/index.ts'
import { createSource } from '../../tracking/index.ts'
import { getWorkspace } from '../../workspaces/index.ts'
import { addresses, names, type Staff } from '../content.ts'
import { keepPart } from '../keep-parts.ts'
import { type PurposeKey, readRecords } from '../record-shapes.ts'

export type Shop = {
  locale: 'ja' | 'en'
  timeZone: string
  /** Of this adding. */
  suffix: string
  connections: { 'web-chat': string; email: string }
  sourceId: string
  labels: Record<string, string>
  teams: Record<'orders' | 'support', string>
  purposes: Record<PurposeKey, { id: string; wordingId: string | null }>
  staff: Record<Staff, { id: string; name: string }>
}

/** All that conversations and visits hang on, inside the caller's transaction. `me` is who the open ones wait for. */
export const makeShop = async (ctx: Context, me: { id: string; name: string }): Promise<Shop> => {
  const { locale, timeZone } = await getWorkspace(ctx)
  const words = names[locale]
  const suffix = String(randomInt(1000, 10_000))
  const labels: Record<string, string> = {}
  for (const [key, name] of Object.entries(words.labels))
    labels[key] = await makeLabel(ctx, name, key === 'complaint' ? key : null)
  const mei = await makeColleague(ctx, words.staff.mei, addresses.mei)
  const tom = await makeColleague(ctx, words.staff.tom, addresses.tom)
  const source = await createSource(ctx, { name: words.source, shop: null })
  await keepPart(ctx, 'source', source.id, { suffix })
  return {
    locale,
    timeZone,
    suffix,
    connections: await makeConnections(ctx, locale),
    sourceId: source.id,
    labels,
    teams: {
      orders: await makeTeam(ctx, words.teams.orders, [me.id, mei.id]),
      support: await makeTeam(ctx, words.teams.support, [me.id, tom.id]),
    },
    purposes: {
      news: await makePurpose(ctx, 'news'),
      restock: await makePurpose(ctx, 'restock'),
    },
    staff: { me, mei, tom },
  }
}

const makeConnections = async (ctx: Context, locale: 'ja' | 'en') => {
  const host = 'mail.engawa-shop.example'
  const chat = await createConnection(ctx, {
    channel: 'web-chat',
    name: names[locale].chat,
    settings: {
      greetingJa: 'いらっしゃいませ。器のことなら何でもお尋ねください。',
      greetingEn: 'Welcome! Ask us anything about our tableware.',
    },
    rehearsal: true,
  })
  const mail = await createConnection(ctx, {
    channel: 'email',
    name: names[locale].mail,
    settings: {
      address: addresses.shop,
      senderName: names[locale].shop,
      imap: { host, user: addresses.shop, password: newId() },
      smtp: { host },
    },
    rehearsal: true,
  })
  await keepPart(ctx, 'connection', chat.id)
  await keepPart(ctx, 'connection', mail.id)
  return { 'web-chat': chat.id, email: mail.id }
}

/** One that the workspace has already is used, and stays when the sample goes. */
const makeLabel = async (ctx: Context, name: string, meaning: 'complaint' | null) => {
  const id = newId()
  const label = await ensureLabel(ctx, id, name, meaning)
  if (label.id === id) await keepPart(ctx, 'label', id)
  return label.id
}

const makeColleague = async (ctx: Context, name: string, email: string) => {
  const id = await addMember(ctx, { name, email, role: 'agent' })
  await keepPart(ctx, 'member', id)
  return { id, name }
}

const makeTeam = async (ctx: Context, name: string, memberIds: string[]) => {
  const existing = await ctx.db
    .selectFrom('team')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .where('removed_at', 'is', null)
    .where((row) => row(row.fn('lower', ['name']), '=', name.toLowerCase()))
    .executeTakeFirst()
  if (existing) return existing.id
  const { id } = await createTeam(ctx, { name, memberIds })
  await keepPart(ctx, 'team', id, { memberIds })
  return id
}

/** One of the same key that the workspace has already is used, and stays when the sample goes. */
const makePurpose = async (ctx: Context, purpose: PurposeKey) => {
  const wanted = readRecords().purposes[purpose]
  const { data } = await listPurposes(ctx)
  const known = data.find(({ key }) => key === wanted.key)
  const made =
    known ?? (await createPurpose(ctx, { ...wanted, marketing: true, subscribable: true }))
  if (!known) await keepPart(ctx, 'purpose', made.id)
  return { id: made.id, wordingId: made.wording?.id ?? null }
}
