import { useText } from '../../../foundation/browser/texts.tsx'
import { languageOf } from './text-language.ts'
import classes from './timeline.module.css'
import type { Item } from './timeline-item.tsx'

const words = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

/** What a site itself said, of something that stands here as an order or what follows it. */
export const ToldBy = ({ source: { title, facts } }: { source: NonNullable<Item['source']> }) => {
  const t = useText()
  const said = Object.entries({
    ...(facts.url ? { url: facts.url } : {}),
    ...(facts.properties as Record<string, unknown> | undefined),
  })
  return (
    <details className={classes.told}>
      <summary>{t('timeline.told-by', { title })}</summary>
      <dl>
        {said.map(([key, value]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd lang={languageOf(words(value))}>{words(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
