import { CloseButton } from '@mantine/core'
import { useRef } from 'react'
import { bytes } from '../../../../foundation/browser/formats.ts'
import { useLocale, useText } from '../../../../foundation/browser/texts.tsx'
import classes from './composer.module.css'
import type { Draft } from './draft.ts'
import type { Upload } from './use-uploads.ts'

/** What will be sent along, and what is still being read in. */
export const FileList = ({
  draft: { files },
  change,
  uploads,
}: {
  draft: Draft
  change: (part: Partial<Draft>) => void
  uploads: readonly Upload[]
}) => {
  const t = useText()
  const { locale } = useLocale()
  if (files.length + uploads.length === 0) return null
  return (
    <ul className={classes.files} aria-label={t('message.files')}>
      {files.map(({ id, name, bytes: size }) => (
        <li key={id} className={classes.file}>
          <span className={classes.fileName}>{name}</span>
          <span className={classes.size}>{bytes(locale, size)}</span>
          <CloseButton
            size="sm"
            aria-label={t('composer.remove-file', { name })}
            onClick={() => change({ files: files.filter((file) => file.id !== id) })}
          />
        </li>
      ))}
      {uploads.map(({ key, name, done, cancel }) => (
        <li key={key} className={classes.file}>
          <span className={classes.fileName}>{name}</span>
          <progress value={done} aria-label={t('composer.uploading', { name })} />
          <CloseButton
            size="sm"
            aria-label={t('composer.cancel-file', { name })}
            onClick={cancel}
          />
        </li>
      ))}
    </ul>
  )
}

export const AttachButton = ({ upload }: { upload: (files: Iterable<File>) => void }) => {
  const t = useText()
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" className={classes.quiet} onClick={() => field.current?.click()}>
        {t('composer.attach')}
      </button>
      <input
        ref={field}
        type="file"
        multiple
        hidden
        aria-label={t('composer.attach')}
        onChange={({ currentTarget }) => {
          upload(currentTarget.files ?? [])
          currentTarget.value = ''
        }}
      />
    </>
  )
}
