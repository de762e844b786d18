import type { ButtonHTMLAttributes } from 'react'

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'plain' | 'primary' | 'danger' | 'quiet'
}

const looks = {
  plain: 'border border-line bg-panel text-ink hover:bg-raised',
  primary: 'border border-ink bg-ink text-panel hover:opacity-90',
  danger: 'border border-badfill bg-badfill text-onbad hover:opacity-90',
  quiet: 'border border-transparent text-mute hover:bg-raised hover:text-ink'
}

export function Button({ look = 'plain', className = '', type = 'button', ...rest }: Props) {
  return (
    <button
      type={type}
      className={`inline-flex items-center justify-center gap-1.5 rounded-lg px-3 py-[5px] font-medium whitespace-nowrap ${looks[look]} ${className}`}
      {...rest}
    />
  )
}
