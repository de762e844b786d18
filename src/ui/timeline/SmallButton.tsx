interface Props {
  readonly label: string
  readonly onClick: () => void
  readonly disabled?: boolean
  readonly children: string
}

/** A button of one sign above the lanes. */
export function SmallButton({ label, children, ...rest }: Props) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className="min-w-6 rounded border border-line px-1.5 leading-5 text-mute hover:text-ink disabled:opacity-40"
      {...rest}
    >
      {children}
    </button>
  )
}
