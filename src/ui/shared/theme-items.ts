import { setTheme, useTheme, type Theme } from '../../store/theme'
import type { MenuItem } from './Menu'

const themes: readonly { readonly id: Theme; readonly title: string }[] = [
  { id: 'light', title: 'Light' },
  { id: 'dark', title: 'Dark' },
  { id: 'system', title: 'As the system' }
]

/** The choice of a theme, as items of a page's menu, in the page's language if it has several. */
export function useThemeItems(t: (text: string) => string = (text) => text): readonly MenuItem[] {
  const theme = useTheme((state) => state.theme)
  return themes.map(({ id, title }) => ({
    label: t(title),
    group: t('Theme'),
    checked: theme === id,
    act: () => setTheme(id)
  }))
}
