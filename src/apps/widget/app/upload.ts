import { type Attachment, refusal } from './api.ts'

const uploadTimeout = 300_000

/** Sends one file's bytes. XMLHttpRequest, because fetch cannot tell how much has gone. */
export const upload = (
  home: string,
  token: string,
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
) =>
  new Promise<Attachment>((resolve, reject) => {
    const request = new XMLHttpRequest()
    const described = new URLSearchParams({ name: file.name, type: file.type })
    request.open('POST', `${home}widget/v1/files?${described}`)
    request.setRequestHeader('authorization', `Bearer ${token}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.responseType = 'json'
    request.timeout = uploadTimeout
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0)
    request.onloadend = () => {
      if (request.status === 200 && request.response) resolve(request.response)
      else reject(refusal(request.status, request.response?.code))
    }
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
