import type { InspectorView } from '../../store'
import { usePage } from '../shared/use-page'

/** The few numbers that matter. */
export function Numbers({ numbers }: Pick<InspectorView, 'numbers'>) {
  const t = usePage()
  return (
    <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-x-2 gap-y-[3px] text-xs">
      {numbers.map(({ name, value, health }) => (
        <div key={name} className="contents">
          <dt className="[overflow-wrap:anywhere] text-mute">{t(name)}</dt>
          <dd
            className={`[overflow-wrap:anywhere] ${/^[\d\s/.,:]+$/.test(value) ? 'numbers' : ''} font-semibold ${
              health && health !== 'ok' ? `tone-${health} text-(--tone)` : ''
            }`}
          >
            {t(value)}
          </dd>
        </div>
      ))}
    </dl>
  )
}
