import { useId } from 'react'
import type { Objection, Reply } from '../../../live'

type Shown = Reply<'budget-settings'>['settings'][number]

interface Props {
  readonly setting: Shown
  readonly value: number
  readonly objection: Objection | null
  readonly set: (value: number) => void
}

/** One setting: hatched where it is refused or unsafe (one may go there, and is told why), a tick at the default. */
export function Slider({
  setting: { id, unit, decides, min, max, step, default: usual, soundFrom, document },
  value,
  objection,
  set
}: Props) {
  const name = useId()
  const why = useId()
  const at = (one: number) => `${(100 * (one - min)) / (max - min)}%`
  const withUnit = (one: number) => (unit === '' ? String(one) : `${one}\u00a0${unit}`)
  const colour = objection ? 'border-bad' : 'border-info'
  return (
    <div className="border-t border-line py-2">
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={name} className="numbers text-[11.5px]">
          {id}
        </label>
        <b className="font-semibold whitespace-nowrap">{withUnit(value)}</b>
      </div>
      <div className="relative mt-0.5 h-[22px]">
        <i aria-hidden className="absolute inset-x-0 top-[9px] h-1 rounded bg-line" />
        {soundFrom > min && (
          <i
            aria-hidden
            className="unsafe absolute top-[5px] left-0 h-3 rounded-[3px]"
            style={{ width: at(soundFrom) }}
          />
        )}
        <i
          aria-hidden
          className="absolute top-1 h-3.5 w-0.5 bg-faint"
          style={{ left: `min(${at(usual)}, calc(100% - 2px))` }}
        />
        <input
          id={name}
          type="range"
          min={min}
          max={max}
          step={step}
          value={value}
          aria-valuetext={withUnit(value)}
          aria-describedby={why}
          onChange={(event) => set(Number(event.target.value))}
          className="peer absolute inset-0 m-0 w-full cursor-pointer opacity-0"
        />
        <i
          aria-hidden
          className={`pointer-events-none absolute top-[3px] -ml-2 size-4 rounded-full border-2 bg-panel shadow-card peer-focus-visible:outline-2 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-info ${colour}`}
          style={{ left: `clamp(8px, ${at(value)}, calc(100% - 8px))` }}
        />
      </div>
      <div className="flex justify-between gap-2 text-[11.5px]/[15px] text-mute">
        <span>{decides}</span>
        <span className="text-right">
          default of the release {withUnit(usual)}
          {document !== null && `, the document: ${withUnit(document)}`}
        </span>
      </div>
      <p id={why} className="text-[11.5px]/[15px] text-bad">
        {objection && `${objection.kind === 'refused' ? 'Refused' : 'Unsafe'}: ${objection.text}`}
      </p>
    </div>
  )
}
