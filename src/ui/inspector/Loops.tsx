import type { LoopRow } from '../../store'
import { usePage } from '../shared/use-page'

const first = 12

/** Control loops: observe (what there is), analyse (how that differs from what is wanted), act. */
export function Loops({ loops }: { readonly loops: readonly LoopRow[] }) {
  const t = usePage()
  const busy = loops.filter(({ difference }) => difference !== '').length
  return (
    <>
      <p className="mb-1 text-xs text-mute">
        {t(busy === 0 ? 'Everything is as wanted.' : `${busy} of ${loops.length} differ from what is wanted.`)}
      </p>
      <Rows loops={loops.slice(0, first)} label={t('Control loops')} />
      {loops.length > first && (
        <details className="text-xs">
          <summary className="cursor-pointer text-mute">
            {loops.length - first} {t('more')}
          </summary>
          <Rows loops={loops.slice(first)} label={t('More control loops')} />
        </details>
      )}
    </>
  )
}

function Rows({ loops, label }: { readonly loops: readonly LoopRow[]; readonly label: string }) {
  const t = usePage()
  return (
    <ul aria-label={label} className="text-xs leading-4">
      {loops.map(({ loop, key, desired, current, difference, acts }) => (
        <li key={`${loop} ${key}`} className="border-t border-line py-1">
          <p className="flex flex-wrap items-baseline justify-between gap-x-2">
            <span className="[overflow-wrap:anywhere]">
              <b className="font-semibold">{key.replace(/^default\//, '')}</b> <span className="text-mute">{loop}</span>
            </span>
            {desired !== '' && (
              <span className={difference === '' ? 'text-ok' : 'font-semibold text-warn'}>
                {t(difference || 'as wanted')}
              </span>
            )}
          </p>
          {(difference !== '' || acts !== '') && (
            <dl className="grid grid-cols-[52px_minmax(0,1fr)] gap-x-2">
              {desired !== '' && <Line name={t('wants')} text={t(desired)} />}
              {current !== '' && <Line name={t('sees')} text={t(current)} />}
              {acts !== '' && <Line name={t('acts')} text={t(acts)} />}
            </dl>
          )}
        </li>
      ))}
    </ul>
  )
}

const Line = ({ name, text }: { readonly name: string; readonly text: string }) => (
  <>
    <dt className="text-mute">{name}</dt>
    <dd className="[overflow-wrap:anywhere]">{text}</dd>
  </>
)
