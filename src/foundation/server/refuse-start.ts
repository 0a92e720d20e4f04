import { AppError } from '../shared/app-error.ts'

/** An `AppError` of a process that cannot start; its message is a plain sentence for the terminal. */
export const refuseStart = (code: string, sentence: string, facts: Record<string, unknown> = {}) =>
  Object.assign(new AppError('unavailable', code, facts), { message: sentence })

/** Turns what the file system says about a folder of ours into such a sentence; other errors come back as they are. */
export const explainFolderError = (error: unknown, folder: string) => {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  if (['EACCES', 'EPERM', 'EROFS'].includes(code))
    return refuseStart(
      'start.folder_not_writable',
      `The folder ${folder} cannot be written by this user (${code}). Give this user the folder, or choose another one with ENGAWA_DATA.`,
      { folder },
    )
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return refuseStart(
      'start.disk_full',
      `The disk that holds ${folder} is full. Free some space and start again; nothing that was saved is lost.`,
      { folder },
    )
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return refuseStart(
      'start.folder_is_file',
      `${folder} should be a folder, but a file is in its place. Move the file, or choose another folder with ENGAWA_DATA.`,
      { folder },
    )
  return error
}
