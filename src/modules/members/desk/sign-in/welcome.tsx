import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { addSample } from '../../../sample/contract.ts'
import classes from './door.module.css'
import { Door } from './door.tsx'

/** The first choice of a new workspace: something to play with, or nothing yet. */
export const Welcome = () => {
  const t = useText()
  const navigate = useNavigate()
  const begin = () => navigate({ to: '/inbox' })
  const sample = useWrite(addSample, { quiet: true, onSuccess: begin })
  return (
    <Door title={t('welcome.title')} lead={t('welcome.lead')} wide>
      <ErrorNote error={sample.error} />
      <div className={classes.pair}>
        <section className={classes.way}>
          <div>
            <h2>{t('welcome.sample')}</h2>
            <p>{t('welcome.sample.why')}</p>
          </div>
          <Button loading={sample.isPending} onClick={() => sample.mutate({})}>
            {t('welcome.sample.try')}
          </Button>
        </section>
        <section className={classes.way}>
          <div>
            <h2>{t('welcome.empty')}</h2>
            <p>{t('welcome.empty.why')}</p>
          </div>
          <Button variant="default" onClick={() => void begin()}>
            {t('welcome.empty.start')}
          </Button>
        </section>
      </div>
    </Door>
  )
}
