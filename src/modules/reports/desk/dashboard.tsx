import { Button } from '@mantine/core'
import { Link, useSearch } from '@tanstack/react-router'
import { useRead } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { EmptyState } from '../../../foundation/browser/ui/empty-state.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { getWorkspace } from '../../workspaces/contract.ts'
import { listReports } from '../contract.ts'
import { Behind } from './behind.tsx'
import styles from './dashboard.module.css'
import { addDays, todayIn } from './days.ts'
import { Figures } from './figures.tsx'
import { Period } from './period.tsx'
import { ReportSection } from './report-section.tsx'
import type { DashboardSearch } from './search.ts'
import { useAnswers } from './use-answers.ts'

/** The workspace's last thirty days unless the address says otherwise. */
const usePeriod = (search: DashboardSearch, timeZone: string | undefined) => {
  if (search.from && search.to) return { from: search.from, to: search.to }
  if (!timeZone) return undefined
  const to = todayIn(timeZone)
  return { from: addDays(to, -29), to }
}

export const Dashboard = () => {
  const t = useText()
  const search = useSearch({ strict: false }) as DashboardSearch
  const workspace = useRead(getWorkspace, {})
  const period = usePeriod(search, workspace.data?.timeZone)
  const reports = useRead(listReports, {})
  const { answers, error, retry, isReady } = useAnswers(reports.data?.data, period)
  const failed = workspace.error ?? reports.error ?? error
  const isEmpty = isReady && answers.every((answer) => answer.rows.length === 0)
  return (
    <div className={styles.page}>
      <PageTitle title={t('dashboard.title')}>
        {period && workspace.data && <Period period={period} timeZone={workspace.data.timeZone} />}
      </PageTitle>
      {failed ? (
        <ErrorNote error={failed} retry={retry} />
      ) : (
        !isReady && <Loading rows={3} height={120} />
      )}
      {!failed && isEmpty && (
        <EmptyState title={t('dashboard.empty.title')} text={t('dashboard.empty.text')}>
          <Button component={Link} to="/settings/connections">
            {t('dashboard.empty.action')}
          </Button>
        </EmptyState>
      )}
      {!failed && isReady && !isEmpty && period && (
        <>
          <Figures answers={answers} period={period} />
          {answers.map((answer) => (
            <ReportSection key={answer.key} answer={answer} period={period} />
          ))}
        </>
      )}
      {period && search.open && <Behind period={period} search={search} />}
    </div>
  )
}
