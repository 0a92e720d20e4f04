import { Button, SegmentedControl } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useRead, useReadPages } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../../foundation/browser/ui/page-title.tsx'
import { ShowMore } from '../../../../foundation/browser/ui/show-more.tsx'
import { getDuplicateSearch, listDuplicates } from '../../duplicates/contract.ts'
import { duplicatesRoute } from '../customer-routes.ts'
import classes from './duplicates.module.css'
import { PairList } from './pair-list.tsx'
import { PairView } from './pair-view.tsx'
import { SearchBar } from './search-bar.tsx'
import { useDecisions } from './use-decisions.ts'

/** Records that are probably one person: side by side, with the reasons, to be decided one after the other. */
export const DuplicatesScreen = () => {
  const t = useText()
  const navigate = useNavigate()
  const { state = 'open' } = duplicatesRoute.useSearch()
  const pairs = useReadPages(listDuplicates, { state, limit: 50 })
  const search = useRead(getDuplicateSearch, {}).data?.state
  const none = state === 'open' && (search === 'running' || search === 'never') ? search : state
  const [chosen, setChosen] = useState<string>()
  const at = Math.max(
    0,
    pairs.rows.findIndex(({ a, b }) => `${a.id} ${b.id}` === chosen),
  )
  const pair = pairs.rows[at]
  const show = (place: number) => {
    const next = pairs.rows[Math.min(pairs.rows.length - 1, Math.max(0, place))]
    if (next) setChosen(`${next.a.id} ${next.b.id}`)
  }
  const decisions = useDecisions({ step: (by) => show(at + by), pair })
  return (
    <div className={classes.screen}>
      <PageTitle title={t('duplicates.title')}>
        <SearchBar />
      </PageTitle>
      <p className={classes.intro}>{t('duplicates.text')}</p>
      <SegmentedControl
        className={classes.states}
        aria-label={t('duplicates.which')}
        value={state}
        data={[
          { value: 'open', label: t('duplicates.open') },
          { value: 'later', label: t('duplicates.later') },
        ]}
        onChange={(value) =>
          void navigate({ to: '/duplicates', search: value === 'later' ? { state: 'later' } : {} })
        }
      />
      <ErrorNote error={pairs.error} retry={pairs.refetch} />
      {pairs.isPending && <Loading rows={6} height={56} />}
      {pairs.isSuccess && search && !pair && (
        <EmptyState title={t(`duplicates.none.${none}`)} text={t(`duplicates.none_text.${none}`)} />
      )}
      {pair && (
        <div className={classes.columns}>
          <div className={classes.list}>
            <PairList pairs={pairs.rows} chosen={pair} choose={show} />
            <ShowMore list={pairs} />
          </div>
          <PairView key={`${pair.a.id} ${pair.b.id}`} pair={pair}>
            <Button
              loading={decisions.isPending}
              onClick={() => decisions.decide('same')}
              aria-keyshortcuts="m"
            >
              {t('duplicates.same')} <kbd className={classes.key}>M</kbd>
            </Button>
            <Button
              variant="default"
              disabled={decisions.isPending}
              onClick={() => decisions.decide('different')}
              aria-keyshortcuts="d"
            >
              {t('duplicates.different')} <kbd className={classes.key}>D</kbd>
            </Button>
            {state === 'open' && (
              <Button
                variant="default"
                disabled={decisions.isPending}
                onClick={() => decisions.decide('later')}
                aria-keyshortcuts="l"
              >
                {t('duplicates.put_off')} <kbd className={classes.key}>L</kbd>
              </Button>
            )}
          </PairView>
        </div>
      )}
    </div>
  )
}
