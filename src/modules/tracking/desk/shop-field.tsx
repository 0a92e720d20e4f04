import { TextInput } from '@mantine/core'
import { useId } from 'react'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { getWorkspace } from '../../workspaces/contract.ts'
import { listSources } from '../contract.ts'

/** Which shop is meant; left empty, the workspace's own, or what `empty` says. Proposes those that sources speak for. */
export const ShopField = ({
  value,
  change,
  empty,
  description,
  error,
}: {
  value: string
  change: (value: string) => void
  empty?: string
  description?: string
  error?: string | undefined
}) => {
  const t = useText()
  const list = useId()
  const { data: workspace } = useRead(getWorkspace, {}, { staleTime: 60_000 })
  const { data: sources } = useRead(listSources, { limit: 200 }, { staleTime: 60_000 })
  const names = new Map([
    ...(sources?.data.map(({ id, shop, name }) => [shop, shop === id ? name : ''] as const) ?? []),
    ...(workspace ? [[workspace.shop, ''] as const] : []),
  ])
  return (
    <>
      <TextInput
        label={t('source.shop')}
        description={description ?? t('source.shop.help')}
        placeholder={empty ?? workspace?.shop}
        list={list}
        pattern="[\w.:\-]+"
        maxLength={80}
        value={value}
        error={error}
        onChange={({ currentTarget }) => change(currentTarget.value.trim())}
      />
      <datalist id={list}>
        {[...names].map(([shop, name]) => (
          <option key={shop} value={shop} label={name || undefined} />
        ))}
      </datalist>
    </>
  )
}
