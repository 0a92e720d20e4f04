import { useText } from '../../../foundation/browser/texts.tsx'

/** The first three names of items in one line, else how many there are. */
export const useItemNames = () => {
  const t = useText()
  return (items: readonly { name?: string }[]) =>
    items
      .flatMap(({ name }) => name || [])
      .slice(0, 3)
      .join(' · ') || t('orders.items', { count: items.length })
}
