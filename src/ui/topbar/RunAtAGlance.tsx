import { useEffect, useState } from 'react'
import { fingerprintOf, useLanguage, type Fingerprint } from '../../store'

/** Colour and height of a stretch: where somebody is missing it is low. */
const looks: Readonly<Record<Fingerprint['lanes'][number]['spans'][number]['health'], string>> = {
  ok: 'bg-ok h-full',
  lead: 'bg-lead h-full',
  warn: 'bg-warn h-full',
  bad: 'bg-badfill h-full',
  none: 'bg-badfill h-1/2',
  off: 'bg-line2 h-1/2'
}

/** The run of a preset in three lines, simulated when its card is first seen. */
export function RunAtAGlance({ scenario }: { readonly scenario: string }) {
  const { fingerprint } = useLanguage((state) => state.words)
  const [found, setFound] = useState<Fingerprint | null>(null)
  useEffect(() => {
    let wanted = true
    void fingerprintOf(scenario).then((answer) => wanted && setFound(answer))
    return () => void (wanted = false)
  }, [scenario])
  return (
    <span aria-hidden className="mt-1.5 grid grid-cols-[46px_minmax(0,1fr)] items-center gap-x-2 gap-y-0.5">
      {(['users', 'api', 'kube-controller-manager'] as const).map((id) => (
        <Line key={id} title={fingerprint[id]} found={found} id={id} />
      ))}
    </span>
  )
}

function Line({
  id,
  title,
  found
}: {
  readonly id: Fingerprint['lanes'][number]['id']
  readonly title: string
  readonly found: Fingerprint | null
}) {
  const spans = found?.lanes.find((lane) => lane.id === id)?.spans ?? []
  return (
    <>
      <small className="text-[11px] leading-[14px] text-mute">{title}</small>
      <span
        className={`relative block h-2 overflow-hidden rounded-sm ${found ? 'bg-raised' : 'border border-dashed border-line2'}`}
      >
        {found &&
          spans.map(({ from, to, health }, i) => (
            <i
              key={i}
              className={`absolute bottom-0 ${looks[health]}`}
              style={{
                left: `${(100 * from) / found.end}%`,
                width: `${(100 * (Math.min(to, found.end) - from)) / found.end}%`
              }}
            />
          ))}
      </span>
    </>
  )
}
