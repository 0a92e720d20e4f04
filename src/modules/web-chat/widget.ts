import type { Context } from '../../foundation/server/context.ts'
import { findWidgetConnection } from './start-visitor.ts'

const greetings = {
  en: 'Hello! How can we help you?',
  ja: 'こんにちは。どのようなご用件でしょうか。',
}

type Greeting = { greetingJa?: string; greetingEn?: string; askEmail?: boolean }

/** What the widget shows before anybody has written. Errors: `connection.missing`. */
export const getWidget = async (anyone: Context, { connectionId }: { connectionId: string }) => {
  const connection = await findWidgetConnection(anyone, connectionId)
  const { name } = await anyone.db
    .selectFrom('workspace')
    .select('name')
    .where('id', '=', connection.workspace_id)
    .executeTakeFirstOrThrow()
  const settings = connection.settings as Greeting
  return {
    brand: name,
    greeting: { ja: settings.greetingJa || greetings.ja, en: settings.greetingEn || greetings.en },
    askEmail: settings.askEmail ?? true,
  }
}
