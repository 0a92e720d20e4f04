import { useLocale } from '../../../foundation/browser/texts.tsx'
import classes from './labels.module.css'
import { nameLanguage } from './text-language.ts'

/** Labels as quiet outlines; the name carries the meaning, not a colour. */
export const Labels = ({ labels }: { labels: readonly { id: string; name: string }[] }) => {
  const { locale } = useLocale()
  return labels.map(({ id, name }) => (
    <span key={id} className={classes.label} lang={nameLanguage(name, locale)}>
      {name}
    </span>
  ))
}
