import { setTheme, useTheme, type Theme } from '../../store'
import { Button } from '../shared/Button'

const themes: readonly { id: Theme; sign: string; title: string }[] = [
  { id: 'system', sign: '◐', title: 'as the system' },
  { id: 'light', sign: '☀', title: 'light' },
  { id: 'dark', sign: '☾', title: 'dark' }
]

export function ThemeButton() {
  const theme = useTheme((state) => state.theme)
  const index = themes.findIndex(({ id }) => id === theme)
  const now = themes[index]!
  const next = themes[(index + 1) % themes.length]!
  return (
    <Button
      aria-label={`Theme: ${now.title}. Change to ${next.title}`}
      title={`Theme: ${now.title}`}
      onClick={() => setTheme(next.id)}
    >
      <span aria-hidden>{now.sign}</span>
    </Button>
  )
}
