import { memo } from 'react'
import { useLab } from '../../store'
import { ticksOf, tickText, type Scale } from './scale'
import { usePage } from '../shared/use-page'

/** Seconds from the first fault on, above the lanes; what is folded and what is not simulated yet is hatched. */
export const Ruler = memo(function Ruler({
  scale,
  height,
  ruler
}: {
  readonly scale: Scale
  readonly height: number
  readonly ruler: number
}) {
  const t = usePage()
  const origin = useLab((lab) => lab.info?.faultAt ?? 0)
  const end = useLab((lab) => lab.timeline?.end ?? 0)
  const until = useLab((lab) => lab.timeline?.until ?? 0)
  const { left, right, window, fold, toX } = scale
  const clip = (at: number) => Math.max(left, Math.min(right, toX(at)))
  const ahead = end < until && end < window.to
  return (
    <g>
      {fold.quiet
        .filter(({ from, to }) => to > window.from && from < window.to)
        .map(({ from, to }) => (
          <g key={from}>
            <rect
              x={clip(from)}
              y={0}
              width={clip(to) - clip(from)}
              height={ruler - 1}
              fill="url(#quiet)"
              opacity={0.8}
            />
            {[from, to].map((at) => (
              <path key={at} d={`M${clip(at)} ${ruler}V${height}`} stroke="var(--line)" strokeDasharray="2 4" />
            ))}
          </g>
        ))}
      <path d={`M${left} ${ruler - 0.5}H${right}`} stroke="var(--line)" />
      {ticksOf(scale, origin).map(({ at, x, step }, i) => (
        <g key={at}>
          <path d={`M${x} ${ruler - 4}V${ruler}`} stroke="var(--faint)" />
          <text
            x={x}
            y={12}
            textAnchor="middle"
            fill="var(--mute)"
            stroke="var(--panel)"
            strokeWidth={3}
            paintOrder="stroke"
            className="tabular-nums"
          >
            {tickText(at, origin, step)}
            {i === 0 ? ' s' : ''}
          </text>
        </g>
      ))}
      {ahead && (
        <g>
          <rect
            x={clip(end)}
            y={ruler}
            width={right - clip(end)}
            height={height - ruler}
            fill="url(#quiet)"
            opacity={0.5}
          />
          {right - clip(end) > 110 && (
            <text x={clip(end) + 8} y={ruler + 12} fill="var(--mute)">
              {t('computing')} {Math.round((end / until) * 100)} %
            </text>
          )}
        </g>
      )}
    </g>
  )
})
