import type { z } from 'zod'
import { useText } from '../../../foundation/browser/texts.tsx'
import type { AuditEntry } from '../contract.ts'

export type Entry = z.output<typeof AuditEntry>

const actorOf = (t: ReturnType<typeof useText>, { type, id, name }: Entry['actor']) => {
  if (type === 'system')
    return t(t.has(`audit.actor.${id}`) ? `audit.actor.${id}` : 'audit.actor.system')
  if (!name) return t('audit.actor.gone')
  return t(type === 'api-key' ? 'audit.actor.key' : 'audit.actor.member', { name })
}

const listOf = (value: unknown) => (Array.isArray(value) ? value.map(String) : [])

/** What happened, as a person would say it, and what belongs to it in small. */
export const useSentence = () => {
  const t = useText()
  const join = (words: string[]) => words.join(t('audit.separator'))
  return ({ act, actor, object, facts }: Entry) => {
    const values = {
      ...Object.fromEntries(
        ['from', 'to', 'role', 'finding'].map((name) => [name, String(facts[name] ?? 'other')]),
      ),
      actor: actorOf(t, actor),
      object: object ? object.name || t('audit.object.gone') : '',
    }
    const fields = listOf(facts.fields)
    const scopes = listOf(facts.scopes)
    const [added, removed] = [listOf(facts.added).length, listOf(facts.removed).length]
    const details = [
      fields.length > 0 &&
        t('audit.fields', {
          fields: join(
            fields.map((one) => (t.has(`audit.field.${one}`) ? t(`audit.field.${one}`) : one)),
          ),
        }),
      scopes.length > 0 &&
        t('audit.scopes', {
          scopes: join(scopes.map((one) => (one === '*' ? t('audit.all_scopes') : one))),
        }),
      added + removed > 0 && t('audit.members', { added, removed }),
    ].filter((one) => typeof one === 'string')
    return { text: t.has(`audit.act.${act}`) ? t(`audit.act.${act}`, values) : act, details }
  }
}
