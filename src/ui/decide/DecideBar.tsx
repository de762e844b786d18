import { useState } from 'react'
import { setTheme, useTheme, type Theme } from '../../store/theme'
import { Button } from '../shared/Button'
import { Doors } from '../shared/Doors'
import { Icon } from '../shared/Icon'
import { Menu, type MenuItem } from '../shared/Menu'

const themes: readonly { readonly id: Theme; readonly title: string }[] = [
  { id: 'light', title: 'Light' },
  { id: 'dark', title: 'Dark' },
  { id: 'system', title: 'As the system' }
]

export function DecideBar() {
  const theme = useTheme((state) => state.theme)
  const items = themes.map(({ id, title }): MenuItem => ({
    label: title,
    group: 'Theme',
    checked: theme === id,
    act: () => setTheme(id)
  }))
  return (
    <header className="sticky top-0 z-30 flex min-h-12 flex-wrap items-center gap-x-3 border-b border-line bg-panel px-3">
      <a
        href="./"
        aria-label="Failover Lab"
        className="flex items-center gap-2.5 text-sm font-semibold tracking-tight whitespace-nowrap"
      >
        <i
          aria-hidden
          className="inline-block size-[18px] rounded-[5px] bg-[conic-gradient(var(--lead),var(--info),var(--ok),var(--lead))]"
        />
        <span className="max-[620px]:sr-only">Failover Lab</span>
      </a>
      <Doors here="Decide" />
      <div className="flex-1" />
      <Share />
      <Menu label="Theme" className="icon-button" items={items}>
        <Icon name="more" />
      </Menu>
    </header>
  )
}

/** Copies the address: it carries everything that was set on the page. */
function Share() {
  const [said, setSaid] = useState('')
  const share = async () => {
    try {
      await navigator.clipboard.writeText(location.href)
      setSaid('Copied')
    } catch {
      setSaid('The address bar holds the link')
    }
    setTimeout(() => setSaid(''), 3_000)
  }
  return (
    <>
      <span role="status" className="text-mute">
        {said}
      </span>
      <Button onClick={share} title="Copy a link to what this page shows">
        <Icon name="share" size={14} />
        <span className="max-[420px]:sr-only">Share</span>
      </Button>
    </>
  )
}
