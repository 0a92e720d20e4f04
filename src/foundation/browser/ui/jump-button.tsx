import classes from './jump-button.module.css'

/** Says over a list, at the end it leads `to`, that something new is there. Stands in what holds the list, which is positioned. */
export const JumpButton = ({
  to,
  text,
  run,
}: {
  to: 'top' | 'end'
  text: string
  run: () => void
}) => (
  <button type="button" className={classes.jump} data-to={to} onClick={run}>
    {to === 'top' ? '↑' : '↓'} {text}
  </button>
)
