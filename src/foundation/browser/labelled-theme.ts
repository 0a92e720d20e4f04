import { mergeThemeOverrides } from '@mantine/core'
import type { T } from './texts.tsx'
import { theme } from './theme.ts'

const motion = { transitionProps: { duration: 120, transition: 'fade' as const } }
/** Its scroll lock writes a style element, which our Content-Security-Policy refuses; our pages scroll inside. */
const dialog = { lockScroll: false, returnFocus: true, ...motion }
const overlay = { overlayProps: { backgroundOpacity: 0.4 } }

/** The theme with what Mantine leaves to the app: names of icon buttons, and sizes of small targets. */
export const labelledTheme = (t: T) => {
  const close = { 'aria-label': t('ui.close') }
  const clear = { 'aria-label': t('ui.clear') }
  const select = { defaultProps: { clearButtonProps: clear, comboboxProps: motion } }
  return mergeThemeOverrides(theme, {
    components: {
      ModalRoot: { defaultProps: dialog },
      DrawerRoot: { defaultProps: dialog },
      Modal: { defaultProps: { centered: true, closeButtonProps: close, ...overlay, ...dialog } },
      Drawer: { defaultProps: { closeButtonProps: close, ...overlay, ...dialog } },
      Alert: { defaultProps: { closeButtonLabel: t('ui.close') } },
      CloseButton: { defaultProps: close },
      PasswordInput: {
        defaultProps: { visibilityToggleButtonProps: { 'aria-label': t('ui.show-password') } },
      },
      Select: select,
      MultiSelect: select,
      Autocomplete: select,
      TagsInput: select,
      FileInput: { defaultProps: { clearButtonProps: clear } },
      ModalOverlay: { defaultProps: overlay.overlayProps },
      Menu: { defaultProps: { shadow: 'md', ...motion } },
      Popover: { defaultProps: { shadow: 'md', ...motion } },
      Tooltip: { defaultProps: { openDelay: 400, ...motion } },
      Checkbox: { defaultProps: { size: 'md' } },
      Radio: { defaultProps: { size: 'md' } },
      Switch: { defaultProps: { size: 'md' } },
      Pill: { defaultProps: { size: 'md' } },
    },
  })
}
