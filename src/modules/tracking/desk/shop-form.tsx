import { useState } from 'react'
import type { z } from 'zod'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { Form, useFieldError } from '../../../foundation/browser/ui/form.tsx'
import { listSources, type Source, updateSource } from '../contract.ts'
import { ShopBefore } from './shop-before.tsx'
import { ShopField } from './shop-field.tsx'

/** Which shop a source speaks for. */
export const ShopForm = ({ source }: { source: z.output<typeof Source> }) => {
  const t = useText()
  const saved = source.shop === source.id ? '' : source.shop
  const [shop, setShop] = useState(saved)
  const [moves, setMoves] = useState(false)
  const update = useWrite(updateSource, {
    quiet: true,
    invalidates: [listSources],
    onSuccess: () => setMoves(false),
  })
  const fieldError = useFieldError(update.error)
  return (
    <Form
      submit={() => update.mutate({ id: source.id, shop: shop || source.id, moves })}
      action={t('ui.save')}
      busy={update.isPending}
      error={update.error}
      disabled={shop === saved}
    >
      <ShopField
        value={shop}
        change={setShop}
        empty={t('source.shop.alone')}
        error={fieldError('shop')}
      />
      {saved && shop !== saved && (
        <ShopBefore
          source={source}
          to={shop || t('source.shop.own-name')}
          moves={moves}
          choose={setMoves}
        />
      )}
    </Form>
  )
}
