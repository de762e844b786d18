import { Fragment, useId, useRef, type KeyboardEvent, type ReactNode } from 'react'

export interface MenuItem {
  readonly label: string
  readonly act: () => void
  readonly danger?: boolean
  /** One of a choice: whether it is the chosen one. */
  readonly checked?: boolean
  /** Items of one group stand together under its name. */
  readonly group?: string
}

interface Props {
  readonly label: string
  readonly children: ReactNode
  readonly items: readonly MenuItem[]
  readonly className?: string
}

/** A button that opens a list of actions: arrow keys move, Escape closes, the focus goes back to the button. */
export function Menu({ label, children, items, className = '' }: Props) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)

  const place = () => {
    const at = button.current!.getBoundingClientRect()
    const { style, offsetHeight, offsetWidth } = list.current!
    const below = at.bottom + 4 + offsetHeight <= innerHeight
    style.left = `${Math.max(4, Math.min(at.left, innerWidth - offsetWidth - 4))}px`
    style.top = `${below ? at.bottom + 4 : Math.max(4, at.top - offsetHeight - 4)}px`
    list.current!.querySelector('button')?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const buttons = [...list.current!.querySelectorAll('button')]
    const next = buttons.indexOf(document.activeElement as HTMLButtonElement) + step
    buttons[(next + buttons.length) % buttons.length]?.focus()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-haspopup="menu"
        aria-label={label}
        className={className}
      >
        {children}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        onToggle={(event) => event.newState === 'open' && place()}
        onKeyDown={onKeyDown}
        className="pop fixed m-0 max-h-[80vh] min-w-44 overflow-auto p-1"
      >
        {items.map((item, i) => (
          <Fragment key={`${item.group ?? ''} ${item.label}`}>
            {item.group && item.group !== items[i - 1]?.group && (
              <p aria-hidden className="heading mt-1 mb-0 border-t border-line px-2.5 pt-2 pb-0.5">
                {item.group}
              </p>
            )}
            <button
              type="button"
              role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={item.checked}
              aria-label={item.group ? `${item.group}: ${item.label}` : undefined}
              className={`flex w-full items-center gap-2 rounded-lg px-2.5 py-1.5 text-left hover:bg-raised focus:bg-raised ${item.danger ? 'text-bad' : ''}`}
              onClick={() => {
                list.current!.hidePopover()
                item.act()
              }}
            >
              {item.label}
              {item.checked && (
                <span aria-hidden className="ml-auto text-info">
                  ✓
                </span>
              )}
            </button>
          </Fragment>
        ))}
      </div>
    </>
  )
}
