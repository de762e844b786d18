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

interface Props {
  readonly find: () => void
  readonly presenter: boolean
  readonly setPresenter: (on: boolean) => void
}

export function LearnBar({ find, presenter, setPresenter }: Props) {
  const theme = useTheme((state) => state.theme)
  const items: readonly MenuItem[] = [
    { label: 'Find in the book', act: find },
    { label: 'As the page is', group: 'Size', checked: !presenter, act: () => setPresenter(false) },
    { label: 'For a room', group: 'Size', checked: presenter, act: () => setPresenter(true) },
    ...themes.map(({ id, title }): MenuItem => ({
      label: title,
      group: 'Theme',
      checked: theme === id,
      act: () => setTheme(id)
    }))
  ]
  return (
    <header className="sticky top-0 z-30 flex min-h-12 items-center gap-3 border-b border-line bg-panel px-3 sm:px-4">
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
      <Doors here="Learn" />
      <div className="flex-1" />
      <Button className="max-[820px]:hidden" onClick={find} aria-keyshortcuts="/">
        <span className="text-mute">Find in the book</span>
        <kbd className="rounded border border-line px-1.5 font-sans text-[11px] text-faint">/</kbd>
      </Button>
      <Share />
      <Menu label="More: find, size, theme" className="icon-button" items={items}>
        <Icon name="more" />
      </Menu>
    </header>
  )
}

/** Copies the address of what is read. */
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
      <span role="status" className="text-mute max-[820px]:sr-only">
        {said}
      </span>
      <Button className="max-[820px]:hidden" onClick={share} title="Copy a link to this chapter">
        <Icon name="share" size={14} />
        Share
      </Button>
    </>
  )
}
