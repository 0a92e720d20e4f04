import { Textarea } from '@mantine/core'
import { useText } from '../../../../foundation/browser/texts.tsx'
import classes from './merging.module.css'

/** Why, for colleagues; and that it can be undone. */
export const NoteField = ({ note, setNote }: { note: string; setNote: (note: string) => void }) => {
  const t = useText()
  return (
    <>
      <Textarea
        mt={12}
        autosize
        minRows={2}
        maxLength={1000}
        label={t('merge.note')}
        value={note}
        onChange={({ currentTarget }) => setNote(currentTarget.value)}
      />
      <p className={classes.quiet}>{t('merge.undoable')}</p>
    </>
  )
}
