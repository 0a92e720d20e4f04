import type { Context } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { addLine, lineIdOf, type State } from '../ledger.ts'
import { findAddress, sayConsent } from '../record-consent.ts'
import { isView, readAround, turnedTo, wasChosen } from './around.ts'
import { type Meaning, noteCategories, readMeanings } from './categories.ts'
import { keepDeviceConsents, takeDeviceConsents } from './device-consents.ts'
import type { Preferences } from './preferences.ts'
import { findRoots, readWords, type Words } from './standing.ts'

/** What a tracked event says of consent. */
export type TrackedConsent = Preferences & {
  /** Of the event. */
  id: string
  kind: string
  /** The record it came by, though it be merged into another: taken apart again, each keeps its own word. */
  customerId: string | undefined
  anonymousId: string | null
  /** Whether the event names anybody: then it says nothing of whoever has the device. */
  named: boolean
  at: Date
  receivedAt: Date
  url: string | null
  /** Somebody chose just now; any other event carries along what was chosen before. */
  chosen: boolean
}

type Said = Omit<TrackedConsent, 'preferences'> & { category: string; yes: boolean }
type Wish = Said & { customerId: string }

const wordsOf = ({ preferences, ...event }: TrackedConsent): Said[] =>
  Object.entries(preferences).map(([category, yes]) => ({ ...event, category, yes }))

const isSomebodys = (said: Said): said is Wish => said.customerId !== undefined

/**
 * Writes what tracked events of one workspace say of consent into the ledger, in the caller's transaction. An event
 * counts once, and at its own time. A no always counts; a yes counts when it is chosen, or where nothing was ever said.
 * It is chosen, too, where the same device's view before said no. What a device says that is nobody's is kept for whose it
 * will be; those devices.
 */
export const followConsents = async (
  ctx: Context,
  events: readonly TrackedConsent[],
): Promise<string[]> => {
  // What was said before anybody knew whose the device is comes first, or what it carries along would stand for it.
  const earlier = await readEarlier(
    ctx,
    events.flatMap(({ customerId, anonymousId }) => (customerId && anonymousId) || []),
  )
  const last = new Map<string, string>()
  const said = [...earlier, ...events]
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .filter(({ customerId, anonymousId, named, chosen, preferences }) => {
      if (customerId === undefined && (named || anonymousId === null)) return false
      // Nearly every event of a visit carries the same.
      const key = `${customerId} ${anonymousId}`
      const words = JSON.stringify(preferences)
      const isRepeat = !chosen && last.get(key) === words
      last.set(key, words)
      return !isRepeat
    })
    .flatMap(wordsOf)
  if (said.length === 0) return []
  const meanings = await readMeanings(ctx)
  await noteCategories(
    ctx,
    [...new Set(said.map(({ category }) => category))].filter((one) => !meanings.isKnown(one)),
  )
  const wishes = said.filter(isSomebodys)
  const kept = await keepDeviceConsents(
    ctx,
    said.flatMap((one) => (isSomebodys(one) ? [] : [wordOfDevice(one)])),
  )
  if (wishes.length === 0) return kept
  const meant = wishes.flatMap((wish) => {
    const meaning = meanings.of(wish.category)
    return meaning ? [{ wish, meaning }] : []
  })
  const roots = await findRoots(
    ctx,
    meant.map(({ wish }) => wish.customerId),
  )
  const words = await readWords(ctx, [...new Set(roots.values())])
  const asked = meant.flatMap(({ wish, meaning }) => {
    const customerId = roots.get(wish.customerId)
    return customerId ? [{ wish, meaning, customerId }] : []
  })
  const around = await readAround(ctx, whereItDiffers(asked, words))
  for (const { wish, meaning, customerId } of asked) {
    const { purpose, channel } = meaning
    const near = around(wish.id)
    const changed = wish.yes && wasChosen(wish, wish.category, near)
    const turned = turnedTo(wish.yes, wish.category, near)
    const standing = words.of(customerId, purpose.id, channel)
    const state = wordFor({ ...wish, changed }, standing)
    if (!state) continue
    const isMailed = channel === 'email' && state === 'given'
    if (isMailed && (turned || isPast(ctx, wish, standing))) continue
    const word = await say(ctx, wish, customerId, meaning, state)
    if (word) words.said(customerId, purpose.id, channel, word)
    if (!turned) continue
    // Told late: what the device said since was no news then.
    const next = { ...wish, ...turned, yes: !wish.yes }
    const then = wordFor({ ...next, changed: true }, words.of(customerId, purpose.id, channel))
    if (!then || (channel === 'email' && then === 'given')) continue
    const said = await say(ctx, next, customerId, meaning, then)
    if (said) words.said(customerId, purpose.id, channel, said)
  }
  return kept
}

