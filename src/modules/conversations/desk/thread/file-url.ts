import { downloadFile } from '../../../files/contract.ts'

export const fileUrl = (id: string) => downloadFile.path.replace(':id', id)
