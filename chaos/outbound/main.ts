import { httpChannel } from '../../src/channels/testing/http-channel.ts'
import { registerChannels } from '../../src/modules/connections/index.ts'

type Given = Parameters<typeof registerChannels>[0][number]

// The product as it is, with a messenger that only proofs know.
registerChannels([httpChannel as unknown as Given])
await import('../../src/main.ts')
