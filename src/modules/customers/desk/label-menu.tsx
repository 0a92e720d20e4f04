import type { ReactNode } from 'react'
import { useCan } from '../../../foundation/browser/permissions.tsx'
import { useRead, useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { createLabel, listLabels } from '../../labels/contract.ts'
import { PickMenu } from './pick-menu.tsx'

/** Puts labels on and takes them off; a name that is not there becomes a label. */
export const LabelMenu = ({
  picked,
  change,
  button,
  ...menu
}: {
  opened: boolean
  setOpened: (opened: boolean) => void
  hint?: string
  disabled?: boolean
  button: ReactNode
  picked: readonly { id: string; name: string }[]
  change: (labelIds: string[]) => void
}) => {
  const t = useText()
  const mayMake = useCan('label.manage')
  const labels = useRead(listLabels, { limit: 200 }, { enabled: menu.opened })
  const ids = picked.map(({ id }) => id)
  const make = useWrite(createLabel, {
    invalidates: [listLabels],
    onSuccess: ({ id }) => change([...ids.filter((one) => one !== id), id]),
  })
  return (
    <PickMenu
      {...menu}
      stays
      button={button}
      label={t('labels.pick')}
      busy={make.isPending}
      options={(labels.data?.data ?? picked).map(({ id, name }) => ({
        id,
        text: name,
        picked: ids.includes(id),
      }))}
      pick={(id) => change(ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id])}
      create={
        mayMake
          ? {
              text: (name) => t('labels.make', { name }),
              run: (name) => make.mutate({ name }),
            }
          : undefined
      }
    />
  )
}
