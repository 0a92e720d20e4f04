import { useText } from '../../../foundation/browser/texts.tsx'
import classes from './live-test.module.css'

/** What makes each of them let a stream through: buffering off, no compression of it, an hour of patience. */
const settings = {
  nginx: `location / {
    proxy_pass http://127.0.0.1:3000;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_buffering off;
    proxy_read_timeout 1h;
}
# gzip_types must not name text/event-stream`,
  apache: `ProxyPass "/" "http://127.0.0.1:3000/" flushpackets=on timeout=3600
ProxyPassReverse "/" "http://127.0.0.1:3000/"
ProxyPreserveHost On
SetEnvIf Request_URI "stream$|live-test" no-gzip=1`,
  caddy: `example.com {
    reverse_proxy 127.0.0.1:3000 {
        flush_interval -1
    }
}`,
  haproxy: `defaults
    timeout client 1h
    timeout server 1h
backend engawa
    # no compression for text/event-stream
    server engawa 127.0.0.1:3000`,
} as const

const inWords = ['cloudflare', 'synology', 'others'] as const

export const Fixes = () => {
  const t = useText()
  return (
    <section aria-label={t('live_test.fix')}>
      <h2 className={classes.heading}>{t('live_test.fix')}</h2>
      <p className={classes.text}>{t('live_test.fix-text')}</p>
      {Object.entries(settings).map(([name, text]) => (
        <details key={name} className={classes.fix}>
          <summary>{t(`live_test.fix.${name}`)}</summary>
          <pre className={classes.code}>
            <code>{text}</code>
          </pre>
        </details>
      ))}
      {inWords.map((name) => (
        <details key={name} className={classes.fix}>
          <summary>{t(`live_test.fix.${name}`)}</summary>
          <p>{t(`live_test.fix.${name}.text`)}</p>
        </details>
      ))}
    </section>
  )
}
