import type { Command } from './command.ts'

/** Each loaded only when it is called, so that a command starts fast. */
export const commands: Record<string, () => Promise<Command>> = {
  migrate: async () => (await import('./commands/migrate.ts')).command,
  'api-key create': async () => (await import('./commands/create-api-key.ts')).command,
  'source create': async () => (await import('./commands/create-source.ts')).command,
  'connection create': async () => (await import('./commands/create-connection.ts')).command,
  'mail receive': async () => (await import('./commands/receive-mail.ts')).command,
  'identity pairs': async () => (await import('./commands/list-identity-pairs.ts')).command,
  'member reset': async () => (await import('./commands/reset-member.ts')).command,
  'secret rotate': async () => (await import('./commands/rotate-secret.ts')).command,
  'import customers': async () =>
    (await import('./commands/import-file.ts')).importFile('customers'),
  'import orders': async () => (await import('./commands/import-file.ts')).importFile('orders'),
  backup: async () => (await import('./commands/back-up.ts')).command,
  restore: async () => (await import('./commands/restore.ts')).command,
  doctor: async () => (await import('./commands/doctor.ts')).command,
}
