import type { ComponentChildren } from 'preact'
import { findLinks } from './links.ts'

/** Kana is Japanese whatever the page's language is; without it one cannot tell. */
export const languageOf = (text: string) => (/[ぁ-ヿ]/.test(text) ? 'ja' : undefined)

const Text = ({ text }: { text: string }) => (
  <p class="text" lang={languageOf(text)}>
    {findLinks(text).map((piece, index) =>
      piece.link ? (
        // biome-ignore lint/suspicious/noArrayIndexKey: a message's text never changes
        <a key={index} href={piece.text} target="_blank" rel="noopener noreferrer nofollow">
          {piece.text}
        </a>
      ) : (
        piece.text
      ),
    )}
  </p>
)

/** One message: who, what, the files as children, and what became of it. */
export const Bubble = (parts: {
  mine: boolean
  who: string
  /** False keeps the name for who cannot see the sides. */
  isNamed: boolean
  text: string
  children: ComponentChildren
  foot: ComponentChildren
  isKept?: boolean
}) => (
  <div class={parts.mine ? 'row mine' : 'row'}>
    <p class={parts.isNamed ? 'author' : 'unseen'}>{parts.who}</p>
    <div class={parts.isKept ? 'bubble kept' : 'bubble'}>
      {parts.text && <Text text={parts.text} />}
      {parts.children}
    </div>
    {parts.foot}
  </div>
)
