import { describeChannel } from '../channel-contract.ts'
import { codes, type HttpSettings, httpChannel } from './http-channel.ts'
import { startHttpProvider } from './http-provider.ts'

const words = (name: string) => ({
  'channel.http-test.name': name,
  'channel.http-test.url': 'URL',
  'channel.http-test.secret': 'Secret',
  ...Object.fromEntries(codes.map((code) => [`channel.http-test.error.${code}`, code])),
})

describeChannel<HttpSettings>(httpChannel, {
  fixtures: {
    message: Buffer.from(
      JSON.stringify({ id: 'm-1', from: 'hanako@customer.example', text: 'こんにちは' }),
    ),
  },
  settings: { url: 'http://provider.example', secret: 'secret-1' },
  codes,
  texts: { en: words('HTTP'), ja: words('HTTP') },
  fake: async () => {
    const provider = await startHttpProvider()
    return {
      settings: { url: provider.url, secret: 'secret-1' },
      arrange: {
        sent: () => provider.behave('accept'),
        retry: () => provider.behave('busy'),
        failed: () => provider.behave('refuse'),
        unknown: () => provider.behave('take-and-die'),
      },
      taken: () => provider.delivered.size,
      stop: provider.stop,
    }
  },
})