type Asked = { wish: Wish; meaning: Meaning; customerId: string }

/** Those of a purpose of which a site last told otherwise, or nothing: of any other there is no news. */
const whereItDiffers = (
  asked: readonly Asked[],
  words: Awaited<ReturnType<typeof readWords>>,
): Wish[] => {
  const keyOf = ({ customerId, meaning }: Asked) =>
    `${customerId} ${meaning.purpose.id} ${meaning.channel}`
  const differs = new Set(
    asked
      .filter((one) => {
        const { tracked } = words.of(one.customerId, one.meaning.purpose.id, one.meaning.channel)
        return tracked === undefined || isYes(tracked.state) !== one.wish.yes
      })
      .map(keyOf),
  )
  const wishes = asked.filter((one) => differs.has(keyOf(one))).map(({ wish }) => wish)
  return [...new Map(wishes.map((wish) => [wish.id, wish])).values()]
}

/** Writes what devices said while they were nobody's into the ledger of whoever had them then. Inside a transaction. */
export const settleDevices = async (ctx: Context, devices: readonly string[]) => {
  await followConsents(ctx, await readEarlier(ctx, devices))
}

const readEarlier = async (ctx: Context, devices: readonly string[]): Promise<TrackedConsent[]> =>
  (await takeDeviceConsents(ctx, [...new Set(devices)])).map(
    ({ eventId, category, allowed, provider, ...word }) => ({
      ...word,
      id: eventId,
      kind: '',
      // It is taken: its device is asked for no more.
      anonymousId: null,
      named: false,
      preferences: { [category]: allowed },
      provider: provider ?? undefined,
    }),
  )

const wordOfDevice = ({ id, yes, provider, anonymousId, url, ...said }: Said) => ({
  category: said.category,
  chosen: said.chosen,
  view: isView(said),
  anonymousId: anonymousId!,
  allowed: yes,
  eventId: id,
  url: url?.slice(0, 2000) ?? null,
  provider: provider ?? null,
  at: timeOf(said),
  receivedAt: said.receivedAt,
})

const isYes = (state: State | undefined) => state === 'given' || state === 'pending'

/**
 * The line to write; undefined where the event says nothing new. What a browser still carries of an earlier yes must not
 * undo what was said elsewhere since; what changed on its own device was chosen there.
 */
const wordFor = (
  { yes, chosen, changed }: Pick<Wish, 'yes' | 'chosen'> & { changed: boolean },
  { any, tracked }: Words,
): 'given' | 'refused' | 'withdrawn' | undefined => {
  if (yes) {
    if (changed) return isYes(any?.state) ? undefined : 'given'
    if (chosen ? isYes(tracked?.state) : any !== undefined) return undefined
    return 'given'
  }
  const isRepeat = tracked !== undefined && !isYes(tracked.state)
  if (isRepeat && !(chosen && isYes(any?.state))) return undefined
  return isYes(any?.state) ? 'withdrawn' : 'refused'
}

/** As long as the link of a mail that asks to confirm works. */
const askedForMs = 14 * 86_400_000

/** Nobody is asked by mail to confirm what they wished long ago, or before what they said since. */
const isPast = (ctx: Context, wish: Wish, { any }: Words) => {
  const at = timeOf(wish)
  return (any !== undefined && any.at > at) || ctx.now.getTime() - at.getTime() > askedForMs
}

/** A clock that runs ahead must not outlast what is said later. */
const timeOf = ({ at, receivedAt }: Pick<Said, 'at' | 'receivedAt'>) =>
  at < receivedAt ? at : receivedAt

const say = async (
  ctx: Context,
  wish: Wish,
  standing: string,
  { purpose, channel }: Meaning,
  state: 'given' | 'refused' | 'withdrawn',
) => {
  const line = {
    id: lineIdOf('tracked', wish.id, purpose.id, channel),
    purposeId: purpose.id,
    channel,
    source: 'tracked',
    evidence: {
      eventId: wish.id,
      category: wish.category,
      ...(wish.provider ? { provider: wish.provider } : {}),
      ...(wish.url ? { pageUrl: wish.url.slice(0, 2000) } : {}),
    },
  }
  if (channel !== 'email' || state !== 'given') {
    const at = timeOf(wish)
    await addLine(ctx, { ...line, customerId: wish.customerId, state, at })
    return { state, at }
  }
  // Whoever has the public write key can name anybody's address: its owner has to confirm, as of now.
  if (!(await findAddress(ctx, standing))) return undefined
  try {
    await sayConsent(ctx, standing, { ...line, state, mustConfirm: true })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    ctx.log.warn({ code: error.code }, 'a confirmation could not be asked for')
    return undefined
  }
  return { state: 'pending' as const, at: ctx.now }
}
