import { useText } from '../../../../foundation/browser/texts.tsx'
import { CopyText } from '../../../../foundation/browser/ui/copy-text.tsx'
import { QrCode } from '../../../../foundation/browser/ui/qr-code.tsx'
import classes from './second-factor.module.css'

/** For the telephone's camera, and for whoever has none at hand. */
export const OfferedSecret = ({ secret, uri }: { secret: string; uri: string }) => {
  const t = useText()
  return (
    <div className={classes.offer}>
      <p>{t('second-factor.scan')}</p>
      <QrCode text={uri} label={t('second-factor.qr')} />
      <p>{t('second-factor.type')}</p>
      <CopyText label={t('second-factor.secret')} text={secret.replace(/.{4}(?=.)/g, '$& ')} />
    </div>
  )
}
