import { Checkbox, Modal, TextInput } from '@mantine/core'
import { type ComponentProps, useState } from 'react'
import type { z } from 'zod'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { Form } from '../../../../foundation/browser/ui/form.tsx'
import { ShowMore } from '../../../../foundation/browser/ui/show-more.tsx'
import {
  createTeam,
  getMe,
  listMembers,
  listTeams,
  type Member,
  type Team,
  updateTeam,
} from '../../contract.ts'
import styles from '../members.module.css'

/** Beyond this many, one finds a member by typing. */
const manyMembers = 10

/** Makes a team, or changes the one given. */
export const TeamForm = ({
  team,
  members,
  close,
}: {
  team?: z.output<typeof Team> | undefined
  members: { rows: z.output<typeof Member>[] } & ComponentProps<typeof ShowMore>['list']
  close: () => void
}) => {
  const t = useText()
  const [name, setName] = useState(team?.name ?? '')
  const [chosen, setChosen] = useState<string[]>(team?.memberIds ?? [])
  const [filter, setFilter] = useState('')
  const written = { quiet: true, invalidates: [listTeams, listMembers, getMe], onSuccess: close }
  const create = useWrite(createTeam, written)
  const update = useWrite(updateTeam, written)
  const wanted = filter.trim().normalize('NFKC').toLowerCase()
  const shown = members.rows.filter((member) =>
    `${member.name} ${member.email}`.normalize('NFKC').toLowerCase().includes(wanted),
  )
  return (
    <Modal
      opened
      onClose={close}
      title={team ? t('team.edit_of', { name: team.name }) : t('team.add')}
    >
      <Form
        submit={() =>
          team
            ? update.mutate({ id: team.id, name, memberIds: chosen })
            : create.mutate({ name, memberIds: chosen })
        }
        action={t('ui.save')}
        busy={create.isPending || update.isPending}
        error={create.error ?? update.error}
      >
        <TextInput
          label={t('team.name')}
          required
          maxLength={80}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {members.rows.length > manyMembers && (
          <TextInput
            type="search"
            label={t('team.find')}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        )}
        <fieldset className={styles.choices}>
          <legend>{t('team.members')}</legend>
          {shown.map((member) => (
            <Checkbox
              key={member.id}
              label={member.name}
              description={member.email}
              checked={chosen.includes(member.id)}
              onChange={(event) =>
                setChosen(
                  event.currentTarget.checked
                    ? [...chosen, member.id]
                    : chosen.filter((id) => id !== member.id),
                )
              }
            />
          ))}
          <ShowMore list={members} />
        </fieldset>
      </Form>
    </Modal>
  )
}
