import classes from './key-text.module.css'

const isApple = /Mac|iP(hone|ad)/.test(navigator.platform)

const names: Record<string, string> = {
  mod: isApple ? '⌘' : 'Ctrl',
  alt: isApple ? '⌥' : 'Alt',
  shift: isApple ? '⇧' : 'Shift',
  enter: '↵',
  escape: 'Esc',
  arrowup: '↑',
  arrowdown: '↓',
}

/** 'g i' as two keys, 'mod+k' as one press. */
export const KeyText = ({ keys }: { keys: string }) => (
  <span className={classes.keys}>
    {keys.split(' ').map((press) => (
      <kbd key={press} className={classes.key}>
        {press
          .split('+')
          .map((name) => names[name] ?? name.toUpperCase())
          .join(' ')}
      </kbd>
    ))}
  </span>
)
