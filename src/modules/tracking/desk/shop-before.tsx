import { Radio } from '@mantine/core'
import type { z } from 'zod'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { TextLink } from '../../../foundation/browser/ui/link.tsx'
import { getWorkspace } from '../../workspaces/contract.ts'
import { listSources, type Source } from '../contract.ts'
import styles from './sources.module.css'

/** Whether what there is of a named shop goes along with its source: others may have told of it. */
export const ShopBefore = ({
  source,
  to,
  moves,
  choose,
}: {
  source: z.output<typeof Source>
  to: string
  moves: boolean
  choose: (moves: boolean) => void
}) => {
  const t = useText()
  const { shop } = source
  const { data: workspace } = useRead(getWorkspace, {}, { staleTime: 60_000 })
  const { data: sources } = useRead(listSources, { limit: 200 }, { staleTime: 60_000 })
  const others = (sources?.data ?? []).filter((one) => one.shop === shop && one.id !== source.id)
  return (
    <Radio.Group
      label={t('source.shop.before', { shop })}
      value={moves ? 'moves' : 'stays'}
      onChange={(value) => choose(value === 'moves')}
    >
      <div className={styles.choices}>
        {['stays', 'moves'].map((one) => (
          <Radio
            key={one}
            value={one}
            label={t(`source.shop.${one}`, { shop, to })}
            description={t(`source.shop.${one}.text`, { shop, to })}
          />
        ))}
      </div>
      {moves && others.length > 0 && (
        <p className={styles.quiet}>
          {t('source.shop.others', {
            shop,
            count: others.length,
            names: others.map(({ name }) => name).join(t('source.shop.between')),
          })}
        </p>
      )}
      {moves && workspace?.shop === shop && (
        <p className={styles.quiet}>{t('source.shop.own', { shop })}</p>
      )}
      <p>
        <TextLink to="/orders" search={{ shop }}>
          {t('source.shop.rows', { shop })}
        </TextLink>
      </p>
    </Radio.Group>
  )
}
