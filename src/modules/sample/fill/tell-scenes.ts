import type { Context } from '../../../foundation/server/context.ts'
import { addLabel, addNote, assign, markRead, reply, resolve } from '../../conversations/index.ts'
import { lockIdentity, resolveTracked } from '../../customers/index.ts'
import { type Content, idsOf, type Line, type Person, type Scene, type Staff } from '../content.ts'
import { planRecords } from './keep-records.ts'
import type { Shop } from './make-shop.ts'
import { minutesAfter, momentOf } from './moment.ts'
import { receiveChat, receiveMail, startSampleVisitor } from './say.ts'

/** Something that happens at a moment of the past. */
export type Step = { at: Date; run: (ctx: Context) => Promise<unknown> }

/** Few enough to be over in a fraction of a second. */
const stepsAtOnce = 10

/**
 * The shop's last four weeks in the order they happened, so that log, numbers and counts come out right: in parts, each
 * for a transaction of its own, one after the other.
 */
export const planScenes = (ctx: Context, shop: Shop, content: Content) => {
  const people = new Map(content.people.map((person) => [person.key, person]))
  const visitors = new Map<string, string>()
  const steps = [
    ...content.scenes.flatMap((scene) =>
      playScene(shop, { scene, person: people.get(scene.who)!, now: ctx.now, visitors }),
    ),
    ...content.people.flatMap((person) => meetOnSite(shop, content, person, ctx.now)),
    ...planRecords(shop, people, content.records, ctx.now),
  ].sort((a, b) => a.at.getTime() - b.at.getTime())
  const parts: Step[][] = []
  for (let from = 0; from < steps.length; from += stepsAtOnce)
    parts.push(steps.slice(from, from + stepsAtOnce))
  return parts.map((part) => async (ctx: Context) => {
    // Many messages at once take the locks of all of them: in the one order that suits everybody.
    await lockIdentity(ctx)
    for (const { at, run } of part) await run({ ...ctx, now: at })
  })
}

/** Whoever has an account is known from before their first word: one person on the site, in chat and by mail. */
const meetOnSite = (shop: Shop, content: Content, person: Person, now: Date): Step[] => {
  if (!person.site) return []
  const theirs = [...content.visits, ...content.scenes].filter((one) => one.who === person.key)
  const first = Math.min(...theirs.map((one) => momentOf(one, now, shop.timeZone).getTime()))
  const { name, email, phone, locale } = person
  const facts = { ...idsOf(person, shop.suffix), name, email, phone, locale }
  return [{ at: minutesAfter(new Date(first), -1), run: (ctx) => resolveTracked(ctx, facts) }]
}

type Play = { scene: Scene; person: Person; now: Date; visitors: Map<string, string> }

const playScene = (shop: Shop, { scene, person, now, visitors }: Play): Step[] => {
  let conversationId = ''
  const mails: string[] = []
  const as = (ctx: Context, who: Staff): Context => ({
    ...ctx,
    actor: { type: 'member', ...shop.staff[who] },
  })

  const hear = async (ctx: Context, text: string) => {
    const connectionId = shop.connections[scene.by]
    if (scene.by === 'email') {
      const mail = { connectionId, from: person, subject: scene.subject ?? '', text }
      const received = await receiveMail(ctx, { ...mail, references: mails })
      mails.unshift(received.providerId)
      conversationId = received.conversationId
      return
    }
    const { name, email, locale } = person
    const known = person.site ? { anonymousId: idsOf(person, shop.suffix).anonymousId } : { email }
    const visitorId =
      visitors.get(person.key) ??
      (await startSampleVisitor(ctx, { connectionId, locale, name, ...known }))
    visitors.set(person.key, visitorId)
    conversationId = (await receiveChat(ctx, visitorId, text)).conversationId
  }

  const speak = (ctx: Context, { who, note, text }: Line) => {
    if (who === 'c') return hear(ctx, text)
    if (note) return addNote(as(ctx, who), { id: conversationId, text })
    const nothing = { cc: [], fileIds: [], resolve: false }
    return reply(as(ctx, who), { id: conversationId, text, ...nothing })
  }

  const { owner = 'me' } = scene
  const sort = async (ctx: Context) => {
    const assigneeId = scene.owner && shop.staff[scene.owner].id
    await assign(as(ctx, owner), { id: conversationId, assigneeId, teamId: shop.teams[scene.team] })
    for (const label of scene.labels)
      await addLabel(as(ctx, owner), { id: conversationId, labelId: shop.labels[label]! })
  }

  let at = momentOf(scene, now, shop.timeZone)
  const steps: Step[] = scene.says.map((line) => {
    at = minutesAfter(at, line.after)
    return { at, run: (ctx) => speak(ctx, line) }
  })
  steps.push({ at: minutesAfter(steps[0]!.at, 0.5), run: sort })
  if (scene.resolved)
    steps.push({
      at: minutesAfter(at, 3),
      run: (ctx) => resolve(as(ctx, owner), { id: conversationId }),
    })
  // What still waits for an answer is left unread.
  if (scene.resolved || scene.says.at(-1)!.who !== 'c')
    steps.push({
      at: minutesAfter(at, 4),
      run: (ctx) => markRead(as(ctx, 'me'), { id: conversationId }),
    })
  return steps
}
