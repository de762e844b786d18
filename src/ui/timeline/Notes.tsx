import { useLab } from '../../store'
import { offsetText } from './milestone-words'
import type { Scale } from './scale'
import { choose } from './view'
import { usePage } from '../shared/use-page'

/** What people wrote beside moments, as marks below the ruler. */
export function Notes({ scale, top }: { readonly scale: Scale; readonly top: number }) {
  const t = usePage()
  const notes = useLab((lab) => lab.notes)
  const origin = useLab((lab) => lab.info?.faultAt ?? 0)
  const { window } = scale
  return (
    <div role="group" aria-label={t('Notes')}>
      {notes
        .filter(({ at }) => at >= window.from && at <= window.to)
        .map(({ at, text }) => (
          <button
            key={at}
            type="button"
            aria-label={`Note at ${offsetText(at - origin)}: ${text}`}
            title={text}
            className="absolute grid size-4 -translate-x-1/2 place-items-center rounded-sm border border-info bg-infobg text-info"
            style={{ left: scale.toX(at), top: top - 6 }}
            onClick={() => choose({ what: 'note', at })}
          >
            <svg aria-hidden width="8" height="8" viewBox="0 0 8 8">
              <path d="M0 1.500H8M0 4H8M0 6.500H5" stroke="currentColor" />
            </svg>
          </button>
        ))}
    </div>
  )
}
