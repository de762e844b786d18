import { usePage } from '../shared/use-page'
interface Props {
  readonly label: string
  readonly onClick: () => void
  readonly disabled?: boolean
  readonly pressed?: boolean
  readonly children: string
}

/** A button of one sign or word above the lanes. */
export function SmallButton({ label, pressed, children, ...rest }: Props) {
  const t = usePage()
  return (
    <button
      type="button"
      aria-label={t(label)}
      aria-pressed={pressed}
      title={t(label)}
      className={`min-w-6 rounded border px-1.5 leading-5 hover:text-ink disabled:opacity-40 ${pressed ? 'border-info bg-infobg text-info' : 'border-line text-mute'}`}
      {...rest}
    >
      {t(children)}
    </button>
  )
}
