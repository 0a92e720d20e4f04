import { useText } from '../../../foundation/browser/texts.tsx'
import { CopyText } from '../../../foundation/browser/ui/copy-text.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { librarySnippets, vitalsSnippet } from './snippets.ts'
import classes from './sources.module.css'

/** The same for libraries of others, and the line that measures pages. */
export const MoreLibraries = ({ writeKey }: { writeKey: string }) => {
  const t = useText()
  return (
    <>
      <Section title={t('source.libraries')} text={t('source.libraries.text')}>
        {librarySnippets(location.origin, writeKey).map(({ name, text }) => (
          <details key={name} className={classes.library}>
            <summary>{name}</summary>
            <CopyText label={name} text={text} />
          </details>
        ))}
      </Section>
      <Section title={t('source.vitals')} text={t('source.vitals.text')}>
        <CopyText label={t('source.vitals')} text={vitalsSnippet(location.origin, writeKey)} />
      </Section>
    </>
  )
}
