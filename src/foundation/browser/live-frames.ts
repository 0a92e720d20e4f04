/** `number` counts the frames of one connection from 1, where the server numbers them. */
export type Frame = {
  event: string
  data: string
  id: string | undefined
  number: number | undefined
}

/** Splits server-sent events (WHATWG HTML §9.2) into frames, until the stream ends. */
export const readFrames = async (
  stream: ReadableStream<Uint8Array>,
  {
    onBytes,
    onFrame,
    onPlace,
  }: {
    onBytes: () => void
    onFrame: (frame: Frame) => void
    /** An id without an event: silence has been carried to there. */
    onPlace: (id: string) => void
  },
) => {
  const reader = stream
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    onBytes()
    const blocks = (rest + value.replaceAll('\r\n', '\n')).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const frame = parseFrame(block)
      if (frame.data !== undefined) onFrame({ ...frame, data: frame.data })
      else if (frame.id) onPlace(frame.id)
    }
  }
}

const parseFrame = (block: string) => {
  let event = 'message'
  let id: string | undefined
  let number: number | undefined
  let data: string | undefined
  for (const line of block.split('\n')) {
    const at = line.indexOf(':')
    const name = at < 0 ? line : line.slice(0, at)
    const value = at < 0 ? '' : line.slice(at + 1).replace(/^ /, '')
    if (name === 'event') event = value
    else if (name === 'id') id = value
    else if (name === 'n') number = Number(value)
    else if (name === 'data') data = data === undefined ? value : `${data}\n${value}`
  }
  return { event, data, id, number }
}
