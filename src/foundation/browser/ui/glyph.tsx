/** Line drawings of 24 units, drawn for this desk. */
const paths = {
  inbox:
    'M4 13V6.5A1.5 1.5 0 0 1 5.5 5h13A1.5 1.5 0 0 1 20 6.5V13M4 13h4.5l1.5 3h4l1.5-3H20M4 13v4.5A1.5 1.5 0 0 0 5.5 19h13a1.5 1.5 0 0 0 1.5-1.5V13',
  people:
    'M9 11a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 9 11Zm-6 8.5c0-3.3 2.7-5.5 6-5.5s6 2.2 6 5.5M15.5 5a3 3 0 0 1 0 5.8M17.5 14.2c2 .6 3.5 2.3 3.5 5.3',
  bag: 'M5.5 8.5h13l1 11h-15zM9 11V7a3 3 0 0 1 6 0v4',
  chart: 'M4 20V4m0 16h16M8.5 16v-4m4 4V8m4 8v-6',
  settings:
    'M4 7h9m4 0h3M4 17h3m4 0h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-6 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z',
  menu: 'M4 7h16M4 12h16M4 17h16',
  narrow: 'm14 7-5 5 5 5',
  wide: 'm10 7 5 5-5 5',
  search: 'M11 17.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13Zm4.7-1.8L20 20',
  mail: 'M4 6.5h16v11H4zm0 .5 8 6 8-6',
  chat: 'M5 5.5h14v10h-8L7 19v-3.5H5z',
  note: 'M6 4.5h12v10L13.5 19.5H6zM13.5 19.5v-5H18M9 8.5h6M9 11.5h4',
  person: 'M12 12a3.8 3.8 0 1 0 0-7.6A3.8 3.8 0 0 0 12 12Zm-7 8c0-3.5 3.1-5.5 7-5.5s7 2 7 5.5',
  team: 'M12 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM6 19a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm12 0a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM12 9.5V13m-4 1.5 4-1.5 4 1.5',
  sync: 'm5 12.5 4.5 4.5L19 7.5',
  wait: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16Zm0-12v4.5l3 2',
  off: 'M4 4l16 16M6.5 9.5A9 9 0 0 1 9 8m3.5-.6a9 9 0 0 1 5 2.1M9 13a5 5 0 0 1 2-1.200m4.3 1.7-.3-.3M12 17.5v.01',
  out: 'M10 5H5.5v14H10M14 8l4 4-4 4m4-4H9.5',
  language:
    'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM4 12h16M12 4c2.5 2.3 3.5 5 3.5 8s-1 5.7-3.5 8c-2.5-2.3-3.5-5-3.5-8S9.5 6.3 12 4Z',
  appearance: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16Zm0-16v16m3-14.5v13m2.5-11v9',
  keyboard: 'M3.5 6.5h17v11h-17zM7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M8 14h8',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  close: 'm6 6 12 12M18 6 6 18',
  back: 'M19 12H5m6-6-6 6 6 6',
  down: 'm7 10 5 5 5-5',
  add: 'M12 5v14M5 12h14',
} as const

export type GlyphName = keyof typeof paths

/** A drawing beside a name; what it means must also stand in words or in a label. */
export const Glyph = ({ name, size = 18 }: { name: GlyphName; size?: number }) => (
  <svg
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth={name === 'more' ? 2.6 : 1.7}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d={paths[name]} />
  </svg>
)
