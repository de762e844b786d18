import type { CSSProperties, ReactNode } from 'react'
import { select } from '../../store'
import { useFocused } from './navigation'

interface Props {
  readonly id: string
  readonly state: string
  readonly label: string
  readonly className: string
  readonly title?: string
  readonly style?: CSSProperties
  readonly children?: ReactNode
}

/** Something in the picture that can be selected: by a click, or by Enter, which goes on to its toolbar. */
export function Nav({ id, state, label, className, title, style, children }: Props) {
  const focused = useFocused((nav) => nav.id === id)
  return (
    <button
      type="button"
      data-nav={id}
      data-component={id}
      data-state={state}
      aria-label={label}
      title={title}
      style={style}
      tabIndex={focused ? 0 : -1}
      className={`nopan nodrag ${className}`}
      onFocus={() => useFocused.setState({ id })}
      onClick={(event) => {
        event.stopPropagation()
        select(id)
        const byKeyboard = event.detail === 0
        if (byKeyboard) requestAnimationFrame(focusToolbar)
      }}
    >
      {children}
    </button>
  )
}

function focusToolbar(): void {
  document.querySelector<HTMLElement>('[role=toolbar] button')?.focus()
}
