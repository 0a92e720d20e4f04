import { useRef, useState } from 'react'
import { CallError } from '../../../../foundation/browser/client.ts'
import { errorText, useText } from '../../../../foundation/browser/texts.tsx'
import { useToast } from '../../../../foundation/browser/toasts.tsx'
import { uploadFile } from '../../../files/contract.ts'
import type { AttachedFile } from './draft.ts'

/** A file on its way to the server; `done` is 0 to 1. */
export type Upload = { key: number; name: string; done: number; cancel: () => void }

const largestBytes = 25_000_000
const stalledMs = 60_000

const problemOf = (request: XMLHttpRequest) => {
  if (request.status === 0) return new CallError({ code: 'network.failed', status: 0 })
  const body = request.response as { code?: string } | null
  return new CallError({ code: body?.code ?? 'server.failed', status: request.status })
}

/** Sends files as they are attached and tells how far they are. */
export const useUploads = (add: (file: AttachedFile) => void) => {
  const t = useText()
  const toast = useToast()
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const last = useRef(0)

  const fail = (error: CallError, name: string) =>
    toast({ kind: 'failed', text: `${name}: ${errorText(t, error)}` })

  const uploadOne = (file: File) => {
    const name = file.name || 'image.png'
    if (file.size > largestBytes)
      return fail(new CallError({ code: 'file.too_large', status: 413 }), name)
    last.current += 1
    const key = last.current
    // fetch cannot tell how much has been sent.
    const request = new XMLHttpRequest()
    let stalled: ReturnType<typeof setTimeout>
    const watch = () => {
      clearTimeout(stalled)
      stalled = setTimeout(() => request.abort(), stalledMs)
    }
    const end = () => {
      clearTimeout(stalled)
      setUploads((all) => all.filter((one) => one.key !== key))
    }
    request.open('POST', `${uploadFile.path}?name=${encodeURIComponent(name)}`)
    request.responseType = 'json'
    request.setRequestHeader('content-type', file.type || 'application/octet-stream')
    request.upload.onprogress = ({ loaded, total }) => {
      watch()
      setUploads((all) =>
        all.map((one) => (one.key === key ? { ...one, done: loaded / Math.max(1, total) } : one)),
      )
    }
    request.onloadend = () => {
      end()
      if (request.status >= 200 && request.status < 300)
        return add(request.response as AttachedFile)
      if (!cancelled) fail(problemOf(request), name)
    }
    let cancelled = false
    const cancel = () => {
      cancelled = true
      request.abort()
    }
    setUploads((all) => [...all, { key, name, done: 0, cancel }])
    watch()
    request.send(file)
  }
  const upload = (files: Iterable<File>) => {
    for (const file of files) uploadOne(file)
  }
  return { uploads, upload }
}
