import { Button, Group } from '@mantine/core'
import { useText } from '../texts.tsx'

/** Reads the next page of a list that has one. `list` is what `useReadPages` gave. */
export const ShowMore = ({
  list,
}: {
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }
}) => {
  const t = useText()
  if (!list.hasNextPage) return null
  return (
    <Group justify="center" mt="sm">
      <Button
        variant="default"
        loading={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
      >
        {t('ui.more')}
      </Button>
    </Group>
  )
}
