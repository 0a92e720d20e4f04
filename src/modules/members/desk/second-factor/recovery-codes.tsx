import { Button, Group } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { useText } from '../../../../foundation/browser/texts.tsx'
import classes from './second-factor.module.css'

const save = (text: string) => {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'engawa-recovery-codes.txt'
  link.click()
  URL.revokeObjectURL(url)
}

/** Shown this once. */
export const RecoveryCodes = ({ codes, done }: { codes: string[]; done: () => void }) => {
  const t = useText()
  const { copy, copied } = useClipboard()
  const text = `${codes.join('\n')}\n`
  return (
    <div className={classes.steps}>
      <p role="status">{t('second-factor.codes.text')}</p>
      <ul className={classes.codes} aria-label={t('second-factor.codes')}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group gap="xs">
        <Button variant="default" onClick={() => copy(text)}>
          {t(copied ? 'ui.copied' : 'ui.copy')}
        </Button>
        <Button variant="default" onClick={() => save(text)}>
          {t('second-factor.codes.save')}
        </Button>
        <Button onClick={done}>{t('second-factor.codes.kept')}</Button>
      </Group>
    </div>
  )
}
