import { Brand } from '../shared/Brand'
import { Button } from '../shared/Button'
import { Doors } from '../shared/Doors'
import { Icon } from '../shared/Icon'
import { Menu, type MenuItem } from '../shared/Menu'
import { ShareAddress } from '../shared/ShareAddress'
import { useThemeItems } from '../shared/theme-items'

interface Props {
  readonly find: () => void
  readonly presenter: boolean
  readonly setPresenter: (on: boolean) => void
}

export function LearnBar({ find, presenter, setPresenter }: Props) {
  const items: readonly MenuItem[] = [
    { label: 'Find in the book', act: find },
    { label: 'As the page is', group: 'Size', checked: !presenter, act: () => setPresenter(false) },
    { label: 'For a room', group: 'Size', checked: presenter, act: () => setPresenter(true) },
    ...useThemeItems()
  ]
  return (
    <header className="sticky top-0 z-30 flex min-h-12 items-center gap-3 border-b border-line bg-panel px-3 sm:px-4">
      <Brand />
      <Doors here="Learn" />
      <div className="flex-1" />
      <Button className="max-[820px]:hidden" onClick={find} aria-keyshortcuts="/">
        <span className="text-mute">Find in the book</span>
        <kbd className="rounded border border-line px-1.5 font-sans text-[11px] text-faint">/</kbd>
      </Button>
      <ShareAddress
        title="Copy a link to this chapter"
        className="max-[820px]:hidden"
        saidClassName="max-[820px]:sr-only"
      />
      <Menu label="More: find, size, theme" className="icon-button" items={items}>
        <Icon name="more" />
      </Menu>
    </header>
  )
}
