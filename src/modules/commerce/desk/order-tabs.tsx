import { Link } from '@tanstack/react-router'
import { useText } from '../../../foundation/browser/texts.tsx'
import classes from './orders.module.css'

/** What was bought, and what is put aside. */
export const OrderTabs = () => {
  const t = useText()
  return (
    <nav aria-label={t('orders.lists')} className={classes.tabs}>
      <Link to="/orders" activeOptions={{ exact: true, includeSearch: false }}>
        {t('orders.title')}
      </Link>
      <Link to="/orders/carts" activeOptions={{ includeSearch: false }}>
        {t('carts.title')}
      </Link>
    </nav>
  )
}
