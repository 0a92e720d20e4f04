import { NativeSelect } from '@mantine/core'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { listShops } from '../contract.ts'

/** Narrows a list to one shop; draws nothing where there is only one. */
export const ShopSelect = ({
  shop = '',
  choose,
}: {
  shop: string | undefined
  choose: (shop: string | undefined) => void
}) => {
  const t = useText()
  const { data } = useRead(listShops, {}, { staleTime: 60_000 })
  const shops = data?.data ?? []
  if (shops.length < 2 && !shop) return null
  const known = shops.some(({ name }) => name === shop) || !shop
  return (
    <NativeSelect
      aria-label={t('orders.shop-of')}
      value={shop}
      onChange={({ currentTarget: { value } }) => choose(value || undefined)}
      data={[
        { value: '', label: t('orders.any-shop') },
        ...shops.map(({ name, title }) => ({ value: name, label: title })),
        ...(known ? [] : [{ value: shop, label: shop }]),
      ]}
    />
  )
}
