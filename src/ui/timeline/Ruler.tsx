import { clockText, useLab } from '../../store'
import { ticksOf, type Scale } from './scale'

/** Clock times above the lanes. */
export function Ruler({ scale, height }: { readonly scale: Scale; readonly height: number }) {
  const start = useLab((lab) => lab.info?.clockStartSeconds ?? 0)
  return (
    <g aria-hidden>
      {ticksOf(scale).map(({ at, step }) => (
        <g key={at}>
          <path d={`M${scale.toX(at)} 16V${height}`} stroke="var(--line)" strokeOpacity={0.6} />
          <text x={scale.toX(at)} y={11} textAnchor="middle" fill="var(--faint)">
            {step < 1 ? clockText(at, start).slice(6) : clockText(at, start).slice(0, 8)}
          </text>
        </g>
      ))}
    </g>
  )
}
