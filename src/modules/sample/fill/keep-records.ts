import type { Context } from '../../../foundation/server/context.ts'
import { addLine } from '../../consents/index.ts'
import {
  addCustomerNote,
  type FieldValues,
  findIdentifier,
  linkGroup,
  pinCustomerNote,
  sayFields,
  setCustomerLabels,
} from '../../customers/index.ts'
import { createPrivacyRequest, updatePrivacyRequest } from '../../privacy/index.ts'
import type { Person, Staff } from '../content.ts'
import { keepPart } from '../keep-parts.ts'
import type { Consent, Entry, Records, Request } from '../record-shapes.ts'
import type { Shop } from './make-shop.ts'
import { minutesAfter, momentOf } from './moment.ts'
import type { Step } from './tell-scenes.ts'

/** What colleagues entered of customers, what these agreed to, and what they asked about their records. */
export const planRecords = (
  shop: Shop,
  people: ReadonlyMap<string, Person>,
  { entries, consents, requests }: Records,
  now: Date,
): Step[] => {
  const at = (one: Entry | Consent | Request) => momentOf(one, now, shop.timeZone)
  const households = new Map<string, string>()
  return [
    ...entries.map((one) => ({
      at: at(one),
      run: (ctx: Context) => keepEntry(ctx, shop, people.get(one.who)!, one, households),
    })),
    ...consents.flatMap((one) => agree(shop, people.get(one.who)!, one, at(one))),
    ...requests.map((one) => ({
      at: at(one),
      run: (ctx: Context) => ask(ctx, shop, people.get(one.who)!, one),
    })),
  ]
}

const find = async (ctx: Context, { email }: Person) => {
  const found = await findIdentifier(ctx, 'email', email)
  if (!found?.customer_id) throw new Error(`nobody is known by ${email} yet`)
  return { identifierId: found.id, customerId: found.customer_id }
}

const actAs = (ctx: Context, shop: Shop, who: Staff): Context => ({
  ...ctx,
  actor: { type: 'member', ...shop.staff[who] },
})

const keepEntry = async (
  ctx: Context,
  shop: Shop,
  person: Person,
  { by, fields, note, pinned, labels, group }: Entry,
  households: Map<string, string>,
) => {
  const { customerId: id } = await find(ctx, person)
  const colleague = actAs(ctx, shop, by)
  await sayFields(ctx, id, `member:${shop.staff[by].id}`, 'staff', fields as FieldValues)
  if (note) {
    const { id: noteId } = await addCustomerNote(colleague, { id, text: note })
    if (pinned) await pinCustomerNote(colleague, { noteId, pinned })
  }
  if (labels.length > 0)
    await setCustomerLabels(
      ctx,
      id,
      labels.map((key) => shop.labels[key]!),
    )
  if (group) await joinGroup(colleague, id, group, households)
}

/** A company that the workspace has already is used, and stays when the sample goes. */
const joinGroup = async (
  ctx: Context,
  id: string,
  { kind, name, role }: NonNullable<Entry['group']>,
  households: Map<string, string>,
) => {
  const before = await ctx.db
    .selectFrom('customer_group')
    .select('id')
    .where('workspace_id', '=', ctx.workspaceId)
    .execute()
  const groupId = kind === 'household' ? households.get(name) : undefined
  const group = await linkGroup(ctx, { id, kind, name, role, ...(groupId ? { groupId } : {}) })
  if (kind === 'household') households.set(name, group.id)
  if (!before.some((one) => one.id === group.id)) await keepPart(ctx, 'group', group.id)
}

/** Two steps where somebody signs up on the site and confirms by the link in their mail. */
const agree = (shop: Shop, person: Person, said: Consent, at: Date): Step[] => {
  const { id: purposeId, wordingId } = shop.purposes[said.purpose]
  const lineOf = async (ctx: Context) => {
    const { customerId, identifierId } = await find(ctx, person)
    return {
      customerId,
      identifierId: said.channel === 'email' ? identifierId : null,
      purposeId,
      channel: said.channel,
    }
  }
  if (said.says !== 'form') {
    const { says: state, source, note } = said
    const run = async (ctx: Context) => {
      const line = await lineOf(ctx)
      const actor = { type: 'customer', id: line.customerId } as const
      const by = source === 'member' ? actAs(ctx, shop, said.by) : { ...ctx, actor }
      await addLine(by, { ...line, state, source, evidence: note ? { note } : {} })
    }
    return [{ at, run }]
  }
  const network = '203.0.113.0/24'
  let asked = ''
  const run = async (ctx: Context) => {
    const evidence = { pageUrl: 'https://shop.engawa.example/news', network }
    const line = { ...(await lineOf(ctx)), wordingId, source: 'web-form', evidence }
    asked = (await addLine(ctx, { ...line, state: 'pending' })).id
  }
  const confirm = async (ctx: Context) => {
    const line = { ...(await lineOf(ctx)), wordingId, source: 'confirmation' }
    const actor = { type: 'customer', id: line.customerId } as const
    const evidence = { confirms: asked, network }
    await addLine({ ...ctx, actor }, { ...line, state: 'given', evidence })
  }
  if (said.confirmed === undefined) return [{ at, run }]
  return [
    { at, run },
    { at: minutesAfter(at, said.confirmed), run: confirm },
  ]
}

const ask = async (ctx: Context, shop: Shop, person: Person, request: Request) => {
  const { customerId } = await find(ctx, person)
  const { kind, details, state, assignee, identityCheck, outcome } = request
  const { id } = await createPrivacyRequest(ctx, {
    kind,
    customerId,
    requester: person.name,
    contact: person.email,
    details,
    language: person.locale,
  })
  await keepPart(ctx, 'request', id)
  await updatePrivacyRequest(ctx, {
    id,
    state,
    identityCheck,
    outcome,
    assigneeId: assignee ? shop.staff[assignee].id : null,
  })
}
