import { documentSays, histogram, hoursAway, type Bin } from '../../../availability'
import { lasting } from './lasting'
import { useWidth } from './use-width'
import { clusters, type ClusterId, type Lived } from './years'

const services = [
  { id: 'reads', name: 'Control-plane reads' },
  { id: 'writes', name: 'Control-plane writes' },
  { id: 'users', name: 'Users’ requests' }
] as const

/** Left of it stand years of under a second; then the axis is logarithmic up to 200 h. */
const zeroWidth = 34
const longestS = 720_000
const perDecade = 6
const columns = Math.ceil(Math.log10(longestS) * perDecade)
const row = 92
const top = 22
const base = 58
const ticks = [
  [1, '1 s'],
  [10, '10 s'],
  [60, '1 min'],
  [600, '10 min'],
  [3_600, '1 h'],
  [36_000, '10 h'],
  [360_000, '100 h']
] as const

/** How many years lost how much, for each service and cluster; heights are roots of counts, so that rare long years show. */
export function Chart({ lived }: { readonly lived: Readonly<Record<ClusterId, Lived>> }) {
  const [ref, width] = useWidth<HTMLDivElement>(480)
  const right = width - 8
  const x = (s: number): number =>
    s < 1
      ? zeroWidth / 2
      : zeroWidth + 6 + (Math.min(Math.log10(s), Math.log10(longestS)) / Math.log10(longestS)) * (right - zeroWidth - 6)
  const edge = (bin: number): number => x(Math.pow(10, Math.max(0, bin - 1) / perDecade))
  const shown = ticks.filter((_, i) => width > 420 || i % 2 === 1)
  const bottom = top + services.length * row
  return (
    <div ref={ref} className="min-w-0">
      <svg width={width} height={bottom + 20} className="block" role="img" aria-label={spoken(lived)}>
        {shown.map(([s]) => (
          <line key={s} x1={x(s)} x2={x(s)} y1={top} y2={bottom - 20} stroke="var(--line)" />
        ))}
        {[documentSays.several.hours, documentSays.single.hours].map((hours, i) => (
          <g key={hours}>
            <line
              x1={x(hours * 3_600)}
              x2={x(hours * 3_600)}
              y1={14}
              y2={bottom - 20}
              stroke="var(--mute)"
              strokeDasharray="2 3"
            />
            <text
              x={x(hours * 3_600) + (i ? 3 : -3)}
              y={11}
              textAnchor={i ? 'start' : 'end'}
              className="fill-mute text-[11px] italic"
            >
              {i ? `${hours} h` : `the document: ${hours} h`}
            </text>
          </g>
        ))}
        {services.map(({ id, name }, i) => {
          const y = top + i * row
          const of = clusters.map((cluster) => {
            const { report } = lived[cluster.id]
            const years = report?.years.map(({ lost }) => Math.max(0, lost[id])) ?? []
            return { cluster, report, bins: histogram(years, longestS) }
          })
          const highest = Math.max(1, ...of.flatMap(({ bins }) => bins.map(({ count }) => count)))
          const height = (count: number) => Math.sqrt(count / highest) * (base - 16)
          return (
            <g key={id}>
              <text x={0} y={y + 11} className="fill-ink text-[12px] font-semibold">
                {name}
              </text>
              {of.map(({ cluster, bins, report }, j) => (
                <g key={cluster.id}>
                  <path
                    d={outline(bins, edge, y + base, height)}
                    fill={cluster.id === 'one' ? cluster.colour : 'none'}
                    fillOpacity={0.22}
                    stroke={cluster.colour}
                    strokeWidth={1.5}
                    strokeDasharray={cluster.dashed ? '3 2' : undefined}
                  />
                  {report && (
                    <Interval
                      y={y + base + 4 + j * 5}
                      colour={cluster.colour}
                      hollow={cluster.dashed}
                      low={x(report.results[id].lostS.low)}
                      mean={x(report.results[id].lostS.mean)}
                      high={x(report.results[id].lostS.high)}
                    />
                  )}
                  {report && (
                    <Formula closedForm={report.results[id].closedForm} x={x} y={y + base} colour={cluster.colour} />
                  )}
                </g>
              ))}
              <line x1={0} x2={right} y1={y + base} y2={y + base} stroke="var(--line2)" />
            </g>
          )
        })}
        <text x={zeroWidth / 2} y={bottom + 2} textAnchor="middle" className="fill-mute text-[11px]">
          0 s
        </text>
        {shown.map(([s, text]) => (
          <text key={s} x={x(s)} y={bottom + 2} textAnchor="middle" className="fill-mute text-[11px]">
            {text}
          </text>
        ))}
      </svg>
    </div>
  )
}

/** The step line of a histogram; the bin of 0 s is a column of its own. */
function outline(
  bins: readonly Bin[],
  edge: (bin: number) => number,
  y: number,
  height: (count: number) => number
): string {
  if (bins.every(({ count }) => count === 0)) return ''
  const zero = `M3 ${y}V${y - height(bins[0]!.count)}H${zeroWidth - 3}V${y}`
  const steps = bins
    .slice(1, columns + 1)
    .map(({ count }, i) => `V${(y - height(count)).toFixed(1)}H${edge(i + 2).toFixed(1)}`)
  return `${zero}M${edge(1)} ${y}${steps.join('')}V${y}`
}

function Interval(props: { y: number; colour: string; hollow: boolean; low: number; mean: number; high: number }) {
  const { y, colour, hollow, low, mean, high } = props
  return (
    <>
      <line x1={low} x2={Math.max(high, low + 1)} y1={y} y2={y} stroke={colour} strokeWidth={1.5} />
      <circle cx={mean} cy={y} r={3} fill={hollow ? 'var(--panel)' : colour} stroke={colour} strokeWidth={1.5} />
    </>
  )
}

/** A hollow diamond where the closed form puts the mean. */
function Formula(props: { closedForm: number | null; x: (s: number) => number; y: number; colour: string }) {
  const { closedForm, x, y, colour } = props
  if (closedForm === null) return null
  const at = x(hoursAway(closedForm) * 3_600)
  return <path d={`M${at} ${y - 5}l5 5l-5 5l-5 -5z`} fill="var(--panel)" stroke={colour} strokeWidth={1.5} />
}

/** The same as the table beside it, for who cannot see the picture. */
const spoken = (lived: Readonly<Record<ClusterId, Lived>>): string =>
  services
    .map(({ id, name }) => {
      const means = clusters.flatMap((cluster) => {
        const { report } = lived[cluster.id]
        return report ? [`${cluster.name} ${lasting(report.results[id].lostS.mean)}`] : []
      })
      return `${name}, away a year: ${means.join(', ') || 'not measured yet'}`
    })
    .join('. ')
