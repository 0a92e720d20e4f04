/**
 * HTML that tries something. Tokens are filled in for each: `{js}` a call that tells that a script ran, `{dec}`,
 * `{hex}` and `{oct}` the same in character references and escapes, `{b64}` a page that makes the call, `{svg64}`
 * an image that does, `{host}` a host that nobody may be asked at. With a `charset`, `html` stands for bytes.
 */
export type Vector = { name: string; html: string; charset?: string }

type Written = Readonly<Record<string, string | readonly [html: string, charset: string]>>

export const vectorsOf = (kind: string, written: Written): Vector[] =>
  Object.entries(written).map(([name, entry]) => ({
    name: `${kind}: ${name}`,
    ...(typeof entry === 'string' ? { html: entry } : { html: entry[0], charset: entry[1] }),
  }))

const each = (text: string, write: (code: number) => string) =>
  [...text].map((letter) => write(letter.codePointAt(0)!)).join('')
const base64 = (text: string) => Buffer.from(text).toString('base64')

/** The host that a vector names, so that a request tells which one it was. */
export const hostOf = (number: number) => `v${number}.evil.example`

export const fill = ({ html }: Vector, number: number): string => {
  const js = `hit(${number})`
  const tokens: Record<string, string> = {
    js,
    host: hostOf(number),
    dec: each(js, (code) => `&#${code};`),
    hex: each(js, (code) => `&#x${code.toString(16)}`),
    oct: each(js, (code) => `\\${code.toString(8)}`),
    b64: base64(`<script>${js}</script>`),
    svg64: base64(`<svg xmlns="http://www.w3.org/2000/svg" onload="${js}"/>`),
  }
  return html.replace(
    /\{(js|host|dec|hex|oct|b64|svg64)\}/g,
    (_all, token: string) => tokens[token]!,
  )
}
