const MOST_LINES = 20_000
const LONGEST_LINE = 400
/** A header block of a quoted mail is looked for in this many lines. */
const BLOCK = 12

/** Everything below such a line is an earlier mail, whether its lines begin with `>` or not. */
const divider =
  /^\s*(>\s*)?[-_=*]{2,}\s*(original (message|appointment|mail)|元のメッセージ|元のメール|オリジナルメッセージ|ursprüngliche nachricht|message d['’]origine|mensaje original|messaggio originale|原始邮件|原始郵件|원본 메시지)\s*[-_=*]{2,}\s*$/i

const headerLine = /^\s*\*?(from|差出人|送信元|von|de|发件人|發件人)\s*\*?\s*[:：]/i
const headerMates =
  /^\s*\*?(sent|date|to|subject|送信日時|日時|日付|宛先|件名|送信者|gesendet|an|betreff|envoyé|à|objet|enviado|para|asunto|发送时间|收件人|主题)\s*\*?\s*[:：]/i

const hasDate =
  /\d{4}\s*[年/.-]\s*\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\b\d{1,2}\.?\s+\p{L}{3,10}\.?,?\s+\d{4}|\p{L}{3,10}\.?\s+\d{1,2},?\s+\d{4}/u
const attributionEnd =
  /(wrote|writes|schrieb.{0,80}|a écrit|escribió|ha scritto|のメール|さんは書きました|さんが書きました|が書きました|書きました|が書いた|写道|님이 작성)\s*[:：]?\s*$|>\s*[:：]\s*$/iu

const isQuoted = (line: string): boolean => /^\s{0,3}[>＞]/.test(line)
const isBlank = (line: string): boolean => line.trim() === ''

/** `On 21 Nov 2026, Taro wrote:`, 「2026年11月21日(土) 12:34 太郎 <a@b>:」; long ones are wrapped over two or three lines. */
const attributionLength = (lines: string[], at: number): number => {
  for (let length = 1; length <= 3; length++) {
    const text = lines
      .slice(at, at + length)
      .join(' ')
      .trim()
    if (text.length > LONGEST_LINE || isBlank(lines[at + length - 1] ?? '')) return 0
    if (attributionEnd.test(text)) return hasDate.test(text) ? length : 0
  }
  return 0
}

const isHeaderBlock = (lines: string[], at: number): boolean =>
  headerLine.test(lines[at] ?? '') &&
  lines.slice(at + 1, at + BLOCK).filter((line) => headerMates.test(line)).length >= 2

const nextFull = (lines: string[], from: number): number => {
  let at = from
  while (at < lines.length && isBlank(lines[at] ?? '')) at++
  return at
}

/** Whether nothing but quoted lines, blank lines and a signature follows. */
const onlyQuoteFollows = (lines: string[], from: number): boolean => {
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (/^-- ?$/.test(line)) return true
    if (!isQuoted(line) && !isBlank(line)) return false
  }
  return true
}

const quoteStart = (lines: string[]): number => {
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (line.length > LONGEST_LINE || isBlank(line)) continue
    if (divider.test(line) || isHeaderBlock(lines, at)) return at
    const length = isQuoted(line) ? 0 : attributionLength(lines, at)
    const after = nextFull(lines, at + length)
    if (length && isQuoted(lines[after] ?? '') && onlyQuoteFollows(lines, after)) return at
    // Some programs do not mark the lines; an address in the line is proof enough.
    if (
      length &&
      !isQuoted(lines[after] ?? '') &&
      /<[^<>\s]+@[^<>\s]+>/.test(lines.slice(at, at + length).join(' '))
    )
      return at
    if (isQuoted(line) && onlyQuoteFollows(lines, at)) return at
  }
  return lines.length
}

/**
 * How many characters at the beginning of `text` are new. Answers written between quoted lines,
 * below them, and forwarded mails count as new in full.
 */
export const countNewText = (text: string): number => {
  const lines = text.split('\n', MOST_LINES)
  let end = quoteStart(lines)
  if (end >= lines.length) return text.length
  while (end > 0 && /^[\s_-]*$/.test(lines[end - 1] ?? '')) end--
  return lines.slice(0, end).join('\n').trimEnd().length || text.length
}
