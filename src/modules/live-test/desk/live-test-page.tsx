import { Button } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useText } from '../../../foundation/browser/texts.tsx'
import { PageTitle } from '../../../foundation/browser/ui/page-title.tsx'
import { Fixes } from './fixes.tsx'
import { type Finding, judge } from './judge.ts'
import classes from './live-test.module.css'
import { measureLive, type Step } from './measure.ts'

const openSeconds = 65
const steps: readonly Step[] = ['events', 'resume', 'open']

/** Whether live updates come through at the address this page was opened at, and what to do where they do not. */
export const LiveTestPage = () => {
  const t = useText()
  const [step, setStep] = useState<Step>()
  const [findings, setFindings] = useState<Finding[]>()
  const stop = useRef(new AbortController())
  useEffect(() => () => stop.current.abort(), [])

  const run = async () => {
    stop.current = new AbortController()
    const { signal } = stop.current
    setFindings(undefined)
    const measured = await measureLive(
      (path, init) => fetch(path, init),
      openSeconds,
      setStep,
      signal,
    )
    setStep(undefined)
    if (!signal.aborted) setFindings(judge(measured))
  }
  const isFine = findings?.[0]?.code === 'fine'
  return (
    <>
      <PageTitle title={t('live_test.settings')} />
      <p className={classes.text}>{t('live_test.text', { address: location.origin })}</p>
      <Button loading={step !== undefined} onClick={() => void run()}>
        {t(findings ? 'live_test.again' : 'live_test.start')}
      </Button>
      <p className={classes.step} role="status">
        {step && t(`live_test.step.${step}`, { number: steps.indexOf(step) + 1, of: steps.length })}
      </p>
      {findings && (
        <ul className={classes.findings} aria-label={t('live_test.result')}>
          {findings.map(({ code, values }) => (
            <li key={code} data-code={code}>
              <strong>{t(`live_test.found.${code}`, values)}</strong>
              <p>{t(`live_test.why.${code}`, values)}</p>
            </li>
          ))}
        </ul>
      )}
      {findings && !isFine && <Fixes />}
    </>
  )
}
