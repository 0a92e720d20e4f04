import { Modal, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { Form, useFieldError } from '../../../foundation/browser/ui/form.tsx'
import { createSource, listSources } from '../contract.ts'
import { ShopField } from './shop-field.tsx'

/** Makes a source, then goes to what is to be pasted into the site. */
export const SourceForm = ({ close }: { close: () => void }) => {
  const t = useText()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [shop, setShop] = useState('')
  const create = useWrite(createSource, {
    quiet: true,
    invalidates: [listSources],
    onSuccess: ({ id }) => navigate({ to: '/settings/sources/$id', params: { id } }),
  })
  const fieldError = useFieldError(create.error)
  return (
    <Modal opened onClose={close} title={t('source.add')}>
      <Form
        submit={() => create.mutate({ name, shop: shop || undefined })}
        action={t('source.add.action')}
        busy={create.isPending}
        error={create.error}
      >
        <TextInput
          label={t('source.name')}
          description={t('source.name.help')}
          required
          maxLength={80}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <ShopField value={shop} change={setShop} error={fieldError('shop')} />
      </Form>
    </Modal>
  )
}
