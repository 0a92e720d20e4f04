import { Button, Group, NativeSelect, Radio, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { keyOf, useWrite } from '../../../foundation/browser/query.ts'
import { useText } from '../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../foundation/browser/ui/error-note.tsx'
import { Loading } from '../../../foundation/browser/ui/loading.tsx'
import { PlainTable } from '../../../foundation/browser/ui/plain-table.tsx'
import { Section } from '../../../foundation/browser/ui/section.tsx'
import type { OutputOf } from '../../../foundation/shared/endpoint.ts'
import { ShopField } from '../../tracking/desk/shop-field.tsx'
import {
  encodings,
  getImport,
  listImports,
  type Mapping,
  type Reading,
  readImport,
  removeImport,
  startImport,
} from '../contract.ts'
import classes from './imports.module.css'
import { MappingPreview } from './mapping-preview.tsx'
import { useTargetName, withTargetName } from './target-name.ts'

const delimiters = [',', '\t', ';', '|'] as const
const delimiterNames = { ',': 'comma', '\t': 'tab', ';': 'semicolon', '|': 'bar' } as const

/** How the file is read, what becomes of each column, and how the first rows would look. */
export const MappingForm = ({ shown }: { shown: OutputOf<typeof getImport> }) => {
  const t = useText()
  const queries = useQueryClient()
  const { id } = shown
  const [mapping, setMapping] = useState<Mapping>()
  const read = useWrite(readImport, {
    quiet: true,
    onSuccess: ({ columns, import: now }) => {
      queries.setQueryData(keyOf(getImport, { id }), now)
      setMapping((before) => ({
        trust: before?.trust ?? 'claimed',
        currency: before?.currency ?? 'JPY',
        shop: before?.shop ?? '',
        columns: Object.fromEntries(columns.map(({ name, target }) => [name, target])),
      }))
    },
  })
  const { mutate } = read
  useEffect(() => mutate({ id }), [id, mutate])
  const start = useWrite(startImport, {
    quiet: true,
    invalidates: [listImports],
    onSuccess: (started) => queries.setQueryData(keyOf(getImport, { id }), started),
  })
  const found = read.data
  const targetName = useTargetName(found?.targets ?? [], mapping ?? { columns: {} })
  if (!found || !mapping)
    return (
      <>
        {read.isPending && <Loading />}
        <ErrorNote error={read.error} retry={() => read.mutate({ id })} />
        {read.error && <Discard id={id} />}
      </>
    )
  const known = new Set(found.targets.map(({ target }) => target))
  const change = (part: Partial<Reading>) => read.mutate({ id, ...found.reading, ...part })
  return (
    <>
      <ReadingForm reading={found.reading} change={change} />
      <ErrorNote error={read.error} />
      <Section title={t('import.columns')} text={t('import.columns.text')}>
        <PlainTable
          label={t('import.columns')}
          head={[
            { key: 'column', text: t('import.column') },
            { key: 'target', text: t('import.target') },
            { key: 'samples', text: t('import.samples') },
          ]}
        >
          {found.columns.map(({ name, samples }) => (
            <tr key={name}>
              <td className={classes.column}>{name}</td>
              <td>
                <NativeSelect
                  aria-label={t('import.target-of', { name })}
                  value={mapping.columns[name] ?? ''}
                  onChange={({ currentTarget: { value } }) =>
                    setMapping({
                      ...mapping,
                      columns: { ...mapping.columns, [name]: value || null },
                    })
                  }
                  data={[
                    { value: '', label: t('import.target.none') },
                    ...found.targets.map(({ target }) => ({
                      value: target,
                      label: targetName(target),
                    })),
                    ...(shown.kind === 'customers' && !known.has(customOf(name))
                      ? [{ value: customOf(name), label: t('import.target.custom', { name }) }]
                      : []),
                  ]}
                />
              </td>
              <td className={classes.samples}>{samples.join(' / ')}</td>
            </tr>
          ))}
        </PlainTable>
      </Section>
      <Section title={t('import.trust')}>
        <Radio.Group
          aria-label={t('import.trust')}
          value={mapping.trust}
          onChange={(trust) => setMapping({ ...mapping, trust: trust as Mapping['trust'] })}
        >
          {(['claimed', 'verified'] as const).map((trust) => (
            <Radio
              key={trust}
              value={trust}
              mt="xs"
              label={t(`import.trust.${trust}`)}
              description={t(`import.trust.${trust}.text`)}
            />
          ))}
        </Radio.Group>
        {shown.kind === 'orders' && (
          <Group mt="md" align="flex-start">
            <ShopField
              description={t('import.shop.help')}
              value={mapping.shop}
              change={(shop) => setMapping({ ...mapping, shop })}
            />
            <TextInput
              label={t('import.currency')}
              description={t('import.currency.help')}
              value={mapping.currency}
              maxLength={3}
              onChange={({ currentTarget: { value } }) =>
                setMapping({ ...mapping, currency: value.toUpperCase() })
              }
            />
          </Group>
        )}
      </Section>
      <MappingPreview id={id} mapping={mapping} reading={found.reading} targets={found.targets} />
      <ErrorNote error={withTargetName(start.error, targetName)} />
      <Group gap="xs" mt="md">
        <Button loading={start.isPending} onClick={() => start.mutate({ id, mapping })}>
          {t('import.start')}
        </Button>
        <Discard id={id} />
      </Group>
    </>
  )
}

/** Letters, digits and underscores are kept of a column's name; of any other name its number. */
const customOf = (name: string) => {
  const key = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 40)
  const sum = [...name].reduce((a, letter) => (a * 31 + letter.codePointAt(0)!) % 1_000_003, 7)
  return `custom.${key || `column_${sum}`}`
}

const ReadingForm = ({
  reading,
  change,
}: {
  reading: Reading
  change: (part: Partial<Reading>) => void
}) => {
  const t = useText()
  return (
    <Section title={t('import.reading')} text={t('import.reading.text')}>
      <Group align="flex-end">
        <NativeSelect
          label={t('import.encoding')}
          value={reading.encoding}
          onChange={({ currentTarget: { value } }) =>
            change({ encoding: value as Reading['encoding'] })
          }
          data={encodings.map((value) => ({ value, label: t(`import.encoding.${value}`) }))}
        />
        {reading.format === 'csv' && (
          <>
            <NativeSelect
              label={t('import.delimiter')}
              value={reading.delimiter}
              onChange={({ currentTarget: { value } }) =>
                change({ delimiter: value as Reading['delimiter'] })
              }
              data={delimiters.map((value) => ({
                value,
                label: t(`import.delimiter.${delimiterNames[value]}`),
              }))}
            />
            <NativeSelect
              label={t('import.header')}
              value={reading.header ? 'yes' : 'no'}
              onChange={({ currentTarget: { value } }) => change({ header: value === 'yes' })}
              data={(['yes', 'no'] as const).map((value) => ({
                value,
                label: t(`import.header.${value}`),
              }))}
            />
          </>
        )}
      </Group>
    </Section>
  )
}

const Discard = ({ id }: { id: string }) => {
  const t = useText()
  const navigate = useNavigate()
  const remove = useWrite(removeImport, {
    invalidates: [listImports],
    onSuccess: () => navigate({ to: '/settings/imports' }),
  })
  return (
    <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate({ id })}>
      {t('import.discard')}
    </Button>
  )
}
