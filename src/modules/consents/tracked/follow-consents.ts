import type { Context } from '../../../foundation/server/context.ts'
import { AppError } from '../../../foundation/shared/app-error.ts'
import { addLine, lineIdOf, type State } from '../ledger.ts'
import { findAddress, sayConsent } from '../record-consent.ts'
import { longestCategory, type Meaning, noteCategories, readMeanings } from './categories.ts'
import { findRoots, readWords, type Words } from './standing.ts'

/** The event that Segment's libraries send when somebody chooses. */
export const consentEvent = 'Segment Consent Preference Updated'

/** What a tracked event says of consent. */
export type TrackedConsent = {
  /** Of the event. */
  id: string
  customerId: string | undefined
  at: Date
  receivedAt: Date
  url: string | null
  /** Somebody chose just now; any other event carries along what was chosen before. */
  chosen: boolean
  /** Category → whether it is allowed; the sender's, so it may hold anything. */
  preferences: Record<string, unknown>
}

/** Categories of one event; more is no banner. */
const mostCategories = 50

type Wish = Omit<TrackedConsent, 'preferences' | 'customerId'> & {
  customerId: string
  category: string
  yes: boolean
}

const wishesOf = ({ preferences, customerId, ...event }: TrackedConsent): Wish[] =>
  Object.entries(preferences)
    .slice(0, mostCategories)
    .flatMap(([category, yes]) =>
      customerId && typeof yes === 'boolean' && category && category.length <= longestCategory
        ? [{ ...event, customerId, category, yes }]
        : [],
    )

/**
 * Writes what tracked events of one workspace say of consent into the ledger, in the caller's transaction. An event
 * counts once, and at its own time. A no always counts; a yes counts when it is chosen, or where nothing was ever said.
 */
export const followConsents = async (ctx: Context, events: readonly TrackedConsent[]) => {
  const seen = new Set<string>()
  const wishes = [...events]
    .sort((a, b) => a.at.getTime() - b.at.getTime())
    .filter(({ customerId, chosen, preferences }) => {
      // Nearly every event of a visit carries the same.
      const key = `${customerId} ${JSON.stringify(preferences)}`
      const isRepeat = !chosen && seen.has(key)
      seen.add(key)
      return !isRepeat
    })
    .flatMap(wishesOf)
  if (wishes.length === 0) return
  const meanings = await readMeanings(ctx)
  await noteCategories(
    ctx,
    [...new Set(wishes.map(({ category }) => category))].filter((one) => !meanings.isKnown(one)),
  )
  const meant = wishes.flatMap((wish) => {
    const meaning = meanings.of(wish.category)
    return meaning ? [{ wish, meaning }] : []
  })
  const roots = await findRoots(
    ctx,
    meant.map(({ wish }) => wish.customerId),
  )
  const words = await readWords(ctx, [...new Set(roots.values())])
  for (const { wish, meaning } of meant) {
    const customerId = roots.get(wish.customerId)
    if (!customerId) continue
    const { purpose, channel } = meaning
    const state = wordFor(wish, words.of(customerId, purpose.id, channel))
    if (!state) continue
    const word = await say(ctx, { ...wish, customerId }, meaning, state)
    if (word) words.said(customerId, purpose.id, channel, word)
  }
}

const isYes = (state: State | undefined) => state === 'given' || state === 'pending'

/**
 * The line to write; undefined where the event says nothing new. What a browser still carries of an earlier yes must not
 * undo what was said elsewhere since.
 */
export const wordFor = (
  { yes, chosen }: Pick<Wish, 'yes' | 'chosen'>,
  { any, tracked }: Words,
): 'given' | 'refused' | 'withdrawn' | undefined => {
  if (yes) {
    if (chosen ? isYes(tracked?.state) : any !== undefined) return undefined
    return 'given'
  }
  const isRepeat = tracked !== undefined && !isYes(tracked.state)
  if (isRepeat && !(chosen && isYes(any?.state))) return undefined
  return isYes(any?.state) ? 'withdrawn' : 'refused'
}

/** A clock that runs ahead must not outlast what is said later. */
const timeOf = ({ at, receivedAt }: Wish) => (at < receivedAt ? at : receivedAt)

const say = async (
  ctx: Context,
  wish: Wish,
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
      ...(wish.url ? { pageUrl: wish.url.slice(0, 2000) } : {}),
    },
  }
  if (channel !== 'email' || state !== 'given') {
    const at = timeOf(wish)
    await addLine(ctx, { ...line, customerId: wish.customerId, state, at })
    return { state, at }
  }
  // Whoever has the public write key can name anybody's address: its owner has to confirm, as of now.
  if (!(await findAddress(ctx, wish.customerId))) return undefined
  try {
    await sayConsent(ctx, wish.customerId, { ...line, state, mustConfirm: true })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    ctx.log.warn({ code: error.code }, 'a confirmation could not be asked for')
    return undefined
  }
  return { state: 'pending' as const, at: ctx.now }
}
