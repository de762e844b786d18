import { Icon } from '../shared/Icon'
import { usePage } from '../shared/use-page'

interface Props {
  readonly id: string
  readonly min: number
  readonly max: number
  readonly value: number
  readonly set: (value: number) => void
  /** What one more is called; without it there are no buttons for it. */
  readonly one?: string
}

/** A number to type, taken when it is complete (Enter, or the focus leaves) and not at each key; or one more, or less. */
export function NumberStepper({ id, min, max, value, set, one }: Props) {
  const t = usePage()
  const take = (input: HTMLInputElement) => {
    const typed = Number(input.value)
    if (input.value.trim() === '' || typed === value) input.value = String(value)
    else set(typed)
  }
  const button = (step: 1 | -1) => (
    <button
      type="button"
      aria-label={t(`One ${one} ${step > 0 ? 'more' : 'less'}`)}
      disabled={step > 0 ? value >= max : value <= min}
      onClick={() => set(value + step)}
      className="grid h-[22px] w-6 place-items-center rounded-md text-mute hover:text-ink"
    >
      <Icon name={step > 0 ? 'plus' : 'minus'} size={12} />
    </button>
  )
  return (
    <span className="inline-flex h-6 items-center rounded-lg border border-line">
      {one && button(-1)}
      <input
        key={value}
        id={id}
        inputMode="numeric"
        defaultValue={value}
        size={Math.max(2, String(value).length)}
        className={`h-[22px] [field-sizing:content] min-w-7 rounded-md bg-transparent text-center text-xs font-semibold ${one ? '' : 'px-2'}`}
        onBlur={(event) => take(event.target)}
        onKeyDown={(event) => event.key === 'Enter' && take(event.currentTarget)}
      />
      {one && button(1)}
    </span>
  )
}
