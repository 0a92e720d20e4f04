import { foldName } from '../matching/fold.ts'
import type { Rules } from '../rules/read-rules.ts'
import {
  type Ident,
  type ImportedPerson,
  type ImportSource,
  isProvisional,
  type Known,
  keyOf,
  type LeftOut,
} from './people.ts'
import type { State } from './read-state.ts'

export type Decision = {
  /** Undefined: somebody new. */
  target: Known | undefined
  links: { ident: Ident; trust: 'verified' | 'claimed' }[]
  /** Records that nobody vouches for and that are this person too. */
  absorb: Known[]
  left: (LeftOut & { ident: Ident })[]
}

/**
 * Whom a row speaks of, and what becomes of its identifiers, by the same rules as for everybody: a claim joins only what
 * nobody vouches for, proof only what does not contradict it, and people who are known apart stay apart. Undefined where
 * all it says is somebody else's.
 */
export const decide = (
  state: State,
  rules: Rules,
  row: ImportedPerson,
  trust: ImportSource['trust'],
): Decision | undefined => {
  const idents = row.ids.map((id) => state.idents.get(keyOf(id))!)
  const wants = (type: string) =>
    trust === 'verified' && rules.of(type).trust === 'verified' ? 'verified' : 'claimed'
  const ownerOf = ({ customerId }: Ident) => (customerId ? state.people.get(customerId) : undefined)
  const name = row.fields.name
  const mayJoin = (ident: Ident, owner: Known) =>
    rules.of(ident.type).joins === 'proof'
      ? ident.trust === 'verified' && wants(ident.type) === 'verified' && sameName(name, owner)
      : rules.joins(ident.type, ident.value)
  /** What was only claimed for somebody whom others vouch for stands for nobody. */
  const stands = (ident: Ident, owner: Known) =>
    wants(ident.type) === 'claimed' || ident.trust === 'verified' || isProvisional(owner)
  const contradicts = (owner: Known) =>
    idents.some(
      (ident) =>
        rules.of(ident.type).single &&
        owner.idents.some(
          (other) =>
            other.type === ident.type &&
            other.id !== ident.id &&
            (other.trust === 'verified' || wants(ident.type) === 'claimed'),
        ),
    )
  const fitting = idents.find((ident) => {
    const owner = ownerOf(ident)
    return owner && mayJoin(ident, owner) && stands(ident, owner) && !contradicts(owner)
  })
  let target = fitting && ownerOf(fitting)
  const isFree = (ident: Ident) => {
    const owner = ownerOf(ident)
    return !owner || (wants(ident.type) === 'verified' && !stands(ident, owner))
  }
  if (!target && !idents.some(isFree)) {
    const agreeing = idents.find((ident) => {
      const owner = ownerOf(ident)!
      return sameName(name, owner) && !contradicts(owner)
    })
    if (!agreeing) return undefined
    target = ownerOf(agreeing)
  }
  const decision: Decision = { target, links: [], absorb: [], left: [] }
  const counts = new Map<string, number>()
  const hasRoom = (type: string) => {
    const counting = target?.idents.filter((one) => one.type === type && !one.isPast)
    const held = counts.get(type) ?? counting?.length ?? 0
    counts.set(type, held + 1)
    return held < rules.of(type).most
  }
  for (const ident of idents) {
    const owner = ownerOf(ident)
    const wanted = wants(ident.type)
    if (owner && owner === target) {
      if (wanted === 'verified' && ident.trust !== 'verified')
        decision.links.push({ ident, trust: wanted })
    } else if (isFree(ident)) {
      if (hasRoom(ident.type)) decision.links.push({ ident, trust: wanted })
      else decision.left.push({ type: ident.type, rule: 'limit', ident })
    } else if (
      owner &&
      mayJoin(ident, owner) &&
      isProvisional(owner) &&
      !differ(rules, owner, target, idents)
    ) {
      if (!decision.absorb.includes(owner)) decision.absorb.push(owner)
      if (wanted === 'verified') decision.links.push({ ident, trust: wanted })
    } else {
      const rule = rules.of(ident.type).single ? 'other-person' : 'shared-value'
      decision.left.push({ type: ident.type, rule, ident })
    }
  }
  return decision
}

const sameName = (name: string | undefined, owner: Known) =>
  !name || !owner.name || foldName(name) === foldName(owner.name)

/** Whether two records name two of a kind of which a person has one. */
const differ = (
  rules: Rules,
  one: Known,
  other: Known | undefined,
  more: readonly Ident[],
): boolean => {
  const theirs = [...(other?.idents ?? []), ...more]
  return one.idents.some(
    (mine) =>
      rules.of(mine.type).single &&
      theirs.some((its) => its.type === mine.type && its.id !== mine.id),
  )
}
