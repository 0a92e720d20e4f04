const shapes = {
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M12 20V5M5.5 11.5L12 5l6.5 6.5',
  attach:
    'M18.5 11.5l-6.8 6.8a4.2 4.2 0 0 1-6-6l7.4-7.3a2.9 2.9 0 0 1 4 4l-7.2 7.2a1.4 1.4 0 0 1-2-2l6.3-6.2',
  file: 'M13.5 4H7v16h10V7.5zM13.5 4v3.5H17',
}

export const Icon = ({ shape }: { shape: keyof typeof shapes }) => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <path d={shapes[shape]} />
  </svg>
)
