import type { Routes, SettingsLink, SettingsRoute } from '../../../foundation/browser/routes.ts'

export const settingsLinks: SettingsLink[] = []

export const routes: Routes<SettingsRoute> = () => []
