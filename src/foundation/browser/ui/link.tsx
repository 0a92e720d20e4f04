import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'

type Html<Own> = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Own> & {
  ref?: Ref<HTMLAnchorElement>
}

/** A link within the desk, in the text's flow. Takes `to`, `params`, `search`. */
export const TextLink = createLink((props: AnchorProps & Html<AnchorProps>) => (
  <Anchor {...props} />
))

/** A link within the desk that looks like a button. */
export const ButtonLink = createLink((props: ButtonProps & Html<ButtonProps>) => (
  <Button component="a" {...props} />
))
