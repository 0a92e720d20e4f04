import { CallError } from '../../../foundation/browser/client.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import type { OutputOf } from '../../../foundation/shared/endpoint.ts'
import type { Mapping, readImport } from '../contract.ts'

type Targets = OutputOf<typeof readImport>['targets']

/** What a target is called in the reader's language; a field that the import will make is named as its column. */
export const useTargetName = (targets: Targets, { columns }: Pick<Mapping, 'columns'>) => {
  const t = useText()
  const { locale } = useLocale()
  return (target: string) => {
    const known = targets.find((one) => one.target === target)
    const own = locale === 'ja' ? known?.titleJa : known?.titleEn
    if (own) return own
    if (!target.startsWith('custom.')) return t(`import.target.${target}`)
    return Object.keys(columns).find((name) => columns[name] === target) ?? target
  }
}

/** The same error, with the target that it is about called by its name. */
export const withTargetName = (error: CallError | null, nameOf: (target: string) => string) => {
  const target = error?.facts.target
  if (!error || typeof target !== 'string') return error
  const { code, status, facts, fields } = error
  return new CallError({ code, status, fields, facts: { ...facts, target: nameOf(target) } })
}
