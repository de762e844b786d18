import type { InspectorView } from '../../store'

/** The few numbers that matter. */
export function Numbers({ numbers }: Pick<InspectorView, 'numbers'>) {
  return (
    <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-x-2 gap-y-[3px] text-xs">
      {numbers.map(({ name, value, health }) => (
        <div key={name} className="contents">
          <dt className="[overflow-wrap:anywhere] text-mute">{name}</dt>
          <dd
            className={`[overflow-wrap:anywhere] ${/^[\d\s/.,:]+$/.test(value) ? 'numbers' : ''} font-semibold ${
              health && health !== 'ok' ? `tone-${health} text-(--tone)` : ''
            }`}
          >
            {value}
          </dd>
        </div>
      ))}
    </dl>
  )
}
