import { z } from 'zod'
import { actions } from '../../actions/index.ts'

export const listActions = async () => ({
  data: actions.map(({ key, subject, permission, settings }) => {
    const { $schema: _, ...schema } = z.toJSONSchema(settings, { io: 'input' })
    return { key, subject, permission, settings: schema as Record<string, unknown> }
  }),
})
