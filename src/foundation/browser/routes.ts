import { type AnyRoute, createRootRoute, createRoute } from '@tanstack/react-router'
import type { ComponentType } from 'react'

/** The routes that modules hang their screens under; the desk gives them their frames. */
export const rootRoute = createRootRoute()
/** Signed-in area, with navigation. */
export const appRoute = createRoute({ getParentRoute: () => rootRoute, id: 'app' })
/** /settings/*, with the settings' own navigation; child paths are relative, as 'labels'. */
export const settingsRoute = createRoute({ getParentRoute: () => appRoute, path: 'settings' })

export type RootRoute = typeof rootRoute
export type AppRoute = typeof appRoute
export type SettingsRoute = typeof settingsRoute

/** What `src/modules/<name>/desk/routes.tsx` exports as `routes`. Screens come by `lazyRouteComponent`. */
export type Routes<Parent extends AnyRoute> = (parent: Parent) => AnyRoute[]

/** One entry of the settings' navigation, exported by a module as `settingsLinks`. */
export type SettingsLink = {
  /** Full path. */
  to: string
  /** Text id. */
  text: string
  /** Shown to those who may. */
  permission?: string
  /** Beside the text: how much waits there. */
  Mark?: ComponentType
}
