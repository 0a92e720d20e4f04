import { size } from './formats.ts'
import { Icon } from './icon.tsx'
import type { Say } from './texts.ts'
import type { PickedFiles } from './use-picked.ts'

/** The files that go with the next message. */
export const Chips = ({ say, picked }: { say: Say; picked: PickedFiles }) => (
  <>
    {picked.files.length > 0 && (
      <ul class="chips">
        {picked.files.map((one) => {
          const { name } = one.file
          return (
            <li key={one.cut}>
              <span class="file">
                <Icon shape="file" />
                <span>{name}</span>
                <small>{size(one.file.size)}</small>
              </span>
              <button
                class="quiet"
                type="button"
                aria-label={say('widget.attach.drop', { name })}
                onClick={() => picked.drop(one)}
              >
                <Icon shape="close" />
              </button>
              {one.share !== undefined && (
                <progress aria-label={say('widget.attach.sending', { name })} value={one.share} />
              )}
              {one.failed && (
                <p class="trouble" role="alert">
                  {say('widget.attach.failed', { name })}
                </p>
              )}
            </li>
          )
        })}
      </ul>
    )}
    {picked.note && (
      <p class="trouble" role="alert">
        {say(picked.note.id, { name: picked.note.name })}
      </p>
    )}
  </>
)
