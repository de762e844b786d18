import { formatDollars } from '../../../availability'
import { useWidth } from '../year/use-width'
import { lineOf, percent, type Measured } from './payoffs'

const height = 190
const left = 66
const top = 24
const bottom = height - 34

interface Props {
  readonly measured: readonly Measured[]
  readonly hour: number
  readonly needApi: number
}

/** What is left a year, by the share of the sales that stop when the API is away; with 95 %. */
export function BreakEven({ measured, hour, needApi }: Props) {
  const [ref, width] = useWidth<HTMLDivElement>(420)
  const right = width - 14
  const lines = measured.map((one) => ({ one, points: lineOf(one, hour) }))
  const all = lines.flatMap(({ points }) => points.flatMap(({ net }) => [net.low, net.high]))
  const [least, greatest] = [Math.min(0, ...all), Math.max(1_000, ...all)]
  const x = (share: number) => left + share * (right - left)
  const y = (dollars: number) => bottom - ((dollars - least) / (greatest - least)) * (bottom - top)
  const steps = stepsOf(least, greatest)
  return (
    <div ref={ref} className="min-w-0">
      <svg width={width} height={height} className="block" role="img" aria-label={spoken(measured)}>
        {least < 0 && (
          <rect x={left} width={right - left} y={y(0)} height={y(least) - y(0)} fill="var(--badbg)" opacity={0.5} />
        )}
        {steps.map((dollars) => (
          <g key={dollars}>
            <line
              x1={left}
              x2={right}
              y1={y(dollars)}
              y2={y(dollars)}
              stroke={dollars === 0 ? 'var(--line2)' : 'var(--line)'}
            />
            <text x={left - 6} y={y(dollars) + 4} textAnchor="end" className="fill-mute text-[11px] tabular-nums">
              {short(dollars)}
            </text>
          </g>
        ))}
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <text
            key={share}
            x={x(share)}
            y={bottom + 14}
            textAnchor={share === 1 ? 'end' : 'middle'}
            className="fill-mute text-[11px]"
          >
            {percent(share)}
          </text>
        ))}
        <text x={(left + right) / 2} y={height - 4} textAnchor="middle" className="fill-mute text-[11px]">
          share of sales that stop when the API is away
        </text>
        {lines.map(({ one, points }) => {
          const at = (part: 'low' | 'mean' | 'high') => points.map(({ share, net }) => `${x(share)},${y(net[part])}`)
          return (
            <g key={one.id}>
              <polygon
                points={[...at('low'), ...at('high').reverse()].join(' ')}
                fill="var(--several)"
                fillOpacity={0.14}
              />
              <polyline
                points={at('mean').join(' ')}
                fill="none"
                stroke="var(--several)"
                strokeWidth={2}
                strokeDasharray={one.id === 'balanced' ? '4 3' : undefined}
              />
              {one.breakEven !== null && one.breakEven > 0 && (
                <circle
                  cx={x(one.breakEven)}
                  cy={y(0)}
                  r={4.5}
                  fill="var(--panel)"
                  stroke="var(--ok)"
                  strokeWidth={2}
                />
              )}
            </g>
          )
        })}
        <line x1={x(needApi)} x2={x(needApi)} y1={top - 8} y2={bottom} stroke="var(--ink)" />
        <text
          x={x(needApi) + (needApi > 0.7 ? -4 : 4)}
          y={top - 8}
          textAnchor={needApi > 0.7 ? 'end' : 'start'}
          className="fill-ink text-[11px] font-semibold"
        >
          yours, {percent(needApi)}
        </text>
      </svg>
      <p className="text-xs text-mute">
        Solid: one balancer. Dashed: two. Band: 95 %. Circle: breaks even. Red ground: a loss each year.
      </p>
    </div>
  )
}

function stepsOf(least: number, greatest: number): number[] {
  const raw = (greatest - least) / 4
  const size = Math.pow(10, Math.floor(Math.log10(raw)))
  const step = [1, 2, 5, 10].map((times) => times * size).find((one) => one >= raw)!
  const found: number[] = []
  for (let at = Math.ceil(least / step) * step; at <= greatest; at += step) found.push(at === 0 ? 0 : at)
  return found
}

const short = (dollars: number): string =>
  Math.abs(dollars) < 1_000 ? formatDollars(dollars) : `${formatDollars(dollars / 1_000)}k`

const spoken = (measured: readonly Measured[]): string =>
  measured.length === 0
    ? 'Not measured yet'
    : measured
        .map(
          ({ name, breakEven }) =>
            `${name}: ${breakEven === null ? 'never pays' : `pays from ${percent(breakEven)} of the sales on`}`
        )
        .join('. ')
