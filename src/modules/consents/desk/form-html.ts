const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const plain = (text: string) => text.replace(/[&<>"]/g, (sign) => signs[sign]!)

type Form = {
  url: string
  key: string
  locale: string
  wording: { version: number; text: string } | undefined
  email: string
  submit: string
}

/** A form that needs no script, to be put into a page of the customer's own site. */
export const writeFormHtml = ({ url, key, locale, wording, email, submit }: Form) =>
  [
    `<form method="post" action="${plain(url)}" accept-charset="utf-8">`,
    `  <input type="hidden" name="purpose" value="${plain(key)}">`,
    `  <input type="hidden" name="lang" value="${locale}">`,
    ...(wording
      ? [
          `  <input type="hidden" name="wording" value="${wording.version}">`,
          `  <p>${plain(wording.text).replaceAll('\n', '<br>')}</p>`,
        ]
      : []),
    `  <label>${plain(email)}`,
    '    <input type="email" name="email" required maxlength="254" autocomplete="email">',
    '  </label>',
    `  <button>${plain(submit)}</button>`,
    '</form>',
  ].join('\n')
