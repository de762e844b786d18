import { lazy, Suspense, useState } from 'react'
import { currentLink, openOverlay, setLanguage, showTab, useLab, useLanguage } from '../../store'
import { languages } from '../../words'
import { Icon } from '../shared/Icon'
import { Menu, type MenuItem } from '../shared/Menu'
import { useNarrow } from '../shared/screen'
import { useThemeItems } from '../shared/theme-items'
import { usePage } from '../shared/use-page'

const KeyboardHelp = lazy(() => import('./KeyboardHelp'))

/** The twins of Decide, with this run as the first of them. */
async function compare(): Promise<void> {
  const link = await currentLink()
  const title = useLab.getState().info?.title ?? 'this run'
  if (link) location.href = `./decide.html#twins=${encodeURIComponent(`${title.slice(0, 40)} ${link}`)}`
}

/** What is seldom needed: comparing, taking things along, how the page looks, its keys. `size` is that of the button. */
export function MoreMenu({ size = 'size-8', phone = false }: { readonly size?: string; readonly phone?: boolean }) {
  const t = usePage()
  const themes = useThemeItems(t)
  const { language, words } = useLanguage()
  const narrow = useNarrow()
  const [keys, setKeys] = useState(false)
  const here: readonly MenuItem[] = phone
    ? []
    : [
        { label: t('Compare with another run'), act: () => void compare() },
        { label: t('How far it agrees with real Kubernetes'), act: () => showTab('fidelity') }
      ]
  // Where the top bar has no room for them.
  const doors: readonly MenuItem[] = narrow
    ? [
        { label: t('Learn'), group: t('Doors'), act: () => location.assign('./learn.html') },
        { label: t('Decide'), group: t('Doors'), act: () => location.assign('./decide.html') }
      ]
    : []
  const items: readonly MenuItem[] = [
    ...here,
    ...doors,
    { label: t('Find a machine, process or object'), act: () => openOverlay('find') },
    { label: t('Export: embed, picture, report, files …'), act: () => openOverlay('take') },
    ...themes,
    ...languages.map(({ code, name }): MenuItem => ({
      label: name,
      group: `${words.language} · ${t('Learn and Decide stay English')}`,
      checked: language === code,
      act: () => void setLanguage(code)
    })),
    ...(phone ? [] : [{ label: t('Keyboard'), group: t('Help'), act: () => setKeys(true) }])
  ]
  return (
    <>
      <Menu
        label={t('More: compare, export, theme, language, keyboard')}
        className={`icon-button ${size}`}
        items={items}
      >
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
