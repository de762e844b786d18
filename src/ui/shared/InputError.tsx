/** The sentence of a refusal, beside what was typed. */
export function InputError({
  text,
  id,
  className = ''
}: {
  readonly text: string | null
  readonly id?: string
  readonly className?: string
}) {
  return (
    <p role="alert" id={id} className={`text-xs text-bad ${text ? '' : 'hidden'} ${className}`}>
      {text}
    </p>
  )
}
