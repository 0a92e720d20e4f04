import { Link } from '@tanstack/react-router'
import { useText } from '../../../foundation/browser/texts.tsx'
import { lists } from './lists.ts'
import classes from './orders.module.css'

/** What was bought, what is put aside, and what followed. */
export const OrderTabs = () => {
  const t = useText()
  return (
    <nav aria-label={t('orders.lists')} className={classes.tabs}>
      {Object.entries(lists).map(([name, { path }]) => (
        <Link key={name} to={path} activeOptions={{ exact: true, includeSearch: false }}>
          {t(`${name}.title`)}
        </Link>
      ))}
    </nav>
  )
}
