import { keepPreviousData, useQueries } from '@tanstack/react-query'
import { readOptions } from '../../../foundation/browser/query.ts'
import type { OutputOf } from '../../../foundation/shared/endpoint.ts'
import { type listReports, runReport } from '../contract.ts'
import type { Answer } from './show.ts'

/** Runs every report over the period; `isReady` once all have answered. */
export const useAnswers = (
  reports: OutputOf<typeof listReports>['data'] | undefined,
  period: { from: string; to: string } | undefined,
) => {
  const queries = useQueries({
    queries:
      reports && period
        ? reports.map(({ key }) => ({
            ...readOptions(runReport, { key, ...period }),
            placeholderData: keepPreviousData,
          }))
        : [],
  })
  const answers = queries.flatMap(({ data }): Answer[] => (data ? [data] : []))
  return {
    answers,
    error: queries.find(({ error }) => error)?.error ?? null,
    isReady: !!reports && !!period && answers.length === reports.length,
    retry: () => Promise.all(queries.filter(({ error }) => error).map((query) => query.refetch())),
  }
}
