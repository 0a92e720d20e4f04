import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
} from '@mantine/core'

/** Indigo 藍; shade 7 is the accent by day, 4 by night. */
const indigo: MantineColorsTuple = [
  '#F3F6F9',
  '#E8EEF4',
  '#D3DFEA',
  '#B4C9DE',
  '#8FB4DC',
  '#5F88B5',
  '#3F678F',
  '#27496D',
  '#1D3854',
  '#142A40',
]
/** Vermilion 朱: what needs attention. */
const red: MantineColorsTuple = [
  '#FDF3F0',
  '#FBE6E0',
  '#F6CABF',
  '#F4B3A3',
  '#F0917A',
  '#E2694C',
  '#D4502F',
  '#C73E1D',
  '#9F3117',
  '#7C2612',
]
/** Moss 苔. */
const green: MantineColorsTuple = [
  '#F3F7F0',
  '#E7EFE1',
  '#CFDFC4',
  '#B6D0A4',
  '#9DC088',
  '#7A9C66',
  '#5E814B',
  '#4A6B3A',
  '#3A552E',
  '#2C4122',
]
/** Ochre 黄土. */
const yellow: MantineColorsTuple = [
  '#FCF7EC',
  '#F8EDD3',
  '#F0DAA6',
  '#E6C476',
  '#DDB04B',
  '#C08D22',
  '#A67514',
  '#8F620D',
  '#714D0A',
  '#563B08',
]
const gray: MantineColorsTuple = [
  '#FAF8F4',
  '#F3F0EA',
  '#EBE7DF',
  '#E6E1D8',
  '#C9C5BD',
  '#A3A29E',
  '#6E747C',
  '#5B6169',
  '#3D4248',
  '#1F2328',
]
const dark: MantineColorsTuple = [
  '#E7E4DE',
  '#C9C9C6',
  '#A7ADB5',
  '#868D96',
  '#2C3138',
  '#272C33',
  '#20252B',
  '#1C2026',
  '#15181C',
  '#0F1114',
]

const fontFamily =
  'system-ui, "Hiragino Sans", "Noto Sans JP", "Noto Sans CJK JP", "Yu Gothic UI", "Meiryo", sans-serif'

export const theme = createTheme({
  white: '#FFFFFF',
  black: '#1F2328',
  colors: { indigo, red, green, yellow, gray, dark },
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 4 },
  // Mantine picks the text of a filled control by the light shade only.
  variantColorResolver: (input) => ({
    ...defaultVariantColorsResolver(input),
    ...(input.variant === 'filled' ? { color: 'var(--on-accent)' } : {}),
  }),
  fontFamily,
  fontFamilyMonospace:
    'ui-monospace, "SFMono-Regular", "Noto Sans Mono CJK JP", Consolas, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.5' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  headings: {
    fontFamily,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.4' },
      h2: { fontSize: '1rem', lineHeight: '1.5' },
      h3: { fontSize: '0.875rem', lineHeight: '1.5' },
      h4: { fontSize: '0.875rem', lineHeight: '1.5' },
      h5: { fontSize: '0.875rem', lineHeight: '1.5' },
      h6: { fontSize: '0.875rem', lineHeight: '1.5' },
    },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
})

const shared = (lift: string) => ({
  '--lift': lift,
  '--mantine-shadow-xs': '0 1px 2px rgb(0 0 0 / 12%)',
  '--mantine-shadow-sm': '0 1px 2px rgb(0 0 0 / 12%)',
  '--mantine-shadow-md': lift,
  '--mantine-shadow-lg': lift,
  '--mantine-shadow-xl': lift,
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-placeholder': 'var(--muted)',
  '--mantine-color-error': 'var(--attention)',
  '--mantine-color-success': 'var(--success)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-hover': 'var(--paper)',
  '--mantine-color-default-border': 'var(--edge)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--muted)',
  '--mantine-color-disabled-border': 'var(--line)',
})

/**
 * The desk's own names for colours, for every style sheet: paper, surface, sunken, ink, muted, line (dividers),
 * edge (of controls), accent, accent-hover, on-accent, tint (the company's side), note, attention, success, warning, lift.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--paper': '#FAF8F4',
    '--surface': '#FFFFFF',
    '--sunken': '#F3F0EA',
    '--ink': '#1F2328',
    '--muted': '#5B6169',
    '--line': '#E6E1D8',
    '--edge': '#858B93',
    '--accent': '#27496D',
    '--accent-hover': '#1D3854',
    '--on-accent': '#FFFFFF',
    '--tint': '#E8EEF4',
    '--note': '#FBF3D9',
    '--attention': '#C73E1D',
    '--success': '#4A6B3A',
    '--warning': '#8F620D',
    ...shared('0 4px 20px rgb(31 35 40 / 14%)'),
    '--mantine-color-gray-0': 'var(--paper)',
    '--mantine-color-gray-1': 'var(--sunken)',
    '--mantine-color-gray-2': 'var(--line)',
    '--mantine-color-gray-3': 'var(--line)',
    // Mantine's edge of inputs, checkboxes and radio buttons.
    '--mantine-color-gray-4': 'var(--edge)',
    '--mantine-color-gray-7': 'var(--muted)',
  },
  dark: {
    '--paper': '#15181C',
    '--surface': '#1C2026',
    '--sunken': '#272C33',
    '--ink': '#E7E4DE',
    '--muted': '#A7ADB5',
    '--line': '#2C3138',
    '--edge': '#6F7782',
    '--accent': '#8FB4DC',
    '--accent-hover': '#B4C9DE',
    '--on-accent': '#15181C',
    '--tint': '#25303C',
    '--note': '#35301F',
    '--attention': '#F0917A',
    '--success': '#9DC088',
    '--warning': '#DDB04B',
    ...shared('0 4px 20px rgb(0 0 0 / 50%)'),
    '--mantine-color-dark-1': 'var(--muted)',
    '--mantine-color-dark-2': 'var(--muted)',
    '--mantine-color-dark-4': 'var(--line)',
    '--mantine-color-dark-5': 'var(--sunken)',
    '--mantine-color-dark-6': 'var(--surface)',
    '--mantine-color-dark-7': 'var(--surface)',
    '--mantine-color-dark-8': 'var(--paper)',
    '--mantine-color-indigo-filled-hover': '#B4C9DE',
    '--mantine-color-red-filled-hover': '#F4B3A3',
  },
})
