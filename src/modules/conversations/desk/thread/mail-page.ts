/**
 * The page inside the frame. `html` is sanitised by the server; the policy and the sandbox hold all
 * the same. `pictures` are data URLs by content id; `remote` lets pictures from elsewhere load.
 */
export const mailPage = (
  html: string,
  { pictures, remote }: { pictures: ReadonlyMap<string, string>; remote: boolean },
) => {
  const page = new DOMParser().parseFromString(html, 'text/html')
  for (const picture of page.querySelectorAll('img')) {
    const source = picture.getAttribute('src') ?? ''
    const remoteSource = picture.getAttribute('data-remote-src')
    if (source.startsWith('cid:')) {
      const data = pictures.get(decode(source.slice(4)))
      if (data) picture.setAttribute('src', data)
      else picture.removeAttribute('src')
    }
    if (remote && remoteSource) picture.setAttribute('src', remoteSource)
  }
  for (const link of page.querySelectorAll('a')) {
    link.setAttribute('target', '_blank')
    link.setAttribute('rel', 'noopener noreferrer nofollow')
  }
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:${remote ? ' https: http:' : ''}`
  return `<!doctype html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light">
</head><body style="margin:12px;font:14px/1.6 system-ui,sans-serif;overflow-wrap:anywhere;background:#fff;color:#1f2328">${page.body.innerHTML}</body></html>`
}

const decode = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
