import { Button } from '@mantine/core'
import { useWrite } from '../../../../foundation/browser/query.ts'
import { useText } from '../../../../foundation/browser/texts.tsx'
import { ErrorNote } from '../../../../foundation/browser/ui/error-note.tsx'
import { beginPasskeySignIn, signInByPasskey } from '../../passkeys/contract.ts'
import { askForPasskey, hasPasskeys } from './authenticator.ts'

/** In place of password and code, where the browser has passkeys. */
export const EnterByPasskey = ({ inside }: { inside: () => void }) => {
  const t = useText()
  const enter = useWrite(signInByPasskey, { quiet: true, onSuccess: inside })
  const begin = useWrite(beginPasskeySignIn, {
    quiet: true,
    onSuccess: async (offer) => {
      const answer = await askForPasskey(offer)
      if (answer) enter.mutate(answer)
    },
  })
  if (!hasPasskeys()) return null
  return (
    <>
      <ErrorNote error={begin.error ?? enter.error} />
      <Button
        variant="default"
        fullWidth
        mt="md"
        loading={begin.isPending || enter.isPending}
        onClick={() => begin.mutate({})}
      >
        {t('passkey.enter')}
      </Button>
    </>
  )
}
