import { route } from '../../foundation/server/http/route.ts'
import type { Module } from '../../foundation/server/module.ts'
import { AppError } from '../../foundation/shared/app-error.ts'
import * as contract from './contract.ts'
import { forgetBytes } from './forget-files.ts'
import { requireFiles } from './index.ts'
import { scanWaiting } from './scan/scan-waiting.ts'
import { sendFile } from './send-file.ts'
import { takeUpload } from './take-upload.ts'

const uploadLimit = 25 * 1024 * 1024

const upload = route(
  contract.uploadFile,
  async (ctx, { name, type }, { request }) => {
    if (!Buffer.isBuffer(request.body)) throw new AppError('invalid', 'file.empty')
    return takeUpload(ctx, { name, type: type ?? '', bytes: request.body })
  },
  { takesBytes: uploadLimit },
)

const download = route(contract.downloadFile, async (ctx, { id }, { reply }) => {
  const [file] = await requireFiles(ctx, [id])
  return sendFile(ctx, reply, file!)
})

export const filesModule: Module = {
  name: 'files',
  tables: ['file', 'file_scan'],
  routes: [upload, download],
  jobs: [forgetBytes],
  loops: [scanWaiting],
  permissions: {
    'file.upload': ['admin', 'agent', 'partner'],
    'file.read': ['admin', 'agent', 'viewer', 'partner'],
  },
}
