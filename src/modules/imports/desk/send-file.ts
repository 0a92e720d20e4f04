import { CallError, readAnswer } from '../../../foundation/browser/client.ts'
import { partBytes } from '../contract.ts'

const tries = 5
const pauseMs = 1000

const sendPart = async (id: string, offset: number, part: Blob): Promise<number> => {
  const response = await fetch(`/api/v1/imports/${id}/content?offset=${offset}`, {
    method: 'PUT',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/octet-stream' },
    body: part,
  })
  const { receivedBytes } = (await readAnswer(response)) as { receivedBytes: number }
  return receivedBytes
}

/** Sends a file from byte `from` on, part by part; one that gets lost is sent again. `told` hears the bytes so far. */
export const sendFile = async (
  id: string,
  file: File,
  from: number,
  told: (bytes: number) => void,
) => {
  let failures = 0
  for (let offset = from; offset < file.size; ) {
    try {
      offset = await sendPart(id, offset, file.slice(offset, offset + partBytes))
      failures = 0
      told(offset)
    } catch (error) {
      failures += 1
      // What the server refused it would refuse again.
      if (failures >= tries || (error instanceof CallError && error.status < 500)) throw error
      await new Promise((resolve) => setTimeout(resolve, pauseMs * failures))
    }
  }
}
