import type { InspectorView } from '../../store'

/** State and the few numbers that matter. */
export function Numbers({ state, numbers }: Pick<InspectorView, 'state' | 'numbers'>) {
  return (
    <dl className="grid grid-cols-[112px_minmax(0,1fr)] gap-x-2 gap-y-[3px]">
      <dt className="text-mute">State</dt>
      <dd
        className={`font-semibold ${/lead/i.test(state) ? 'text-lead' : /stopped|crashed/.test(state) ? 'text-bad' : ''}`}
      >
        {state}
      </dd>
      {numbers.map(({ name, value, health }) => (
        <div key={name} className="contents">
          <dt className="text-mute">{name}</dt>
          <dd
            className={`break-words ${/^[\d\s/.,:]+$/.test(value) ? 'numbers' : ''} font-semibold ${
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
