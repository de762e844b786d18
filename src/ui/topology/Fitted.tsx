import { usePage } from '../shared/use-page'
import { fitting } from './text-fit'

const fonts = {
  small: "400 11px Inter, 'DejaVu Sans Condensed', system-ui, sans-serif",
  strong: "600 11px Inter, 'DejaVu Sans Condensed', system-ui, sans-serif",
  title: "600 13px Inter, 'DejaVu Sans Condensed', system-ui, sans-serif"
} as const

interface Props {
  /** From long to short. */
  readonly forms: readonly string[]
  /** Room in pixels. */
  readonly width: number
  readonly font?: keyof typeof fonts
  readonly className?: string
}

/** One line that is never cut: the longest form that has room. */
export function Fitted({ forms, width, font = 'small', className = '' }: Props) {
  const t = usePage()
  return <span className={`block whitespace-nowrap ${className}`}>{fitting(forms.map(t), width, fonts[font])}</span>
}
