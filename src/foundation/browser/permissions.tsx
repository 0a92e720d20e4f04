import { createContext, type ReactNode, use } from 'react'

const PermissionContext = createContext<ReadonlySet<string>>(new Set())

export const Permissions = ({
  all,
  children,
}: {
  all: ReadonlySet<string>
  children: ReactNode
}) => <PermissionContext value={all}>{children}</PermissionContext>

/** Whether the signed-in member may; the server decides again. */
export const useCan = (permission: string) => use(PermissionContext).has(permission)
