import { Button } from '@mantine/core'
import { dayDate } from '../../../foundation/browser/formats.ts'
import { useReadPages, useWrite } from '../../../foundation/browser/query.ts'
import { useLocale, useText } from '../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import { ShowMore } from '../../../foundation/browser/ui/show-more.tsx'
import { listInvitations, revokeInvitation } from '../contract.ts'

/** Invitations that nobody has taken up yet. */
export const Invitations = () => {
  const t = useText()
  const { locale } = useLocale()
  const invitations = useReadPages(listInvitations, { limit: 50 })
  const revoke = useWrite(revokeInvitation, { invalidates: [listInvitations] })
  if (invitations.error) return <ErrorNote error={invitations.error} retry={invitations.refetch} />
  if (invitations.rows.length === 0) return null
  return (
    <Section title={t('member.invitations')} text={t('member.invitations.text')}>
      <PlainTable
        label={t('member.invitations')}
        head={[
          { key: 'email', text: t('member.email') },
          { key: 'role', text: t('member.role') },
          { key: 'expires', text: t('member.invitation.expires') },
          { key: 'actions', text: t('member.actions'), end: true, hidden: true },
        ]}
      >
        {invitations.rows.map((invitation) => (
          <tr key={invitation.id}>
            <td>{invitation.email}</td>
            <td>{t(`member.role.${invitation.role}`)}</td>
            <td>
              <time dateTime={invitation.expiresAt}>{dayDate(locale, invitation.expiresAt)}</time>
            </td>
            <td data-end>
              <Button
                size="xs"
                variant="default"
                loading={revoke.isPending && revoke.variables.id === invitation.id}
                aria-label={t('member.invitation.revoke_of', { email: invitation.email })}
                onClick={() => revoke.mutate({ id: invitation.id })}
              >
                {t('member.invitation.revoke')}
              </Button>
            </td>
          </tr>
        ))}
      </PlainTable>
      <ShowMore list={invitations} />
    </Section>
  )
}
