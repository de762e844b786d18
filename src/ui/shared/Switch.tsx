/** Turns something on and off; it is named for who does not see the words beside it. */
export function Switch({ name, on, turn }: { readonly name: string; readonly on: boolean; readonly turn: () => void }) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={on}
      aria-label={name}
      onClick={turn}
      className={`relative mt-0.5 h-[18px] w-8 flex-none rounded-full border ${on ? 'border-ok bg-ok' : 'border-mute bg-raised'}`}
    >
      <i
        aria-hidden
        className={`absolute top-0.5 size-3 rounded-full ${on ? 'right-0.5 bg-panel' : 'left-0.5 bg-mute'}`}
      />
    </button>
  )
}
