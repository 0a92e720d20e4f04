/** Everything that can go wrong with a mailbox. Each has a text `channel.email.error.<code>`. */
export const codes = [
  'email.empty',
  'email.no_sender',
  'email.recipient_invalid',
  'email.attachment_unreadable',
  'email.host_refused',
  'imap.unreachable',
  'imap.tls',
  'imap.auth_failed',
  'imap.refused',
  'imap.renumbered',
  'oauth.refused',
  'oauth.unreachable',
  'smtp.unreachable',
  'smtp.tls',
  'smtp.auth_failed',
  'smtp.deferred',
  'smtp.rejected',
  'smtp.sender_rejected',
  'smtp.mailbox_unknown',
  'smtp.mailbox_full',
  'smtp.too_large',
  'smtp.stopped',
  'smtp.no_answer',
] as const

export type EmailCode = (typeof codes)[number]
