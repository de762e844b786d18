import { create } from 'zustand'

export type Theme = 'system' | 'light' | 'dark'

const key = 'failover-lab-theme'
const darkSystem = () => matchMedia('(prefers-color-scheme: dark)')

/** The theme that the person chose, and whether the page is dark now. */
export const useTheme = create<{ theme: Theme; dark: boolean }>()(() => ({ theme: 'system', dark: false }))

/** @param keep for the next visit */
export function setTheme(theme: Theme, keep = true): void {
  const dark = theme === 'dark' || (theme === 'system' && darkSystem().matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  useTheme.setState({ theme, dark })
  if (!keep) return
  try {
    localStorage.setItem(key, theme)
  } catch {
    // A browser that keeps nothing: the theme lasts as long as the page.
  }
}

/** Takes the theme of the last visit, and follows the system's where the person chose that. */
export function startTheme(): void {
  setTheme(storedTheme())
  darkSystem().addEventListener('change', () => setTheme(useTheme.getState().theme))
}

function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(key)
    return stored === 'light' || stored === 'dark' ? stored : 'system'
  } catch {
    return 'system'
  }
}
