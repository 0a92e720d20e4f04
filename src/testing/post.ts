import { createTransport } from 'nodemailer'
import type { FakeImap } from '../channels/email/fakes/dovecot.ts'
import type { FakeSmtp } from '../channels/email/fakes/smtp-server.ts'
import { waitFor } from '../foundation/testing/wait-for.ts'
import { readMail } from '../modules/conversations/testing.ts'

type Mailboxes = { imap: FakeImap; smtp: FakeSmtp }

export type Post = ReturnType<typeof openPost>

/** The customer's mail program: sends by SMTP, and what reaches the brand's mailbox lies there for IMAP. */
export const openPost = (address: string, name: string, { imap, smtp }: Mailboxes) => {
  const transport = createTransport({ host: smtp.host, port: smtp.port, ignoreTLS: true })
  const arrived = () => smtp.mails.filter(({ to }) => to.includes(address))
  return {
    address,
    send: async (mail: { subject: string; text: string; answers?: string }) => {
      const { subject, text, answers } = mail
      const from = { name, address }
      const threading = answers ? { inReplyTo: answers, references: [answers] } : {}
      const sent = await transport.sendMail({
        from,
        to: 'help@shop.example',
        subject,
        text,
        ...threading,
      })
      const taken = smtp.mails.find(({ raw }) => raw.includes(sent.messageId))!
      await imap.deliver(taken.raw)
      return sent.messageId as string
    },
    /** The first mail to the customer that contains this text. */
    receive: (text: string) =>
      waitFor(`a mail with "${text}"`, async () => {
        for (const { raw } of arrived()) {
          const read = await readMail(raw)
          if (read.text.includes(text)) return { raw: raw.toString(), ...read }
        }
        return undefined
      }),
    receiveCode: () =>
      waitFor('a code', async () => {
        const texts = await Promise.all(
          arrived().map(async ({ raw }) => (await readMail(raw)).text),
        )
        return texts.map((text) => /\b\d{6}\b/.exec(text)?.[0]).findLast(Boolean)
      }),
    close: () => transport.close(),
  }
}
