import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { TimeText } from '../../../foundation/browser/ui/time-text.tsx'
import classes from './customer-panel.module.css'
import { languageOf } from './text-language.ts'

/** A conversation by what it is about, and when it was last written to. `children` stand before it. */
export const Matter = ({
  conversation: { id, number, subject, lastMessage },
  children,
}: {
  conversation: {
    id: string
    number: number
    subject: string
    lastMessage: { text: string; at: string }
  }
  children?: ReactNode
}) => (
  <li className={classes.matter}>
    {children}
    <Link
      to="/inbox/$conversationId"
      params={{ conversationId: id }}
      lang={languageOf(subject || lastMessage.text)}
    >
      {subject || lastMessage.text || `#${number}`}
    </Link>
    <span className={classes.age}>
      <TimeText at={lastMessage.at} />
    </span>
  </li>
)
