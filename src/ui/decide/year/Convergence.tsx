import { enough } from '../../../availability'
import { lasting } from './lasting'
import { useWidth } from './use-width'
import { clusters, most, type ClusterId, type Lived } from './years'

const height = 96

/** How the mean of writes came to rest: the mean after so many years, in its interval, as a share of the latest mean. */
export function Convergence({ lived }: { readonly lived: Readonly<Record<ClusterId, Lived>> }) {
  const [ref, width] = useWidth<HTMLDivElement>(300)
  const x = (years: number) => 30 + (years / most) * (width - 60)
  // From nothing to twice the latest mean.
  const y = (share: number) => height - 14 - (Math.max(0, Math.min(2, share)) / 2) * (height - 22)
  return (
    <div ref={ref} className="min-w-0">
      <p className="text-xs text-mute">
        Means of writes as years come in. It ends at {most.toLocaleString('en')} years, or when half of every interval
        is under {enough * 100} % of its mean.
      </p>
      <svg width={width} height={height} className="block" role="img" aria-label={spoken(lived)}>
        <line x1={30} x2={width - 30} y1={y(1)} y2={y(1)} stroke="var(--line2)" />
        {[0, 1, 2].map((share) => (
          <text key={share} x={26} y={y(share) + 4} textAnchor="end" className="fill-mute text-[11px]">
            {share === 0 ? '0' : `${share}×`}
          </text>
        ))}
        {clusters.map(({ id, colour, dashed }) => {
          const { steps } = lived[id]
          const last = steps.at(-1)?.writes.mean ?? 0
          if (last === 0 || steps.length < 2) return null
          const line = (part: 'low' | 'mean' | 'high') =>
            steps.map(({ years, writes }) => `${x(years).toFixed(1)},${y(writes[part] / last).toFixed(1)}`)
          return (
            <g key={id}>
              <polygon
                points={[...line('low'), ...line('high').reverse()].join(' ')}
                fill={colour}
                fillOpacity={0.12}
              />
              <polyline
                points={line('mean').join(' ')}
                fill="none"
                stroke={colour}
                strokeWidth={1.5}
                strokeDasharray={dashed ? '3 2' : undefined}
              />
            </g>
          )
        })}
        <text x={x(0)} y={height - 4} className="fill-mute text-[11px]">
          0 years
        </text>
        <text x={width - 30} y={height - 4} textAnchor="end" className="fill-mute text-[11px]">
          {most.toLocaleString('en')}
        </text>
      </svg>
    </div>
  )
}

const spoken = (lived: Readonly<Record<ClusterId, Lived>>): string =>
  clusters
    .map(({ id, name }) => {
      const last = lived[id].steps.at(-1)
      return last
        ? `${name} after ${last.years} years: ${lasting(last.writes.mean)}, from ${lasting(last.writes.low)} to ${lasting(last.writes.high)}`
        : `${name}: not measured yet`
    })
    .join('. ')
