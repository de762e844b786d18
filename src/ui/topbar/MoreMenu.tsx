import { lazy, Suspense, useState } from 'react'
import { openOverlay, setLanguage, setTheme, showTab, useLanguage, useTheme, type Theme } from '../../store'
import { languages } from '../../words'
import { Icon } from '../shared/Icon'
import { Menu, type MenuItem } from '../shared/Menu'

const KeyboardHelp = lazy(() => import('./KeyboardHelp'))

const themes: readonly { readonly id: Theme; readonly title: string }[] = [
  { id: 'light', title: 'Light' },
  { id: 'dark', title: 'Dark' },
  { id: 'system', title: 'As the system' }
]

/** What is seldom needed: comparing, taking things along, how the page looks, its keys. `size` is that of the button. */
export function MoreMenu({ size = 'size-8', phone = false }: { readonly size?: string; readonly phone?: boolean }) {
  const theme = useTheme((state) => state.theme)
  const { language, words } = useLanguage()
  const [keys, setKeys] = useState(false)
  const here: readonly MenuItem[] = phone
    ? []
    : [
        { label: 'Compare with another run', act: () => showTab('compare') },
        { label: 'How far it agrees with real Kubernetes', act: () => showTab('fidelity') }
      ]
  const items: readonly MenuItem[] = [
    ...here,
    { label: 'Find a machine, process or object', act: () => openOverlay('find') },
    { label: 'Export: embed, picture, report, files …', act: () => openOverlay('take') },
    ...themes.map(({ id, title }): MenuItem => ({
      label: title,
      group: 'Theme',
      checked: theme === id,
      act: () => setTheme(id)
    })),
    ...languages.map(({ code, name }): MenuItem => ({
      label: name,
      group: words.language,
      checked: language === code,
      act: () => void setLanguage(code)
    })),
    ...(phone ? [] : [{ label: 'Keyboard', group: 'Help', act: () => setKeys(true) }])
  ]
  return (
    <>
      <Menu label="More: compare, export, theme, language, keyboard" className={`icon-button ${size}`} items={items}>
        <Icon name="more" />
      </Menu>
      {keys && (
        <Suspense>
          <KeyboardHelp close={() => setKeys(false)} />
        </Suspense>
      )}
    </>
  )
}
