import type { ReactNode } from 'react'
import { LanguageChoice, SchemeChoice } from '../../../../foundation/browser/ui/choices.tsx'
import { PageTitle } from '../../../../foundation/browser/ui/page-title.tsx'
import classes from './door.module.css'

/** The frame of every page before one is inside. */
export const Door = ({
  title,
  lead,
  wide = false,
  children,
}: {
  title: string
  lead?: string
  wide?: boolean
  children: ReactNode
}) => (
  <div className={classes.place}>
    <header className={classes.top}>
      <Mark />
      <div className={classes.choices}>
        <LanguageChoice />
        <SchemeChoice />
      </div>
    </header>
    <main className={classes.door} data-wide={wide || undefined}>
      <PageTitle title={title} quiet />
      {lead && <p className={classes.lead}>{lead}</p>}
      {children}
    </main>
  </div>
)

const Mark = () => (
  <span className={classes.mark}>
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <path
        d="M6 13 16 7l10 6M9 13v8m14-8v8M5 22h22M8 26h16"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
    Engawa
  </span>
)
